use monitor::tracked_type;

tracked_type! { struct LogFile(std::fs::File); limit = 32 }

fn main() {}
