use monitor::{budget, tracked};

budget! { static MEMORY: limit = "64 MiB" }

#[tracked(limit = 64, within = MEMORY, guarantee = "8 MiB")]
struct Buffer;

fn main() {}
