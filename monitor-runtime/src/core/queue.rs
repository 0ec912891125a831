//! Who waits for a place, and who is next.
//!
//! Higher classes are served first, but nobody is passed over by them more than [`PASSES_MAX`] times. Within a class, whoever came
//! first or, if that is the order, last.

use std::collections::{BTreeSet, VecDeque};
use std::num::NonZeroU64;
use std::task::Waker;

use super::account::Account;
use super::cell::{Cell, Cells};
use super::clock::Clock;
use super::sampling::{Sampling, scrambled};
use super::slot::{Slot, Stamp};
use super::wait::Wish;
use super::wakers::OwnWaker;
use crate::error::Reason;
use crate::kind::ClockMode;
use crate::priority::{Order, Priority};

/// How often somebody who waits may be passed over by higher classes.
pub(super) const PASSES_MAX: u32 = 16;

const NOBODY: u32 = u32::MAX;

/// An account's queue, behind its lock.
#[derive(Debug)]
pub(super) struct Queue {
    entries: Vec<Entry>,
    /// The first entry that nobody has, linked by `newer`.
    vacant: u32,
    /// Entries of those who were granted a slot, which they pick up without the lock; nobody has them when that is done.
    granted: VecDeque<u32>,
    cells: Cells,
    classes: [Class; Priority::ALL.len()],
    /// One bit for each class in which somebody waits: mostly there is one.
    awaited: u8,
    order: Order,
    waiting: usize,
    bound: usize,
    /// How many ever joined, and who of them is stamped exactly next.
    joined: u64,
    next_sample: u64,
    random: u64,
    /// Of those who wait for a while only, in the clock's units.
    deadlines: BTreeSet<(u64, u32)>,
}

/// Those who wait with one priority, in the order in which they came.
#[derive(Debug)]
struct Class {
    oldest: u32,
    newest: u32,
    /// How often somebody of a higher class was served, ever.
    passes: u64,
}

#[derive(Debug)]
struct Entry {
    state: State,
    class: u8,
    older: u32,
    newer: u32,
    /// What [`Class::passes`] was when it came: its lower half, which suffices to tell a few passes.
    passes_before: u32,
    cell: &'static Cell,
    /// While it waits.
    waker: Option<Waker>,
    deadline: Option<NonZeroU64>,
    units: u64,
}

// With ten thousand of them the processor's nearer caches are full.
#[cfg(all(not(loom), target_pointer_width = "64"))]
const _: () = assert!(size_of::<Entry>() <= 64);

#[derive(Clone, Copy, Debug)]
enum State {
    Vacant,
    Waiting,
    /// What it was granted is in its cell.
    Granted,
    Ended(Reason),
}

/// Names an entry, to whoever made it and has not taken it out.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ticket {
    key: u32,
    cell: &'static Cell,
}

impl Ticket {
    /// The slot that it was granted, which is then its owner's, and when it began to wait. `None`: none yet, or there is other news.
    #[inline]
    pub(super) fn pick_up(self) -> Option<(&'static Slot, Stamp)> {
        self.cell.pick_up()
    }

    /// When it began to wait. As long as the ticket is not used up: then somebody else may get its entry.
    pub(super) fn since(self) -> Stamp {
        self.cell.since()
    }
}

/// What has become of somebody.
#[derive(Debug)]
pub(super) enum Outcome {
    /// It waits, or has waited until now.
    Waiting,
    Granted(&'static Slot),
    Ended(Reason),
}

impl Outcome {
    /// What it counts as when somebody asks for it who does not wait any longer.
    pub(super) fn reason_to_give_up(&self) -> Reason {
        match *self {
            Outcome::Waiting | Outcome::Granted(_) => Reason::Cancelled,
            // It was told, and has not looked.
            Outcome::Ended(reason) => reason,
        }
    }
}

impl Queue {
    pub(super) const fn new(order: Order, bound: usize) -> Self {
        const NONE: Class = Class { oldest: NOBODY, newest: NOBODY, passes: 0 };
        Queue {
            entries: Vec::new(),
            vacant: NOBODY,
            granted: VecDeque::new(),
            cells: Cells::new(),
            classes: [NONE; Priority::ALL.len()],
            awaited: 0,
            order,
            waiting: 0,
            bound,
            joined: 0,
            next_sample: 0,
            random: 1,
            deadlines: BTreeSet::new(),
        }
    }

