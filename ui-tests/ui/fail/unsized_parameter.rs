use monitor::tracked;

#[tracked(limit = 1)]
struct Node<T: ?Sized> {
    len: usize,
    value: T,
}

#[tracked(limit = 1)]
struct Boxed<T>(Box<T>)
where
    T: ?Sized;

fn main() {}
