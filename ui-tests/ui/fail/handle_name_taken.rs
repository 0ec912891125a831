use monitor::tracked;

struct ClientHandle;

#[tracked(limit = 1)]
struct Client {
    peer: u8,
}

fn main() {
    let _ = (ClientHandle, Client { peer: 1 }.peer);
}
