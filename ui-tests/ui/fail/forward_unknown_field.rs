use monitor::tracked;

#[tracked(forward(steam: Read))]
struct Client {
    stream: std::net::TcpStream,
}

fn main() {}
