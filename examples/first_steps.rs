//! How do I limit a type, and see who holds what?

use monitor::{Monitor, Tracked, tracked};

/// At most two of these are live at any moment.
#[tracked(kind = "printer", limit = 2)]
struct Printer {
    name: &'static str,
}

impl Printer {
    fn print(&self, text: &str) -> String {
        format!("{}: {text}", self.name)
    }
}

fn main() -> Result<(), monitor::AcquireError> {
    // `track` takes a place for a value that is there already, and gives a handle: a `PrinterHandle`.
    let first = Printer { name: "first" }.track()?;
    // The handle is used like the value.
    assert_eq!(first.print("hello"), "first: hello");

    // Each handle knows where and when it was made.
    let place = PrinterHandle::permit(&first);
    let (id, site) = place.id().zip(place.site()).expect("the runtime is on");
    println!("{id} is held from {site}");
    assert_eq!(site.file(), file!());

    let second = Printer { name: "second" }.track()?;
    println!("{}\n", Monitor::global().snapshot());
    println!("{}\n", Printer::account().holders());
    assert_eq!(Printer::account().live(), 2);

    // Dropping a handle gives its place back.
    drop((first, second));
    assert_eq!(Printer::account().live(), 0);
    let figures = Printer::account().snapshot();
    assert_eq!((figures.acquired, figures.released, figures.max_live), (2, 2, 2));
    Ok(())
}
