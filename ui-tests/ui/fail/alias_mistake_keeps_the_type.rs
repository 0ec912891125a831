use monitor::{Tracked, tracked_type};

tracked_type! { type Bytes = Vec<u8>; limit = 0 }

fn main() {
    let bytes = Bytes::from(vec![1]).track().unwrap();
    assert_eq!(bytes.len(), 1);
}
