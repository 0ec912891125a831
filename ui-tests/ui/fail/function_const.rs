use monitor::tracked;

#[tracked(limit = 1)]
const fn render() -> Result<(), monitor::AcquireError> {
    Ok(())
}

fn main() {}
