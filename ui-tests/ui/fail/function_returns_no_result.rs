use monitor::tracked;

#[tracked(limit = 1)]
fn render(page: u8) -> Option<u8> {
    Some(page)
}

fn main() {}
