//! Types of other crates, tracked without a struct of one's own.

use std::collections::HashMap;
use std::fmt::Debug;
use std::io::{Read, Write};

use monitor::{Tracked, tracked_type};

tracked_type! {
    /// With documentation.
    #[derive(Debug, Default, PartialEq)]
    pub(crate) type Bytes = std::collections::VecDeque<u8>;
    kind = "bytes", limit = 2, forward(Read, Write)
}

tracked_type! {
    type Names<'a, T: Debug + 'a, const N: usize> where T: Clone = HashMap<&'a str, [T; N]>;
    handle = NamesGuard
}

tracked_type! { type Plain = u8; }

#[test]
fn the_handle_is_the_foreign_type() {
    let mut bytes: BytesHandle =
        Bytes::try_acquire().unwrap().bind(vec![1, 2].into_iter().collect::<std::collections::VecDeque<_>>().into());
    bytes.write_all(&[3]).unwrap();
    bytes.push_back(4);
    let mut all = Vec::new();
    bytes.read_to_end(&mut all).unwrap();
    assert_eq!(all, [1, 2, 3, 4]);
    assert_eq!(format!("{bytes:?}"), "Bytes([])");
    let inner: Bytes = BytesHandle::into_inner(bytes);
    assert_eq!(inner, Bytes::default());
    assert!(inner.0.is_empty());
}

#[test]
fn it_may_be_generic() {
    let names: NamesGuard<'_, u8, 2> = Names::from(HashMap::from([("ann", [1, 2])])).track().unwrap();
    assert_eq!(names["ann"], [1, 2]);
    assert_eq!(Names::<u8, 2>::account().kind().name(), "names");
}

#[test]
fn options_may_be_left_out() {
    assert_eq!(*Plain::from(7).track().unwrap(), 7);
}
