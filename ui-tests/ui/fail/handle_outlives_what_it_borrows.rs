use monitor::{Tracked, tracked};

#[tracked(limit = 1)]
struct Name<'a>(&'a str);

fn main() {
    let held;
    {
        let text = String::from("x");
        held = Name(&text).track().unwrap();
    }
    println!("{}", held.0);
}
