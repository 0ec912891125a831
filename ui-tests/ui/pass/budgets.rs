//! Budgets, what is within them, what they guarantee, and handles that weigh.

use monitor::{AcquireError, Tracked, Weighed, budget, tracked, tracked_type};

mod sizes {
    pub const MANY: usize = 100;

    monitor::budget! { pub(crate) static NESTED: limit = MANY / 2, within = super::MACHINE, guarantee = { 1 + 1 } }
}

budget! {
    /// Everything.
    #[allow(missing_docs)]
    pub static MACHINE: limit = 10 * sizes::MANY, name = "the machine";
    static DB_POOL: limit = 40, within = crate::MACHINE, guarantee = 10, crate = monitor,;
}

budget! { static MEMORY: limit = "64 MiB" }
budget! { static CACHE: limit = "1 GB", within = MEMORY, guarantee = "16 MiB" }
#[rustfmt::skip]
budget! { static r#type: limit = 1 }

budget! {
    #[cfg(any())]
    static GONE: limit = no::SUCH, within = NOWHERE, guarantee = 1
}

budget! {
    #[deprecated = "there are better ones"]
    static OLD: limit = 3
}

macro_rules! pool {
    ($name:ident, $limit:expr, $budget:path, $guarantee:expr) => {
        budget! { static $name: limit = $limit, within = $budget, guarantee = $guarantee, crate = $crate::framework::monitor }
    };
    ($name:ident within $budget:ident) => {
        #[tracked(limit = 2, within = $crate::sizes::$budget)]
        struct $name;
    };
}
mod framework {
    pub use monitor;
}
pool!(MADE, "2 kB", crate::MACHINE, 1);
pool!(MadeClient within NESTED);

#[tracked(limit = 8, within = DB_POOL, guarantee = 2)]
struct Client;

#[tracked(within = sizes::NESTED, guarantee = sizes::MANY / 50)]
struct Counted<'a, T>(&'a T);

#[tracked(limit = "4 kB", capacity = 3, weight = Buffer::bytes, within = MEMORY, guarantee = "1 kB")]
struct Buffer(Vec<u8>);

impl Buffer {
    fn bytes(&self) -> usize {
        self.0.len()
    }
}

#[tracked(limit = 4 * sizes::MANY, weight = Self::len)]
struct Items<T: Clone>(Vec<T>);

impl<T: Clone> Items<T> {
    fn len(&self) -> usize {
        self.0.len()
    }
}

#[tracked(limit = 10, weight = crate::weigh::<T>)]
struct Free<T>(T);

fn weigh<T>(_: &Free<T>) -> usize {
    std::mem::size_of::<T>()
}

#[tracked(limit = 10, weight = <Measured as Measure>::measure)]
struct Measured;

trait Measure {
    fn measure(&self) -> usize;
}

impl Measure for Measured {
    fn measure(&self) -> usize {
        4
    }
}

tracked_type! {
    type Page = Vec<u8>;
    limit = "1 kB", weight = page_bytes, within = CACHE, guarantee = "1 kB"
}

fn page_bytes(page: &Page) -> usize {
    page.0.len()
}

#[tracked(limit = 3, within = MACHINE, guarantee = 1)]
fn call() -> Result<usize, AcquireError> {
    Ok(MACHINE.budget().used())
}

#[tracked(limit = 3, within = MACHINE)]
async fn call_later() -> Result<(), AcquireError> {
    Ok(())
}

struct Service;

impl Service {
    #[tracked(limit = 3, within = MACHINE, on_limit = "wait 1s")]
    fn call(&self) -> Result<(), AcquireError> {
        budget! { static INNER: limit = 1, within = DB_POOL }
        #[tracked(limit = 1, within = INNER)]
        struct Local;
        Local.track().map(drop)
    }
}

fn main() {
    assert_eq!((MACHINE.name(), DB_POOL.name(), r#type.name()), ("the machine", "db_pool", "type"));
    assert_eq!((sizes::NESTED.limit(), MADE.limit(), CACHE.guarantee()), (50, 2_000, 16 << 20));
    assert!(std::ptr::eq(DB_POOL.parent().unwrap(), &MACHINE));
    let (_client, _counted) = (Client.track().unwrap(), Counted(&1).track().unwrap());
    assert_eq!((DB_POOL.budget().used(), sizes::NESTED.budget().used(), call().unwrap()), (1, 1, 3));
    let _made = MadeClient.track().unwrap();
    #[allow(deprecated)]
    let _old = OLD.budget();
    let _later = call_later();
    Service.call().unwrap();

    let buffer = Buffer(vec![0; 3_000]).track().unwrap();
    assert_eq!(BufferHandle::permit(&buffer).units(), 3_000);
    assert!(Buffer(vec![0; 1_001]).track().is_err());
    assert_eq!(MEMORY.budget().used(), 3_000);
    let page: PageHandle = Page::try_acquire_units(900).unwrap().bind(vec![1].into());
    assert!(Page::try_acquire_units(101).is_err());
    assert_eq!((page.len(), CACHE.budget().used(), MEMORY.budget().used()), (1, 900, 3_900));
    let _items = Items(vec![0u8; 300]).track().unwrap();
    assert!(Items(vec!["text"; 101]).track().is_err());
    assert!((Free(0u64).track().is_ok(), Free([0u8; 11]).track().is_err()) == (true, true));
    assert!(Measured.track().is_ok());
}
