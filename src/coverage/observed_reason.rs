//! Classes of reasons for which a node has no ready pod, or one that it should not have.

use crate::placement::{PodProblem, RunningPod, Stage};

/// In which way a node is not as the DaemonSet wants it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NodeState {
    /// It should have a pod and has none.
    Missing,
    /// It should have a pod and has one that is not ready.
    Unready,
    /// It has a pod and should have none.
    Misscheduled,
}

impl NodeState {
    /// Every state.
    pub const ALL: [Self; 3] = [Self::Missing, Self::Unready, Self::Misscheduled];

    /// The name in machine-readable formats: `missing`, `unready`, `misscheduled`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Unready => "unready",
            Self::Misscheduled => "misscheduled",
        }
    }
}

/// Why a node is in such a state: a class of the reasons that the scheduler, the kubelet and the DaemonSet controller
/// write into a pod's status.
///
/// The set is closed, so that [`name`](Self::name) can be the label of a metric; what was written is in the pod's
/// problem. Names are those of Kubernetes 1.37, in the given files of its repository.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ObservedReason {
    /// The scheduler found no room on the node: condition `PodScheduled` is false with `Unschedulable` or
    /// `SchedulerError` (`PodReasonUnschedulable` in `staging/src/k8s.io/api/core/v1/types.go`).
    Unschedulable,
    /// The pod has scheduling gates: `PodScheduled` is false with `SchedulingGated` (same file).
    SchedulingGated,
    /// The pod has been bound to no node yet, and the scheduler has not said why.
    NotScheduled,
    /// A container keeps on ending, and the kubelet waits before it starts it again: `CrashLoopBackOff`
    /// (`pkg/kubelet/container/sync_result.go`).
    CrashLoopBackOff,
    /// A container has ended and is about to be started again.
    ContainerExited,
    /// An image cannot be had: `ErrImagePull`, `ImagePullBackOff`, `InvalidImageName`, `ErrImageNeverPull`,
    /// `ImageInspectError` (`pkg/kubelet/images/types.go`), `RegistryUnavailable`, `SignatureValidationFailed`
    /// (`staging/src/k8s.io/cri-api/pkg/errors/errors.go`).
    ImagePull,
    /// Something that a container refers to is missing or wrong, mostly a ConfigMap or a Secret:
    /// `CreateContainerConfigError` (`pkg/kubelet/kuberuntime/kuberuntime_container.go`).
    ContainerConfig,
    /// The runtime cannot create or start a container: `CreateContainerError`, `RunContainerError`, hooks, and the
    /// sandbox of the pod (same file, and `pkg/kubelet/container/sync_result.go`).
    ContainerStart,
    /// Containers are being created, or wait for init containers, volumes or the network: `ContainerCreating`,
    /// `PodInitializing` (`pkg/kubelet/kubelet_pods.go`).
    ContainerCreating,
    /// Containers run, and are not ready: a readiness probe, a startup probe or a readiness gate holds them back
    /// (`ContainersNotReady`, `ReadinessGatesNotReady` in `pkg/kubelet/status/generate.go`).
    NotReady,
    /// The kubelet put the pod out to keep its node going: `Evicted` (`pkg/kubelet/eviction/helpers.go`), `Preempting`
    /// (`pkg/kubelet/preemption/preemption.go`), `Terminated` at a shutdown of the node
    /// (`pkg/kubelet/nodeshutdown/nodeshutdown_manager.go`).
    Evicted,
    /// The kubelet did not let the pod in: `OutOfcpu`, `NodeAffinity`, `UnexpectedAdmissionError` and their like
    /// (`pkg/kubelet/lifecycle/predicate.go`, `handlers.go`), `NodeShutdown`.
    Rejected,
    /// The pod has failed for another reason, and the controller is about to replace it.
    Failed,
    /// The pod has come to its end without an error, and the controller is about to replace it.
    Completed,
    /// The node does not answer, so that its pods count as not ready: its condition `Ready` is not true, or the pod
    /// says `NodeLost` (`pkg/util/node/node.go`).
    NodeNotReady,
    /// The pod is being deleted.
    Terminating,
    /// There is no pod at all that could say why.
    NoPod,
    /// The pod does not belong on the node, and stays: only `NoSchedule` taints are in the way.
    KeepsRunning,
    /// The pod does not belong on the node, and is about to be deleted by the DaemonSet controller or evicted by a
    /// `NoExecute` taint.
    ToBeDeleted,
    /// The pod gives a reason that is none of these.
    Other,
}

impl ObservedReason {
    /// Every class.
    pub const ALL: [Self; 20] = [
        Self::Unschedulable,
        Self::SchedulingGated,
        Self::NotScheduled,
        Self::CrashLoopBackOff,
        Self::ContainerExited,
        Self::ImagePull,
        Self::ContainerConfig,
        Self::ContainerStart,
        Self::ContainerCreating,
        Self::NotReady,
        Self::Evicted,
        Self::Rejected,
        Self::Failed,
        Self::Completed,
        Self::NodeNotReady,
        Self::Terminating,
        Self::NoPod,
        Self::KeepsRunning,
        Self::ToBeDeleted,
        Self::Other,
    ];

