use monitor::tracked;

struct Server;

impl Server {
    #[tracked(limit = 1)]
    async fn render(&self, page: u8) -> Result<u8, std::fmt::Error> {
        std::future::ready(()).await;
        Ok(page)
    }
}

fn main() {}
