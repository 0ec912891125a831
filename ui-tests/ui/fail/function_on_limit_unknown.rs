use monitor::tracked;

#[tracked(limit = 1, on_limit = "dent")]
fn render() -> Result<(), monitor::AcquireError> {
    Ok(())
}

#[tracked(limit = 1, on_limit = "panic")]
fn render_again() -> Result<(), monitor::AcquireError> {
    Ok(())
}

fn main() {}
