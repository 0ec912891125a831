//! What a denial hands out: a record that was there before, so that a denial costs nothing to make.

use std::sync::OnceLock;

use super::account::Account;
use crate::error::Reason;
use crate::sync::plain::{AtomicPtr, Ordering::Relaxed};

/// Why an account denies. Each account has one for every reason, made with it.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) account: &'static Account,
    pub(crate) reason: Reason,
    turn: u8,
}

/// Turns of an account, one for each time that it was opened, whose refusals can be told apart.
const TURNS: u8 = 4;

/// All that an account can hand out, and what it hands out now.
#[derive(Debug)]
pub(super) struct Refusals {
    records: OnceLock<&'static [Refusal]>,
    /// One of the records: for an account that is full. Never null once the account is made.
    now: AtomicPtr<Refusal>,
}

impl Refusals {
    pub(super) const fn new() -> Self {
        Refusals { records: OnceLock::new(), now: AtomicPtr::new(std::ptr::null_mut()) }
    }

    /// Makes the records, before anybody else knows the account.
    pub(super) fn make(&self, account: &'static Account, reason: Reason) {
        let turns = 0..TURNS;
        let records = turns.flat_map(|turn| Reason::ALL.map(|reason| Refusal { account, reason, turn }));
        let records = self.records.get_or_init(|| Box::leak(records.collect()));
        self.hand_out(&records[reason as usize]);
    }

    #[inline(always)]
    pub(super) fn now(&self) -> &'static Refusal {
        // SAFETY: `make` set it before the account was shared, and it always points to one of the records, which are static.
        unsafe { &*self.now.load(Relaxed) }
    }

    /// Hands out another reason from now on.
    pub(super) fn set_reason(&self, reason: Reason) {
        self.hand_out(self.record(self.now().turn, reason));
    }

    /// What was handed out before is out of date.
    pub(super) fn next_turn(&self) {
        let now = self.now();
        self.hand_out(self.record((now.turn + 1) % TURNS, now.reason));
    }

    pub(super) fn is_of_this_turn(&self, refusal: &Refusal) -> bool {
        self.now().turn == refusal.turn
    }

    fn record(&self, turn: u8, reason: Reason) -> &'static Refusal {
        let records = self.records.get().expect("`make` set them");
        &records[turn as usize * Reason::ALL.len() + reason as usize]
    }

    fn hand_out(&self, record: &'static Refusal) {
        self.now.store(std::ptr::from_ref(record).cast_mut(), Relaxed);
    }
}
