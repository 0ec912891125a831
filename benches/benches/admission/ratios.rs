//! Our cost over a peer's for the same work, and what it may be at most.

use harness::figures::Of::{Alone, Together};
use harness::figures::Ratio;

use crate::{budgets, turns};

pub(crate) const RATIOS: [Ratio; 9] = [
    Ratio::at_most(1.1, "admit.levels3.core", Alone(budgets::LEVELS), Alone(budgets::CORE)),
    Ratio::told("admit.levels3.core.2t", Together(budgets::LEVELS), Together(budgets::CORE)),
    Ratio::at_most(3.0, "admit.levels3_saturated.tokio.2t", Together(budgets::ROOF), Together(budgets::TOKIO)),
    Ratio::told("admit.tenants_saturated.tokio.2t", Together(budgets::TENANTS), Together(budgets::TOKIO)),
    Ratio::at_most(1.5, "admit.units.core", Alone(budgets::UNITS), Alone(budgets::CORE)),
    Ratio::at_most(0.9, "admit.handoff.tokio", Alone(turns::OURS), Alone(turns::TOKIO)),
    Ratio::at_most(1.2, "admit.priority_handoff.tokio", Alone(turns::OURS_IN_CLASSES), Alone(turns::TOKIO)),
    Ratio::at_most(1.0, "admit.timeout.tokio", Alone(turns::OURS_IN_TIME), Alone(turns::TOKIO_IN_TIME)),
    Ratio::told("admit.timeout_at_once.tokio", Alone(turns::OURS_AT_ONCE), Alone(turns::TOKIO_AT_ONCE)),
];
