//! All that a library does with a kind of its own. Prints what came of it, and how many threads there are at the end.

use std::fmt::Debug;
use std::hint::black_box;

use monitor::{AcquireError, Tracked, Weighed, budget, tracked, tracked_type};

#[tracked(kind = "zebra_crossing", limit = 64)]
#[derive(Debug)]
struct Client {
    peer: u64,
}

#[tracked(kind = "ostrich_buffer", limit = 64, handle = Buf, transparent)]
struct Buffer<T: Debug> {
    data: Vec<T>,
}

budget! { static ROOF: limit = 100, name = "ibex_roof" }

#[tracked(kind = "walrus_page", limit = "1 MiB", weight = Page::bytes, within = ROOF, guarantee = 8)]
struct Page([u8; 16]);

impl Page {
    fn bytes(&self) -> usize {
        self.0.len()
    }
}

tracked_type! {
    type Number = u64;
    kind = "okapi_number", limit = 8
}

#[tracked(kind = "tapir_call", limit = 2, on_limit = "wait 10ms")]
fn call(number: u64) -> Result<u64, AcquireError> {
    Ok(number + 1)
}

/// What may wait, weigh, be within a budget, or be a call.
fn others() -> Result<u64, AcquireError> {
    let waited = Client::acquire().blocking()?.bind(Client { peer: 1 });
    let page = Page::try_acquire_units(16)?.bind(Page([1; 16]));
    let number = Number::try_acquire()?.bind(black_box(4).into());
    Ok(waited.peer + u64::from(page.0[0]) + *number + call(black_box(1))?)
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
    println!("others: {:?}", others().ok());
    println!("threads: {}", std::fs::read_dir("/proc/self/task").expect("this is Linux").count());
}
