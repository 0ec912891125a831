use monitor::tracked;

#[derive(Debug)]
struct Connection {
    number: u8,
}

#[tracked(limit = 1, handle = Connection)]
struct Client<'a, T>(&'a T);

fn main() {
    println!("{:?}", Connection { number: 1 });
}
