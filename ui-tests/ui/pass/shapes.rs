//! Named fields, tuples, units and enums.

use monitor::{Tracked, tracked};

#[tracked(kind = "client", limit = 2)]
struct Client {
    peer: u32,
}

#[tracked(limit = 2)]
struct Pair(u8, String);

#[tracked]
struct Unit;

#[tracked(limit = 2)]
struct Braces {}

#[tracked(limit = 2)]
enum Connection {
    Idle,
    Busy(u32),
    Closing { reason: &'static str },
}

#[tracked(limit = 2)]
enum Never {}

fn main() {
    let mut client = Client { peer: 7 }.track().unwrap();
    client.peer += 1;
    assert_eq!(client.peer, 8);

    let mut pair = Pair(1, String::from("x")).track().unwrap();
    pair.1.push('y');
    assert_eq!((pair.0, pair.1.as_str()), (1, "xy"));

    let _unit: UnitHandle = Unit.track().unwrap();
    let _braces: BracesHandle = Braces {}.track().unwrap();
    let _never: Option<NeverHandle> = None;

    let mut connection = Connection::Idle.track().unwrap();
    assert!(matches!(*connection, Connection::Idle));
    *connection = Connection::Busy(3);
    assert!(matches!(*connection, Connection::Busy(3)));
    *connection = Connection::Closing { reason: "done" };
    assert!(matches!(&*connection, Connection::Closing { reason: "done" }));
}
