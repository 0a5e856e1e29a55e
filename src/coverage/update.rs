//! What a change does to the object of a DaemonSet, and to the pods that it has.

use serde_json::Value;

use super::rollout::Rollout;
use super::waves::{RolloutPlan, Strategy};
use crate::manifest::{FieldChange, UpdateSpec, changes};

/// What a change does to the object of a DaemonSet that is there before and after it, as its server stores both.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Update {
    /// Fields of the pod template that change. If there are any, every pod is replaced.
    pub template: Vec<FieldChange>,
    /// Fields of the selector that change. If there are any, the server refuses the update.
    pub selector: Vec<FieldChange>,
    /// Other fields of the spec that change.
    pub spec: Vec<FieldChange>,
    /// How the pods are replaced; `None` if the template stays as it is, or the server refuses the strategy.
    pub replacement: Option<Replacement>,
    /// Whether fields that the manifest does not name stay, whoever wrote them: the live object was not made by
    /// `kubectl apply`.
    pub keeps_unnamed: bool,
}

/// How the pods of a DaemonSet are replaced once its template has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Replacement {
    /// How many pods have to be replaced; `None` if no nodes are known.
    pub pods: Option<u64>,
    /// How the controller goes about it.
    pub how: Replacing,
}

/// How the controller replaces pods.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Replacing {
    /// It waits until someone deletes them.
    OnDelete,
    /// It goes from nodes to nodes.
    Rolling {
        /// As it is written.
        rollout: Rollout,
        /// How many times it goes on to further nodes; `None` if no nodes are known.
        waves: Option<u64>,
    },
}

impl Update {
    /// Compares two objects in the form in which the server [stores](crate::manifest::stored) them.
    ///
    /// `validateDaemonSetUpdate` in `pkg/apis/apps/validation/validation.go`, 1.37, compares selectors as a whole.
    pub(super) fn new(before: &Value, after: &Value) -> Self {
        let mut update = Self::default();
        for change in changes(before, after, "spec") {
            let is_below = |field: &str| {
                let rest = change.path.strip_prefix(field);
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
            };
            let list = match () {
                () if is_below("spec.template") => &mut update.template,
                () if is_below("spec.selector") => &mut update.selector,
                () => &mut update.spec,
            };
            list.push(change);
        }
        update
    }

    /// Whether the object stays as it is, as far as pods and their updates go.
    pub fn is_empty(&self) -> bool {
        self.template.is_empty() && self.selector.is_empty() && self.spec.is_empty()
    }

    /// Whether the server refuses the update: a selector cannot be changed.
    pub fn is_refused(&self) -> bool {
        !self.selector.is_empty()
    }
}

impl Replacement {
    /// How the pods on nodes that are kept are replaced; `plan` is the rollout on the nodes of the run, if there are
    /// any.
    pub(super) fn new(spec: &UpdateSpec, kept: Option<u64>, plan: Option<&RolloutPlan>) -> Option<Self> {
        let kind = spec.strategy.as_ref().and_then(|strategy| strategy.type_.as_deref());
        if kind == Some("OnDelete") {
            return Some(Self { pods: kept, how: Replacing::OnDelete });
        }
        let rollout = Rollout::of_strategy(spec.strategy.as_deref())?;
        let at_once = plan.and_then(|plan| match plan.strategy {
            Strategy::OnDelete => None,
            Strategy::RollingUpdate { max_unavailable, max_surge, .. } => {
                Some(max_unavailable.max(max_surge).max(1))
            }
        });
        let waves = kept.zip(at_once).map(|(kept, at_once)| kept.div_ceil(at_once));
        Some(Self { pods: kept, how: Replacing::Rolling { rollout, waves } })
    }
}
