use monitor::tracked;

trait Render {
    #[tracked(limit = 1)]
    fn render() -> Result<(), monitor::AcquireError>;
}

fn main() {}
