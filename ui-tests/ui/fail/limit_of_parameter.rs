use monitor::tracked;

#[tracked(limit = N * 2)]
struct Constant<const N: usize>;

#[tracked(limit = 1 + T::MANY)]
struct Type<T: Many>(T);

trait Many {
    const MANY: usize;
}

fn main() {}
