//! What pods say of nodes that are not as they should be, in words; nodes of which they say the same form a group.

use std::collections::HashMap;

use super::reason as reasons;
use crate::coverage::{Coverage, DaemonSetCoverage, NodeReason, NodeState, Observed, ObservedReason};
use crate::placement::{ContainerProblem, PodProblem, RunningPod};

/// Nodes in one state for one reason.
pub(super) struct ObservedGroup<'a> {
    pub(super) state: NodeState,
    pub(super) reason: ObservedReason,
    /// Ascending, by their indexes.
    pub(super) nodes: Vec<usize>,
    /// The problem of one of the pods: the one with the most words.
    problem: Option<&'a PodProblem>,
    /// The least and the most restarts of a container.
    restarts: (i32, i32),
    /// Set where the scheduler names none of the verdict's reasons: what the verdict says instead.
    verdict: Option<String>,
    /// Why a pod should not be there.
    misscheduled: String,
}

/// What the words are taken from.
pub(super) struct Observer<'a> {
    coverage: &'a Coverage,
    daemon_set: &'a DaemonSetCoverage,
}

impl<'a> Observer<'a> {
    pub(super) fn new(coverage: &'a Coverage, daemon_set: &'a DaemonSetCoverage) -> Self {
        Self { coverage, daemon_set }
    }

    /// The pod that gives a reason.
    pub(super) fn pod(&self, found: &NodeReason) -> Option<&'a RunningPod> {
        Some(self.coverage.fleet.residents()?.pod(found.pod?))
    }

    /// The reasons of the verdict on a node.
    pub(super) fn verdict(&self, node: usize) -> String {
        let verdict = self.daemon_set.verdict(&self.coverage.fleet, node);
        verdict.reasons().iter().map(reasons::words).collect::<Vec<_>>().join("; ")
    }

    /// The largest group first, then by state, then by the first node.
    pub(super) fn groups(&self, observed: &Observed) -> Vec<ObservedGroup<'a>> {
        let mut indexes: HashMap<(NodeState, ObservedReason, bool, String), usize> = HashMap::new();
        let mut groups: Vec<ObservedGroup<'a>> = Vec::new();
        for found in observed.reasons() {
            let pod = self.pod(&found);
            let misscheduled = match found.state {
                NodeState::Misscheduled => self.verdict(found.node),
                _ => String::new(),
            };
            let alike =
                if misscheduled.is_empty() { likeness(found.reason, pod) } else { misscheduled.clone() };
            let key = (found.state, found.reason, found.disagrees, alike);
            let index = *indexes.entry(key).or_insert(groups.len());
            let problem = pod.and_then(|pod| pod.problem.as_deref());
            match groups.get_mut(index) {
                Some(group) => group.add(found.node, problem),
                None => groups.push(ObservedGroup {
                    state: found.state,
                    reason: found.reason,
                    nodes: vec![found.node],
                    problem,
                    restarts: restarts(problem).map_or((i32::MAX, 0), |restarts| (restarts, restarts)),
                    verdict: found.disagrees.then(|| self.verdict(found.node)),
                    misscheduled,
                }),
            }
        }
        groups.sort_by_key(|group| (std::cmp::Reverse(group.nodes.len()), group.state));
        groups
    }
}

impl<'a> ObservedGroup<'a> {
    fn add(&mut self, node: usize, problem: Option<&'a PodProblem>) {
        self.nodes.push(node);
        if let Some(restarts) = restarts(problem) {
            self.restarts = (self.restarts.0.min(restarts), self.restarts.1.max(restarts));
        }
        let length = |problem: Option<&PodProblem>| problem.map_or(0, |problem| problem.message.len());
        if length(problem) > length(self.problem) {
            self.problem = problem;
        }
    }

    /// Why, in a line; empty if there is no pod that could say.
    pub(super) fn words(&self) -> String {
        match self.reason {
            ObservedReason::NoPod => String::new(),
            ObservedReason::Terminating => "the pod is being deleted".to_owned(),
            ObservedReason::NodeNotReady => "the node is not ready".to_owned(),
            ObservedReason::NotScheduled => "waits for the scheduler".to_owned(),
            ObservedReason::Completed => "the last pod ended without an error".to_owned(),
            ObservedReason::KeepsRunning => format!("keeps running: {}", self.misscheduled),
            ObservedReason::ToBeDeleted => format!("will be deleted: {}", self.misscheduled),
            ObservedReason::Unschedulable => self.with_details("pending"),
            ObservedReason::SchedulingGated => self.with_details("scheduling gates"),
            ObservedReason::NotReady => self.with_details("not ready"),
            ObservedReason::ContainerExited => self.with_details("exited"),
            _ => {
                let reason = self.problem.map(|problem| &*problem.reason).filter(|reason| !reason.is_empty());
                self.with_details(reason.unwrap_or(self.reason.name()))
            }
        }
    }

