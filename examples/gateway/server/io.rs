//! Lets hyper read and write through a handle.

/// Implements tokio's `AsyncRead` and `AsyncWrite` for a handle by means of its value's `stream`.
///
/// The handle is a type of ours, so it can have any trait. It moves into hyper's connection whole, and its place is given
/// back when hyper drops it: exactly as long as the socket is open.
macro_rules! read_and_write_through {
    ($handle:ty) => {
        impl tokio::io::AsyncRead for $handle {
            fn poll_read(
                mut self: std::pin::Pin<&mut Self>,
                context: &mut std::task::Context<'_>,
                buffer: &mut tokio::io::ReadBuf<'_>,
            ) -> std::task::Poll<std::io::Result<()>> {
                std::pin::Pin::new(&mut self.stream).poll_read(context, buffer)
            }
        }

        impl tokio::io::AsyncWrite for $handle {
            fn poll_write(
                mut self: std::pin::Pin<&mut Self>,
                context: &mut std::task::Context<'_>,
                bytes: &[u8],
            ) -> std::task::Poll<std::io::Result<usize>> {
                std::pin::Pin::new(&mut self.stream).poll_write(context, bytes)
            }

            fn poll_flush(
                mut self: std::pin::Pin<&mut Self>,
                context: &mut std::task::Context<'_>,
            ) -> std::task::Poll<std::io::Result<()>> {
                std::pin::Pin::new(&mut self.stream).poll_flush(context)
            }

            fn poll_shutdown(
                mut self: std::pin::Pin<&mut Self>,
                context: &mut std::task::Context<'_>,
            ) -> std::task::Poll<std::io::Result<()>> {
                std::pin::Pin::new(&mut self.stream).poll_shutdown(context)
            }
        }
    };
}

pub(super) use read_and_write_through;
