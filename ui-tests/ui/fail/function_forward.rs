use monitor::tracked;

#[tracked(limit = 1, forward(Read))]
fn render() -> Result<(), monitor::AcquireError> {
    Ok(())
}

fn main() {}
