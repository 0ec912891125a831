//! In what order those are served who wait.

/// How urgent an acquisition is that has to wait. Higher ones are served first; nobody is passed over by them more than 16 times.
///
/// It counts among those who wait for one kind and, of these, within the same quota. Kinds and quotas that wait for the same budget are served in
/// turn, one of each, whatever the priorities: none of them can keep another waiting.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash, Default)]
#[repr(u8)]
pub enum Priority {
    /// May wait for all others.
    Low,
    /// Where nothing is said.
    #[default]
    Normal,
    /// Before those.
    High,
    /// Before all others.
    Urgent,
}

impl Priority {
    /// Every priority, from the lowest.
    pub const ALL: &'static [Priority] = &[Priority::Low, Priority::Normal, Priority::High, Priority::Urgent];
}

/// Who is next among those of one priority.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash, Default)]
pub enum Order {
    /// Who came first.
    #[default]
    Fifo,
    /// Who came last: the others have perhaps given up by now.
    Lifo,
}
