//! `Self` where it is copied to the handle.

use monitor::{Tracked, tracked};

#[tracked(limit = 1)]
#[derive(Debug)]
struct Node<T>(T)
where
    Self: Clone;

impl<T: Clone> Clone for Node<T> {
    fn clone(&self) -> Self {
        Node(self.0.clone())
    }
}

#[tracked(limit = 1, transparent)]
struct Tree(Option<Box<Self>>);

#[tracked(limit = 1, forward(next: Iterator))]
struct Chain {
    next: std::vec::IntoIter<Option<Self>>,
}

#[tracked(limit = 1)]
enum Either<T>
where
    Self: Send,
{
    One(Option<Box<Self>>),
    Other(T),
}

fn main() {
    assert_eq!(Node(3).track().unwrap().0, 3);
    let tree = Tree(Some(Box::new(Tree(None)))).track().unwrap();
    assert!(tree.as_ref().unwrap().0.is_none());
    let mut chain = Chain { next: vec![None].into_iter() }.track().unwrap();
    assert!(chain.next().unwrap().is_none());
    let either = Either::One(Some(Box::new(Either::Other(3)))).track().unwrap();
    assert!(matches!(&*either, Either::One(Some(_))));
}
