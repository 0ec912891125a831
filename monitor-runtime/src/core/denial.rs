//! What a denial hands out: a record that was there before, so that a denial costs nothing to make.

use std::ptr::NonNull;

use super::account::Account;
use super::budget::Node;
use crate::error::Reason;
use crate::sync::plain::{AtomicPtr, Ordering::Acquire, Ordering::Release};

/// Why an account denies. Each account has one for every reason, made with it.
#[derive(Debug)]
pub(crate) struct Denial {
    account: &'static Account,
    reason: Reason,
    turn: usize,
    /// Which node of the hierarchy was in the way.
    level: Option<&'static Node>,
}

/// One record for each reason.
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

    /// What is said when a node of the limit hierarchy is in the way.
    pub(super) fn above(account: &'static Account, reason: Reason, level: &'static Node) -> Denial {
        Denial { account, reason, turn: 0, level: Some(level) }
    }

    /// The node of the limit hierarchy that was in the way, if it was one.
    pub(crate) fn level(&self) -> Option<&'static Node> {
        self.level
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

    /// Whether a denial was made since the account was last opened.
    pub(super) fn is_of_the_same_turn(&self, denial: &Denial) -> bool {
        denial.level.is_some() || self.get().turn == denial.turn
    }
}

impl Denials {
    /// The record of a reason, for what is denied now.
    pub(super) fn record(&mut self, account: &'static Account, reason: Reason) -> &'static Denial {
        if self.turn == self.turns.len() {
            let turn = self.turn;
            self.turns.push(
                Reason::ALL
                    .iter()
                    .map(|&reason| Denial { account, reason, turn, level: None })
                    .collect::<Vec<_>>()
                    .leak(),
            );
        }
        &self.turns[self.turn][reason as usize]
    }

    /// What was handed out before is out of date. The reason must be handed out anew.
    pub(super) fn next_turn(&mut self) {
        self.turn = (self.turn + 1) % TURNS;
    }
}
