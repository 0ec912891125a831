use monitor::tracked;

#[tracked(limit = 1, transparent)]
struct Client {
    #[cfg(all())]
    stream: std::net::TcpStream,
    peer: u32,
}

fn main() {}
