//! Runnable examples of `safety-monitor`, one question each. There is nothing in the library itself.
//!
//! | `cargo run --release --example` | question |
//! |---|---|
//! | `gateway` | Do limits hold, and do live handles match the kernel's sockets, in a real HTTP gateway under load? |
