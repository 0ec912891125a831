//! What can be configured, by the names that people write.

use std::hash::{Hash, Hasher};

use crate::budget_kind::BudgetKind;
use crate::catalogue::{budgets, kinds};
use crate::kind::Kind;

/// Names that are told when one is not known.
const NAMES_MAX: usize = 8;

/// Something that can be configured. Its identity is its static's.
#[derive(Clone, Copy, Debug)]
pub(super) enum Target {
    Kind(&'static Kind),
    Budget(&'static BudgetKind),
}

impl Target {
    /// What can be configured of it.
    pub(super) fn options(self) -> &'static [&'static str] {
        match self {
            Target::Kind(_) => Section::Kind.options(),
            Target::Budget(_) => Section::Budget.options(),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Target::Kind(kind) => kind.name(),
            Target::Budget(budget) => budget.name(),
        }
    }

    /// What settings call it, if it is a budget.
    pub(super) fn label(self) -> String {
        format!("budget {}", self.name())
    }

    fn address(self) -> *const () {
        match self {
            Target::Kind(kind) => std::ptr::from_ref(kind).cast(),
            Target::Budget(budget) => std::ptr::from_ref(budget).cast(),
        }
    }
}

impl PartialEq for Target {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.address(), other.address())
    }
}

impl Eq for Target {}

impl Hash for Target {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.address().hash(state);
    }
}

/// What can be configured, as the tables of a file and the names of variables tell it apart.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Section {
    Kind,
    Budget,
}

impl Section {
    pub(super) const ALL: [Section; 2] = [Section::Kind, Section::Budget];

    /// The name of its table.
    pub(super) fn table(self) -> &'static str {
        match self {
            Section::Kind => "kind",
            Section::Budget => "budget",
        }
    }

    /// What stands before its names in those of variables.
    pub(super) fn variable(self) -> &'static str {
        match self {
            Section::Kind => "",
            Section::Budget => "BUDGET_",
        }
    }

    pub(super) fn options(self) -> &'static [&'static str] {
        match self {
            Section::Kind => &["limit", "queue"],
            Section::Budget => &["limit"],
        }
    }

    /// What it is called where one is missing.
    fn missing(self) -> &'static str {
        match self {
            Section::Kind => "is no kind that is registered",
            Section::Budget => "is no budget that a registered kind is within",
        }
    }
}

/// Every registered kind, and the budgets that they are within.
pub(super) struct Known {
    kinds: Vec<Labelled>,
    budgets: Vec<Labelled>,
}

struct Labelled {
    target: Target,
    label: String,
}

impl Known {
    pub(super) fn new() -> Self {
        let all = kinds();
        let kind = |kind: &&'static Kind| Labelled { target: Target::Kind(kind), label: kind.label_among(&all) };
        let budget =
            |budget: &'static BudgetKind| Labelled { target: Target::Budget(budget), label: budget.name().to_owned() };
        Known { kinds: all.iter().map(kind).collect(), budgets: budgets().into_iter().map(budget).collect() }
    }

    pub(super) fn kinds(&self) -> impl Iterator<Item = (&'static Kind, &str)> {
        self.kinds.iter().filter_map(|Labelled { target, label }| match target {
            Target::Kind(kind) => Some((*kind, label.as_str())),
            Target::Budget(_) => None,
        })
    }

    pub(super) fn budgets(&self) -> Vec<&'static BudgetKind> {
        let budget = |known: &Labelled| match known.target {
            Target::Budget(budget) => Some(budget),
            Target::Kind(_) => None,
        };
        self.budgets.iter().filter_map(budget).collect()
    }

    fn of(&self, section: Section) -> &[Labelled] {
        match section {
            Section::Kind => &self.kinds,
            Section::Budget => &self.budgets,
        }
    }

    /// What has that label as a file has it.
    pub(super) fn by_name(&self, section: Section, name: &str) -> Result<Target, String> {
        self.find(section, name, str::to_owned)
    }

    /// What has that label as a variable has it.
    pub(super) fn by_variable(&self, section: Section, name: &str) -> Result<Target, String> {
        self.find(section, name, variable)
    }

    /// What is spelled `name`, if there is exactly one; else what to say.
    fn find(&self, section: Section, name: &str, spelling: impl Fn(&str) -> String) -> Result<Target, String> {
        let all = self.of(section);
        let labelled: Vec<_> = all.iter().filter(|known| spelling(&known.label) == name).collect();
        let named: Vec<_> = all.iter().filter(|known| spelling(known.target.name()) == name).collect();
        match (labelled.as_slice(), named.as_slice()) {
            ([one], _) => Ok(one.target),
            ([], []) => Err(self.unknown(section, name, spelling)),
            ([], several) => Err(format!("is the name of {}; write which", either(several))),
            (several, _) if section == Section::Kind => {
                Err(format!("stands for {}; only a file can tell them apart", either(several)))
            }
            (several, _) => Err(format!("stands for {} budgets; give each a `name` of its own", several.len())),
        }
    }

    fn unknown(&self, section: Section, name: &str, spelling: impl Fn(&str) -> String) -> String {
        let missing = section.missing();
        if self.of(section).is_empty() {
            return format!("{missing}: none is; `monitor::register` registers a kind that the linker has left out");
        }
        let names: Vec<String> = self.of(section).iter().map(|known| spelling(&known.label)).collect();
        let near = names.iter().map(|known| (strsim::levenshtein(name, known), known)).min();
        if let Some((_, meant)) = near.filter(|(mistakes, _)| *mistakes <= (name.chars().count() / 2).min(2)) {
            return format!("{missing}; did you mean `{meant}`?");
        }
        let more = if names.len() > NAMES_MAX { ", ..." } else { "" };
        let told = names.iter().take(NAMES_MAX).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        format!("{missing}; there are {told}{more}")
    }
}

fn either(kinds: &[&Labelled]) -> String {
    kinds.iter().map(|known| format!("`{}`", known.label)).collect::<Vec<_>>().join(" and ")
}

/// As it stands in a variable's name.
fn variable(label: &str) -> String {
    label.chars().map(|letter| if letter.is_alphanumeric() { letter.to_ascii_uppercase() } else { '_' }).collect()
}
