//! What the operating system allows the process.

/// How many files the process may have open now, `RLIMIT_NOFILE`. `None` where there is no such limit.
#[cfg(unix)]
pub(crate) fn open_files_max() -> Option<u64> {
    let (soft, _) = rlimit::Resource::NOFILE.get().ok()?;
    (soft != rlimit::INFINITY).then_some(soft)
}

#[cfg(not(unix))]
pub(crate) fn open_files_max() -> Option<u64> {
    None
}
