//! A real HTTP/1.1 gateway whose sockets are tracked resources: does it keep its limits under load, and does the monitor
//! know as many live handles as the kernel knows sockets?
//!
//! `server` is what a user of the library writes. The rest is the experiment around it: a backend and a load in
//! processes of their own (`child`), the run (`rehearse`, or `listen` for anybody's own load, both on a `stage`), what the
//! kernel and the load say about it (`proof`), and what is printed (`report`).

mod boards;
mod child;
mod listen;
mod options;
mod proof;
mod rehearse;
mod report;
mod server;
mod stage;

use std::io;
use std::process::ExitCode;

use options::Task;

#[tokio::main]
async fn main() -> ExitCode {
    let task = match options::from_args() {
        Ok(task) => task,
        Err(fault) => {
            eprintln!("gateway: {fault}; see --help");
            return ExitCode::from(2);
        }
    };
    match run(task).await {
        Ok(code) => code,
        Err(error) => {
            eprintln!("gateway: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(task: Task) -> io::Result<ExitCode> {
    match task {
        Task::Boards(folder) => boards::write(&folder)?,
        Task::Help => print!("{}", options::USAGE),
        Task::Rehearse(options) => return rehearse::run(&options).await,
        Task::Listen(options) => return listen::run(&options).await,
        Task::Backend => child::backend::run().await?,
        Task::Load(options) => child::load::run(&options).await?,
    }
    Ok(ExitCode::SUCCESS)
}
