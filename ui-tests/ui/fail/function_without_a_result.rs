use monitor::tracked;

#[tracked(limit = 1)]
fn render() {}

fn main() {}
