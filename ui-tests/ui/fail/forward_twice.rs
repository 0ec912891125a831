use monitor::tracked;

#[tracked(forward(one: Read, two: Read))]
struct Client {
    one: std::net::TcpStream,
    two: std::net::TcpStream,
}

fn main() {}
