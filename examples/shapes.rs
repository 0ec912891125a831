//! Is that a leak, or only a busy hour?

use std::time::Duration;

use monitor::clock::Clock;
use monitor::metrics::Metrics;
use monitor::pattern::Shape;
use monitor::{Monitor, Permit, tracked};

#[tracked(kind = "session", limit = 10_000)]
struct Session;

#[tracked(kind = "buffer", limit = 10_000)]
struct Buffer;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // Four simulated minutes. Of each twenty sessions one is forgotten; buffers are flushed each half minute.
    let (clock, time) = Clock::simulated();
    let monitor = Monitor::with_clock(clock);
    let metrics = Metrics::by_hand(&monitor);
    let (sessions, buffers) = (monitor.account::<Session>(), monitor.account::<Buffer>());
    let mut forgotten: Vec<Permit<Session>> = Vec::new();
    let mut filled: Vec<Permit<Buffer>> = Vec::new();
    for second in 0..240 {
        let mut served = (0..20).map(|_| sessions.try_acquire()).collect::<Result<Vec<_>, _>>()?;
        forgotten.extend(served.pop());
        if second % 30 == 0 {
            filled.clear();
        }
        filled.extend((0..10).map(|_| buffers.try_acquire()).collect::<Result<Vec<_>, _>>()?);
        time.advance(Duration::from_secs(1));
        metrics.sample();
    }
    let mut shapes = Vec::new();
    for series in metrics.series().iter().filter(|series| series.site.is_none()) {
        let pattern = metrics.pattern(series).ok_or("there are samples enough")?;
        let evidence = &pattern.evidence;
        println!(
            "{}: {}, confidence {:.2}; {:+.2} a second, period {:?}",
            series.kind, pattern.shape, pattern.confidence, evidence.slope_per_s, evidence.period
        );
        shapes.push((series.kind, pattern.shape));
    }
    assert_eq!(shapes, [("buffer", Shape::Sawtooth), ("session", Shape::Growth)]);
    Ok(())
}
