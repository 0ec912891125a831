use monitor::tracked;

type Answer = Result<u8, monitor::AcquireError>;

#[tracked(limit = 1)]
fn render() -> impl Future<Output = Answer> {
    std::future::ready(Ok(1))
}

#[tracked(limit = 1)]
fn boxed() -> std::pin::Pin<Box<dyn Future<Output = Answer>>> {
    Box::pin(render())
}

fn main() {}
