use monitor::{AcquireError, tracked};

#[tracked(limit = 1, on_limit = "wait 2h")]
fn hours() -> Result<(), AcquireError> {
    Ok(())
}

#[tracked(limit = 1, on_limit = "wait 1.5s")]
fn parts() -> Result<(), AcquireError> {
    Ok(())
}

fn main() {}
