use monitor::tracked;

const MAX_CLIENTS: usize = 3;

#[tracked(limit = MAX_CLIENT)]
struct Client;

fn main() {
    let _ = MAX_CLIENTS;
}
