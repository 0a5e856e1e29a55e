//! What the server takes with a warning, and no rule of its own reports.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::{AppArmorProfile, Container, NodeSelectorTerm, PodAffinityTerm, Volume};

use super::Sink;
use super::annotations::APP_ARMOR;
use super::names::Form;
use super::sink::shown;
use crate::lint::engine::context::DaemonSetContext;
use crate::lint::engine::placeholder::has_placeholder;
use crate::yaml::FieldPath;

const PREFERRED: &str = "preferredDuringSchedulingIgnoredDuringExecution";
const REQUIRED: &str = "requiredDuringSchedulingIgnoredDuringExecution";

/// `warningsForPodSpecAndMeta` in `pkg/api/pod/warnings.go`, 1.37, but for old labels of nodes (deprecated-node-label),
/// annotations that do nothing (removed-annotation) and fractions of a byte (suspicious-quantity).
pub(super) fn check(cx: &DaemonSetContext<'_>, sink: &mut Sink<'_>) {
    let spec = FieldPath::parse("spec.template.spec");
    for (index, volume) in cx.pod.volumes.iter().flatten().enumerate() {
        old_plugin(volume, &spec.clone().key("volumes").index(index), sink);
    }
    lists(cx, &spec, sink);
    for (path, container) in cx.containers() {
        variables(container, &path, sink);
        app_armor(cx, container, sink);
    }
    if cx.pod.termination_grace_period_seconds.is_some_and(|seconds| seconds < 0) {
        sink.invalid(spec.clone().key("terminationGracePeriodSeconds"), "below 0, which counts as 1")
            .help("write the seconds that the agent needs to end");
    }
    affinity(cx, &spec.clone().key("affinity"), sink);
    for (index, constraint) in cx.pod.topology_spread_constraints.iter().flatten().enumerate() {
        if constraint.label_selector.is_none() {
            let path = spec.clone().key("topologySpreadConstraints").index(index).key("labelSelector");
            no_selector(path, sink);
        }
    }
}

/// Plugins that the kubelet no longer has, with the version in which they went.
fn old_plugin(volume: &Volume, path: &FieldPath, sink: &mut Sink<'_>) {
    let gone = [
        ("photonPersistentDisk", volume.photon_persistent_disk.is_some(), "gone since Kubernetes 1.16"),
        ("gitRepo", volume.git_repo.is_some(), "off by default since Kubernetes 1.33"),
        ("scaleIO", volume.scale_io.is_some(), "gone since Kubernetes 1.22"),
        ("flocker", volume.flocker.is_some(), "gone since Kubernetes 1.25"),
        ("storageos", volume.storageos.is_some(), "gone since Kubernetes 1.25"),
        ("quobyte", volume.quobyte.is_some(), "gone since Kubernetes 1.25"),
        ("glusterfs", volume.glusterfs.is_some(), "gone since Kubernetes 1.26"),
        ("cephfs", volume.cephfs.is_some(), "gone since Kubernetes 1.31"),
        ("rbd", volume.rbd.is_some(), "gone since Kubernetes 1.31"),
    ];
    for (source, _, words) in gone.into_iter().filter(|(_, is_written, _)| *is_written) {
        let fault = sink.invalid(path.clone().key(source), words);
        fault.matters().help("use a CSI driver, or let an init container fetch the files");
        if source == "storageos" {
            fault.named(path.clone().key("storageOS"));
        }
    }
}

/// Items that repeat, or are empty, in lists where nothing refuses that.
fn lists(cx: &DaemonSetContext<'_>, spec: &FieldPath, sink: &mut Sink<'_>) {
    let mut known: BTreeMap<&str, FieldPath> = BTreeMap::new();
    for (index, alias) in cx.pod.host_aliases.iter().flatten().enumerate() {
        let path = spec.clone().key("hostAliases").index(index).key("ip");
        if let Some(first) = known.get(alias.ip.as_str()) {
            sink.invalid(path, format!("{} is there twice", shown(&alias.ip)))
                .other(first.clone(), "the first one")
                .help("write all names of an address in one item");
        } else {
            known.insert(&alias.ip, path);
        }
    }
    let mut known: BTreeMap<&str, FieldPath> = BTreeMap::new();
    for (index, secret) in cx.pod.image_pull_secrets.iter().flatten().enumerate() {
        let path = spec.clone().key("imagePullSecrets").index(index).key("name");
        if secret.name.is_empty() {
            sink.invalid(path.clone(), "an empty name").help("name a Secret, or remove the item");
        }
        if let Some(first) = known.get(secret.name.as_str()) {
            sink.invalid(path, format!("{} is there twice", shown(&secret.name)))
                .other(first.clone(), "the first one")
                .help("keep one of them");
        } else {
            known.insert(&secret.name, path);
        }
    }
}

