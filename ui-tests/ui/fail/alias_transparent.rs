use monitor::tracked_type;

tracked_type! { type LogFile = std::fs::File; limit = 32, transparent }

fn main() {}
