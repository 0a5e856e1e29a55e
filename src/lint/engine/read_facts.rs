//! Reads the facts of a workload while it is open.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, OnceLock};

use k8s_openapi::api::core::v1::{Container, PodSpec};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::LabelSelector;

use super::context::Context;
use super::facts::{Facts, MainContainer, SelectorFacts};
use super::located_field::LocatedField;
use crate::lint::cluster::rbac::Account;
use crate::lint::pod::disjoint::WantedLabels;
use crate::lint::pod::host_access::is_agent;
use crate::lint::pod::host_ports::claimed_ports;
use crate::lint::pod::image::{ImageReference, main_container};
use crate::lint::pod::node_critical::{has_priority, node_critical};
use crate::lint::pod::node_scope::{is_for_control_plane, is_for_every_node};
use crate::lint::pod::references::references;
use crate::manifest::{Object, Workload};
use crate::placement::DaemonPod;
use crate::yaml::FieldPath;

/// Reads them off an object; `None` for what is not a workload.
pub(crate) fn facts_of(cx: &Context<'_>) -> Option<Facts> {
    let template = cx.object.pod_template()?;
    let pod = template.spec.as_ref();
    let class = pod.and_then(|pod| pod.priority_class_name.as_deref()).filter(|name| !name.is_empty());
    let labels = template.metadata.as_ref().and_then(|metadata| metadata.labels.clone()).map(Arc::new);
    let pod_for_controller = || Arc::new(DaemonPod::from(template).for_controller());
    Some(Facts {
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
        pod: cx.object.kept_pod().unwrap_or_else(pod_for_controller),
        wanted: pod.map(WantedLabels::new).unwrap_or_default(),
        is_for_every_node: pod.is_some_and(is_for_every_node),
        is_for_control_plane: pod.is_some_and(is_for_control_plane),
        ports: claimed_ports(cx).into(),
        repositories: pod.map(repositories).unwrap_or_default(),
        main: pod.and_then(|pod| main_container_of(cx, pod)),
        references: references(cx).into(),
    })
}

fn main_container_of(cx: &Context<'_>, pod: &PodSpec) -> Option<MainContainer> {
    let (path, container) = main_container(pod)?;
    Some(MainContainer {
        image: container.image.as_deref()?.into(),
        field: LocatedField::new(cx.object, path.key("image")),
        command_line: command_line(container),
    })
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