/// A variable that is there twice counts as it is there last, unless it takes up its own first value.
fn variables(container: &Container, path: &FieldPath, sink: &mut Sink<'_>) {
    let mut known: BTreeMap<&str, FieldPath> = BTreeMap::new();
    for (index, env) in container.env.iter().flatten().enumerate() {
        let path = path.clone().key("env").index(index);
        let Some(first) = known.get(env.name.as_str()) else {
            known.insert(&env.name, path);
            continue;
        };
        let own = format!("$({})", env.name);
        let value = env.value.as_deref().unwrap_or_default();
        if env.value_from.is_some() || value == own || !value.contains(&own) {
            sink.invalid(path, format!("the variable {} is there twice", env.name))
                .matters()
                .other(first.clone(), "this value is lost")
                .help("keep one of them: `kubectl apply` may drop either");
        }
    }
}

/// The field takes over from the annotation, unless the profile of the pod says the same.
fn app_armor(cx: &DaemonSetContext<'_>, container: &Container, sink: &mut Sink<'_>) {
    let context = container.security_context.as_ref();
    if context.is_some_and(|context| context.app_armor_profile.is_some()) {
        return;
    }
    let metadata = cx.spec.template.metadata.as_ref();
    let annotations = metadata.and_then(|metadata| metadata.annotations.as_ref());
    let key = format!("{APP_ARMOR}{}", container.name);
    let Some(text) = annotations.and_then(|annotations| annotations.get(&key)) else { return };
    let of_pod = cx.pod.security_context.as_ref().and_then(|context| context.app_armor_profile.as_ref());
    if of_pod.is_some_and(|profile| Some(profile) == as_field(text).as_ref()) {
        return;
    }
    let path = FieldPath::parse("spec.template.metadata.annotations").entry(&key);
    sink.invalid(path, "replaced by a field in Kubernetes 1.30")
        .help("set securityContext.appArmorProfile of the container, once all nodes are at 1.30");
}

/// `ApparmorFieldForAnnotation` in `pkg/api/pod/util.go`.
fn as_field(text: &str) -> Option<AppArmorProfile> {
    let of = |kind: &str, file: Option<&str>| AppArmorProfile {
        type_: kind.to_owned(),
        localhost_profile: file.map(str::to_owned),
    };
    match text {
        "unconfined" => Some(of("Unconfined", None)),
        "runtime/default" => Some(of("RuntimeDefault", None)),
        text => text
            .strip_prefix("localhost/")
            .filter(|file| !file.is_empty())
            .map(|file| of("Localhost", Some(file))),
    }
}

fn affinity(cx: &DaemonSetContext<'_>, path: &FieldPath, sink: &mut Sink<'_>) {
    let Some(affinity) = &cx.pod.affinity else { return };
    let preferred = affinity.node_affinity.iter();
    let preferred = preferred.flat_map(|node| &node.preferred_during_scheduling_ignored_during_execution);
    for (index, term) in preferred.flatten().enumerate() {
        let path = path.clone().key("nodeAffinity").key(PREFERRED).index(index).key("preference");
        impossible_values(&term.preference, &path, sink);
    }
    if let Some(pods) = &affinity.pod_affinity {
        let path = path.clone().key("podAffinity");
        let soft = pods.preferred_during_scheduling_ignored_during_execution.iter().flatten();
        terms(pods.required_during_scheduling_ignored_during_execution.as_deref(), &path, sink);
        weighted(soft.map(|term| &term.pod_affinity_term), &path, sink);
    }
    if let Some(pods) = &affinity.pod_anti_affinity {
        let path = path.clone().key("podAntiAffinity");
        let soft = pods.preferred_during_scheduling_ignored_during_execution.iter().flatten();
        terms(pods.required_during_scheduling_ignored_during_execution.as_deref(), &path, sink);
        weighted(soft.map(|term| &term.pod_affinity_term), &path, sink);
    }
}

fn impossible_values(term: &NodeSelectorTerm, path: &FieldPath, sink: &mut Sink<'_>) {
    for (index, requirement) in term.match_expressions.iter().flatten().enumerate() {
        for (at, value) in requirement.values.iter().flatten().enumerate() {
            if !Form::Value.fits(value) && !has_placeholder(value) {
                let path = path.clone().key("matchExpressions").index(index).key("values").index(at);
                sink.invalid(path, format!("no node can have the value {}", shown(value)))
                    .help(Form::Value.advice());
            }
        }
    }
}

fn terms(list: Option<&[PodAffinityTerm]>, path: &FieldPath, sink: &mut Sink<'_>) {
    for (index, term) in list.unwrap_or_default().iter().enumerate() {
        if term.label_selector.is_none() {
            no_selector(path.clone().key(REQUIRED).index(index).key("labelSelector"), sink);
        }
    }
}

fn weighted<'a>(list: impl Iterator<Item = &'a PodAffinityTerm>, path: &FieldPath, sink: &mut Sink<'_>) {
    for (index, term) in list.enumerate().filter(|(_, term)| term.label_selector.is_none()) {
        let _ = term;
        let path = path.clone().key(PREFERRED).index(index).key("podAffinityTerm");
        no_selector(path.key("labelSelector"), sink);
    }
}

fn no_selector(path: FieldPath, sink: &mut Sink<'_>) {
    sink.invalid(path, "missing, and matches no pod").matters().help("write the labelSelector that is meant");
}
