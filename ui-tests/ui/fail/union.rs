use monitor::tracked;

#[tracked(limit = 1)]
union Bits {
    float: f32,
    word: u32,
}

fn main() {}
