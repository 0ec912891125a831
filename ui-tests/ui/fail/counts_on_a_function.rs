use monitor::{AcquireError, tracked};

#[tracked(limit = 64, counts = "fds")]
fn open() -> Result<(), AcquireError> {
    Ok(())
}

fn main() {
    open().unwrap();
}
