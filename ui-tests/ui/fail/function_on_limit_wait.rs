use monitor::tracked;

#[tracked(limit = 1, on_limit = "wait")]
async fn render() -> Result<(), monitor::AcquireError> {
    Ok(())
}

#[tracked(limit = 1, on_limit = "wait 250ms")]
async fn render_soon() -> Result<(), monitor::AcquireError> {
    Ok(())
}

fn main() {}
