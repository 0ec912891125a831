use monitor::tracked;

#[tracked(limit = 1, transparent)]
struct Client {
    #[cfg(any())]
    stream: std::net::TcpStream,
}

fn main() {}
