//! The summary at the end.

use std::fmt;
use std::time::Duration;

use monitor::{KindSnapshot, Monitor, Snapshot};

use crate::proof::quiet::Quiet;
use crate::proof::verdict::Findings;
use crate::server::{CLIENTS_MAX, Leaks, UPSTREAMS_MAX};

/// What the monitor says at the end, beside what others say.
pub(crate) struct Summary<'a> {
    snapshot: Snapshot,
    findings: &'a Findings,
    leaks: &'a Leaks,
}

impl<'a> Summary<'a> {
    pub(crate) fn new(findings: &'a Findings, leaks: &'a Leaks) -> Self {
        Summary { snapshot: Monitor::global().snapshot(), findings, leaks }
    }

    fn fmt_others(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Findings { seen, load, .. } = self.findings;
        if let Some(load) = load {
            writeln!(f, "the load: {load}")?;
            writeln!(f, "most clients served at once, as the load saw it: {} of {CLIENTS_MAX}", load.served_max)?;
        }
        match seen.looks {
            0 => writeln!(f, "most connections to the backend at once: not watched, which needs /proc"),
            looks => writeln!(
                f,
                "most connections to the backend at once, in {looks} looks at the kernel's table: {} of {UPSTREAMS_MAX}",
                seen.upstreams_max
            ),
        }
    }
}

impl fmt::Display for Summary<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "\nquiet points")?;
        for quiet in &self.findings.quiet {
            writeln!(f, "{quiet}")?;
        }
        writeln!(f, "\nsummary\n{}", self.snapshot)?;
        for kind in &self.snapshot.kinds {
            writeln!(f, "{}: {}; {}", kind.kind, Denied(kind), StillLive(kind))?;
        }
        self.fmt_others(f)?;
        if self.leaks.asked() > 0 {
            writeln!(f, "{} of {} clients leaked on purpose", self.leaks.forgotten(), self.leaks.asked())?;
        }
        let faults = self.findings.faults();
        for fault in &faults {
            writeln!(f, "FAULT: {fault}")?;
        }
        if faults.is_empty() {
            let compared = if self.findings.quiet.iter().all(Quiet::was_compared) {
                "sockets and live handles were equal at each quiet point"
            } else {
                "sockets were not compared with live handles, which needs /proc"
            };
            writeln!(f, "ok: {compared}, and no limit was passed")?;
        }
        Ok(())
    }
}

/// Denials by reason.
struct Denied<'a>(&'a KindSnapshot);

impl fmt::Display for Denied<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counted = self.0.denied.iter().filter(|(_, denied)| *denied > 0);
        let reasons: Vec<String> = counted.map(|(reason, denied)| format!("{denied} denied by {reason}")).collect();
        if reasons.is_empty() { f.write_str("none denied") } else { f.write_str(&reasons.join(", ")) }
    }
}

/// What is held, and the lines that made it.
struct StillLive<'a>(&'a KindSnapshot);

impl fmt::Display for StillLive<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.live == 0 {
            return f.write_str("none still live");
        }
        write!(f, "{} still live:", self.0.live)?;
        for site in self.0.sites.iter().filter(|site| site.live > 0) {
            write!(f, " {} made at {}:{}", site.live, site.file, site.line)?;
            let age = site.oldest.map(|oldest| Duration::from_millis(oldest.as_millis() as u64));
            age.map_or(Ok(()), |age| write!(f, ", oldest {age:?}"))?;
        }
        Ok(())
    }
}
