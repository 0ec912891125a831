//! What the command line asks for.

use std::fmt::Display;
use std::net::SocketAddr;
use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use lexopt::prelude::{Long, Short, Value};

use crate::child;
use crate::server::CLIENTS_MAX;

pub(crate) const USAGE: &str = "\
A real HTTP/1.1 gateway whose sockets are tracked resources, a backend behind it and a load in front of it.

usage: gateway [--seconds N] [--leak N] [--metrics ADDR]
       gateway --boards DIR
       gateway --listen ADDR [--for SECS] [--leak N] [--metrics ADDR]

  --seconds N     how long the load lasts (default: 10)
  --listen ADDR   start no load, and serve whoever connects to ADDR, such as 127.0.0.1:8080; port 0 takes a free one
  --for SECS      with --listen: end after so many seconds (default: at Ctrl-C)
  --metrics ADDR  serve all figures at ADDR, such as 127.0.0.1:9464, for Prometheus: /metrics
  --boards DIR    only write a Grafana board and Prometheus rules of the gateway's kinds into DIR
  --leak N        forget the first N connections that end, on purpose: they stay open, and the summary says who made them
  -h, --help      print this

Exits with 0 if the kernel's sockets, where it shows them, equalled the live handles and no limit was passed, with 1 if not,
and with 2 if an option makes no sense.
";

/// What this process is to be.
#[derive(Debug, PartialEq)]
pub(crate) enum Task {
    Help,
    Rehearse(Rehearse),
    /// Only writes boards and rules, into this folder.
    Boards(PathBuf),
    Listen(Listen),
    /// A child: the server behind the gateway.
    Backend,
    /// A child: the clients in front of it.
    Load(Load),
}

/// The gateway under its own load.
#[derive(Debug, PartialEq)]
pub(crate) struct Rehearse {
    pub(crate) lasting: Duration,
    /// How many connections are forgotten on purpose.
    pub(crate) leaks: usize,
    /// Where to serve all figures.
    pub(crate) metrics: Option<SocketAddr>,
}

/// The gateway for whoever comes.
#[derive(Debug, PartialEq)]
pub(crate) struct Listen {
    pub(crate) address: SocketAddr,
    /// `None`: until Ctrl-C.
    pub(crate) lasting: Option<Duration>,
    /// How many connections are forgotten on purpose.
    pub(crate) leaks: usize,
    /// Where to serve all figures.
    pub(crate) metrics: Option<SocketAddr>,
}

/// Whom a load calls, and for how long.
#[derive(Debug, PartialEq)]
pub(crate) struct Load {
    pub(crate) gateway: SocketAddr,
    pub(crate) lasting: Duration,
}

/// Reads the arguments of this process.
pub(crate) fn from_args() -> Result<Task, String> {
    parse(lexopt::Parser::from_env())
}

fn parse(mut args: lexopt::Parser) -> Result<Task, String> {
    let mut given = Given::default();
    while let Some(arg) = args.next().map_err(|fault| fault.to_string())? {
        match arg {
            Short('h') | Long("help") => return Ok(Task::Help),
            Long("seconds") => given.seconds = Some(number(&mut args, "--seconds", 1..=3600)?),
            Long("listen") => given.listen = Some(value(&mut args, "--listen", "an address such as 127.0.0.1:8080")?),
            Long("metrics") => {
                given.metrics = Some(value(&mut args, "--metrics", "an address such as 127.0.0.1:9464")?);
            }
            Long("boards") => given.boards = Some(value(&mut args, "--boards", "a folder")?),
            Long("for") => given.lasting = Some(number(&mut args, "--for", 1..=86_400)?),
            // One place at least must be left for clients that are served.
            Long("leak") => given.leaks = number(&mut args, "--leak", 0..=CLIENTS_MAX as u64 - 1)?,
            Value(word) if word == child::BACKEND => return Ok(Task::Backend),
            Value(word) if word == child::LOAD => return load(&mut args),
            unexpected => return Err(unexpected.unexpected().to_string()),
        }
    }
    given.task()
}

/// The options of all modes, before it is known which one is meant.
#[derive(Default, PartialEq)]
struct Given {
    seconds: Option<u64>,
    listen: Option<SocketAddr>,
    lasting: Option<u64>,
    leaks: u64,
    metrics: Option<SocketAddr>,
    boards: Option<PathBuf>,
}

impl Given {
    fn task(mut self) -> Result<Task, String> {
        if let Some(folder) = self.boards.take() {
            let is_alone = self == Given::default();
            return is_alone
                .then_some(Task::Boards(folder))
                .ok_or("--boards only writes files, and stands alone".into());
        }
        let (leaks, metrics) = (self.leaks as usize, self.metrics);
        match (self.listen, self.seconds, self.lasting) {
            (Some(_), Some(_), _) => Err("--seconds is how long the load lasts, and --listen starts none".to_owned()),
            (None, _, Some(_)) => Err("--for needs --listen; the load lasts for --seconds".to_owned()),
            (Some(address), None, lasting) => {
                Ok(Task::Listen(Listen { address, lasting: lasting.map(Duration::from_secs), leaks, metrics }))
            }
            (None, seconds, None) => {
                Ok(Task::Rehearse(Rehearse { lasting: Duration::from_secs(seconds.unwrap_or(10)), leaks, metrics }))
            }
        }
    }
}

fn load(args: &mut lexopt::Parser) -> Result<Task, String> {
    let gateway = value(args, child::LOAD, "the gateway's address")?;
    let lasting = Duration::from_secs(number(args, child::LOAD, 0..=u64::MAX)?);
    Ok(Task::Load(Load { gateway, lasting }))
}

fn number(args: &mut lexopt::Parser, option: &str, range: RangeInclusive<u64>) -> Result<u64, String> {
    let wanted = format!("a number from {} to {}", range.start(), range.end());
    let number = value(args, option, &wanted)?;
    if range.contains(&number) { Ok(number) } else { Err(wants(option, &wanted, number)) }
}

fn value<T: FromStr>(args: &mut lexopt::Parser, option: &str, wanted: &str) -> Result<T, String> {
    let value = args.value().map_err(|_| wants(option, wanted, "nothing"))?;
    let value = value.to_string_lossy();
    value.parse().map_err(|_| wants(option, wanted, value))
}

fn wants(option: &str, wanted: &str, given: impl Display) -> String {
    format!("{option} wants {wanted}, and was given {given}")
}
