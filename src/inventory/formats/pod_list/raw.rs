//! The fields of a pod that placement reads, and nothing else.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1 as api;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{ObjectMeta, OwnerReference, Time};
use serde::Deserialize;

use crate::inventory::Interest;
use crate::inventory::formats::borrowed::Borrowed;
use crate::inventory::formats::parts::Amounts;
use crate::placement::RunningPod;

use super::convert::{Str, all, owned, text};
use super::status::RawStatus;

/// A Pod, or an object of another kind, of which only the kind matters.
#[derive(Deserialize)]
pub(super) struct RawPod<'a> {
    #[serde(borrow, default)]
    pub(super) kind: Str<'a>,
    #[serde(borrow, default)]
    metadata: Option<RawMetadata<'a>>,
    #[serde(borrow, default)]
    spec: Option<RawSpec<'a>>,
    #[serde(borrow, default)]
    status: Option<RawStatus<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawMetadata<'a> {
    #[serde(borrow, default)]
    name: Str<'a>,
    #[serde(borrow, default)]
    namespace: Str<'a>,
    #[serde(default)]
    creation_timestamp: Option<Time>,
    #[serde(default)]
    deletion_timestamp: Option<Time>,
    #[serde(borrow, default)]
    labels: Option<BTreeMap<Borrowed<'a>, Borrowed<'a>>>,
    #[serde(borrow, default)]
    owner_references: Option<Vec<RawOwner<'a>>>,
}

#[derive(Deserialize)]
struct RawOwner<'a> {
    #[serde(borrow, default)]
    kind: Str<'a>,
    #[serde(borrow, default)]
    name: Str<'a>,
    #[serde(borrow, default)]
    uid: Str<'a>,
    #[serde(default)]
    controller: Option<bool>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawSpec<'a> {
    #[serde(borrow, default)]
    node_name: Str<'a>,
    #[serde(default)]
    host_network: Option<bool>,
    #[serde(borrow, default)]
    containers: Option<Vec<RawContainer<'a>>>,
    #[serde(borrow, default)]
    init_containers: Option<Vec<RawContainer<'a>>>,
    #[serde(default)]
    resources: Option<RawResources>,
    #[serde(default)]
    overhead: Option<Amounts>,
    #[serde(borrow, default)]
    affinity: Option<RawAffinity<'a>>,
    #[serde(default)]
    priority: Option<i32>,
    #[serde(borrow, default)]
    priority_class_name: Str<'a>,
    #[serde(borrow, default)]
    preemption_policy: Str<'a>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawContainer<'a> {
    #[serde(borrow, default)]
    name: Str<'a>,
    #[serde(borrow, default)]
    ports: Option<Vec<RawPort<'a>>>,
    #[serde(default)]
    resources: Option<RawResources>,
    #[serde(borrow, default)]
    restart_policy: Str<'a>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawPort<'a> {
    #[serde(default)]
    container_port: Option<i32>,
    #[serde(default)]
    host_port: Option<i32>,
    #[serde(borrow, default, rename = "hostIP")]
    host_ip: Str<'a>,
    #[serde(borrow, default)]
    protocol: Str<'a>,
}

#[derive(Deserialize)]
struct RawResources {
    #[serde(default)]
    requests: Option<Amounts>,
    #[serde(default)]
    limits: Option<Amounts>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawAffinity<'a> {
    #[serde(borrow, default)]
    node_affinity: Option<RawNodeAffinity<'a>>,
}

#[derive(Deserialize)]
struct RawNodeAffinity<'a> {
    #[serde(borrow, default, rename = "requiredDuringSchedulingIgnoredDuringExecution")]
    required: Option<RawNodeSelector<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawNodeSelector<'a> {
    #[serde(borrow, default)]
    node_selector_terms: Option<Vec<RawTerm<'a>>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawTerm<'a> {
    #[serde(borrow, default)]
    match_fields: Option<Vec<RawField<'a>>>,
}

#[derive(Deserialize)]
struct RawField<'a> {
    #[serde(borrow, default)]
    key: Str<'a>,
    #[serde(borrow, default)]
    operator: Str<'a>,
    #[serde(default)]
    values: Option<Vec<String>>,
}

