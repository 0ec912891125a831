//! Everything that was found out about a run, and whether it is good.

use super::quiet::Quiet;
use super::witness::Seen;
use crate::child::load::Figures;
use crate::server::{CLIENTS_MAX, UPSTREAMS_MAX};

/// What was found out about a run.
#[derive(Default)]
pub(crate) struct Findings {
    pub(crate) quiet: Vec<Quiet>,
    pub(crate) seen: Seen,
    /// `None` without a load, or when it was interrupted.
    pub(crate) load: Option<Figures>,
}

impl Findings {
    /// Everything that must not be: nothing, if the gateway kept its limits and the monitor counted right.
    ///
    /// None of the limits is judged by what the library says of itself.
    pub(crate) fn faults(&self) -> Vec<String> {
        let served_max = self.load.map_or(0, |load| load.served_max);
        let over = |who: &str, count: usize, limit: usize| {
            (count > limit).then(|| format!("{who} at once, and the limit is {limit}"))
        };
        let limits = [
            over(&format!("the load saw {served_max} clients served"), served_max, CLIENTS_MAX),
            over(
                &format!("the kernel showed {} connections to the backend", self.seen.upstreams_max),
                self.seen.upstreams_max,
                UPSTREAMS_MAX,
            ),
        ];
        self.quiet.iter().filter_map(Quiet::fault).chain(limits.into_iter().flatten()).collect()
    }
}
