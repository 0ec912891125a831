//! Changing the limit while the account is in use, closing the account, and opening it again.

use std::panic::Location;

use super::account::{Account, Shared};
use super::wakers::wake_now;
use crate::error::{LimitError, Reason};
use crate::kind::Kind;
use crate::setting::Source;
use crate::sync::Ordering::{Acquire, Relaxed};

/// What was said about the limit since the attribute: the last of these prevails.
#[derive(Debug, Default)]
pub(super) struct Layers {
    /// By a file or the environment.
    pub(super) configured: Option<(u64, Source)>,
    /// By a call.
    called: Option<(u64, &'static Location<'static>)>,
    /// How many may wait, by a file or the environment.
    pub(super) queue: Option<(usize, Source)>,
    /// Nobody is admitted, whatever the limit is.
    is_closed: bool,
}

impl Layers {
    /// The limit in force: on how many there are or, if they weigh, on what they weigh.
    fn limit(&self, kind: &Kind) -> u64 {
        match (&self.called, &self.configured) {
            (Some((limit, _)), _) | (None, Some((limit, _))) => *limit,
            (None, None) => kind.units().unwrap_or(u64::from(kind.starting_limit())),
        }
    }

    /// How many there may be.
    fn slots(&self, kind: &Kind) -> u32 {
        match (self.is_closed, kind.units()) {
            (true, _) => 0,
            (false, Some(_)) => kind.starting_limit(),
            (false, None) => self.limit(kind) as u32,
        }
    }

    fn source(&self, kind: &Kind) -> Source {
        match (&self.called, &self.configured) {
            (Some((_, site)), _) => Source::Call(site),
            (None, Some((_, source))) => source.clone(),
            (None, None) => Source::Attribute(kind.declared_at()),
        }
    }

    /// How many may wait.
    pub(super) fn queue(&self, kind: &Kind) -> usize {
        self.queue.as_ref().map_or(kind.queue(), |(queue, _)| *queue)
    }

    pub(super) fn queue_source(&self, kind: &Kind) -> Source {
        self.queue.as_ref().map_or(Source::Attribute(kind.declared_at()), |(_, source)| source.clone())
    }

    pub(super) fn are_closed(&self) -> bool {
        self.is_closed
    }

    /// What it is that is full, when all is taken.
    pub(super) fn reason(&self, kind: &Kind) -> Reason {
        let is_set = self.called.is_some() || self.configured.is_some() || kind.limit().is_some();
        let is_limited = is_set && kind.units().is_none();
        match (self.is_closed, is_limited) {
            (true, _) => Reason::Closed,
            (false, true) => Reason::Limit,
            (false, false) => Reason::Capacity,
        }
    }
}

impl Account {
    /// The limit that is set: closed, the one in force is 0.
    pub(super) fn limit_unless_closed(&self, shared: &Shared) -> usize {
        if shared.layers.is_closed { shared.layers.limit(self.kind()) as usize } else { self.limit() }
    }

    /// Sets the limit, over whatever is declared or configured. What is held above a lowered limit stays held; nothing is acquired
    /// until releases have paid for it.
    ///
    /// # Errors
    /// The limit is above the kind's capacity; nothing is changed.
    #[track_caller]
    pub(crate) fn set_limit(&'static self, limit: usize) -> Result<(), LimitError> {
        self.kind().check_limit(limit)?;
        let site = Location::caller();
        self.change_layers(|layers| layers.called = Some((limit as u64, site)));
        Ok(())
    }

    /// Forgets what calls have set.
    pub(crate) fn reset_limit(&'static self) {
        self.change_layers(|layers| layers.called = None);
    }

    /// Admits nobody any more, or again. Whoever waits is told so.
    pub(crate) fn set_closed(&'static self, is_closed: bool) {
        self.change_layers(|layers| layers.is_closed = is_closed);
    }

