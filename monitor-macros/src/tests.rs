//! What is written, compared with what is checked in. `UPDATE=1 cargo test -p safety-monitor-macros` checks in what is written now.

use super::{declare_budget, track};
use proc_macro2::TokenStream;
use std::{env, fs, path::Path};

/// What the attribute makes of an item, as `rustfmt` would show it.
fn expanded(attribute: &str, item: &str) -> String {
    shown(track(tokens(attribute), &tokens(item)))
}

fn tokens(text: &str) -> TokenStream {
    text.parse().unwrap()
}

fn shown(written: TokenStream) -> String {
    prettyplease::unparse(&syn::parse2(written).unwrap())
}

fn assert_checked_in(name: &str, expanded: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("expansions").join(name);
    if env::var_os("UPDATE").is_some() {
        fs::write(path, expanded).unwrap();
        return;
    }
    let checked_in = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(expanded, checked_in, "{} is out of date", path.display());
}

const PLAIN: (&str, &str) = (r#"kind = "client", limit = 64"#, "struct Client { stream: TcpStream }");

#[test]
fn a_plain_struct() {
    assert_checked_in("plain_struct.rs", &expanded(PLAIN.0, PLAIN.1));
}

#[test]
fn a_generic_struct_that_is_passed_on() {
    let attribute =
        r#"limit = 2 * MAX, capacity = 1024, clock = "exact", counts = "fds", transparent, forward(Read, AsyncWrite)"#;
    let item = "/// Reads.\n#[derive(Debug)] pub struct Reader<'a, R: Unpin = File, const N: usize = 4>(pub &'a mut [R; N]) where R: Send;";
    assert_checked_in("generic_struct.rs", &expanded(attribute, item));
}

#[test]
fn a_struct_that_weighs_within_a_budget() {
    let attribute = r#"limit = "64 MiB", weight = Self::bytes, within = budgets::MEMORY, guarantee = 2 * PAGE"#;
    let expanded = expanded(attribute, "pub struct Buffer(Vec<u8>);");
    assert_checked_in("weighing_struct.rs", &expanded);
}

#[test]
fn a_budget() {
    let budget =
        "/// A part of it.\n#[cfg(unix)] pub(crate) static DB_POOL: limit = 2 * MAX, within = MACHINE, guarantee = 8";
    assert_checked_in("budget.rs", &shown(declare_budget(tokens(budget))));
}

#[test]
fn an_async_function() {
    let attribute = r#"limit = 2, crate = framework::monitor"#;
    let item = "pub(crate) async fn render<T: Page>(page: &T) -> Result<String, Error> { let text = page.read().await?; Ok(text) }";
    assert_checked_in("async_function.rs", &expanded(attribute, item));
}

/// What every tracked type adds to a build.
#[test]
fn a_plain_struct_stays_small() {
    let lines = expanded(PLAIN.0, PLAIN.1).lines().filter(|line| !line.trim().starts_with("///")).count();
    assert!(lines <= LINES_MAX, "{lines} lines");
}

/// As many as there are, and no more.
const LINES_MAX: usize = 87;
