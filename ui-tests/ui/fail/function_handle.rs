use monitor::tracked;

#[tracked(limit = 1, handle = Rendering)]
fn render() -> Result<(), monitor::AcquireError> {
    Ok(())
}

fn main() {}
