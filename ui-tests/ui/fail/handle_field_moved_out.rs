use monitor::{Tracked, tracked};

#[tracked(limit = 1)]
struct Client {
    name: String,
}

fn main() {
    let client = Client { name: String::new() }.track().unwrap();
    let name: String = client.name;
    println!("{name}");
}
