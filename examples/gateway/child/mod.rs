//! The other processes of the experiment. They are this program again, started with a hidden word.
//!
//! A child hears orders on its standard input and gives reports on its standard output, each a line that begins with a
//! word. The input ends when the parent ends, however that happens, and the child ends with it.

pub(crate) mod backend;
pub(crate) mod load;
mod parent;
mod work;

use std::env;
use std::io::{Error, ErrorKind, Result};
use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{ChildStdin, ChildStdout, Command};
use tokio::time::timeout;

/// The word that makes this program the backend.
pub(crate) const BACKEND: &str = "backend-child";
/// The word that makes this program the load.
pub(crate) const LOAD: &str = "load-child";

/// A child process, seen from its parent. Dropping it kills it.
pub(crate) struct Child {
    word: &'static str,
    process: tokio::process::Child,
    orders: ChildStdin,
    reports: Lines<BufReader<ChildStdout>>,
}

impl Child {
    /// Starts this program again as `word`.
    pub(crate) fn start(word: &'static str, args: &[String]) -> Result<Child> {
        let mut process = Command::new(env::current_exe()?)
            .arg(word)
            .args(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let orders = process.stdin.take().expect("its input is a pipe");
        let reports = process.stdout.take().expect("its output is a pipe");
        Ok(Child { word, process, orders, reports: BufReader::new(reports).lines() })
    }

    /// Waits for the report that begins with `word`, and returns the rest of it.
    pub(crate) async fn report(&mut self, word: &str, patience: Duration) -> Result<String> {
        let line = timeout(patience, self.reports.next_line()).await;
        let line = line.map_err(|_| self.silent(word, "in time"))??;
        let line = line.ok_or_else(|| self.silent(word, "before it ended"))?;
        match line.split_once(' ') {
            Some((first, rest)) if first == word => Ok(rest.to_owned()),
            _ => Err(self.silent(word, &format!("but {line:?}"))),
        }
    }

    /// Tells it to go on.
    pub(crate) async fn order(&mut self, word: &str) -> Result<()> {
        self.orders.write_all(format!("{word}\n").as_bytes()).await
    }

    /// Ends it, and returns when it has ended.
    pub(crate) async fn kill(mut self) -> Result<()> {
        self.process.kill().await
    }

    fn silent(&self, word: &str, how: &str) -> Error {
        Error::new(ErrorKind::UnexpectedEof, format!("{} did not report `{word}` {how}", self.word))
    }
}
