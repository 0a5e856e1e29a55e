//! What the rules that look across objects know of a workload: read off it once, together with the places that they
//! report, so that no rule has to look into the workload again.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, OnceLock};

use k8s_openapi::api::core::v1::{Container, PodSpec};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{LabelSelector, LabelSelectorRequirement};

use super::context::{Context, RunContext};
use super::finding::Place;
use super::located_field::Spot;
use crate::lint::cluster::rbac::Account;
use crate::lint::pod::disjoint::WantedLabels;
use crate::lint::pod::host_access::is_agent;
use crate::lint::pod::host_ports::{ClaimedPort, claimed_ports};
use crate::lint::pod::image::{ImageReference, main_container};
use crate::lint::pod::label_selector::matches_all;
use crate::lint::pod::node_critical::{has_priority, node_critical};
use crate::lint::pod::node_scope::is_for_every_node;
use crate::manifest::{Object, Workload};
use crate::placement::{DaemonPod, NodeDemands};
use crate::yaml::{FieldPath, Span};

/// Labels by their keys.
pub(crate) type Labels = BTreeMap<String, String>;

static NO_LABELS: Labels = Labels::new();

/// What is known of one workload.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts, each asked for by other rules")]
pub struct Facts {
    /// The labels of its pods, if the template has any.
    labels: Option<Arc<Labels>>,
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
    /// Whether it has to do with its node and the node does not depend on it.
    pub(crate) is_minor_agent: bool,
    /// The priority class that its pods name.
    pub(crate) priority_class: Option<Box<str>>,
    /// Whether the template has a pod spec.
    pub(crate) has_pod: bool,
    /// What decides where the controller wants its pods; see [`DaemonPod::for_controller`].
    pub(crate) pod: Arc<DaemonPod>,
    /// What its pods ask of their node, once somebody compares it: most workloads are compared with no other.
    demands: OnceLock<NodeDemands>,
    /// The node labels that its pods insist on.
    pub(crate) wanted: WantedLabels,
    /// Whether the pods are meant for every node.
    pub(crate) is_for_every_node: bool,
    /// The host ports of its pods.
    pub(crate) ports: Box<[ClaimedPort]>,
    /// The repositories of the images of its containers.
    pub(crate) repositories: Box<[Box<str>]>,
    /// The container that says what the pods are for.
    pub(crate) main: Option<MainContainer>,
}

/// The container that says what a pod is for.
#[derive(Clone, Debug)]
pub(crate) struct MainContainer {
    /// Its image, as written.
    pub(crate) image: Box<str>,
    /// Where that is written.
    pub(crate) spot: Spot,
    /// A digest of the command line; none if the image brings it.
    pub(crate) command_line: Option<u64>,
}

impl Facts {
    /// Reads them off an object; `None` for what is not a workload.
    pub(crate) fn of(cx: &Context<'_>) -> Option<Self> {
        let template = cx.object.pod_template()?;
        let pod = template.spec.as_ref();
        let class = pod.and_then(|pod| pod.priority_class_name.as_deref()).filter(|name| !name.is_empty());
        let labels = template.metadata.as_ref().and_then(|metadata| metadata.labels.clone()).map(Arc::new);
        Some(Self {
            selector: selector(cx.object).map(|selector| SelectorFacts::new(selector, labels.as_ref())),
            labels,
            selector_key: cx.object.key_span_of(&FieldPath::parse("spec.selector")),
            name: cx.object.span_of(&FieldPath::parse("metadata.name")),
            account: pod.map_or("", Account::name_of).into(),
            has_priority: pod.is_some_and(has_priority),
            is_minor_agent: is_agent(cx) && node_critical(cx).is_none(),
            priority_class: class.map(Box::from),
            has_pod: pod.is_some(),
            demands: OnceLock::new(),
            pod: cx.object.kept_pod().unwrap_or_else(|| Arc::new(DaemonPod::from(template).for_controller())),
            wanted: pod.map(WantedLabels::of).unwrap_or_default(),
            is_for_every_node: pod.is_some_and(is_for_every_node),
            ports: claimed_ports(cx).into(),
            repositories: pod.map(repositories).unwrap_or_default(),
            main: pod.and_then(|pod| MainContainer::of(cx, pod)),
        })
    }

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
    fn new(selector: &LabelSelector, template: Option<&Arc<Labels>>) -> Self {
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

impl MainContainer {
    fn of(cx: &Context<'_>, pod: &PodSpec) -> Option<Self> {
        let (path, container) = main_container(pod)?;
        Some(Self {
            image: container.image.as_deref()?.into(),
            spot: Spot::new(cx, path.key("image")),
            command_line: command_line(container),
        })
    }
}

fn command_line(container: &Container) -> Option<u64> {
    if container.command.is_none() && container.args.is_none() {
        return None;
    }
    // Some agents carry whole scripts there, which would be kept for all of the run.
    let mut hasher = DefaultHasher::new();
    (&container.command, &container.args).hash(&mut hasher);
    Some(hasher.finish())
}

/// What the images of the containers are called without tag and digest; what is not a reference stands for itself.
fn repositories(pod: &PodSpec) -> Box<[Box<str>]> {
    let images = pod.containers.iter().filter_map(|container| container.image.as_deref());
    let repository = |image| {
        ImageReference::parse(image).map_or_else(|| Box::from(image), |image| image.repository().into())
    };
    images.map(repository).collect()
}

/// The selector of a workload.
fn selector(object: &Object) -> Option<&LabelSelector> {
    match object.workload() {
        Workload::DaemonSet(object) => Some(&object.spec.selector),
        Workload::Deployment(object) => Some(&object.spec.selector),
        Workload::ReplicaSet(object) => Some(&object.spec.selector),
        Workload::StatefulSet(object) => Some(&object.spec.selector),
        Workload::Other => None,
    }
}

impl<'a> RunContext<'a> {
    /// What is known of an object; `None` for what is not a workload.
    pub(crate) fn facts(&self, object: usize) -> Option<&'a Facts> {
        self.known.facts().get(object)?.as_deref()
    }

    /// All workloads of the run with their indexes.
    pub(crate) fn workloads(&self) -> impl Iterator<Item = (usize, &'a Facts)> + use<'a> {
        let all = self.known.facts().iter().enumerate();
        all.filter_map(|(index, facts)| Some((index, facts.as_deref()?)))
    }

    /// The name of a workload as a place of a finding.
    pub(crate) fn name_of(&self, object: usize, facts: &Facts) -> Place {
        self.place_at(object, facts.name, FieldPath::parse("metadata.name"))
    }

    /// The selector of a workload as a place of a finding.
    pub(crate) fn selector_of(&self, object: usize, facts: &Facts) -> Place {
        self.place_at(object, facts.selector_key, FieldPath::parse("spec.selector"))
    }

    /// A field of an object as a place of a finding.
    pub(crate) fn place(&self, object: usize, spot: &Spot) -> Place {
        self.place_at(object, spot.span, spot.path.clone())
    }

    fn place_at(&self, object: usize, span: Span, path: FieldPath) -> Place {
        Place { file: self.set.objects[object].file, span, object: Some(object), path: Some(path) }
    }
}
