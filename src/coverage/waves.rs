//! How long an update of a DaemonSet takes on the nodes it covers, and whether it can begin.

use std::time::Duration;

use k8s_openapi::api::apps::v1::DaemonSetSpec;

use super::rollout::Rollout;
use crate::manifest::UpdateSpec;

/// An update of a DaemonSet on the nodes of the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RolloutPlan {
    /// The strategy, with its amounts resolved.
    pub strategy: Strategy,
    /// Nodes that the DaemonSet covers and that are not ready.
    pub unready_nodes: u64,
    /// Nodes that the DaemonSet covers, that are ready, and on which its pod cannot start.
    pub pending_nodes: u64,
}

/// How an update goes through the nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strategy {
    /// Pods are replaced when someone deletes them.
    OnDelete,
    /// Pods are replaced in waves.
    RollingUpdate {
        /// How many nodes may be without an available pod.
        max_unavailable: u64,
        /// How many nodes may have the old pod and the new one.
        max_surge: u64,
        /// How many times the controller goes on to further nodes.
        waves: u64,
        /// How long that takes at least; `None` if nothing is known of how long a pod takes.
        duration: Option<Duration>,
    },
}

/// The nodes that a DaemonSet covers, counted for its rollout.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Covered {
    pub(super) desired: u64,
    pub(super) unready: u64,
    pub(super) pending: u64,
}

impl RolloutPlan {
    /// The plan; none if the server refuses the strategy.
    pub(super) fn new(spec: &UpdateSpec, covered: Covered, ready_after: Option<Duration>) -> Option<Self> {
        let strategy = Strategy::new(spec, covered.desired, ready_after)?;
        Some(Self { strategy, unready_nodes: covered.unready, pending_nodes: covered.pending })
    }

    /// The plan on so many nodes, all of them ready, with a pod that takes so long to start; none if the server refuses
    /// the strategy.
    pub fn on(spec: &DaemonSetSpec, nodes: u64, ready_after: Duration) -> Option<Self> {
        Self::new(
            &UpdateSpec::from(spec),
            Covered { desired: nodes, ..Covered::default() },
            Some(ready_after),
        )
    }

    /// The budget, if nodes without an available pod use it up, so that no working pod is replaced.
    ///
    /// `rollingUpdate` in `pkg/controller/daemon/update.go`, 1.31: a node whose pod is missing or not available counts
    /// against `maxUnavailable`. A surge is not held up by nodes that are not ready: their old pods go at once.
    pub fn blocked_budget(&self) -> Option<u64> {
        let Strategy::RollingUpdate { max_unavailable, max_surge: 0, waves, .. } = self.strategy else {
            return None;
        };
        let stuck = self.unready_nodes + self.pending_nodes;
        (stuck > 0 && waves > 1 && stuck >= max_unavailable).then_some(max_unavailable)
    }
}

impl Strategy {
    fn new(spec: &UpdateSpec, desired: u64, ready_after: Option<Duration>) -> Option<Self> {
        let kind = spec.strategy.as_ref().and_then(|strategy| strategy.type_.as_deref());
        if kind == Some("OnDelete") {
            return Some(Self::OnDelete);
        }
        let rollout = Rollout::of_strategy(spec.strategy.as_deref())?;
        let (max_unavailable, max_surge) =
            (rollout.max_unavailable.of(desired), rollout.max_surge.of(desired));
        let at_once = if max_surge > 0 { max_surge } else { max_unavailable };
        let waves = desired.div_ceil(at_once.max(1));
        let min_ready = u64::try_from(spec.min_ready_seconds.unwrap_or_default()).unwrap_or_default();
        let a_wave = Duration::from_secs(min_ready).saturating_add(ready_after.unwrap_or_default());
        let times = u32::try_from(waves).unwrap_or(u32::MAX);
        let duration = (!a_wave.is_zero()).then(|| a_wave.saturating_mul(times));
        Some(Self::RollingUpdate { max_unavailable, max_surge, waves, duration })
    }
}
