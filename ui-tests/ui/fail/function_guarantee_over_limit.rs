use monitor::{AcquireError, budget, tracked};

budget! { static NETWORK: limit = 100 }

#[tracked(limit = 8, within = NETWORK, guarantee = 9)]
fn call() -> Result<(), AcquireError> {
    Ok(())
}

fn main() {
    let _ = call();
}
