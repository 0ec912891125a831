//! What others than the library say about the gateway's sockets: the kernel, and the load.

pub(crate) mod quiet;
mod sockets;
pub(crate) mod verdict;
pub(crate) mod witness;
