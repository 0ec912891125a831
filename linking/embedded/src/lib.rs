//! What a C program can do with kinds that it links: list them, or call for them by name. The two are apart, so that a linker that
//! takes only what is called can part them too.
#![allow(unsafe_code, reason = "C finds a function by its bare name, and that names are unique is taken on trust")]

mod called;

/// Prints the names of all registered kinds in one line, in order.
#[unsafe(no_mangle)]
pub extern "C" fn print_kinds() {
    linking_app::print_kinds();
}
