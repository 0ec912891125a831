//! Holds tests only: `tests/ui.rs` compares what the compiler says to a user, `tests/tidy/main.rs` reads the sources.
