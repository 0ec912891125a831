//! What `budget!` and the options about budgets and weights declare: the same with the runtime on and off.

use monitor::{BudgetKind, Tracked, Weighed, budget, tracked, tracked_type};

const PAGE: usize = 4096;

budget! {
    static MACHINE: limit = 1_000;
    static DB_POOL: limit = 10 * 4, within = MACHINE, guarantee = 10, name = "pool"
}

budget! { static MEMORY: limit = "64 MiB" }

#[tracked(limit = 8, within = DB_POOL, guarantee = 2)]
struct Client;

#[tracked(limit = "1 MiB", capacity = 16, weight = Buffer::bytes, within = MEMORY, guarantee = PAGE)]
struct Buffer(Vec<u8>);

impl Buffer {
    fn bytes(&self) -> usize {
        self.0.len()
    }
}

tracked_type! {
    type Text = String;
    limit = 2 * PAGE, weight = text_bytes
}

fn text_bytes(text: &Text) -> usize {
    text.0.len()
}

fn is(one: Option<&'static BudgetKind>, other: &'static BudgetKind) -> bool {
    one.is_some_and(|one| std::ptr::eq(one, other))
}

#[test]
fn a_budget_is_as_it_is_declared() {
    assert_eq!((MACHINE.name(), MACHINE.limit(), MACHINE.guarantee()), ("machine", 1_000, 0));
    assert_eq!((DB_POOL.name(), DB_POOL.limit(), DB_POOL.guarantee()), ("pool", 40, 10));
    assert!(MACHINE.parent().is_none() && is(DB_POOL.parent(), &MACHINE));
    assert_eq!((MEMORY.name(), MEMORY.limit()), ("memory", 64 << 20));
}

#[test]
fn each_budget_is_declared_at_its_own_line() {
    let (machine, pool) = (MACHINE.declared_at(), DB_POOL.declared_at());
    assert_eq!((machine.module, pool.line - machine.line), (module_path!(), 1));
    assert!(machine.file.ends_with("declared.rs"));
}

#[test]
fn a_kind_is_within_its_budget() {
    let kind = Client::account().kind();
    assert!(is(kind.within(), &DB_POOL));
    assert_eq!((kind.limit(), kind.guarantee(), kind.units()), (Some(8), 2, None));
}

#[test]
fn a_limit_of_what_weighs_is_none_of_handles() {
    let buffer = Buffer::account().kind();
    assert!(is(buffer.within(), &MEMORY));
    assert_eq!((buffer.units(), buffer.guarantee()), (Some(1 << 20), PAGE as u64));
    assert_eq!((buffer.limit(), buffer.capacity()), (None, 16));
    assert_eq!(Text::account().kind().units(), Some(2 * PAGE as u64));
}

#[test]
fn units_are_acquired_where_there_is_a_weight() {
    let text: TextHandle = Text::try_acquire_units(3).unwrap().bind("abc".to_owned().into());
    assert_eq!(text.len(), 3);
    assert_eq!(Buffer(vec![0; 3]).track().unwrap().0.len(), 3);
}
