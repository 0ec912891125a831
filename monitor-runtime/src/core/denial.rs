//! What a denial hands out: a record that is there for ever, so that a denial is one pointer.

use std::ptr::NonNull;

use super::account::Account;
use super::budget::{Branch, Node};
use crate::error::Reason;
use crate::sync::plain::{AtomicPtr, Ordering::Acquire, Ordering::Release};

/// Why an account denies: one for each reason and each time that the account is opened, made when it is first handed out.
#[derive(Debug)]
pub(crate) struct Denial {
    pub(super) account: &'static Account,
    pub(super) reason: Reason,
    /// More was asked for than will ever be allowed.
    pub(super) is_hopeless: bool,
    /// When it was, as the account or the branch counts.
    pub(super) turn: usize,
    /// The node of the limit hierarchy that was in the way, and on which branch.
    pub(super) level: Option<(&'static Branch, &'static Node)>,
}

/// One record for each reason, and one for what is hopeless.
type Records = &'static [Denial];

/// Times that an account is opened and denies, whose denials are told apart. After so many, the oldest records serve again.
const TURNS: usize = 256;

/// All that an account can hand out. Behind its lock.
#[derive(Debug, Default)]
pub(super) struct Denials {
    turns: Vec<Records>,
    turn: usize,
}

/// What an account hands out when it is full.
#[derive(Debug)]
pub(super) struct CurrentDenial(AtomicPtr<Denial>);

impl Denial {
    pub(crate) fn account(&self) -> &'static Account {
        self.account
    }

    pub(crate) fn reason(&self) -> Reason {
        self.reason
    }

    /// Whether more was asked for than will ever be allowed.
    pub(crate) fn is_hopeless(&self) -> bool {
        self.is_hopeless
    }

    /// The node of the limit hierarchy that was in the way, if it was one.
    pub(crate) fn level(&self) -> Option<&'static Node> {
        self.level.map(|(_, node)| node)
    }
}

impl CurrentDenial {
    /// Must be set before the account is shared.
    pub(super) const fn unset() -> Self {
        CurrentDenial(AtomicPtr::new(std::ptr::null_mut()))
    }

    #[inline(always)]
    pub(super) fn get(&self) -> &'static Denial {
        // Acquire: what is in the record, for an error that outlives its monitor. Partner: Release in `set`.
        let record = self.0.load(Acquire);
        // SAFETY: it was set before the account was shared, and is never unset.
        let record = unsafe { NonNull::new_unchecked(record) };
        // SAFETY: what was set is a static record.
        unsafe { record.as_ref() }
    }

    pub(super) fn set(&self, record: &'static Denial) {
        // Release: the record. Partner: Acquire in `get`.
        self.0.store(std::ptr::from_ref(record).cast_mut(), Release);
    }

    /// Whether a denial was made since the account was last opened, and the budget that it is about was made.
    pub(super) fn is_of_the_same_turn(&self, denial: &Denial) -> bool {
        denial.turn == denial.level.map_or_else(|| self.get().turn, |(branch, _)| branch.turn())
    }
}

impl Denials {
    /// The record of a reason, for what is denied now.
    pub(super) fn record(&mut self, account: &'static Account, reason: Reason) -> &'static Denial {
        &self.records(account)[reason as usize]
    }

    /// The same for somebody who asks for more than the limit.
    pub(super) fn hopeless(&mut self, account: &'static Account) -> &'static Denial {
        &self.records(account)[Reason::ALL.len()]
    }

    fn records(&mut self, account: &'static Account) -> Records {
        if self.turn == self.turns.len() {
            let turn = self.turn;
            let record = |(reason, is_hopeless)| Denial { account, reason, is_hopeless, turn, level: None };
            let reasons = Reason::ALL.iter().map(|reason| (*reason, false)).chain([(Reason::Limit, true)]);
            self.turns.push(reasons.map(record).collect::<Vec<_>>().leak());
        }
        self.turns[self.turn]
    }

    /// What was handed out before is out of date. The reason must be handed out anew.
    pub(super) fn next_turn(&mut self) {
        self.turn = (self.turn + 1) % TURNS;
    }
}
