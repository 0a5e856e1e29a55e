//! What the rules that look across objects know of a workload: read off it once, together with the places that they
//! report, so that no rule has to look into the workload again.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::OnceLock;

use k8s_openapi::api::core::v1::{Container, PodSpec};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::LabelSelector;

use super::context::{Context, RunContext};
use super::finding::Place;
use super::located_field::Spot;
use crate::lint::cluster::rbac::Account;
use crate::lint::pod::disjoint::WantedLabels;
use crate::lint::pod::host_access::is_agent;
use crate::lint::pod::host_ports::{ClaimedPort, claimed_ports};
use crate::lint::pod::image::{ImageReference, main_container};
use crate::lint::pod::node_critical::{has_priority, node_critical};
use crate::lint::pod::node_scope::is_for_every_node;
use crate::manifest::{Object, Workload};
use crate::placement::{DaemonPod, NodeDemands};
use crate::yaml::FieldPath;

/// Labels by their keys.
pub(crate) type Labels = BTreeMap<String, String>;

static NO_LABELS: Labels = Labels::new();

/// What is known of one workload.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts, each asked for by other rules")]
pub struct Facts {
    /// The labels of its pods, if the template has any.
    labels: Option<Labels>,
    /// What its pods are found by.
    pub(crate) selector: Option<LabelSelector>,
    /// Where the selector is written.
    pub(crate) selector_key: Spot,
    /// Where its name is written.
    pub(crate) name: Spot,
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
    pub(crate) pod: DaemonPod,
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
        Some(Self {
            labels: template.metadata.as_ref().and_then(|metadata| metadata.labels.clone()),
            selector: selector(cx.object).cloned(),
            selector_key: Spot::of_key(cx, FieldPath::parse("spec.selector")),
            name: Spot::new(cx, FieldPath::parse("metadata.name")),
            account: pod.map_or("", Account::name_of).into(),
            has_priority: pod.is_some_and(has_priority),
            is_minor_agent: is_agent(cx) && node_critical(cx).is_none(),
            priority_class: class.map(Box::from),
            has_pod: pod.is_some(),
            demands: OnceLock::new(),
            pod: DaemonPod::from(template).for_controller(),
            wanted: pod.map(WantedLabels::of).unwrap_or_default(),
            is_for_every_node: pod.is_some_and(is_for_every_node),
            ports: claimed_ports(cx).into(),
            repositories: pod.map(repositories).unwrap_or_default(),
            main: pod.and_then(|pod| MainContainer::of(cx, pod)),
        })
    }

    /// The labels of its pods.
    pub(crate) fn labels(&self) -> &Labels {
        self.labels.as_ref().unwrap_or(&NO_LABELS)
    }

    /// What its pods ask of their node.
    pub(crate) fn demands(&self) -> &NodeDemands {
        self.demands.get_or_init(|| NodeDemands::from(&self.pod))
    }

    /// The labels of its pods, if the template has any.
    pub(crate) fn written_labels(&self) -> Option<&Labels> {
        self.labels.as_ref()
    }

    /// The labels that its selector asks for by value.
    pub(crate) fn match_labels(&self) -> &Labels {
        let labels = self.selector.as_ref().and_then(|selector| selector.match_labels.as_ref());
        labels.unwrap_or(&NO_LABELS)
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

    /// A field of an object as a place of a finding.
    pub(crate) fn place(&self, object: usize, spot: &Spot) -> Place {
        let file = self.set.objects[object].file;
        Place { file, span: spot.span, object: Some(object), path: Some(spot.path.clone()) }
    }
}
