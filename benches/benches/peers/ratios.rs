//! Our cost over a peer's for the same work, and what it may be at most.

use harness::figures::Of::{Alone, Together};
use harness::figures::Ratio;

use crate::ours;
use crate::theirs::{allocators, clock, expert, hand, registries, semaphore};

pub(crate) const RATIOS: [Ratio; 19] = [
    Ratio::at_most(0.05, "core.tick.hand.1t", Alone(ours::TICK), Alone(hand::PAIR)),
    Ratio::at_most(0.015, "core.tick.hand.2t", Together(ours::TICK), Together(hand::PAIR)),
    Ratio::at_most(0.18, "core.tick.expert.1t", Alone(ours::TICK), Alone(expert::PAIR)),
    Ratio::at_most(0.06, "core.tick.expert.2t", Together(ours::TICK), Together(expert::PAIR)),
    Ratio::at_most(0.75, "core.tick.tokio.1t", Alone(ours::TICK), Alone(semaphore::PAIR)),
    Ratio::at_most(0.18, "core.tick.tokio.2t", Together(ours::TICK), Together(semaphore::PAIR)),
    Ratio::at_most(0.4, "core.tick.sharded_slab.1t", Alone(ours::TICK), Alone(registries::SHARDED_SLAB)),
    Ratio::at_most(0.65, "core.tick.box_glibc.1t", Alone(ours::TICK), Alone(allocators::GLIBC)),
    // Two threads that share nothing take as long as one.
    Ratio::at_most(1.15, "core.tick.scaling", Together(ours::TICK), Alone(ours::TICK)),
    // An exact lifetime needs two readings of the clock; this says what is added to them.
    Ratio::at_most(1.15, "core.exact.rdtsc2.1t", Alone(ours::EXACT), Alone(clock::TWO_READINGS)),
    Ratio::at_most(0.5, "core.cross_thread.tokio", Together(ours::CROSS_THREAD), Together(semaphore::CROSS_THREAD)),
    Ratio::at_most(0.75, "core.burst256.tokio.1t", Alone(ours::BURST), Alone(semaphore::BURST)),
    Ratio::at_most(0.22, "core.burst256.tokio.2t", Together(ours::BURST), Together(semaphore::BURST)),
    Ratio::at_most(1.5, "core.deny.tokio.1t", Alone(ours::DENY), Alone(semaphore::DENY)),
    Ratio::at_most(1.5, "core.deny_stack.tokio.1t", Alone(ours::DENY_STACK), Alone(semaphore::DENY)),
    Ratio::at_most(1.0, "core.saturated62.tokio.2t", Together(ours::SATURATED), Together(semaphore::SATURATED)),
    Ratio::at_most(0.6, "core.fight1.tokio.2t", Together(ours::FIGHT), Together(semaphore::FIGHT)),
    Ratio::at_most(1.5, "core.two_monitors.core", Alone(ours::TWO_ACCOUNTS), Alone(ours::ACCOUNT)),
    Ratio::told("core.account.core", Alone(ours::ACCOUNT), Alone(ours::TICK)),
];
