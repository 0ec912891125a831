//! Resident memory of this process.

use std::fs;

/// The resident memory of this process in bytes, or nothing where the platform does not tell it exactly.
///
/// The kernel's running totals lag behind by up to a batch of pages for each thread, which is too coarse beside 64
/// threads. `smaps_rollup` walks the page tables instead.
pub fn resident_bytes() -> Option<u64> {
    let rollup = fs::read_to_string("/proc/self/smaps_rollup").ok()?;
    rollup.lines().find_map(|line| {
        let kib = line.strip_prefix("Rss:")?.trim().strip_suffix("kB")?;
        kib.trim().parse::<u64>().ok().map(|kib| kib * 1024)
    })
}

/// The bytes by which resident memory has grown since it was `before`; what was given back counts as nothing.
pub fn growth_since(before: u64) -> Option<u64> {
    resident_bytes().map(|now| now.saturating_sub(before))
}
