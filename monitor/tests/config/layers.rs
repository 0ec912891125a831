//! Which layer prevails, compared with a plain model.

use std::fs;

use monitor::config::Config;
use monitor::{Account, Monitor, Source};
use proptest::prelude::*;

use crate::scratch::Scratch;
use crate::{Buffer, Client, Upstream};

const KINDS: [&str; 3] = ["client", "upstream", "buf.fer"];
const DECLARED: [usize; 3] = [8, 4, 32];
const VARIABLES: [&str; 3] = ["T_CLIENT_LIMIT", "T_UPSTREAM_LIMIT", "T_BUF_FER_LIMIT"];

/// One layer: what it says of each kind.
type Layer = [Option<usize>; 3];

#[derive(Clone, Debug)]
enum Step {
    Base(Layer),
    Over(Option<Layer>),
    Variables(Layer),
    Call(usize, usize),
    Reset(usize),
}

fn layer() -> impl Strategy<Value = Layer> {
    prop::array::uniform3(prop::option::of(0..=16_usize))
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        layer().prop_map(Step::Base),
        prop::option::of(layer()).prop_map(Step::Over),
        layer().prop_map(Step::Variables),
        (0..3_usize, 0..=16_usize).prop_map(|(kind, limit)| Step::Call(kind, limit)),
        (0..3_usize).prop_map(Step::Reset),
    ]
}

/// What was said last, layer by layer.
#[derive(Default)]
struct Model {
    base: Layer,
    over: Layer,
    variables: Layer,
    called: Layer,
}

impl Model {
    /// The limit in force, and what the name of its source begins with.
    fn expected(&self, kind: usize) -> (usize, &'static str) {
        let layers =
            [(self.called, "call "), (self.variables, "environment T_"), (self.over, "file "), (self.base, "file ")];
        let said = layers.iter().find_map(|(layer, source)| Some((layer[kind]?, *source)));
        said.unwrap_or((DECLARED[kind], "attribute "))
    }
}

fn text(layer: &Layer) -> String {
    let tables = KINDS.iter().zip(layer).filter_map(|(kind, limit)| Some((kind, (*limit)?)));
    tables.map(|(kind, limit)| format!("[kind.\"{kind}\"]\nlimit = {limit}\n")).collect()
}

/// The accounts of the three kinds behind one interface.
fn each(monitor: &Monitor, kind: usize, change: Option<usize>) {
    fn change_one<T: monitor::Tracked>(account: &Account<T>, change: Option<usize>) {
        match change {
            Some(limit) => account.set_limit(limit).unwrap(),
            None => account.reset_limit(),
        }
    }
    match kind {
        0 => change_one(&monitor.account::<Client>(), change),
        1 => change_one(&monitor.account::<Upstream>(), change),
        _ => change_one(&monitor.account::<Buffer>(), change),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_last_layer_that_says_something_prevails(steps in prop::collection::vec(step(), 1..24)) {
        let scratch = Scratch::new();
        let (base, over) = (scratch.file("base.toml", ""), scratch.path().join("over.toml"));
        let monitor = Monitor::new();
        let mut model = Model::default();
        for step in steps {
            match step {
                Step::Base(layer) => { fs::write(&base, text(&layer)).unwrap(); model.base = layer; }
                Step::Over(Some(layer)) => { fs::write(&over, text(&layer)).unwrap(); model.over = layer; }
                Step::Over(None) => { let _ = fs::remove_file(&over); model.over = Layer::default(); }
                Step::Variables(layer) => model.variables = layer,
                Step::Call(kind, limit) => { each(&monitor, kind, Some(limit)); model.called[kind] = Some(limit); }
                Step::Reset(kind) => { each(&monitor, kind, None); model.called[kind] = None; }
            }
            let given = VARIABLES.iter().zip(model.variables);
            let given = given.filter_map(|(name, limit)| Some((*name, limit?.to_string())));
            let config = Config::of(&monitor).file(&base).optional_file(&over).variables("T_", given);
            let in_force = monitor.snapshot().settings();
            let changed = config.load().unwrap();
            let settings = monitor.snapshot().settings();
            for (kind, name) in KINDS.iter().enumerate() {
                let (limit, source) = model.expected(kind);
                // A kind that nobody has used or configured yet is in no snapshot.
                let Some(setting) = settings.get(name, "limit") else { prop_assert_eq!(limit, DECLARED[kind]); continue };
                prop_assert_eq!(&setting.value, &limit.to_string(), "{}", setting);
                prop_assert!(setting.source.to_string().starts_with(source), "{} is not from {}", setting, source);
                if let Source::File { path, line, .. } = &setting.source {
                    let text = fs::read_to_string(&**path).unwrap();
                    prop_assert_eq!(text.lines().nth(line - 1), Some(&*format!("limit = {limit}")));
                }
                // What a load says that it has changed is what differs by it.
                let old = in_force.get(name, "limit").map_or(DECLARED[kind].to_string(), |old| old.value.clone());
                prop_assert_eq!(changed.get(name, "limit").is_some(), old != setting.value);
            }
        }
    }
}

#[test]
fn settings_are_a_table_that_says_where_from() {
    let scratch = Scratch::new();
    let file = scratch.file("limits.toml", "# at night\n[kind.client]\nlimit = 5\n");
    let monitor = Monitor::new();
    Config::of(&monitor).file(&file).variables("T_", [("T_UPSTREAM_LIMIT", " 7 ")]).load().unwrap();
    monitor.account::<Buffer>().set_limit(9).unwrap();
    let line = line!() - 1;
    let table = monitor.snapshot().settings().to_string();
    let mut rows = table.lines().map(|row| row.split_whitespace().collect::<Vec<_>>().join(" "));
    assert_eq!(rows.next().unwrap(), "kind option value from");
    assert!(rows.next().unwrap().starts_with("budget roof limit 10 attribute monitor/tests/config/main.rs:"));
    assert_eq!(rows.next().unwrap(), format!("buf.fer limit 9 call {}:{line}", file!()));
    let declared = "buf.fer queue 65536 attribute monitor/tests/config/main.rs:";
    assert!(rows.next().unwrap().starts_with(declared));
    assert_eq!(rows.next().unwrap(), format!("client limit 5 file {}:3", file.display()));
    assert!(rows.next().unwrap().starts_with("client queue "));
    assert_eq!(rows.next().unwrap(), "upstream limit 7 environment T_UPSTREAM_LIMIT");
}

#[test]
fn other_monitors_keep_the_declared_limits() {
    let scratch = Scratch::new();
    let file = scratch.file("limits.toml", "kind.client.limit = 5");
    let (one, other) = (Monitor::new(), Monitor::new());
    Config::of(&one).file(file).load().unwrap();
    assert_eq!((one.account::<Client>().limit(), other.account::<Client>().limit()), (5, 8));
    // Nor does the next monitor that gets the memory of this one.
    drop(one);
    assert_eq!(Monitor::new().account::<Client>().limit(), 8);
}

#[test]
fn a_limit_for_a_kind_without_one_is_a_limit() {
    let monitor = Monitor::new();
    Config::of(&monitor).variables("T_", [("T_BUF_FER_LIMIT", "0")]).load().unwrap();
    let denied = monitor.account::<Buffer>().track(Buffer).map(drop).unwrap_err();
    assert_eq!(denied.reason(), monitor::Reason::Limit);
    Config::of(&monitor).load().unwrap();
    drop(monitor.account::<Buffer>().track(Buffer).unwrap());
}
