//! What the rules that look across objects know of a workload: read off it once, together with the places that they
//! report, so that no rule has to look into the workload again.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use k8s_openapi::apimachinery::pkg::apis::meta::v1::{LabelSelector, LabelSelectorRequirement};

use super::located_field::LocatedField;
use crate::lint::pod::disjoint::WantedLabels;
use crate::lint::pod::label_selector::matches_all;
use crate::placement::{DaemonPod, HostPort, NodeDemands};
use crate::yaml::Span;

/// Labels by their keys.
pub(crate) type Labels = BTreeMap<String, String>;

static NO_LABELS: Labels = Labels::new();

/// What is known of one workload.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts, each asked for by other rules")]
pub struct Facts {
    /// The labels of its pods, if the template has any.
    pub(super) labels: Option<Arc<Labels>>,
    /// What its pods are found by.
    pub(crate) selector: Option<SelectorFacts>,
    /// Where the selector is written.
    pub(crate) selector_key: Span,
    /// Where its name is written.
    pub(crate) name: Span,
    /// The `ServiceAccount` that its pods run as.
    pub(crate) account: Box<str>,
    /// Whether its pods have a priority of their own.
    pub(crate) has_priority: bool,
    /// Whether it is a node agent that the node does not depend on.
    pub(crate) is_minor_agent: bool,
    /// The priority class that its pods name.
    pub(crate) priority_class: Option<Box<str>>,
    /// Whether the template has a pod spec.
    pub(crate) has_pod: bool,
    /// What decides where the controller wants its pods; see [`DaemonPod::for_controller`].
    pub(crate) pod: Arc<DaemonPod>,
    /// What its pods ask of their node, once somebody compares it: most workloads are compared with no other.
    pub(super) demands: OnceLock<NodeDemands>,
    /// The node labels that its pods insist on.
    pub(crate) wanted: WantedLabels,
    /// Whether the pods are meant for every node.
    pub(crate) is_for_every_node: bool,
    /// Whether the pods ask for control plane nodes.
    pub(crate) is_for_control_plane: bool,
    /// The host ports of its pods.
    pub(crate) ports: Box<[ClaimedPort]>,
    /// The repositories of the images of its containers.
    pub(crate) repositories: Box<[Box<str>]>,
    /// The container that says what the pods are for.
    pub(crate) main: Option<MainContainer>,
    /// The objects that its pods cannot do without, by their names; only of a DaemonSet.
    pub(crate) references: Box<[Reference]>,
}

/// The container that says what a pod is for.
#[derive(Clone, Debug)]
pub(crate) struct MainContainer {
    /// Its image, as written.
    pub(crate) image: Box<str>,
    /// Where that is written.
    pub(crate) field: LocatedField,
    /// A digest of the command line; none if the image brings it.
    pub(crate) command_line: Option<u64>,
}

/// A port of the node that a pod claims.
#[derive(Clone, Debug)]
pub(crate) struct ClaimedPort {
    pub(crate) port: HostPort,
    /// The field that claims it.
    pub(crate) field: LocatedField,
}

/// An object that a pod names.
#[derive(Clone, Debug)]
pub(crate) struct Reference {
    pub(crate) kind: ReferenceKind,
    pub(crate) name: Box<str>,
    /// The field that names it; the first of several.
    pub(crate) field: LocatedField,
}

/// The kinds of objects that pods name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum ReferenceKind {
    ServiceAccount,
    ConfigMap,
    Secret,
    PersistentVolumeClaim,
    PriorityClass,
    RuntimeClass,
}

impl ReferenceKind {
    pub(crate) const ALL: [Self; 6] = [
        Self::ServiceAccount,
        Self::ConfigMap,
        Self::Secret,
        Self::PersistentVolumeClaim,
        Self::PriorityClass,
        Self::RuntimeClass,
    ];

    /// The name of the kind.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::ServiceAccount => "ServiceAccount",
            Self::ConfigMap => "ConfigMap",
            Self::Secret => "Secret",
            Self::PersistentVolumeClaim => "PersistentVolumeClaim",
            Self::PriorityClass => "PriorityClass",
            Self::RuntimeClass => "RuntimeClass",
        }
    }

    /// Its API group, empty for the core group.
    pub(crate) fn group(self) -> &'static str {
        match self {
            Self::PriorityClass => "scheduling.k8s.io",
            Self::RuntimeClass => "node.k8s.io",
            _ => "",
        }
    }

    /// Whether objects of the kind lie in namespaces.
    pub(crate) fn is_namespaced(self) -> bool {
        !matches!(self, Self::PriorityClass | Self::RuntimeClass)
    }
}

impl Facts {
    /// The labels of its pods.
    pub(crate) fn labels(&self) -> &Labels {
        self.labels.as_deref().unwrap_or(&NO_LABELS)
    }

    /// What its pods ask of their node.
    pub(crate) fn demands(&self) -> &NodeDemands {
        self.demands.get_or_init(|| NodeDemands::from(&*self.pod))
    }

    /// The labels of its pods, if the template has any.
    pub(crate) fn written_labels(&self) -> Option<&Labels> {
        self.labels.as_deref()
    }

    /// The labels that its selector asks for by value.
    pub(crate) fn match_labels(&self) -> &Labels {
        let labels = self.selector.as_ref().and_then(|selector| selector.match_labels.as_deref());
        labels.unwrap_or(&NO_LABELS)
    }
}

/// What the pods of a workload are found by. Most ask for the very labels of the template, which are kept once then.
#[derive(Clone, Debug)]
pub(crate) struct SelectorFacts {
    match_labels: Option<Arc<Labels>>,
    /// `matchExpressions`.
    pub(crate) match_expressions: Option<Box<[LabelSelectorRequirement]>>,
}

impl SelectorFacts {
    pub(super) fn new(selector: &LabelSelector, template: Option<&Arc<Labels>>) -> Self {
        let match_labels = selector.match_labels.as_ref().map(|labels| match template {
            Some(template) if **template == *labels => Arc::clone(template),
            _ => Arc::new(labels.clone()),
        });
        let match_expressions = selector.match_expressions.as_deref().map(Box::from);
        Self { match_labels, match_expressions }
    }

    /// Whether it asks for nothing.
    pub(crate) fn is_empty(&self) -> bool {
        self.match_labels.as_deref().is_none_or(Labels::is_empty)
            && self.match_expressions.iter().flatten().next().is_none()
    }

    /// Whether it matches labels.
    pub(crate) fn matches(&self, labels: &Labels) -> bool {
        let expressions = self.match_expressions.as_deref().unwrap_or_default();
        matches_all(self.match_labels.as_deref(), expressions, labels)
    }
}
