//! Why a pod does not run, or is not ready, by its own status.

use k8s_openapi::api::core::v1 as api;

/// What the status of a pod says of why it does not run or is not ready.
///
/// Of several containers the first one counts whose trouble is the worst: one that cannot start before one that has
/// ended, before one that is being created, before one that is not ready; init containers before the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PodProblem {
    /// How far the pod got.
    pub stage: Stage,
    /// The reason as written, such as `ImagePullBackOff`, `Unschedulable`, `Evicted`; `""` if there is none.
    pub reason: Box<str>,
    /// The first line of the message as written; `""` if there is none.
    pub message: Box<str>,
    /// The container in question; `None` if it is the pod as a whole.
    pub container: Option<ContainerProblem>,
}

/// How far a pod got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// The scheduler has not bound it to a node.
    Unscheduled,
    /// A container waits to be created or started; the reason says for what.
    Waiting,
    /// A container has ended and is not running again yet.
    Exited,
    /// All containers run, and some, or the pod itself, are not ready.
    Unready,
    /// Its state is not known, because its node does not answer.
    Lost,
    /// It came to its end: phase `Failed` or `Succeeded`.
    Finished,
}

/// A container that keeps its pod from being ready.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContainerProblem {
    /// Its name.
    pub name: Box<str>,
    /// Further containers of the pod of which the same holds.
    pub others: Box<[Box<str>]>,
    /// Whether it is an init container.
    pub is_init: bool,
    /// How often it was started again.
    pub restarts: i32,
    /// How it last ended; `None` if it never did.
    pub exit: Option<Exit>,
}

/// The end of a container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exit {
    /// The exit code.
    pub code: i32,
    /// The reason as written, such as `OOMKilled` or `Error`; `""` if there is none.
    pub reason: Box<str>,
}

impl PodProblem {
    /// Reads the problem of a pod; `None` if it is ready, or its status says nothing of it.
    pub(super) fn of(status: &api::PodStatus, bound: bool) -> Option<Self> {
        let phase = status.phase.as_deref().unwrap_or_default();
        if matches!(phase, "Failed" | "Succeeded") {
            return Some(Self::finished(status));
        }
        if condition(status, "Ready").is_some_and(|ready| ready.status == "True") {
            return None;
        }
        if !bound {
            let scheduled =
                condition(status, "PodScheduled").filter(|scheduled| scheduled.status == "False")?;
            return Some(Self::new(
                Stage::Unscheduled,
                scheduled.reason.as_deref(),
                scheduled.message.as_deref(),
            ));
        }
        if phase == "Unknown" || status.reason.as_deref() == Some(NODE_LOST) {
            return Some(Self::new(Stage::Lost, status.reason.as_deref(), status.message.as_deref()));
        }
        of_containers(status).or_else(|| of_readiness(status))
    }

    fn new(stage: Stage, reason: Option<&str>, message: Option<&str>) -> Self {
        Self { stage, reason: first_line(reason), message: first_line(message), container: None }
    }

    /// A pod without a reason of its own ended because a container did.
    fn finished(status: &api::PodStatus) -> Self {
        let mut problem = Self::new(Stage::Finished, status.reason.as_deref(), status.message.as_deref());
        if problem.reason.is_empty() && status.phase.as_deref() == Some("Failed") {
            let failed = containers(status)
                .find(|(_, container)| ended(container).is_some_and(|end| end.exit_code != 0));
            problem.container = failed.map(|(is_init, container)| ContainerProblem::new(container, is_init));
        }
        problem
    }
}

impl ContainerProblem {
    fn new(container: &api::ContainerStatus, is_init: bool) -> Self {
        let before = container.last_state.as_ref().and_then(|state| state.terminated.as_ref());
        let exit = ended(container)
            .or(before)
            .map(|end| Exit { code: end.exit_code, reason: first_line(end.reason.as_deref()) });
        Self {
            name: first_line(Some(&container.name)),
            others: Box::default(),
            is_init,
            restarts: container.restart_count,
            exit,
        }
    }
}

/// `NodeUnreachablePodReason` in `pkg/util/node/node.go`, 1.37.
const NODE_LOST: &str = "NodeLost";

/// Reasons of a container that waits for its turn (`pkg/kubelet/kubelet_pods.go`, 1.37).
const CREATING: [&str; 2] = ["ContainerCreating", "PodInitializing"];

/// How bad the state of a container is; the least is the worst.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Trouble {
    Waiting,
    Exited,
    Initializing,
    Creating,
    Unready,
}

