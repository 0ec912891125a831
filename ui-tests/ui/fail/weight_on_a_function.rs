use monitor::{AcquireError, tracked};

#[tracked(limit = "64 MiB", weight = str::len)]
fn render(page: &str) -> Result<usize, AcquireError> {
    Ok(page.len())
}

fn main() {
    let _ = render;
}
