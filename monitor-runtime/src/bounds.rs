//! The largest numbers that can be declared.

/// The largest capacity that a kind can have: 67,108,800 handles, 4 GiB of registry.
pub const MAX_CAPACITY: usize = 64 * ((1 << 20) - 1);

/// How many budgets may be within each other.
pub(crate) const DEPTH_MAX: usize = 16;

/// The largest limit, in units: 2⁶² − 1.
pub const UNITS_MAX: u64 = u64::MAX >> 2;
