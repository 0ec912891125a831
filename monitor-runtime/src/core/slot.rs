//! A place for one handle: one cache line, written by whoever holds the place, read by anyone at any time.

use std::panic::Location;
use std::time::Duration;

use super::account::Account;
use super::budget::Branch;
use super::clock::Clock;
use super::sampling::Sampling;
use crate::id::Id;
use crate::kind::ClockMode;
use crate::sync::{AtomicPtr, AtomicU32, AtomicU64, Ordering::Acquire, Ordering::Relaxed, Ordering::Release, fence};

/// A place for one handle.
///
/// Its life word changes each time the place is taken or given back, so a stale id is recognised and can never name the
/// successor. Slots are never freed, which makes a `&'static Slot` safe to hold and to send.
///
/// Every capability's field is laid out here, whatever the features: two slots on one line would cost 3x under contention,
/// and a field added later would move the others.
#[repr(C, align(64))]
pub(crate) struct Slot {
    life: AtomicU64,
    created: AtomicU64,
    site: AtomicPtr<Location<'static>>,
    owner: AtomicU64,
    /// While the place is used within a budget that was made at run time: the branch, with the lowest bit set.
    account: AtomicPtr<Account>,
    /// What a weighted kind charged; 1 for all others.
    units: AtomicU64,
    /// Touched (upper half) and stack (lower half): cleared together when the place is taken.
    marks: AtomicU64,
    index: AtomicU32,
    number: AtomicU32,
}

#[cfg(not(loom))]
const _: () = assert!(size_of::<Slot>() == 64);

/// How often a place was given back, and what it is now: `uses << 2 | state`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Life(u64);

/// What a place is at the moment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum State {
    Free,
    /// Held by a permit or a handle.
    Live,
    /// The value was given up, its clean-up still runs.
    Closing,
    /// In a pool.
    Idle,
}

impl Life {
    const STATE: u64 = 3;

    fn state(self) -> State {
        match self.0 & Self::STATE {
            0 => State::Free,
            1 => State::Live,
            2 => State::Closing,
            _ => State::Idle,
        }
    }

    fn uses(self) -> u64 {
        self.0 >> 2
    }

    fn taken(self) -> Life {
        Life(self.0 | 1)
    }

    /// Free again, and used once more than before. Wraps after 2^62 uses.
    fn given_back(self) -> Life {
        Life((self.0 | Self::STATE).wrapping_add(1))
    }
}

/// When a place was taken, in the clock's units. Its two highest bits say whether it was sampled, and how many acquisitions it stands
/// for. On the tick, only what is sampled is read exactly.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Stamp(u64);

impl Stamp {
    /// Nothing is known.
    pub(crate) const NONE: Stamp = Stamp(0);
    const SAMPLED: u32 = 62;

    #[inline(always)]
    pub(crate) fn new(reading: u64) -> Stamp {
        Stamp(reading)
    }

    pub(super) fn sampled(reading: u64, sampling: Sampling) -> Stamp {
        Stamp(reading | (sampling as u64 + 1) << Self::SAMPLED)
    }

    /// How densely, if it was sampled.
    pub(super) fn sampling(self) -> Option<Sampling> {
        match self.0 >> Self::SAMPLED {
            0 => None,
            1 => Some(Sampling::All),
            2 => Some(Sampling::Dense),
            _ => Some(Sampling::Sparse),
        }
    }

    pub(super) fn word(self) -> u64 {
        self.0
    }

    pub(super) fn of_word(word: u64) -> Stamp {
        Stamp(word)
    }

    #[inline(always)]
    pub(super) fn reading(self) -> u64 {
        self.0 & ((1 << Self::SAMPLED) - 1)
    }

    /// How many lifetimes one that began here stands for, where not all are recorded. The long are, and stand for themselves.
    pub(super) fn weight(self, lived: u64, clock: &Clock) -> u64 {
        self.sampling().filter(|_| lived < clock.long()).map_or(1, Sampling::weight)
    }

