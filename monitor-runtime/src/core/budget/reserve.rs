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
use crate::core::wakers::wake_now;
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

/// What a reservation gives.
pub(crate) enum Given {
    Place(&'static Slot),
    Places(Vec<&'static Slot>),
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
        if count > u64::from(shared.slots) {
            self.count_denied(&mut shared, Reason::Limit);
            return Err(shared.denials.hopeless(self));
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
            let is_closed = shared.admits_nobody();
            if is_closed || branch.line().is_some() {
                let reason = if is_closed { Reason::Closed } else { Reason::Queued };
                return Err(self.deny_waiting(&mut shared, reason));
            }
        }
        let most = if self.weighs() { branch.own().limit() } else { self.kind().capacity() as u64 };
        if let Some(node) = tree.too_small_for(branch, count).or((count > most).then_some(branch.own())) {
            return Err(self.refuse_at(&tree, branch, node, count));
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
                Err(self.refuse_at(&tree, branch, node, count))
            }
        }
    }

    /// Hands one place out of a reservation, for so many units if they weigh. `cache`: the thread's own, if it has one.
    pub(crate) fn take_reserved(&'static self, key: u64, units: u64, cache: Option<&Cache>) -> Given {
        let _tree = self.lock_tree_for_units();
        let mut shared = self.lock();
        let Some(reserved) = shared.reservations.current(key, self.clock().now()) else { return Given::Over };
        if self.weighs() {
            return self.take_reserved_units(&mut shared, key, units, cache);
        }
        let Some(slot) = reserved.slots.pop() else { return Given::Spent };
        self.show_reserved(&shared);
        self.count_acquired(&mut shared, cache);
        Given::Place(slot)
    }

    /// Hands out all that is left, as one place if they weigh.
    pub(crate) fn take_all_reserved(&'static self, key: u64, cache: Option<&Cache>) -> Given {
        let _tree = self.lock_tree_for_units();
        let mut shared = self.lock();
        let Some(reserved) = shared.reservations.current(key, self.clock().now()) else { return Given::Over };
        if self.weighs() {
            let units = reserved.units;
            return self.take_reserved_units(&mut shared, key, units, cache);
        }
        let slots = std::mem::take(&mut reserved.slots);
        self.show_reserved(&shared);
        slots.iter().for_each(|_| self.count_acquired(&mut shared, cache));
        Given::Places(slots)
    }

    /// Locks the tree, if handles weigh: units are reserved, and the slot for them is taken as by everybody else.
    fn lock_tree_for_units(&self) -> Option<MutexGuard<'static, State>> {
        self.branch().filter(|_| self.weighs()).map(|branch| branch.tree().lock())
    }

    fn take_reserved_units(&'static self, shared: &mut Shared, key: u64, units: u64, cache: Option<&Cache>) -> Given {
        let Some(reserved) = shared.reservations.all.get(&key) else { return Given::Over };
        let (Some(branch), Some(left)) = (reserved.branch, reserved.units.checked_sub(units)) else {
            return Given::Spent;
        };
        let limit = self.limit.load(Relaxed);
        let is_closed = shared.layers.are_closed();
        if is_closed {
            // For this one; it is owed as soon as it is taken.
            let with_it = limit.saturating_add(shared.debt + 1).min(self.kind().capacity() as u32);
            self.change_limit(shared, with_it);
        }
        if !self.has_free(shared, 1) {
            self.revoke(shared);
            if !self.has_free(shared, 1) {
                if is_closed {
                    self.change_limit(shared, limit);
                }
                self.count_denied(shared, self.denial().reason());
                return Given::Denied(self.denial());
            }
        }
        let slot = self.take_charged(shared, branch, units);
        if is_closed {
            self.change_limit(shared, limit);
        }
        shared.reservations.all.entry(key).and_modify(|reserved| reserved.units = left);
        self.count_acquired(shared, cache);
        Given::Place(slot)
    }

    /// How much a reservation has left. `None`: it has expired.
    pub(crate) fn left_reserved(&'static self, key: u64) -> Option<u64> {
        let mut shared = self.lock();
        shared.reservations.current(key, self.clock().now()).map(|reserved| reserved.left())
    }

    /// Ends a reservation. What it has left goes to those who wait, or is free.
    pub(crate) fn cancel_reserved(&'static self, key: u64) {
        self.end_reservation(|all| all.all.remove(&key), &mut wake_now);
    }

    /// Ends the reservations whose time is over.
    pub(in crate::core) fn expire_reserved(&'static self, now: u64, wake: &mut impl FnMut(Waker)) {
        while self.end_reservation(|all| all.expired(now), wake) {}
    }

    /// Gives back what a reservation has left, all of it before anybody is woken. Says whether there was one.
    fn end_reservation(
        &'static self,
        pick: impl FnOnce(&mut Reservations) -> Option<Reserved>,
        wake: &mut impl FnMut(Waker),
    ) -> bool {
        let Some(own) = self.branch() else { return self.end_plain(pick, wake) };
        let mut tree = own.tree().lock();
        let Some(reserved) = pick(&mut self.lock().reservations) else { return false };
        let branch = reserved.branch.unwrap_or(own);
        for slot in reserved.slots {
            self.put_back_charged(branch, slot);
        }
        unclaim(branch.path(), reserved.units);
        let is_drained = {
            let mut shared = self.lock();
            self.show_reserved(&shared);
            self.end_reserving(&mut shared, reserved.places);
            shared.is_drained()
        };
        let served = tree.serve_many(branch.path());
        drop(tree);
        branch.tree().wake_served(served, branch.path(), wake);
        if is_drained {
            self.serve_all(wake);
        }
        true
    }

    /// The same where nothing above is charged.
    fn end_plain(
        &'static self,
        pick: impl FnOnce(&mut Reservations) -> Option<Reserved>,
        wake: &mut impl FnMut(Waker),
    ) -> bool {
        let mut shared = self.lock();
        let Some(reserved) = pick(&mut shared.reservations) else { return false };
        let wakers: Vec<_> = reserved.slots.iter().filter_map(|slot| self.pass_on_locked(&mut shared, slot)).collect();
        self.show_reserved(&shared);
        self.end_reserving(&mut shared, reserved.places);
        let is_drained = shared.is_drained();
        drop(shared);
        wakers.into_iter().for_each(&mut *wake);
        if is_drained {
            self.serve_all(wake);
        }
        true
    }
}
