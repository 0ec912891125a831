//! How do I track a type that is not mine?

use std::error::Error;
use std::fs::File;
use std::io::{Read, Seek, Write};
use std::{env, fs, process};

use monitor::{AcquireError, Tracked, tracked_type};

tracked_type! {
    /// At most two of the log's files are open.
    #[derive(Debug)]
    pub type LogFile = File;
    kind = "log_file", limit = 2, forward(Read, Write, Seek)
}

fn open(number: usize) -> Result<LogFileHandle, Box<dyn Error>> {
    let path = env::temp_dir().join(format!("foreign-type-{}-{number}", process::id()));
    let place = LogFile::try_acquire()?;
    let file = File::options().create(true).truncate(true).read(true).write(true).open(&path)?;
    fs::remove_file(path)?;
    Ok(place.bind(file.into()))
}

fn main() -> Result<(), Box<dyn Error>> {
    let (mut log, other) = (open(1)?, open(2)?);
    assert!(open(3).unwrap_err().is::<AcquireError>());

    // The handle is a reader and a writer, and derefs to the `File`.
    writeln!(log, "hello")?;
    log.rewind()?;
    let mut text = String::new();
    log.read_to_string(&mut text)?;
    assert_eq!(text, "hello\n");
    assert_eq!(log.metadata()?.len(), 6);

    println!("{text:?} was written and read by a {}", LogFile::account().kind().name());

    // The file itself, and its place given back.
    let file: File = LogFileHandle::into_inner(log).0;
    assert_eq!(LogFile::account().live(), 1);
    drop((file, other));
    Ok(())
}