    /// Stamps as many exactly as at first: the account was opened again.
    pub(super) fn restart_sampling(&mut self) {
        (self.joined, self.next_sample) = (0, 0);
    }

    pub(super) fn set_bound(&mut self, bound: usize) {
        self.bound = bound;
    }

    pub(super) fn is_empty(&self) -> bool {
        self.waiting == 0
    }

    pub(super) fn is_full(&self) -> bool {
        self.waiting >= self.bound
    }

    pub(super) fn len(&self) -> usize {
        self.waiting
    }

    /// How many have not picked up what they were granted.
    pub(super) fn granted(&self) -> usize {
        self.granted.iter().filter(|key| !self.entries[**key as usize].cell.is_picked_up()).count()
    }

    /// Adds somebody who waits.
    pub(super) fn join(&mut self, wish: Wish, waker: &mut OwnWaker, account: &Account) -> Ticket {
        let since = self.stamp(account.kind().clock(), account.clock());
        let Wish { priority, deadline, units } = wish;
        let class = priority as u8;
        let own = &self.classes[class as usize];
        let (older, passes_before) = (own.newest, own.passes as u32);
        let key = self.vacate();
        let cell = self.cells.get(key);
        cell.clear(since);
        // Granting, which a release does, must not allocate.
        self.granted.reserve(self.waiting + 1);
        let deadline = deadline.and_then(NonZeroU64::new);
        let (state, waker) = (State::Waiting, waker.take());
        let entry = Entry { state, class, older, newer: NOBODY, passes_before, cell, waker, deadline, units };
        match self.entries.get_mut(key as usize) {
            Some(place) => *place = entry,
            None => self.entries.push(entry),
        }
        match older {
            NOBODY => self.classes[class as usize].oldest = key,
            older => self.entry(older).newer = key,
        }
        self.classes[class as usize].newest = key;
        self.awaited |= 1 << class;
        self.waiting += 1;
        self.deadlines.extend(deadline.map(|deadline| (deadline.get(), key)));
        Ticket { key, cell }
    }

    /// When somebody began to wait who does so now. On the tick some are stamped exactly, as [acquisitions](super::sampling::Sampling) are.
    fn stamp(&mut self, mode: ClockMode, clock: &Clock) -> Stamp {
        match mode {
            ClockMode::None => return Stamp::NONE,
            ClockMode::Exact => return Stamp::new(clock.now()),
            ClockMode::Tick => {}
        }
        let joined = self.joined;
        self.joined += 1;
        if joined < self.next_sample {
            return Stamp::new(clock.last_tick());
        }
        self.next_sample = Sampling::next(joined, || {
            self.random = scrambled(self.random);
            self.random
        });
        Stamp::sampled(clock.now(), Sampling::after(joined))
    }

    /// An entry that nobody has, perhaps a new one.
    fn vacate(&mut self) -> u32 {
        // Two looks for each who comes: so those who do not pick up what they were granted are in nobody's way for long.
        for _ in 0..2 {
            let Some(key) = self.granted.pop_front() else { break };
            if self.entries[key as usize].cell.is_picked_up() {
                return key;
            }
            self.granted.push_back(key);
        }
        if self.vacant == NOBODY {
            return self.entries.len() as u32;
        }
        let key = self.vacant;
        self.vacant = self.entries[key as usize].newer;
        key
    }

