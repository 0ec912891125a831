use monitor::tracked;

#[derive(Debug)]
struct Failure;

#[tracked(limit = 1)]
fn render(page: u8) -> Result<u8, Failure> {
    if page == 0 {
        return Err(Failure);
    }
    Ok(page)
}

fn main() {}
