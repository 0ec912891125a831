use monitor::tracked;

#[tracked(transparent)]
struct Client {
    stream: std::net::TcpStream,
    peer: u32,
}

fn main() {}
