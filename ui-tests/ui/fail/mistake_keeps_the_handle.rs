use monitor::{Handle, Tracked, tracked};

#[tracked(limt = 3, handle = Connected)]
#[derive(Debug)]
struct Client<'a, T: Clone, const N: usize = 2>
where
    T: Send,
{
    peers: [&'a T; N],
}

fn uses_the_handle<'a>(client: Connected<'a, u8>) -> &'a u8 {
    let other = Client { peers: [client.peers[0]; 3] }.track().unwrap();
    println!("{client:?} {:?}", Connected::permit(&other).id());
    let (value, permit) = Connected::into_parts(client);
    is_a_handle(permit.bind(value));
    Connected::into_inner(other).peers[0]
}

fn is_a_handle<H: Handle>(_: H) {}

#[tracked]
#[tracked]
struct Twice;

fn uses_the_other_handle(twice: TwiceHandle) -> Twice {
    TwiceHandle::into_inner(twice)
}

fn main() {
    let _ = Client::<u8>::try_acquire();
    let _ = uses_the_handle;
    let _ = uses_the_other_handle;
}
