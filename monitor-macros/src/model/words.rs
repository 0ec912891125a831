//! The words that stand in quotes: what may be said, and what it means.

/// How the lifetimes of a kind are measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Clock {
    Tick,
    Exact,
    None,
}

impl Clock {
    pub(crate) const NAMES: [(&'static str, Clock); 3] =
        [("tick", Clock::Tick), ("exact", Clock::Exact), ("none", Clock::None)];

    pub(crate) fn named(name: &str) -> Option<Clock> {
        meaning(name, &Clock::NAMES)
    }
}

/// What a handle is outside of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Counts {
    Fds,
}

impl Counts {
    pub(crate) const NAMES: [(&'static str, Counts); 1] = [("fds", Counts::Fds)];

    pub(crate) fn named(name: &str) -> Option<Counts> {
        meaning(name, &Counts::NAMES)
    }
}

/// Who is next among those who wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    Fifo,
    Lifo,
}

impl Order {
    pub(crate) const NAMES: [(&'static str, Order); 2] = [("fifo", Order::Fifo), ("lifo", Order::Lifo)];

    pub(crate) fn named(name: &str) -> Option<Order> {
        meaning(name, &Order::NAMES)
    }
}

/// What a call does when there is no place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OnLimit {
    Deny,
    /// For so many microseconds at most, if they are said.
    Wait(Option<u64>),
}

/// Microseconds in a unit.
const UNITS: [(&str, u64); 4] = [("us", 1), ("ms", 1_000), ("s", 1_000_000), ("min", 60_000_000)];

impl OnLimit {
    /// `deny`, `wait`, or `wait` with a blank, a number and a unit, as in `wait 250ms`.
    pub(crate) fn named(said: &str) -> Option<OnLimit> {
        match said {
            "deny" => return Some(OnLimit::Deny),
            "wait" => return Some(OnLimit::Wait(None)),
            _ => {}
        }
        let time = said.strip_prefix("wait ")?;
        let unit = time.trim_start_matches(|digit: char| digit.is_ascii_digit());
        let number: u64 = time[..time.len() - unit.len()].parse().ok()?;
        let (_, factor) = UNITS.iter().find(|(name, _)| *name == unit.trim_start())?;
        Some(OnLimit::Wait(Some(number.checked_mul(*factor)?)))
    }
}

fn meaning<T: Copy>(name: &str, names: &[(&str, T)]) -> Option<T> {
    names.iter().find(|(known, _)| *known == name).map(|(_, meaning)| *meaning)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_clock_has_one_name() {
        for (name, clock) in Clock::NAMES {
            assert_eq!(Clock::named(name), Some(clock));
        }
        assert_eq!(Clock::named("fast"), None);
    }
}
