//! The kinds that can be configured, by the names that people write.

use crate::catalogue::kinds;
use crate::kind::Kind;

/// Names that are told when one is not known.
const NAMES_MAX: usize = 8;

/// Every registered kind.
pub(super) struct Known {
    kinds: Vec<Labelled>,
}

struct Labelled {
    kind: &'static Kind,
    label: String,
}

impl Known {
    pub(super) fn new() -> Self {
        let all = kinds();
        Known { kinds: all.iter().map(|kind| Labelled { kind, label: kind.label_among(&all) }).collect() }
    }

    pub(super) fn all(&self) -> impl Iterator<Item = (&'static Kind, &str)> {
        self.kinds.iter().map(|Labelled { kind, label }| (*kind, label.as_str()))
    }

    /// The kind with that label as a file has it.
    pub(super) fn by_name(&self, name: &str) -> Result<&'static Kind, String> {
        self.find(name, str::to_owned)
    }

    /// The kind with that label as a variable has it.
    pub(super) fn by_variable(&self, name: &str) -> Result<&'static Kind, String> {
        self.find(name, variable)
    }

    /// The kind whose label is spelled `name`, if there is exactly one; else what to say.
    fn find(&self, name: &str, spelling: impl Fn(&str) -> String) -> Result<&'static Kind, String> {
        let labelled: Vec<_> = self.kinds.iter().filter(|known| spelling(&known.label) == name).collect();
        let named: Vec<_> = self.kinds.iter().filter(|known| spelling(known.kind.name()) == name).collect();
        match (labelled.as_slice(), named.as_slice()) {
            ([one], _) => Ok(one.kind),
            ([], []) => Err(self.unknown(name, spelling)),
            ([], several) => Err(format!("is the name of {}; write which", either(several))),
            (several, _) => Err(format!("stands for {}; only a file can tell them apart", either(several))),
        }
    }

    fn unknown(&self, name: &str, spelling: impl Fn(&str) -> String) -> String {
        if self.kinds.is_empty() {
            return "is no kind that is registered: none is; `monitor::register` registers one that the linker has left out".to_owned();
        }
        let names: Vec<String> = self.kinds.iter().map(|known| spelling(&known.label)).collect();
        let near = names.iter().map(|known| (strsim::levenshtein(name, known), known)).min();
        if let Some((_, meant)) = near.filter(|(mistakes, _)| *mistakes <= (name.chars().count() / 2).min(2)) {
            return format!("is no kind that is registered; did you mean `{meant}`?");
        }
        let more = if names.len() > NAMES_MAX { ", ..." } else { "" };
        let told = names.iter().take(NAMES_MAX).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        format!("is no kind that is registered; there are {told}{more}")
    }
}

fn either(kinds: &[&Labelled]) -> String {
    kinds.iter().map(|known| format!("`{}`", known.label)).collect::<Vec<_>>().join(" and ")
}

/// As it stands in a variable's name.
fn variable(label: &str) -> String {
    label.chars().map(|letter| if letter.is_alphanumeric() { letter.to_ascii_uppercase() } else { '_' }).collect()
}
