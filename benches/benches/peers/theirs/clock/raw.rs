//! The cheapest counter that quanta finds, for processors without `rdtsc`.

pub(crate) struct Clock(quanta::Clock);

impl Clock {
    pub(crate) fn new() -> Self {
        Clock(quanta::Clock::new())
    }

    #[inline]
    pub(crate) fn read(&self) -> u64 {
        self.0.raw()
    }
}