    /// How long the use has lasted that began here and ends `now`; `None` if it was sampled, or is long. One comparison for both
    /// sorts: the bits of the sampled make the difference as large as that of the long. So it is for those from the future, too,
    /// which two threads make that read the time out of order.
    #[inline(always)]
    pub(super) fn lived_unseen(self, now: u64, clock: &Clock) -> Option<u64> {
        let lived = now.wrapping_sub(self.0);
        (lived < clock.long()).then_some(lived)
    }

    /// How long the use that began here has lasted, if that is to be recorded: on the tick, for what was sampled, and for all
    /// that is long.
    pub(super) fn lived(self, mode: ClockMode, clock: &Clock) -> Option<u64> {
        let until = |now: u64| now.saturating_sub(self.reading());
        match mode {
            ClockMode::None => None,
            ClockMode::Exact => Some(until(clock.now())),
            ClockMode::Tick if self.sampling().is_some() => Some(until(clock.now())),
            ClockMode::Tick => Some(until(clock.last_tick())).filter(|&lived| lived >= clock.long()),
        }
    }

    /// How long ago this was; `None` if nothing is known.
    pub(crate) fn age(self, clock: &Clock) -> Option<Duration> {
        (self != Self::NONE).then(|| clock.since(self.reading()))
    }
}

/// A slot's fields as they were at one moment.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row {
    pub(crate) id: Id,
    pub(crate) created: Stamp,
    pub(crate) site: &'static Location<'static>,
    /// What it stands for: a place, or what is held weighs so much.
    pub(crate) units: u64,
    #[cfg_attr(not(test), expect(dead_code, reason = "written from the start, read by what comes with ownership"))]
    pub(crate) owner: u64,
}

impl Slot {
    #[cfg(loom)]
    pub(super) fn new() -> Self {
        Slot {
            life: AtomicU64::new(0),
            created: AtomicU64::new(0),
            site: AtomicPtr::new(std::ptr::null_mut()),
            owner: AtomicU64::new(0),
            account: AtomicPtr::new(std::ptr::null_mut()),
            units: AtomicU64::new(0),
            marks: AtomicU64::new(0),
            index: AtomicU32::new(0),
            number: AtomicU32::new(0),
        }
    }

    /// Makes this never-used slot the `index`-th of `account`. Whoever takes it later sees this through the lock, the door or
    /// the head word by which they got it.
    pub(super) fn settle(&self, account: &'static Account, index: u32, number: u32) {
        self.account.store(std::ptr::from_ref(account).cast_mut(), Relaxed);
        self.index.store(index, Relaxed);
        self.number.store(number, Relaxed);
        self.units.store(1, Relaxed);
    }

    /// Marks the place as taken. The caller owns it: it was free, and was handed out to nobody else.
    #[inline(always)]
    pub(crate) fn take(&self, created: Stamp, site: &'static Location<'static>, owner: u64) {
        let life = Life(self.life.load(Relaxed));
        // Release fence: a reader that sees one of the stores below also sees that the previous use has ended. Partner: the
        // Acquire fence in `read`.
        fence(Release);
        self.created.store(created.0, Relaxed);
        self.site.store(std::ptr::from_ref(site).cast_mut(), Relaxed);
        self.owner.store(owner, Relaxed);
        self.marks.store(0, Relaxed);
        // Release: a reader that sees the slot live must also see its fields. Partner: the first load in `read`.
        self.life.store(life.taken().0, Release);
    }

    /// Ends the use and says when it began. The place is not free for others until it is handed back to its account.
    #[inline(always)]
    pub(crate) fn give_back(&self) -> Stamp {
        let life = Life(self.life.load(Relaxed));
        let created = Stamp(self.created.load(Relaxed));
        // Relaxed: whoever takes the place next got it through an operation that comes after this one, and fences there.
        self.life.store(life.given_back().0, Relaxed);
        created
    }

    /// The fields, if somebody holds the place. Never torn.
    #[inline]
    pub(crate) fn read(&self) -> Option<Row> {
        loop {
            // Acquire: pairs with the Release store in `take`.
            let life = Life(self.life.load(Acquire));
            if life.state() == State::Free {
                return None;
            }
            let created = Stamp(self.created.load(Relaxed));
            let site = self.site.load(Relaxed);
            let owner = self.owner.load(Relaxed);
            let units = self.units.load(Relaxed);
            // Acquire fence: pairs with the Release fence in `take`, so that if any of the loads above saw a later use's
            // store, the load below sees that this use has ended.
            fence(Acquire);
            if Life(self.life.load(Relaxed)) == life {
                let id = Id { number: self.number.load(Relaxed), generation: life.uses() };
                // SAFETY: the slot was live when `site` was read, so `take` had stored a `&'static Location` there.
                let site = unsafe { &*site };
                return Some(Row { id, created, site, units, owner });
            }
        }
    }

