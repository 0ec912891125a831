//! Places that are held in advance, for a while.
//!
//! What is reserved is taken out of where the free ones are, and charged, all of it or nothing; so nobody else can get it. A reservation's places
//! are handed out, or go back, under the account's lock: what is handed out has not expired.

use std::collections::BTreeMap;
use std::task::Waker;

use super::branch::Branch;
use super::claim::unclaim;
use super::tree::State;
use crate::core::account::{Account, Shared};
use crate::core::cache::Cache;
use crate::core::denial::Denial;
use crate::core::slot::Slot;
use crate::core::wait::wake_now;
use crate::error::Reason;
use crate::sync::{MutexGuard, Ordering::Relaxed};

/// The reservations of an account, by numbers that are never used again.
#[derive(Default)]
pub(in crate::core) struct Reservations {
    all: BTreeMap<u64, Reserved>,
    made: u64,
    /// Places that are about to be reserved.
    coming: u64,
}

/// What one reservation has left.
struct Reserved {
    slots: Vec<&'static Slot>,
    /// Of a kind that weighs, whose slots are not reserved.
    units: u64,
    branch: Option<&'static Branch>,
    deadline: u64,
    /// How many places it was of.
    places: u64,
}

/// What is handed out of a reservation.
pub(crate) enum Handed {
    Slot(&'static Slot),
    Slots(Vec<&'static Slot>),
    /// It has expired, or was given back.
    Over,
    /// There is not so much left.
    Spent,
    /// All slots are taken, of a kind that weighs.
    Denied(&'static Denial),
}

impl Reservations {
    fn add(&mut self, reserved: Reserved) -> u64 {
        self.made += 1;
        self.all.insert(self.made, reserved);
        self.made
    }

    /// How many places are reserved; of a kind that weighs, how many units.
    pub(in crate::core) fn reserved(&self) -> u64 {
        self.all.values().map(Reserved::left).sum()
    }

    pub(in crate::core) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The one of that number, unless it has expired.
    fn current(&mut self, key: u64, now: u64) -> Option<&mut Reserved> {
        self.all.get_mut(&key).filter(|reserved| reserved.deadline > now)
    }

    fn expired(&mut self, now: u64) -> Option<Reserved> {
        let key = self.all.iter().find(|(_, reserved)| reserved.deadline <= now).map(|(key, _)| *key)?;
        self.all.remove(&key)
    }
}

impl Reserved {
    fn left(&self) -> u64 {
        self.slots.len() as u64 + self.units
    }
}

impl Account {
    /// Reserves `count` places or, of a kind that weighs, units: all of them, or none.
    pub(crate) fn reserve(
        &'static self,
        branch: Option<&'static Branch>,
        count: u64,
        deadline: u64,
    ) -> Result<u64, &'static Denial> {
        match branch.or_else(|| self.branch()) {
            Some(branch) => self.reserve_charged(branch, count, deadline),
            None => self.reserve_plain(count, deadline),
        }
    }

    fn keep(&'static self, shared: &mut Shared, reserved: Reserved) -> u64 {
        let key = shared.reservations.add(reserved);
        shared.reservations.coming = 0;
        self.show_reserved(shared);
        self.watch_deadlines(shared);
        key
    }

    /// Shows how many places are charged, but held by nobody.
    fn show_reserved(&self, shared: &Shared) {
        let Reservations { coming, .. } = shared.reservations;
        self.reserved.store(shared.reservations.reserved() + coming, Relaxed);
    }

    /// Shows places before they are charged: they are not live. Under the tree's lock.
    fn show_coming(&self, places: u64) {
        let mut shared = self.lock();
        shared.reservations.coming = places;
        self.show_reserved(&shared);
    }

    fn reserve_plain(&'static self, count: u64, deadline: u64) -> Result<u64, &'static Denial> {
        let mut shared = self.lock();
        let mut slots = Vec::new();
        if shared.queue.is_empty() && count <= u64::from(shared.slots) {
            self.begin_reserving(&mut shared, count);
            if self.take_many(&mut shared, count, &mut slots) {
                let reserved = Reserved { slots, units: 0, branch: None, deadline, places: count };
                return Ok(self.keep(&mut shared, reserved));
            }
            self.end_reserving(&mut shared, count);
        }
        let reason = if shared.queue.is_empty() { self.denial().reason() } else { Reason::Queued };
        Err(self.deny_waiting(&mut shared, reason))
    }

    /// A denial from now on means that all was taken but this.
    fn begin_reserving(&'static self, shared: &mut Shared, count: u64) {
        shared.attribute(self);
        shared.tally.reserved = shared.tally.reserved.saturating_add(count);
        self.head.next_epoch();
    }

    fn end_reserving(&'static self, shared: &mut Shared, count: u64) {
        shared.attribute(self);
        shared.tally.reserved = shared.tally.reserved.saturating_sub(count);
        self.head.next_epoch();
    }

    /// Takes so many free slots at one moment.
    fn take_many(&'static self, shared: &mut Shared, count: u64, slots: &mut Vec<&'static Slot>) -> bool {
        slots.reserve(count as usize);
        if !self.head.load(Relaxed).is_shared() {
            // Nobody is denied in fast mode without the lock, so these may be taken one by one, and put back.
            slots.extend((0..count).map_while(|_| self.take_free(shared)));
            if slots.len() as u64 == count {
                return true;
            }
            slots.drain(..).for_each(|slot| shared.depot.add(slot));
            self.revoke(shared);
        }
        self.head.pop_many(count as usize, &self.segments, |index| slots.push(self.segments.slot(index)))
    }

    fn reserve_charged(
        &'static self,
        branch: &'static Branch,
        count: u64,
        deadline: u64,
    ) -> Result<u64, &'static Denial> {
        let mut tree = branch.tree().lock();
        {
            let mut shared = self.lock();
            let is_closed = shared.closed || shared.layers.are_closed();
            if is_closed || branch.line().is_some() {
                let reason = if is_closed { Reason::Closed } else { Reason::Queued };
                return Err(self.deny_waiting(&mut shared, reason));
            }
        }
        let most = if self.weighs() { branch.own().limit() } else { self.kind().capacity() as u64 };
        if count > most {
            return Err(self.refuse_at(branch, branch.own(), count));
        }
        let (places, units) = if self.weighs() { (0, count) } else { (count, 0) };
        self.begin_reserving(&mut self.lock(), places);
        self.show_coming(places);
        match tree.take_many(branch, places, count) {
            Ok(slots) => {
                let reserved = Reserved { slots, units, branch: Some(branch), deadline, places };
                Ok(self.keep(&mut self.lock(), reserved))
            }
            Err(node) => {
                self.show_coming(0);
                self.end_reserving(&mut self.lock(), places);
                Err(self.refuse_at(branch, node, count))
            }
        }
    }

    /// Hands one place out of a reservation, for so many units if they weigh. `cache`: the thread's own, if it has one.
    pub(crate) fn take_reserved(&'static self, key: u64, units: u64, cache: Option<&Cache>) -> Handed {
        let _tree = self.lock_tree_for_units();
        let mut shared = self.lock();
        let Some(reserved) = shared.reservations.current(key, self.clock().now()) else { return Handed::Over };
        if self.weighs() {
            return self.take_reserved_units(&mut shared, key, units, cache);
        }
        let Some(slot) = reserved.slots.pop() else { return Handed::Spent };
        self.show_reserved(&shared);
        self.count_acquired(&mut shared, cache);
        Handed::Slot(slot)
    }

    /// Hands out all that is left, as one place if they weigh.
    pub(crate) fn take_all_reserved(&'static self, key: u64, cache: Option<&Cache>) -> Handed {
        let _tree = self.lock_tree_for_units();
        let mut shared = self.lock();
        let Some(reserved) = shared.reservations.current(key, self.clock().now()) else { return Handed::Over };
        if self.weighs() {
            let units = reserved.units;
            return self.take_reserved_units(&mut shared, key, units, cache);
        }
        let slots = std::mem::take(&mut reserved.slots);
        self.show_reserved(&shared);
        slots.iter().for_each(|_| self.count_acquired(&mut shared, cache));
        Handed::Slots(slots)
    }

    /// Units are reserved, and the slot for them is taken as by everybody else.
    fn lock_tree_for_units(&self) -> Option<MutexGuard<'static, State>> {
        self.branch().filter(|_| self.weighs()).map(|branch| branch.tree().lock())
    }

    fn take_reserved_units(&'static self, shared: &mut Shared, key: u64, units: u64, cache: Option<&Cache>) -> Handed {
        if !self.has_free(shared, 1) {
            self.revoke(shared);
            if !self.has_free(shared, 1) {
                return Handed::Denied(self.denial());
            }
        }
        let Some(reserved) = shared.reservations.all.get_mut(&key) else { return Handed::Over };
        let (Some(branch), Some(left)) = (reserved.branch, reserved.units.checked_sub(units)) else {
            return Handed::Spent;
        };
        reserved.units = left;
        let slot = self.take_charged(shared, branch, units);
        self.count_acquired(shared, cache);
        Handed::Slot(slot)
    }

    /// How much a reservation has left. `None`: it has expired.
    pub(crate) fn left_reserved(&'static self, key: u64) -> Option<u64> {
        let mut shared = self.lock();
        shared.reservations.current(key, self.clock().now()).map(|reserved| reserved.left())
    }

    /// Ends a reservation. What it has left goes to those who wait, or is free.
    pub(crate) fn cancel_reserved(&'static self, key: u64) {
        let reserved = self.lock().reservations.all.remove(&key);
        if let Some(reserved) = reserved {
            self.give_back_reserved(reserved, &mut wake_now);
        }
    }

    /// Ends the reservations whose time is over.
    pub(in crate::core) fn expire_reserved(&'static self, now: u64, wake: &mut impl FnMut(Waker)) {
        while let Some(reserved) = { self.lock().reservations.expired(now) } {
            self.give_back_reserved(reserved, wake);
        }
    }

    fn give_back_reserved(&'static self, reserved: Reserved, wake: &mut impl FnMut(Waker)) {
        {
            let mut shared = self.lock();
            self.show_reserved(&shared);
            self.end_reserving(&mut shared, reserved.places);
        }
        for slot in reserved.slots {
            match reserved.branch {
                Some(branch) => self.give_back_charged(branch, None, slot, wake),
                None => self.pass_on(self.lock(), slot, wake),
            }
        }
        if let Some(branch) = reserved.branch.filter(|_| reserved.units > 0) {
            let tree = branch.tree().lock();
            unclaim(branch.path(), reserved.units);
            drop(tree);
            branch.tree().serve_all(branch.path(), wake);
        }
    }
}
