use monitor::tracked;

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, |cores| cores.get())
}

#[tracked(limit = cores())]
struct Client;

fn main() {}
