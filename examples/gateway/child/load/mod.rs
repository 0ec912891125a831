//! The clients in front of the gateway: more of them than it has places for.

mod connection;
mod figures;
mod worker;

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use hyper::body::Bytes;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};

use super::parent::{self, Orders};
use super::work::Work;
use crate::options;
use connection::{Answer, Connection};
use figures::Tally;
use worker::Worker;

pub(crate) use figures::Figures;

/// How many clients try. The gateway has places for fewer.
const CLIENTS: usize = 600;

/// Refusals in a row after which the gateway is taken to be full, and the pause between them. A place may be on its way
/// back when the first one comes.
const REFUSALS: usize = 5;
const REFUSAL_PAUSE: Duration = Duration::from_millis(50);

/// Sends requests for as long as it is told. Then, so that nothing moves while the parent counts:
///
/// - holds as many connections as the gateway lets it, and reports `peak COUNT`;
/// - when ordered `half`, closes half of them, and reports `half COUNT`;
/// - when ordered `end`, closes the others, and reports `end FIGURES`.
pub(crate) async fn run(options: &options::Load) -> io::Result<()> {
    let mut orders = Orders::listen();
    let tally = Arc::new(Tally::default());
    let mut held = work(options, &tally).await;
    fill_up(&mut held, options.gateway, &tally).await;
    let mut held = call_roll(held, &tally).await;
    parent::report("peak", held.len())?;

    orders.wait_for("half").await;
    close(held.split_off(held.len() / 2)).await;
    parent::report("half", held.len())?;

    orders.wait_for("end").await;
    close(held).await;
    parent::report("end", tally.figures().to_report())
}

/// Lets all clients work, and returns the connections that are open when the time has come.
async fn work(options: &options::Load, tally: &Arc<Tally>) -> Vec<Connection> {
    let until = Instant::now() + options.lasting;
    let worker = |number| Worker::new(number, options.gateway, Arc::clone(tally), until);
    let workers: JoinSet<_> = (0..CLIENTS).map(|number| worker(number).run()).collect();
    workers.join_all().await.into_iter().flatten().collect()
}

/// Opens connections until every client has one or the gateway refuses more.
async fn fill_up(held: &mut Vec<Connection>, gateway: SocketAddr, tally: &Arc<Tally>) {
    let mut refusals = 0;
    while held.len() < CLIENTS && refusals < REFUSALS {
        let opened = Connection::open(gateway, Arc::clone(tally)).await.ok();
        match keep_if_served(opened, tally).await {
            Some(connection) => {
                refusals = 0;
                held.push(connection);
            }
            None => {
                refusals += 1;
                sleep(REFUSAL_PAUSE).await;
            }
        }
    }
}

/// Keeps the connections that still answer. As each of them has answered before, the gateway served all of them at the
/// moment at which this begins.
async fn call_roll(held: Vec<Connection>, tally: &Tally) -> Vec<Connection> {
    let mut there = Vec::new();
    for connection in held {
        there.extend(keep_if_served(Some(connection), tally).await);
    }
    there
}

/// The connection, if there is one and the gateway answers a request that is sent over it.
async fn keep_if_served(connection: Option<Connection>, tally: &Tally) -> Option<Connection> {
    let mut connection = connection?;
    match connection.request(Work::default(), Bytes::new()).await {
        Ok(Answer::Served) => return Some(connection),
        Ok(Answer::Busy | Answer::Refused) => connection.close().await,
        Err(_) => tally.add_failed(),
    }
    None
}

async fn close(connections: Vec<Connection>) {
    for connection in connections {
        connection.close().await;
    }
}
