use monitor::tracked;

struct Server;

impl Server {
    #[tracked(limit = 1)]
    #[tracked(kind = "render")]
    fn render(&self) -> Result<(), monitor::AcquireError> {
        Ok(())
    }
}

fn main() {}
