//! The gateway from outside: what it prints and how it exits, with real sockets and short loads.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::sync::{Mutex, MutexGuard};

/// One at a time: each is several hundred connections.
fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// Cargo builds examples with the tests, in the folder beside them.
fn gateway() -> Command {
    let test = std::env::current_exe().unwrap();
    let name = format!("gateway{}", std::env::consts::EXE_SUFFIX);
    let path: PathBuf = test.parent().unwrap().parent().unwrap().join("examples").join(name);
    assert!(path.exists(), "no {}: `cargo build -p safety-monitor-examples --examples` makes it", path.display());
    Command::new(path)
}

fn run(args: &[&str]) -> (Option<i32>, String) {
    let Output { status, stdout, stderr } = gateway().args(args).output().unwrap();
    (status.code(), String::from_utf8(stdout).unwrap() + &String::from_utf8(stderr).unwrap())
}

/// The number before ` live handles` at a quiet point, which must be that of the sockets too.
fn live_at(point: &str, output: &str) -> usize {
    let line = output.lines().find(|line| line.starts_with(&format!("{point}: ")));
    let line = line.unwrap_or_else(|| panic!("no quiet point `{point}` in:\n{output}"));
    let numbers: Vec<usize> = line.split(' ').filter_map(|word| word.parse().ok()).collect();
    // Only Linux shows a process its sockets.
    if cfg!(target_os = "linux") {
        assert_eq!(numbers[0], numbers[1], "{line}");
    }
    numbers[usize::from(cfg!(target_os = "linux"))]
}

#[test]
fn its_own_load_reaches_the_limits_and_passes_none() {
    let _alone = alone();
    let (code, output) = run(&["--seconds", "2"]);
    assert_eq!(code, Some(0), "{output}");
    let peak = live_at("peak held", &output);
    assert!((512..=512 + 96 + 384).contains(&peak), "{peak} live at the peak:\n{output}");
    // Of 512 clients, 256 stay.
    assert_eq!(live_at("half closed", &output), peak - 256, "{output}");
    assert_eq!(live_at("end", &output), 0, "{output}");
    for line in ["  1 s  client: ", "denied by limit", "the load: ", ", 0 dropped\n", "\nok: "] {
        assert!(output.contains(line), "no {line:?} in:\n{output}");
    }
    let table = output.lines().find(|line| line.starts_with("client  ")).expect("a table");
    let columns: Vec<&str> = table.split_whitespace().collect();
    assert_eq!(columns[1..6], ["0", "512", "0", "%", "512"], "live, limit, used, max live: {table}");
    assert!(!output.contains('\x1b'), "what is piped is plain");
}

#[test]
fn connections_leaked_on_purpose_are_shown_with_the_line_that_made_them() {
    let _alone = alone();
    let (code, output) = run(&["--seconds", "2", "--leak", "3"]);
    assert_eq!(code, Some(0), "{output}");
    assert_eq!(live_at("end", &output), 3, "{output}");
    assert!(output.contains("3 of 3 clients leaked on purpose"), "{output}");
    let line = output.lines().find(|line| line.starts_with("client: ")).expect("a line about clients");
    let (_, site) = line.split_once("3 still live: 3 made at ").unwrap_or_else(|| panic!("{line}"));
    let (file, place) = site.split_once(':').expect("a file and a line");
    assert!(file.replace('\\', "/").ends_with("gateway/server/mod.rs"), "{site}");
    let number: usize = place.split(',').next().unwrap().parse().expect("a line number");
    let source = include_str!("../gateway/server/mod.rs").lines().nth(number - 1).unwrap();
    assert!(source.contains(".try_acquire()"), "{site}: {source}");
}

