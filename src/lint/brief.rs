//! What is kept of a workload when the rest of it is let go: the answers to what other objects of the run ask.

use std::borrow::Cow;
use std::collections::BTreeMap;

use k8s_openapi::apimachinery::pkg::apis::meta::v1::LabelSelector;

use super::context::{Context, RunContext};
use super::daemon_sets;
use super::host_access::is_agent;
use super::node_critical::{has_priority, node_critical};
use super::rbac::Account;
use crate::manifest::{Object, Workload};

/// Labels, as small as they can be kept.
type Pairs = Box<[(Box<str>, Box<str>)]>;

/// The answers of one workload.
#[derive(Clone, Debug)]
pub struct Brief {
    /// The labels of its pods.
    pub labels: Pairs,
    /// The labels that its selector asks for.
    pub match_labels: Pairs,
    /// The `ServiceAccount` that its pods run as.
    pub account: Box<str>,
    /// Whether its pods have a priority of their own.
    pub has_priority: bool,
    /// Whether it has to do with its node and the node does not depend on it.
    pub is_minor_agent: bool,
    /// The priority class that they name.
    pub priority_class: Option<Box<str>>,
}

impl Brief {
    /// Reads the answers off an object; `None` for what is no workload.
    pub(super) fn of(cx: &Context<'_>) -> Option<Self> {
        let template = cx.object.pod_template()?;
        let labels = template.metadata.as_ref().and_then(|metadata| metadata.labels.as_ref());
        let selector = selector(cx.object).and_then(|selector| selector.match_labels.as_ref());
        let pod = template.spec.as_ref();
        let class = pod.and_then(|pod| pod.priority_class_name.as_deref()).filter(|name| !name.is_empty());
        Some(Self {
            labels: pairs(labels),
            match_labels: pairs(selector),
            account: pod.map_or("", Account::name_of).into(),
            has_priority: pod.is_some_and(has_priority),
            is_minor_agent: is_agent(cx) && node_critical(cx).is_none(),
            priority_class: class.map(Box::from),
        })
    }

    /// Whether a selector may match its pods: it does as far as `matchLabels` goes.
    pub fn may_be_selected(&self, selector: &LabelSelector) -> bool {
        let mut asked = selector.match_labels.iter().flatten();
        asked.all(|(key, value)| self.labels.iter().any(|own| *own.0 == **key && *own.1 == **value))
    }

    /// Whether the selector may match the labels of another workload: it does as far as `matchLabels` goes.
    pub fn may_select(&self, other: &Self) -> bool {
        self.match_labels.iter().all(|pair| other.labels.binary_search(pair).is_ok())
    }
}

impl<'a> RunContext<'a> {
    /// The answers of an object; `None` for what is no workload.
    pub(super) fn brief(&self, object: usize) -> Option<Cow<'a, Brief>> {
        match self.briefs.get(object) {
            Some(known) => known.as_ref().map(Cow::Borrowed),
            None => Brief::of(&daemon_sets::object(self, object)).map(Cow::Owned),
        }
    }
}

/// The selector of a workload.
pub(super) fn selector(object: &Object) -> Option<&LabelSelector> {
    match object.workload() {
        Workload::DaemonSet(object) => Some(&object.spec.selector),
        Workload::Deployment(object) => Some(&object.spec.selector),
        Workload::ReplicaSet(object) => Some(&object.spec.selector),
        Workload::StatefulSet(object) => Some(&object.spec.selector),
        Workload::Other => None,
    }
}

/// In the order of their keys, as in the map.
fn pairs(map: Option<&BTreeMap<String, String>>) -> Pairs {
    map.into_iter().flatten().map(|(key, value)| (key.as_str().into(), value.as_str().into())).collect()
}
