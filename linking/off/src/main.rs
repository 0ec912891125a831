//! All that a library does with a kind of its own. Prints what came of it, and how many threads there are at the end.

use std::fmt::Debug;
use std::hint::black_box;

use monitor::{Tracked, tracked};

#[tracked(kind = "zebra_crossing", limit = 64)]
#[derive(Debug)]
struct Client {
    peer: u64,
}

#[tracked(kind = "ostrich_buffer", limit = 64, handle = Buf, transparent)]
struct Buffer<T: Debug> {
    data: Vec<T>,
}

fn main() {
    let mut client = Client { peer: black_box(7) }.track().expect("below the limit");
    client.peer += 1;
    let place = Client::try_acquire().expect("below the limit");
    let bound = place.bind(Client { peer: client.peer });
    let (client, permit) = ClientHandle::into_parts(client);
    let again = permit.bind(client);
    let buffer = Buffer { data: black_box(vec![again.peer]) }.track().expect("below the limit");
    println!("{again:?} {bound:?} {}", buffer.len());
    println!("{:?}", Buf::into_inner(buffer).data);
    println!("threads: {}", std::fs::read_dir("/proc/self/task").expect("this is Linux").count());
}