#[test]
fn it_serves_whoever_comes() {
    let _alone = alone();
    let mut gateway = gateway().args(["--listen", "127.0.0.1:0", "--for", "3"]).stdout(Stdio::piped()).spawn().unwrap();
    let mut output = BufReader::new(gateway.stdout.take().unwrap());
    let mut line = String::new();
    output.read_line(&mut line).unwrap();
    let address = line.strip_prefix("serving http://").and_then(|rest| rest.split(' ').next());
    let mut client = TcpStream::connect(address.unwrap_or_else(|| panic!("no address in {line:?}"))).unwrap();
    client.write_all(b"GET / HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n\r\n").unwrap();
    let mut response = String::new();
    client.read_to_string(&mut response).unwrap();
    assert!(response.starts_with("HTTP/1.1 200 OK\r\n"), "{response}");
    assert!(response.ends_with("\r\n\r\nhello from the backend\n"), "{response}");
    drop(client);
    let mut rest = String::new();
    output.read_to_string(&mut rest).unwrap();
    assert_eq!(gateway.wait().unwrap().code(), Some(0), "{rest}");
    assert_eq!(live_at("end", &rest), 0, "{rest}");
}

/// All clients of this test come from one address, which may have half of the places.
#[test]
fn one_address_cannot_have_all_places() {
    let _alone = alone();
    let mut gateway = gateway().args(["--listen", "127.0.0.1:0", "--for", "4"]).stdout(Stdio::piped()).spawn().unwrap();
    let mut output = BufReader::new(gateway.stdout.take().unwrap());
    let mut line = String::new();
    output.read_line(&mut line).unwrap();
    let address = line.strip_prefix("serving http://").and_then(|rest| rest.split(' ').next()).unwrap().to_owned();
    let ask = |client: &mut TcpStream| {
        client.write_all(b"GET / HTTP/1.1\r\nHost: gateway\r\n\r\n").unwrap();
        let mut head = [0; 12];
        client.read_exact(&mut head).unwrap();
        head == *b"HTTP/1.1 200"
    };
    let mut clients: Vec<_> = (0..256).map(|_| TcpStream::connect(&address).unwrap()).collect();
    assert!(clients.iter_mut().all(ask));
    assert!(!ask(&mut TcpStream::connect(&address).unwrap()), "one too many of this address");
    drop(clients);
    let mut rest = String::new();
    output.read_to_string(&mut rest).unwrap();
    assert_eq!(gateway.wait().unwrap().code(), Some(0), "{rest}");
    assert!(rest.contains("client: 1 denied by quota"), "{rest}");
}

#[test]
fn an_option_that_makes_no_sense_is_named() {
    for (args, named) in [
        (["--frobnicate", "1"], "'--frobnicate'"),
        (["--seconds", "0"], "--seconds wants a number from 1 to 3600, and was given 0"),
        (["--seconds", "soon"], "was given soon"),
        (["--leak", "512"], "--leak wants a number from 0 to 511, and was given 512"),
        (["--listen", "here"], "--listen wants an address such as 127.0.0.1:8080, and was given here"),
        (["--for", "3"], "--for needs --listen"),
    ] {
        let (code, output) = run(&args);
        assert_eq!(code, Some(2), "{args:?}: {output}");
        assert!(output.contains(named) && output.ends_with("see --help\n"), "{args:?}: {output}");
    }
}

#[test]
fn a_taken_address_is_named() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let (code, output) = run(&["--listen", &address, "--for", "1"]);
    assert_eq!(code, Some(1), "{output}");
    assert!(output.contains(&format!("cannot listen on {address}")), "{output}");
}

#[test]
fn the_board_and_the_rules_that_are_checked_in_are_those_of_the_gateway() {
    let folder = std::env::temp_dir().join(format!("gateway-boards-{}", std::process::id()));
    let (code, output) = run(&["--boards", folder.to_str().unwrap()]);
    assert_eq!(code, Some(0), "{output}");
    for name in ["grafana.json", "rules.yml"] {
        let checked_in = concat!(env!("CARGO_MANIFEST_DIR"), "/../dashboards/");
        let same = std::fs::read_to_string(format!("{checked_in}{name}")).unwrap()
            == std::fs::read_to_string(folder.join(name)).unwrap();
        assert!(
            same,
            "dashboards/{name} is out of date: `cargo run --example gateway -- --boards dashboards` writes it"
        );
    }
    std::fs::remove_dir_all(folder).unwrap();
}
