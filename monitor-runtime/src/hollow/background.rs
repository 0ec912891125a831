//! The background thread, of which there is none with the runtime off.

use std::io;

/// Starts the background thread again after [`stop`].
///
/// # Errors
/// None, with the runtime off.
pub fn start() -> io::Result<()> {
    Ok(())
}

/// Stops the background thread and waits for its end.
pub fn stop() {}
