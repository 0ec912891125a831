//! What every application here does.

/// Prints the names of all registered kinds in one line, in order.
pub fn print_kinds() {
    let names: Vec<_> = monitor::kinds().iter().map(|kind| kind.name()).collect();
    println!("kinds: {}", names.join(" "));
}
