use monitor::tracked;

#[tracked(limit = 1, forward(AsyncRead, AsyncWrite))]
struct Client(u8);

fn main() {}