    /// The stable name, in machine-readable formats and as the label of a metric.
    pub fn name(self) -> &'static str {
        match self {
            Self::Unschedulable => "Unschedulable",
            Self::SchedulingGated => "SchedulingGated",
            Self::NotScheduled => "NotScheduled",
            Self::CrashLoopBackOff => "CrashLoopBackOff",
            Self::ContainerExited => "ContainerExited",
            Self::ImagePull => "ImagePull",
            Self::ContainerConfig => "ContainerConfig",
            Self::ContainerStart => "ContainerStart",
            Self::ContainerCreating => "ContainerCreating",
            Self::NotReady => "NotReady",
            Self::Evicted => "Evicted",
            Self::Rejected => "Rejected",
            Self::Failed => "Failed",
            Self::Completed => "Completed",
            Self::NodeNotReady => "NodeNotReady",
            Self::Terminating => "Terminating",
            Self::NoPod => "NoPod",
            Self::KeepsRunning => "KeepsRunning",
            Self::ToBeDeleted => "ToBeDeleted",
            Self::Other => "Other",
        }
    }
}

impl ObservedReason {
    /// The class of what a pod says that is not ready, or that has come to its end.
    pub(super) fn of_pod(pod: &RunningPod) -> Self {
        if pod.deleting && !pod.is_finished() {
            return Self::Terminating;
        }
        match &pod.problem {
            Some(problem) => Self::of_problem(problem, &pod.phase),
            None if !pod.bound => Self::NotScheduled,
            None => Self::NotReady,
        }
    }

    fn of_problem(problem: &PodProblem, phase: &str) -> Self {
        let reason = &*problem.reason;
        match problem.stage {
            Stage::Unscheduled if reason == "SchedulingGated" => Self::SchedulingGated,
            Stage::Unscheduled => Self::Unschedulable,
            Stage::Waiting => Self::of_waiting(reason),
            Stage::Exited => Self::ContainerExited,
            Stage::Unready => Self::NotReady,
            Stage::Lost => Self::NodeNotReady,
            Stage::Finished if phase == "Succeeded" => Self::Completed,
            Stage::Finished => Self::of_failed(reason),
        }
    }

    /// The class of the reason for which a container waits.
    fn of_waiting(reason: &str) -> Self {
        match reason {
            "CrashLoopBackOff" => Self::CrashLoopBackOff,
            "ErrImagePull"
            | "ImagePullBackOff"
            | "InvalidImageName"
            | "ErrImageNeverPull"
            | "ImageInspectError"
            | "RegistryUnavailable"
            | "SignatureValidationFailed" => Self::ImagePull,
            "CreateContainerConfigError" => Self::ContainerConfig,
            "CreateContainerError"
            | "RunContainerError"
            | "PreCreateHookError"
            | "PreStartHookError"
            | "PostStartHookError"
            | "StartError"
            | "CreatePodSandboxError"
            | "ConfigPodSandboxError"
            | "RROUnsupported"
            | "ImageVolumeMountFailed" => Self::ContainerStart,
            // Conditions of a pod that is bound and has no container yet say `ContainersNotReady`.
            ""
            | "ContainerCreating"
            | "PodInitializing"
            | "ContainersNotReady"
            | "ContainersNotInitialized" => Self::ContainerCreating,
            _ => Self::Other,
        }
    }

    /// The class of the reason for which a pod failed.
    fn of_failed(reason: &str) -> Self {
        match reason {
            "Evicted" | "Preempting" | "Terminated" => Self::Evicted,
            // `InsufficientResourcePrefix` in `pkg/kubelet/lifecycle/predicate.go`; a resource's name follows.
            _ if reason.starts_with("OutOf") || REJECTED.contains(&reason) => Self::Rejected,
            NODE_LOST => Self::NodeNotReady,
            _ => Self::Failed,
        }
    }

    /// Whether a node that does not answer explains the reason better than the pod, which says what it last saw.
    pub(super) fn may_be_the_node(self) -> bool {
        matches!(self, Self::ContainerCreating | Self::NotReady | Self::Terminating)
    }
}

/// The reasons for which a kubelet does not admit a pod (`admissionRejectionReasons` in `pkg/kubelet/kubelet.go`, 1.37,
/// and the plugins of the scheduler that `generalFilter` in `pkg/kubelet/lifecycle/predicate.go` asks).
const REJECTED: [&str; 21] = [
    "AppArmor",
    "EmptyPodSharedPoolError",
    "InitContainerRestartPolicyForbidden",
    "InvalidNodeInfo",
    "NodeAffinity",
    "NodeName",
    "NodePorts",
    "NodeShutdown",
    "PodFeatureUnsupported",
    "PodLevelResourcesNotSupported",
    "PodOSNotSupported",
    "PodOSSelectorNodeLabelDoesNotMatch",
    "SMTAlignmentError",
    "SupplementalGroupsPolicyNotSupported",
    "SysctlForbidden",
    "TaintToleration",
    "TopologyAffinityError",
    "UnexpectedAdmissionError",
    "UnexpectedPredicateFailureType",
    "UnknownReason",
    "VolumeAttachmentLimitExceeded",
];

/// `NodeUnreachablePodReason` in `pkg/util/node/node.go`, 1.37.
const NODE_LOST: &str = "NodeLost";
