//! The table of Cargo features says what the manifests say, and the README has the same table.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use toml::Table;

/// What a table or a manifest says of one feature.
#[derive(Debug, PartialEq, Eq)]
struct Feature {
    is_default: bool,
    dependencies: BTreeSet<String>,
}

type Features = BTreeMap<String, Feature>;

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)).unwrap()
}

/// The features of a manifest: each with what it names.
fn named(manifest: &str) -> BTreeMap<String, Vec<String>> {
    let manifest: Table = read(manifest).parse().unwrap();
    manifest["features"].clone().try_into().unwrap()
}

/// The optional dependencies that a feature of the facade turns on, its own and the runtime's, and not those of a feature that it
/// turns on beside.
fn dependencies(
    feature: &str,
    facade: &BTreeMap<String, Vec<String>>,
    runtime: &BTreeMap<String, Vec<String>>,
) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for name in &facade[feature] {
        if let Some(dependency) = name.strip_prefix("dep:") {
            found.insert(dependency.to_owned());
        } else if let Some(inner) = name.strip_prefix("safety-monitor-runtime/") {
            found.extend(runtime[inner].iter().filter_map(|name| Some(name.strip_prefix("dep:")?.to_owned())));
        }
    }
    found
}

fn in_manifests() -> Features {
    let (facade, runtime) = (named("monitor/Cargo.toml"), named("monitor-runtime/Cargo.toml"));
    let features = facade.keys().filter(|feature| *feature != "default").map(|feature| {
        let is_default = facade["default"].contains(feature);
        (feature.clone(), Feature { is_default, dependencies: dependencies(feature, &facade, &runtime) })
    });
    features.collect()
}

fn in_table(table: &str) -> Features {
    let rows = table.lines().skip(2).map(|row| {
        let cells: Vec<_> = row.trim_matches('|').split(" | ").map(str::trim).collect();
        let [feature, default, _, dependencies, _] = cells[..] else { panic!("five columns, and not {cells:?}") };
        let is_default = match default {
            "yes" => true,
            "no" => false,
            other => panic!("`{other}` is neither yes nor no"),
        };
        let dependencies = dependencies.split(", ").map(|name| name.trim_matches('`').to_owned());
        let dependencies = dependencies.filter(|name| !name.is_empty()).collect();
        (feature.trim_matches('`').to_owned(), Feature { is_default, dependencies })
    });
    rows.collect()
}

#[test]
fn the_table_says_what_the_manifests_say() {
    assert_eq!(in_table(&read("monitor/docs/features.md")), in_manifests());
}

#[test]
fn the_readme_has_the_same_table() {
    assert!(read("README.md").contains(&read("monitor/docs/features.md")));
}

#[test]
fn each_feature_is_checked_alone() {
    let script = read("scripts/test");
    let (_, rest) = script.split_once("for feature in ").unwrap();
    let (listed, _) = rest.split_once("; do").unwrap();
    let listed: BTreeSet<_> = listed.split_whitespace().map(str::to_owned).collect();
    assert_eq!(listed, in_manifests().into_keys().collect());
}
