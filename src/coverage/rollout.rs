//! The arithmetic of rolling updates: how many nodes go without their pod at once.

use k8s_openapi::api::apps::v1::{DaemonSetSpec, DaemonSetUpdateStrategy};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

/// `maxUnavailable` or `maxSurge`, as the API server takes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Amount {
    /// So many nodes.
    Count(u64),
    /// So many of a hundred nodes, from 0 to 100.
    Percent(u64),
}

impl Amount {
    /// Reads an amount; none if the server refuses it.
    ///
    /// `ValidatePositiveIntOrPercent` and `IsNotMoreThan100Percent` in `pkg/apis/apps/validation/validation.go`, 1.32.
    pub fn read(written: &IntOrString) -> Option<Self> {
        match written {
            IntOrString::Int(number) => u64::try_from(*number).ok().map(Self::Count),
            IntOrString::String(text) => {
                let digits = text.strip_suffix('%')?;
                let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
                let percent = digits.parse().ok().filter(|_| is_number)?;
                (percent <= 100).then_some(Self::Percent(percent))
            }
        }
    }

    /// The amount among so many nodes. Both knobs of a DaemonSet round up, unlike those of a Deployment.
    ///
    /// `UnavailableCount` and `SurgeCount` in `pkg/controller/daemon/util/daemonset_util.go`, 1.31, through
    /// `GetScaledValueFromIntOrPercent` of apimachinery.
    pub fn of(self, nodes: u64) -> u64 {
        match self {
            Self::Count(count) => count,
            Self::Percent(percent) => nodes.saturating_mul(percent).div_ceil(100),
        }
    }

    /// Whether the amount is nothing, on however many nodes.
    pub fn is_zero(self) -> bool {
        matches!(self, Self::Count(0) | Self::Percent(0))
    }
}

/// How an update of a DaemonSet goes through the nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rollout {
    /// How many nodes may be without an available pod.
    pub max_unavailable: Amount,
    /// How many nodes may have the old pod and the new one.
    pub max_surge: Amount,
}

impl Rollout {
    /// The rolling update of a DaemonSet with its defaults filled in (1 and 0). None for `OnDelete`, and for a strategy
    /// that the server refuses: exactly one of the two must be above zero.
    pub fn of(spec: &DaemonSetSpec) -> Option<Self> {
        Self::of_strategy(spec.update_strategy.as_ref())
    }

    /// The same from the strategy itself.
    pub(super) fn of_strategy(strategy: Option<&DaemonSetUpdateStrategy>) -> Option<Self> {
        if strategy.and_then(|strategy| strategy.type_.as_deref()).unwrap_or("RollingUpdate")
            != "RollingUpdate"
        {
            return None;
        }
        let rolling = strategy.and_then(|strategy| strategy.rolling_update.as_ref());
        let read = |written: Option<&IntOrString>, default| {
            written.map_or(Some(Amount::Count(default)), Amount::read)
        };
        let max_unavailable = read(rolling.and_then(|rolling| rolling.max_unavailable.as_ref()), 1)?;
        let max_surge = read(rolling.and_then(|rolling| rolling.max_surge.as_ref()), 0)?;
        (max_unavailable.is_zero() != max_surge.is_zero()).then_some(Self { max_unavailable, max_surge })
    }

    /// How many of so many nodes an update takes out at once; never more than there are.
    pub fn unavailable_at_once(&self, nodes: u64) -> u64 {
        self.max_unavailable.of(nodes).min(nodes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentages_round_up() {
        let table = [
            (1, [1, 1, 1, 1, 1]),
            (3, [1, 1, 1, 2, 3]),
            (10, [1, 3, 4, 5, 10]),
            (11, [2, 3, 4, 6, 11]),
            (100, [10, 25, 33, 50, 100]),
        ];
        for (nodes, expected) in table {
            let counts = [10, 25, 33, 50, 100].map(|percent| Amount::Percent(percent).of(nodes));
            assert_eq!(counts, expected, "{nodes} nodes");
        }
    }

    #[test]
    fn amounts_that_the_server_refuses_are_none() {
        for text in ["5", "101%", "-1%", "%", "+5%", " 5%", "5 %"] {
            assert_eq!(Amount::read(&IntOrString::String(text.to_owned())), None, "{text}");
        }
        assert_eq!(Amount::read(&IntOrString::Int(-1)), None);
        assert_eq!(Amount::read(&IntOrString::String("100%".to_owned())), Some(Amount::Percent(100)));
    }

    #[test]
    fn a_count_takes_no_more_nodes_than_there_are() {
        let rollout = Rollout { max_unavailable: Amount::Count(100), max_surge: Amount::Count(0) };
        assert_eq!(rollout.unavailable_at_once(7), 7);
    }
}
