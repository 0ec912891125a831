use monitor::budget;

budget! { static NETWORK: limit = 1, name = "" }

fn main() {}