impl RawPod<'_> {
    /// Through the API type, so that what a pod asks for is reckoned in one place. Of its labels those stay that the run
    /// reads.
    pub(super) fn into_pod(self, interest: &Interest) -> RunningPod {
        let mut metadata = self.metadata.unwrap_or_default();
        let labels = metadata.labels.take().filter(|labels| !labels.is_empty());
        let labels = labels.map(|labels| {
            let read = labels.into_iter().filter(|(key, _)| interest.covers_of_pods(key));
            Box::new(read.map(|(key, value)| (key.into_owned(), value.into_owned())).collect())
        });
        let spec: Option<api::PodSpec> = self.spec.map(Into::into);
        let mut status = self.status.unwrap_or_default();
        status.forget_repetitions(spec.as_ref());
        let pod =
            RunningPod::from(&api::Pod { metadata: metadata.into(), spec, status: Some(status.into()) });
        RunningPod { labels, ..pod }
    }
}

impl From<RawMetadata<'_>> for ObjectMeta {
    fn from(metadata: RawMetadata<'_>) -> Self {
        Self {
            name: owned(metadata.name),
            namespace: owned(metadata.namespace),
            creation_timestamp: metadata.creation_timestamp,
            deletion_timestamp: metadata.deletion_timestamp,
            owner_references: metadata.owner_references.map(all),
            ..Self::default()
        }
    }
}

impl From<RawOwner<'_>> for OwnerReference {
    fn from(owner: RawOwner<'_>) -> Self {
        Self {
            kind: text(owner.kind),
            name: text(owner.name),
            uid: text(owner.uid),
            // The API writes it always; a dump by hand may leave it out.
            controller: Some(owner.controller.unwrap_or(true)),
            ..Self::default()
        }
    }
}

impl From<RawSpec<'_>> for api::PodSpec {
    fn from(spec: RawSpec<'_>) -> Self {
        Self {
            node_name: owned(spec.node_name),
            host_network: spec.host_network,
            containers: spec.containers.map(all).unwrap_or_default(),
            init_containers: spec.init_containers.map(all),
            resources: spec.resources.map(Into::into),
            overhead: spec.overhead.map(Into::into),
            affinity: spec.affinity.and_then(|affinity| affinity.node_affinity).map(Into::into),
            priority: spec.priority,
            priority_class_name: owned(spec.priority_class_name),
            preemption_policy: owned(spec.preemption_policy),
            ..Self::default()
        }
    }
}

impl From<RawContainer<'_>> for api::Container {
    fn from(container: RawContainer<'_>) -> Self {
        Self {
            name: text(container.name),
            ports: container.ports.map(all),
            resources: container.resources.map(Into::into),
            restart_policy: owned(container.restart_policy),
            ..Self::default()
        }
    }
}

impl From<RawPort<'_>> for api::ContainerPort {
    fn from(port: RawPort<'_>) -> Self {
        Self {
            container_port: port.container_port.unwrap_or_default(),
            host_port: port.host_port,
            host_ip: owned(port.host_ip),
            protocol: owned(port.protocol),
            name: None,
        }
    }
}

impl From<RawResources> for api::ResourceRequirements {
    fn from(resources: RawResources) -> Self {
        Self {
            requests: resources.requests.map(Into::into),
            limits: resources.limits.map(Into::into),
            claims: None,
        }
    }
}

impl From<RawNodeAffinity<'_>> for api::Affinity {
    fn from(affinity: RawNodeAffinity<'_>) -> Self {
        let terms = affinity.required.and_then(|required| required.node_selector_terms);
        let required = terms.map(|terms| api::NodeSelector { node_selector_terms: all(terms) });
        let node_affinity = api::NodeAffinity {
            required_during_scheduling_ignored_during_execution: required,
            ..Default::default()
        };
        Self { node_affinity: Some(node_affinity), ..Self::default() }
    }
}

impl From<RawTerm<'_>> for api::NodeSelectorTerm {
    fn from(term: RawTerm<'_>) -> Self {
        Self { match_fields: term.match_fields.map(all), match_expressions: None }
    }
}

impl From<RawField<'_>> for api::NodeSelectorRequirement {
    fn from(field: RawField<'_>) -> Self {
        Self { key: text(field.key), operator: text(field.operator), values: field.values }
    }
}
