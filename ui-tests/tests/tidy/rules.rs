//! The rules, one function each.

use crate::source::Source;

/// The top modules of the runtime, from the ground up. A module uses its own row and those above it in this table.
const LAYERS: &[&[&str]] = &[
    &["sync", "bounds", "error", "id", "table", "priority", "quiet", "worker"],
    &["budget_kind", "kind", "catalogue", "setting"],
    &["core", "hollow"],
    &["live", "histogram", "holders", "lines", "denial", "block_on"],
    &[
        "permit",
        "handle",
        "tracked",
        "account",
        "measuring",
        "site",
        "snapshot",
        "budget",
        "budget_snapshot",
        "weighed",
        "reservation",
        "monitor",
        "release",
        "self_check",
        "call",
        "asking",
        "acquire",
        "drain",
    ],
    &["serialize", "config", "metrics"],
    &["pattern", "export"],
];

const LINES_MAX: usize = 400;

const RUNTIME: &str = "monitor-runtime/src/";
const FACADE: &str = "monitor/src/";
const MACROS: &str = "monitor-macros/src/";
const CALLED_FROM_C: &str = "linking/embedded/src/";

/// The faults of one file, each as `file:line: what`.
pub(crate) fn check(source: &Source) -> Vec<String> {
    let rules = [features, feature_branches, unsafe_code, atomics, length, layers];
    let mut faults: Vec<(usize, String)> = rules.iter().flat_map(|rule| rule(source)).collect();
    faults.sort();
    faults.into_iter().map(|(line, what)| format!("{}:{line}: {what}", source.path)).collect()
}

type Faults = Vec<(usize, String)>;

fn starts_with_any(source: &Source, folders: &[&str]) -> bool {
    folders.iter().any(|folder| source.path.starts_with(folder))
}

/// A feature chooses modules and re-exports; no body asks for one.
fn features(source: &Source) -> Faults {
    if !starts_with_any(source, &[FACADE, RUNTIME]) {
        return Vec::new();
    }
    let mut faults = Faults::new();
    for open in source.find(&["[", "cfg", "("]) {
        let close = source.close(open);
        let asks = (open..close).any(|at| source.text(at) == "feature");
        if asks && !is_module_or_use(source, close + 1) {
            let what = "`cfg(feature)` stands on `mod`, `use` and `extern crate` only";
            faults.push((source.line(open), what.to_owned()));
        }
    }
    faults
}

/// Whether the item at `at`, behind its other attributes and its visibility, is a module, a `use` or an `extern crate`.
fn is_module_or_use(source: &Source, mut at: usize) -> bool {
    while source.text(at) == "#" && source.text(at + 1) == "[" {
        at = source.close(at + 1) + 1;
    }
    if source.text(at) == "pub" {
        at += 1;
        if source.text(at) == "(" {
            at = source.close(at) + 1;
        }
    }
    matches!((source.text(at), source.text(at + 1)), ("mod" | "use", _) | ("extern", "crate"))
}

/// A feature is no condition of an `if`.
fn feature_branches(source: &Source) -> Faults {
    if !starts_with_any(source, &[FACADE, RUNTIME]) {
        return Vec::new();
    }
    let asks = |at: &usize| (*at..source.close(at + 2)).any(|at| source.text(at) == "feature");
    let asked = source.find(&["cfg", "!", "("]).filter(asks);
    asked.map(|at| (source.line(at), "`cfg!(feature)` makes a branch of a feature".to_owned())).collect()
}

/// One folder holds all that the compiler must take on trust. A function that C calls by its name is trusted to have it alone, and
/// that is all that another package is allowed.
fn unsafe_code(source: &Source) -> Faults {
    if source.path.starts_with("monitor-runtime/src/core/") {
        return Vec::new();
    }
    let names_for_c: Vec<_> = match source.path.starts_with(CALLED_FROM_C) {
        true => source.find(&["#", "[", "unsafe", "(", "no_mangle", ")", "]"]).map(|at| at + 2).collect(),
        false => Vec::new(),
    };
    let found = source.find(&["unsafe"]).filter(|at| !names_for_c.contains(at));
    found.map(|at| (source.line(at), format!("`unsafe` outside of {RUNTIME}core/"))).collect()
}

/// Atomics come from one module, so that loom can take their place.
fn atomics(source: &Source) -> Faults {
    let seam = format!("{RUNTIME}sync.rs");
    // A model is a program for loom, and uses loom's atomics as such.
    if !source.path.starts_with(RUNTIME) || source.path == seam || source.path.contains("/models/") {
        return Vec::new();
    }
    let mut faults = Faults::new();
    for library in ["std", "core", "loom"] {
        let begins = source.find(std::slice::from_ref(&library)).filter(|at| !is_own(source, *at));
        for at in begins.flat_map(|at| source.follow(at, &["sync", "atomic"])) {
            faults.push((source.line(at), format!("`{library}::sync::atomic` outside of {seam}; use `crate::sync`")));
        }
    }
    faults
}

/// Whether the name at `at` is one of the crate's own, as the `core` in `crate::core` is.
fn is_own(source: &Source, at: usize) -> bool {
    at >= 2 && source.text(at - 1) == "::" && matches!(source.text(at - 2), "crate" | "self" | "super")
}

/// A file can be read in one sitting.
fn length(source: &Source) -> Faults {
    let is_long_by_nature = source.path.split('/').any(|part| matches!(part, "tests.rs"));
    if source.lines <= LINES_MAX || is_long_by_nature || !starts_with_any(source, &[FACADE, MACROS, RUNTIME]) {
        return Vec::new();
    }
    vec![(LINES_MAX + 1, format!("{} lines; a file has at most {LINES_MAX}", source.lines))]
}

/// A module of the runtime uses only modules of its layer and below.
fn layers(source: &Source) -> Faults {
    let Some(module) = top_module(source) else {
        return Vec::new();
    };
    let Some(own) = layer(module) else {
        return vec![(1, format!("module `{module}` has no layer; give it one in LAYERS"))];
    };
    let mut faults = Faults::new();
    // `$crate` in a macro is read where the macro is used, and not here.
    let roots = source.find(&["crate"]).filter(|at| *at == 0 || source.text(at - 1) != "$");
    for at in roots.flat_map(|root| source.after(root)) {
        let used = source.text(at);
        let what = match layer(used) {
            Some(layer) if layer <= own => continue,
            Some(_) => format!("`{module}` uses `{used}`, which is in a layer above it"),
            None => format!("`crate::{used}` is no module in LAYERS; name the module"),
        };
        faults.push((source.line(at), what));
    }
    faults
}

/// `core` for both `core.rs` and `core/slot.rs`; `None` outside of the runtime, for its root, and for tests.
fn top_module(source: &Source) -> Option<&str> {
    let path = source.path.strip_prefix(RUNTIME)?.strip_suffix(".rs")?;
    let is_test = path.split('/').any(|part| matches!(part, "tests" | "models"));
    let top = path.split('/').next()?;
    (top != "lib" && !is_test).then_some(top)
}

fn layer(module: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| layer.contains(&module))
}

#[cfg(test)]
mod tests;
