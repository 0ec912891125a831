use monitor::tracked;

#[tracked(limt = 1)]
fn render(page: u8) -> Result<u8, monitor::AcquireError> {
    Ok(page)
}

fn uses_the_function() -> Result<u8, monitor::AcquireError> {
    Ok(render(1)? + 1)
}

fn main() {
    let _ = uses_the_function();
}
