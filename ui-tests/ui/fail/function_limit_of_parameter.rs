use monitor::tracked;

#[tracked(limit = N)]
fn render<const N: usize>() -> Result<(), monitor::AcquireError> {
    Ok(())
}

fn main() {}