/// What is wrong with a container; `None` if nothing is.
fn trouble(container: &api::ContainerStatus, is_init: bool) -> Option<Trouble> {
    if let Some(waiting) = waiting(container) {
        let reason = waiting.reason.as_deref().unwrap_or_default();
        let is_creating = reason.is_empty() || CREATING.contains(&reason);
        return Some(if is_creating { Trouble::Creating } else { Trouble::Waiting });
    }
    if let Some(end) = ended(container) {
        // An init container that succeeded has done its work.
        return (!is_init || end.exit_code != 0).then_some(Trouble::Exited);
    }
    match (container.ready, is_init) {
        (true, _) => None,
        (false, true) => Some(Trouble::Initializing),
        (false, false) => Some(Trouble::Unready),
    }
}

fn of_containers(status: &api::PodStatus) -> Option<PodProblem> {
    let troubled = containers(status)
        .filter_map(|(is_init, container)| Some((trouble(container, is_init)?, is_init, container)));
    let troubled: Vec<_> = troubled.collect();
    // Of equally bad ones this is the first.
    let &(worst, is_init, container) = troubled.iter().min_by_key(|(trouble, ..)| *trouble)?;
    let reason = reason_of(container);
    let alike = troubled.iter().filter(|(trouble, _, other)| *trouble == worst && reason_of(other) == reason);
    let others = alike
        .filter(|(.., other)| other.name != container.name)
        .map(|(.., other)| first_line(Some(&other.name)));
    let stage = match worst {
        Trouble::Waiting | Trouble::Initializing | Trouble::Creating => Stage::Waiting,
        Trouble::Exited => Stage::Exited,
        Trouble::Unready => Stage::Unready,
    };
    let reason = match worst {
        Trouble::Initializing => Some(CREATING[1]),
        Trouble::Unready => condition(status, "Ready").and_then(|ready| ready.reason.as_deref()),
        _ => reason,
    };
    Some(PodProblem {
        stage,
        reason: first_line(reason),
        message: first_line(message_of(container)),
        container: Some(ContainerProblem {
            others: others.collect(),
            ..ContainerProblem::new(container, is_init)
        }),
    })
}

/// A pod whose containers are all ready, or not listed at all, such as one that waits for a readiness gate.
fn of_readiness(status: &api::PodStatus) -> Option<PodProblem> {
    let is_pending = status.phase.as_deref() == Some("Pending");
    let Some(ready) = condition(status, "Ready") else {
        // Bound, and the kubelet has not looked at it yet.
        return is_pending
            .then(|| PodProblem::new(Stage::Waiting, status.reason.as_deref(), status.message.as_deref()));
    };
    let stage = if is_pending { Stage::Waiting } else { Stage::Unready };
    Some(PodProblem::new(stage, ready.reason.as_deref(), ready.message.as_deref()))
}

/// Init containers first, each with whether it is one.
fn containers(status: &api::PodStatus) -> impl Iterator<Item = (bool, &api::ContainerStatus)> {
    let init = status.init_container_statuses.iter().flatten().map(|container| (true, container));
    init.chain(status.container_statuses.iter().flatten().map(|container| (false, container)))
}

fn waiting(container: &api::ContainerStatus) -> Option<&api::ContainerStateWaiting> {
    container.state.as_ref()?.waiting.as_ref()
}

fn ended(container: &api::ContainerStatus) -> Option<&api::ContainerStateTerminated> {
    container.state.as_ref()?.terminated.as_ref()
}

fn reason_of(container: &api::ContainerStatus) -> Option<&str> {
    match (waiting(container), ended(container)) {
        (Some(waiting), _) => waiting.reason.as_deref(),
        (None, Some(end)) => end.reason.as_deref(),
        (None, None) => None,
    }
}

fn message_of(container: &api::ContainerStatus) -> Option<&str> {
    match (waiting(container), ended(container)) {
        (Some(waiting), _) => waiting.message.as_deref(),
        (None, Some(end)) => end.message.as_deref(),
        (None, None) => None,
    }
}

/// The first condition of a type (`GetPodCondition` in `pkg/api/v1/pod/util.go`, 1.37).
pub(super) fn condition<'a>(status: &'a api::PodStatus, kind: &str) -> Option<&'a api::PodCondition> {
    status.conditions.iter().flatten().find(|condition| condition.type_ == kind)
}

fn first_line(text: Option<&str>) -> Box<str> {
    text.and_then(|text| text.trim().lines().next()).unwrap_or_default().into()
}