    /// Gives a slot to whoever is next, and says whom to wake. Gives it back if nobody waits.
    pub(super) fn grant(&mut self, slot: &'static Slot) -> Result<Waker, &'static Slot> {
        let Some(key) = self.next() else { return Err(slot) };
        if !self.awaited.is_power_of_two() {
            let class = self.entries[key as usize].class;
            self.classes[..class as usize].iter_mut().for_each(|lower| lower.passes += 1);
        }
        let waker = self.settle(key, State::Granted);
        self.granted.push_back(key);
        self.entries[key as usize].cell.put(slot);
        Ok(waker)
    }

    /// How much whoever is next wants.
    pub(super) fn next_units(&self) -> Option<u64> {
        self.next().map(|key| self.entries[key as usize].units)
    }

    /// Who is next. Of those who were passed over too often the lowest class, which is in nobody's way.
    fn next(&self) -> Option<u32> {
        let highest = &self.classes[self.awaited.checked_ilog2()? as usize];
        let is_overdue = |class: &&Class| {
            let oldest = self.entries.get(class.oldest as usize);
            oldest.is_some_and(|oldest| (class.passes as u32).wrapping_sub(oldest.passes_before) >= PASSES_MAX)
        };
        if !self.awaited.is_power_of_two()
            && let Some(overdue) = self.classes.iter().find(is_overdue)
        {
            return Some(overdue.oldest);
        }
        Some(match self.order {
            Order::Fifo => highest.oldest,
            Order::Lifo => highest.newest,
        })
    }

    /// Takes somebody out of the line, to be told of it when it asks.
    fn settle(&mut self, key: u32, state: State) -> Waker {
        self.unlink(key);
        let entry = self.entry(key);
        entry.state = state;
        entry.waker.take().expect("in the line are those who wait, and they have a waker")
    }

    fn unlink(&mut self, key: u32) {
        let Entry { class, older, newer, deadline, .. } = self.entries[key as usize];
        match older {
            NOBODY => self.classes[class as usize].oldest = newer,
            older => self.entry(older).newer = newer,
        }
        match newer {
            NOBODY => self.classes[class as usize].newest = older,
            newer => self.entry(newer).older = older,
        }
        if (older, newer) == (NOBODY, NOBODY) {
            self.awaited &= !(1 << class);
        }
        self.waiting -= 1;
        if let Some(deadline) = deadline {
            self.deadlines.remove(&(deadline.get(), key));
        }
    }

    /// Ends the waiting of one whose time is over, and says whom to wake.
    pub(super) fn expire_one(&mut self, now: u64) -> Option<Waker> {
        let (deadline, key) = *self.deadlines.first()?;
        (deadline <= now).then(|| self.settle(key, State::Ended(Reason::Timeout)))
    }

    pub(super) fn has_deadlines(&self) -> bool {
        !self.deadlines.is_empty()
    }

    /// Ends the waiting of one who wants more than `units`.
    pub(super) fn end_one_above(&mut self, units: u64, reason: Reason) -> Option<Waker> {
        let is_above = |entry: &&Entry| matches!(entry.state, State::Waiting) && entry.units > units;
        let key = self.entries.iter().position(|entry| is_above(&entry))?;
        Some(self.settle(key as u32, State::Ended(reason)))
    }

    /// Ends the waiting of whoever has waited longest in the lowest class.
    pub(super) fn end_one(&mut self, reason: Reason) -> Option<Waker> {
        let lowest = self.classes.get(self.awaited.trailing_zeros() as usize)?;
        Some(self.settle(lowest.oldest, State::Ended(reason)))
    }

    /// What has become of somebody, whose ticket is used up unless it still waits and is to be woken by `waker` from now on.
    ///
    /// What it was to be woken by before comes back in `waker`: to be dropped when nothing is locked, since that runs foreign code.
    pub(super) fn look(&mut self, ticket: Ticket, waker: &mut Option<Waker>) -> Outcome {
        let key = ticket.key;
        let entry = self.entry(key);
        if entry.waker.is_some() {
            std::mem::swap(&mut entry.waker, waker);
            if entry.waker.is_some() {
                return Outcome::Waiting;
            }
        }
        let outcome = match self.entries[key as usize].state {
            State::Granted => {
                let (slot, _) = ticket.pick_up().expect("it is picked up by whoever has the ticket, and once");
                return Outcome::Granted(slot);
            }
            State::Waiting => Outcome::Waiting,
            State::Ended(reason) => Outcome::Ended(reason),
            State::Vacant => unreachable!("a ticket is used up by leaving"),
        };
        if matches!(outcome, Outcome::Waiting) {
            self.unlink(key);
        }
        let vacant = std::mem::replace(&mut self.vacant, key);
        let entry = self.entry(key);
        (entry.state, entry.newer) = (State::Vacant, vacant);
        outcome
    }

    fn entry(&mut self, key: u32) -> &mut Entry {
        &mut self.entries[key as usize]
    }
}
