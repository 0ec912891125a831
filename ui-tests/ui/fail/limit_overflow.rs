use monitor::tracked;

const fn without_reserve(all: usize) -> usize {
    all - 5
}

#[tracked(limit = without_reserve(4))]
struct Client;

fn main() {}
