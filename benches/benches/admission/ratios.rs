//! Our cost over a peer's for the same work, and what it may be at most.

use harness::figures::Of::Alone;
use harness::figures::Ratio;

use crate::turns;

pub(crate) const RATIOS: [Ratio; 4] = [
    Ratio::at_most(0.9, "admit.handoff.tokio", Alone(turns::OURS), Alone(turns::TOKIO)),
    Ratio::at_most(1.2, "admit.priority_handoff.tokio", Alone(turns::OURS_IN_CLASSES), Alone(turns::TOKIO)),
    Ratio::at_most(1.0, "admit.timeout.tokio", Alone(turns::OURS_IN_TIME), Alone(turns::TOKIO_IN_TIME)),
    Ratio::told("admit.timeout_at_once.tokio", Alone(turns::OURS_AT_ONCE), Alone(turns::TOKIO_AT_ONCE)),
];
