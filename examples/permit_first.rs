//! How do I make sure that what cannot be held is never opened?

use std::error::Error;
use std::io;
use std::net::{SocketAddr, TcpListener, TcpStream};

use monitor::{AcquireError, Tracked, tracked};

#[tracked(kind = "upstream", limit = 1, transparent)]
#[derive(Debug)]
struct Upstream(TcpStream);

fn connect(address: SocketAddr) -> Result<UpstreamHandle, Box<dyn Error>> {
    // The place first. If there is none, no packet is sent.
    let place = Upstream::try_acquire()?;
    // If this fails, `place` is dropped, and given back by that.
    let stream = TcpStream::connect(address)?;
    Ok(place.bind(Upstream(stream)))
}

fn main() -> io::Result<()> {
    let server = TcpListener::bind("127.0.0.1:0")?;
    server.set_nonblocking(true)?;
    let upstream = connect(server.local_addr()?).expect("there is a place");
    assert!(server.accept().is_ok());

    // Over the limit, the server sees nobody come.
    let denied = connect(server.local_addr()?).unwrap_err();
    println!("{denied}");
    assert!(denied.is::<AcquireError>());
    assert_eq!(server.accept().unwrap_err().kind(), io::ErrorKind::WouldBlock);

    // A connection that breaks is replaced under the same permit: nobody else can take the place meanwhile.
    let (broken, place) = UpstreamHandle::into_parts(upstream);
    drop(broken);
    assert!(Upstream::try_acquire().is_err());
    let upstream = place.bind(Upstream(TcpStream::connect(server.local_addr()?)?));

    // A failure to connect keeps no place.
    drop(upstream);
    let nobody = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
    assert!(connect(nobody).unwrap_err().is::<io::Error>());
    assert_eq!(Upstream::account().live(), 0);
    Ok(())
}
