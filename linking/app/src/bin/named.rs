//! Names the library, and nothing in it.

use linking_plug as _;

fn main() {
    linking_app::print_kinds();
}
