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
        match admitted(gateway, tally).await {
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

/// A new connection, if the gateway lets it in.
async fn admitted(gateway: SocketAddr, tally: &Arc<Tally>) -> Option<Connection> {
    let mut connection = Connection::open(gateway, Arc::clone(tally)).await.ok()?;
    match connection.request(Work::default(), Bytes::new()).await {
        Ok(Answer::Served) => {
            tally.add(&tally.answered);
            Some(connection)
        }
        Ok(Answer::Busy | Answer::Refused) => {
            tally.add(&tally.refused);
            connection.close().await;
            None
        }
        Err(_) => {
            tally.add(&tally.failed);
            None
        }
    }
}

async fn close(connections: Vec<Connection>) {
    for connection in connections {
        connection.close().await;
    }
}