    /// What the verdict says where the scheduler disagrees.
    pub(super) fn disagreement(&self) -> Option<String> {
        let verdict = self.verdict.as_deref()?;
        let words = if verdict.is_empty() { "by these nodes and pods it fits" } else { verdict };
        Some(format!("the verdict disagrees: {words}"))
    }

    /// `CrashLoopBackOff: container agent, 41 restarts, last exit 137 (OOMKilled)`.
    fn with_details(&self, label: &str) -> String {
        let container = self.problem.and_then(|problem| problem.container.as_ref());
        let mut words = label.to_owned();
        if let Some(container) = container {
            words.push_str(": ");
            words.push_str(&self.container(container));
        }
        let message = self.problem.map_or("", |problem| &problem.message);
        if shows_message(self.reason) && !message.is_empty() {
            words.push_str(": ");
            words.push_str(message);
        }
        words
    }

    fn container(&self, container: &ContainerProblem) -> String {
        let names = names(container);
        let kind = if container.is_init { "init container" } else { "container" };
        let plural = if container.others.is_empty() { "" } else { "s" };
        let mut parts = vec![format!("{kind}{plural} {}", names.join(", "))];
        match self.restarts {
            (_, ..=0) => {}
            (1, 1) => parts.push("1 restart".to_owned()),
            (least, most) if least == most => parts.push(format!("{most} restarts")),
            (least, most) => parts.push(format!("{least} to {most} restarts")),
        }
        if let Some(exit) = &container.exit {
            let reason = if exit.reason.is_empty() { String::new() } else { format!(" ({})", exit.reason) };
            parts.push(format!("last exit {}{reason}", exit.code));
        }
        parts.join(", ")
    }
}

fn restarts(problem: Option<&PodProblem>) -> Option<i32> {
    Some(problem?.container.as_ref()?.restarts)
}

fn names(container: &ContainerProblem) -> Vec<&str> {
    [&container.name].into_iter().chain(&container.others).map(|name| &**name).collect()
}

/// Whether the message says more than the reason, the container and how it ended.
fn shows_message(reason: ObservedReason) -> bool {
    !matches!(
        reason,
        ObservedReason::CrashLoopBackOff
            | ObservedReason::ContainerExited
            | ObservedReason::ContainerCreating
    )
}

/// What pods must have in common, beside the class of their reason, to be shown together.
fn likeness(reason: ObservedReason, pod: Option<&RunningPod>) -> String {
    let Some((pod, problem)) = pod.and_then(|pod| Some((pod, pod.problem.as_deref()?))) else {
        return String::new();
    };
    let container = problem.container.as_ref();
    let names = container.map(|container| names(container).join(",")).unwrap_or_default();
    let exit = container.and_then(|container| container.exit.as_ref()).map(|exit| (exit.code, &exit.reason));
    match reason {
        ObservedReason::Terminating | ObservedReason::NodeNotReady => String::new(),
        // The words change from one attempt to the next.
        ObservedReason::ImagePull | ObservedReason::ContainerCreating => names,
        ObservedReason::CrashLoopBackOff | ObservedReason::ContainerExited => format!("{names} {exit:?}"),
        // Digits in the names of objects matter.
        ObservedReason::ContainerConfig => format!("{names} {}", problem.message),
        _ => format!("{names} {exit:?} {} {}", problem.reason, without_numbers(&problem.message, &pod.name)),
    }
}

/// A message without what is a pod's own: its name, amounts, identifiers.
fn without_numbers(message: &str, pod: &str) -> String {
    let message = if pod.is_empty() { message.to_owned() } else { message.replace(pod, "") };
    let words = message.split(|character: char| !character.is_alphanumeric());
    let words = words.filter(|word| !word.contains(|letter: char| letter.is_ascii_digit()));
    words.collect::<Vec<_>>().join(" ")
}
