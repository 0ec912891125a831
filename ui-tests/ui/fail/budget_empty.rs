use monitor::budget;

budget! {}

fn main() {}
