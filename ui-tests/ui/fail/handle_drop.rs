use monitor::tracked;

#[tracked(limit = 1)]
struct Client {
    peer: u8,
}

impl Drop for ClientHandle {
    fn drop(&mut self) {
        println!("{}", self.peer);
    }
}

fn main() {}
