//! A kind of this package, and what names it and the library's.

use linking_plug::Conn;
use monitor::{Tracked, tracked};

#[tracked(kind = "embedded", limit = 4)]
struct Session;

/// Ends the program unless the kinds are registered.
#[unsafe(no_mangle)]
extern "C" fn expect_kinds() {
    monitor::expect_kinds!(Session, Conn);
}

/// Registers the kinds by hand.
#[unsafe(no_mangle)]
extern "C" fn register_kinds() {
    monitor::register::<Session>();
    monitor::register::<Conn>();
}

/// Uses both kinds.
#[unsafe(no_mangle)]
extern "C" fn use_kinds() {
    drop((Session.track(), Conn.track()));
}