    /// How long somebody has held it; `None` if that is not known.
    pub(crate) fn age(&self) -> Option<Duration> {
        self.read()?.created.age(self.account().clock())
    }

    /// Where it was acquired. By whoever owns it, and has taken it.
    pub(super) fn site(&self) -> &'static Location<'static> {
        // SAFETY: `take` has stored a `&'static Location` there.
        unsafe { &*self.site.load(Relaxed) }
    }

    /// The account that it belongs to. Only for a slot that was handed out.
    #[inline(always)]
    pub(crate) fn account(&self) -> &'static Account {
        let account = self.account.load(Relaxed);
        if let Some(branch) = branch_in(account) {
            return branch.account();
        }
        // SAFETY: `settle` stored a `&'static Account` before the slot was first handed out, and what is no branch is that.
        unsafe { &*account }
    }

    /// What the place charges: the branch that it is used on, or the account's own, if it has one.
    pub(super) fn branch(&self) -> Option<&'static Branch> {
        self.quota().or_else(|| self.account().branch())
    }

    /// The branch through a budget that was made at run time, if it is used within one.
    #[inline(always)]
    pub(super) fn quota(&self) -> Option<&'static Branch> {
        branch_in(self.account.load(Relaxed))
    }

    /// Says what the place charges. By whoever owns it.
    pub(super) fn charge_to(&self, branch: &'static Branch, units: u64) {
        let account = std::ptr::from_ref(branch.account()).cast_mut();
        let quota = std::ptr::from_ref(branch).cast_mut().cast::<Account>().map_addr(|address| address | QUOTA);
        self.account.store(if branch.is_own() { account } else { quota }, Relaxed);
        self.set_units(units);
    }

    /// How much the place stands for.
    pub(crate) fn units(&self) -> u64 {
        self.units.load(Relaxed)
    }

    pub(super) fn set_units(&self, units: u64) {
        self.units.store(units, Relaxed);
    }

    /// For whoever was charged for them, while somebody else may do the same.
    pub(super) fn add_units(&self, units: u64) {
        self.units.fetch_add(units, Relaxed);
    }

    /// The other way round: the caller gives them back. If there are so many; else says how many there are.
    pub(super) fn remove_units(&self, units: u64) -> Result<(), u64> {
        self.units.fetch_update(Relaxed, Relaxed, |held| held.checked_sub(units)).map(drop)
    }

    /// Whether it belongs to `account`, without touching that.
    #[inline(always)]
    pub(crate) fn is_of(&self, account: Option<&'static Account>) -> bool {
        // Only a slot that was handed out is asked, so its own account is not null.
        std::ptr::eq(self.account.load(Relaxed), account.map_or(std::ptr::null(), std::ptr::from_ref))
    }

    /// Its number within the account.
    #[inline(always)]
    pub(super) fn index(&self) -> u32 {
        self.index.load(Relaxed)
    }

    #[cfg(all(test, not(loom)))]
    pub(super) fn set_uses(&self, uses: u64) {
        self.life.store(uses << 2, Relaxed);
    }
}

/// In the address of what stands in the account's place. Neither an account nor a branch has it set.
const QUOTA: usize = 1;
const _: () = assert!(align_of::<Account>() > 1 && align_of::<Branch>() > 1);

#[inline(always)]
fn branch_in(account: *mut Account) -> Option<&'static Branch> {
    let branch = account.map_addr(|address| address & !QUOTA).cast::<Branch>();
    if account.addr() & QUOTA == 0 {
        return None;
    }
    // SAFETY: the bit says that it is the `&'static Branch` that `charge_to` stored.
    Some(unsafe { &*branch })
}

impl std::fmt::Debug for Slot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Slot").field("index", &self.index()).field("row", &self.read()).finish()
    }
}
