//! Depends on the library in its manifest, and never names it.

fn main() {
    linking_app::print_kinds();
}
