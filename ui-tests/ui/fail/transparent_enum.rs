use monitor::tracked;

#[tracked(transparent)]
enum Client {
    One(u32),
}

fn main() {}
