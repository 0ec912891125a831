use monitor::{AcquireError, tracked};

#[tracked(crate = std::fmt, limit = 1)]
fn call() -> Result<(), AcquireError> {
    Ok(())
}

fn main() {
    let _ = call();
}
