//! The TCP sockets of this process, as the kernel knows them.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::Path;

/// The state of a socket that listens, in the kernel's tables.
const LISTEN: &str = "0A";

/// A TCP socket that this process has open and that does not listen.
pub(super) struct Socket {
    pub(super) local_port: u16,
    pub(super) remote_port: u16,
}

/// Every such socket; `None` where there is no `/proc` that tells.
///
/// Each of them was in the list of open files, which is read first, and in the tables of sockets, which are read second. So
/// all of them were open at one moment, the one between, and there are never more than the process really had at once.
pub(super) fn open() -> io::Result<Option<Vec<Socket>>> {
    if !Path::new("/proc/self/net/tcp").exists() {
        return Ok(None);
    }
    let mut own = inodes()?;
    let tables = fs::read_to_string("/proc/self/net/tcp")? + &read_if_there("/proc/self/net/tcp6")?;
    Ok(Some(tables.lines().filter_map(|line| socket(line, &mut own)).collect()))
}

/// The kernel's numbers of all sockets, of whatever kind, among the open files.
fn inodes() -> io::Result<HashSet<String>> {
    let mut inodes = HashSet::new();
    for file in fs::read_dir("/proc/self/fd")? {
        // A file that was closed since the folder was read is none.
        let Ok(target) = fs::read_link(file?.path()) else { continue };
        let target = target.to_string_lossy();
        inodes.extend(target.strip_prefix("socket:[").and_then(|rest| rest.strip_suffix(']')).map(str::to_owned));
    }
    Ok(inodes)
}

/// There is no table for IPv6 where IPv6 is switched off.
fn read_if_there(path: &str) -> io::Result<String> {
    match fs::read_to_string(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(String::new()),
        read => read,
    }
}

/// Reads a line such as `7: 0100007F:1F90 0100007F:D431 01 00000000:00000000 00:00000000 00000000 0 0 48231 ...`.
///
/// A socket is taken out of `own` when it is found: while sockets come and go, the kernel may show one twice.
fn socket(line: &str, own: &mut HashSet<String>) -> Option<Socket> {
    let columns: Vec<&str> = line.split_whitespace().collect();
    let (local, remote, state, inode) = (columns.get(1)?, columns.get(2)?, *columns.get(3)?, *columns.get(9)?);
    if state == LISTEN || !own.remove(inode) {
        return None;
    }
    Some(Socket { local_port: port(local)?, remote_port: port(remote)? })
}

fn port(address: &str) -> Option<u16> {
    u16::from_str_radix(address.rsplit_once(':')?.1, 16).ok()
}
