//! Expects the library's kind by its type, before it is used or registered by hand.

use linking_plug::Conn;
use monitor::Tracked;

fn main() {
    monitor::expect_kinds!(Conn);
    linking_app::print_kinds();
    monitor::register::<Conn>();
    linking_app::print_kinds();
    drop(Conn::try_acquire());
    linking_app::print_kinds();
}