    /// Gives the limit that is in force now, and where it comes from, if it was another one before.
    pub(super) fn change_layers(&'static self, change: impl FnOnce(&mut Layers)) -> Option<(usize, Source)> {
        // The mode may change, which the hierarchy must know.
        let tree = self.branch().map(|branch| branch.tree().lock());
        let mut shared = self.lock();
        debug_assert!(!shared.closed, "whoever changes it keeps its monitor open");
        let before = self.limit();
        change(&mut shared.layers);
        let slots = shared.layers.slots(self.kind());
        if slots != self.limit.load(Relaxed) || shared.layers.reason(self.kind()) != self.denial().reason() {
            self.change_limit(&mut shared, slots);
            self.set_reason(&mut shared);
        }
        self.change_units(&mut shared);
        let limit = self.limit();
        let changed = (limit != before).then(|| (limit, shared.layers.source(self.kind())));
        drop((shared, tree));
        self.end_hopeless(&mut wake_now);
        self.serve_all(&mut wake_now);
        changed
    }

    /// Nothing is acquired any more. What is held may be released, now or later.
    pub(crate) fn close(&'static self) {
        let _tree = self.branch().map(|branch| branch.tree().lock());
        let mut shared = self.lock();
        self.change_limit(&mut shared, 0);
        shared.closed = true;
    }

    /// Makes a vacant account as good as new. The threads' caches stay: they hold nothing.
    pub(crate) fn reopen(&'static self) {
        let _tree = self.branch().map(|branch| branch.tree().lock());
        let mut shared = self.lock();
        debug_assert!(shared.closed && shared.debt == 0);
        shared.attribute(self);
        let denied = shared.tally.denied.iter().any(|denied| *denied > 0);
        self.forget(&mut shared);
        if denied {
            shared.denials.next_turn();
        }
        self.openings.fetch_add(1, Relaxed);
        shared.layers = Layers::default();
        shared.set_queue(self.kind().queue());
        self.set_reason(&mut shared);
        shared.closed = false;
        self.change_limit(&mut shared, self.kind().starting_limit());
        self.change_units(&mut shared);
    }

    /// Puts the limit in force of a kind that weighs. Under the tree's lock.
    fn change_units(&'static self, shared: &mut Shared) {
        let Some(branch) = self.branch().filter(|_| self.weighs()) else { return };
        let limit = shared.layers.limit(self.kind());
        if limit < branch.own().limit() {
            self.revoke(shared);
        }
        branch.tree().change_limit(branch.own(), limit);
    }

    /// Where the limit in force comes from.
    pub(super) fn limit_source(&self, shared: &Shared) -> Source {
        shared.layers.source(self.kind())
    }

    pub(super) fn change_limit(&'static self, shared: &mut Shared, limit: u32) {
        shared.attribute(self);
        let old = self.limit.load(Relaxed);
        if limit < old {
            self.lower(shared, limit, old - limit);
        } else if limit > old {
            self.raise(shared, limit, limit - old);
        }
        self.head.next_epoch();
        let cap = self.cap(shared.threads());
        shared.caches().for_each(|cache| cache.set_cap(cap));
    }

    fn lower(&'static self, shared: &mut Shared, limit: u32, by: u32) {
        // Never-used slots cost nothing to take away.
        let unused = by.min(shared.slots - shared.fresh);
        shared.slots -= unused;
        if by == unused {
            self.limit.store(limit, Relaxed);
            return;
        }
        self.revoke(shared);
        self.limit.store(limit, Relaxed);
        shared.debt += by - unused;
        // Releases push to this list, and must not allocate.
        shared.retired.reserve(shared.debt as usize);
        self.collect_debt(shared);
    }

    /// Retires the free slots first. Attention is asked for only over an empty word: asking before retiring would deny somebody
    /// beside a free slot.
    fn collect_debt(&'static self, shared: &mut Shared) {
        loop {
            self.pay_debt(shared);
            if shared.debt == 0 {
                return self.settle_attention(shared);
            }
            let word = self.head.load(Acquire);
            if word.is_attended() || self.head.attend(word) {
                return;
            }
        }
    }

    fn raise(&'static self, shared: &mut Shared, limit: u32, by: u32) {
        self.limit.store(limit, Relaxed);
        let forgiven = by.min(shared.debt);
        shared.debt -= forgiven;
        let back = (by - forgiven).min(shared.retired.len() as u32);
        for _ in 0..back {
            let Some(slot) = shared.retired.pop() else { break };
            self.head.push(slot.index(), &self.segments);
        }
        shared.slots += by - forgiven - back;
        self.settle_attention(shared);
    }
}
