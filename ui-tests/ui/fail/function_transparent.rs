use monitor::tracked;

#[tracked(limit = 1, transparent)]
fn render() -> Result<(), monitor::AcquireError> {
    Ok(())
}

fn main() {}
