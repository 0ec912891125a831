use monitor::tracked_type;

tracked_type! { type Text = str; limit = 1 }

tracked_type! { type Error = dyn std::error::Error; limit = 1 }

fn main() {}
