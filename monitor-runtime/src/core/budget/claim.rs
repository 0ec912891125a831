//! Charging a path, from a node to the root: all levels, or none.

use super::node::{Line, Node};
use crate::bounds::UNITS_MAX;

/// From a node to the root.
pub(in crate::core) type Path<'a> = &'a [&'static Node];

/// Charges `units` to every node of the path, or to none: then the node that refused, for want of room or because others wait for it.
///
/// If it is DRY, and the tree's lock is held, the refusal is final. The nodes above are charged first, so that at no moment a node uses what is
/// not charged there.
pub(super) fn claim(path: Path, units: u64, line: Line) -> Result<(), &'static Node> {
    let Some((node, above)) = path.split_first() else { return Ok(()) };
    if units == 0 {
        return Ok(());
    }
    let mut seen = node.load();
    let mut paid = 0;
    loop {
        let used = seen.used();
        if !node.admits(used, units, line) {
            unclaim(above, paid);
            return Err(node);
        }
        let beyond = node.beyond(used, units);
        if beyond > paid {
            if let Err(refused) = claim(above, beyond - paid, line) {
                unclaim(above, paid);
                return Err(refused);
            }
            paid = beyond;
        }
        match node.exchange(seen, used + units) {
            Ok(()) => {
                unclaim(above, paid - beyond);
                return Ok(());
            }
            Err(now) => seen = now,
        }
    }
}

/// The same under the tree's lock for a path of which every node is DRY: nobody else changes it. `None`: one is not.
fn claim_dry(path: Path, units: u64, line: Line) -> Option<Result<(), &'static Node>> {
    let mut beyond = units;
    for node in path {
        let seen = node.load();
        if !seen.is_dry() {
            return None;
        }
        if !node.admits(seen.used(), beyond, line) {
            return Some(Err(node));
        }
        beyond = node.beyond(seen.used(), beyond);
    }
    let mut beyond = units;
    for node in path {
        let seen = node.load();
        // It is DRY, and the lock is held: nobody comes between.
        let _ = node.exchange(seen, seen.used() + beyond);
        beyond = node.beyond(seen.used(), beyond);
    }
    Some(Ok(()))
}

/// Charges the path under the tree's lock.
pub(super) fn claim_locked(path: Path, units: u64, line: Line) -> Result<(), &'static Node> {
    claim_dry(path, units, line).unwrap_or_else(|| claim(path, units, line))
}

/// Takes back what was charged.
pub(super) fn unclaim(path: Path, units: u64) {
    let Some((node, above)) = path.split_first() else { return };
    if units == 0 {
        return;
    }
    let mut seen = node.load();
    loop {
        let used = seen.used();
        debug_assert!(used >= units, "more is given back than was charged");
        match node.exchange(seen, used - units) {
            Ok(()) => return unclaim(above, node.beyond(used - units, units)),
            Err(now) => seen = now,
        }
    }
}

/// Which node of the path has no room for `units`, if one look at it can show that: it is DRY, and nothing below it is guaranteed, which would be
/// another word to look at. Limits and guarantees must not change meanwhile.
pub(super) fn exhausted(path: Path, units: u64) -> Option<usize> {
    for (at, node) in path.iter().enumerate() {
        let seen = node.load_acquire();
        if seen.is_dry() && !node.has_room(seen.used(), units) {
            return Some(at);
        }
        if node.guarantee() > 0 {
            return None;
        }
    }
    None
}

/// How much could be claimed at this moment, roughly; no more than is asked for.
pub(super) fn headroom(path: Path, asked: u64) -> u64 {
    let mut room = asked;
    for node in path {
        let used = node.used();
        room = room.min(node.limit().saturating_sub(used));
        // What is guaranteed needs no room further up.
        if used + room <= node.guarantee() {
            break;
        }
    }
    room
}

/// The smallest limit of the path.
pub(in crate::core) fn narrowest(path: Path) -> u64 {
    path.iter().map(|node| node.limit()).min().unwrap_or(UNITS_MAX)
}
