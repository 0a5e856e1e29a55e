//! DaemonSets that do one job: on one node one of them is too many.
//!
//! Three rules share this: each pair is reported once, by the rule that says most. A port that both want is an error
//! whoever they are; tiers of one agent are to be kept apart; anything else is a duplicate.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::{Container, PodSpec};

use super::agent_families::family;
use super::company::Company;
use super::context::{DaemonSetContext, RunContext};
use super::daemon_sets::daemon_sets_if;
use super::image::ImageReference;
use super::meeting::{Meeting, meeting};
use crate::placement::host_ports;
use crate::yaml::FieldPath;

/// Two DaemonSets of one job on one node.
pub(super) struct Twins<'a> {
    /// The later one.
    pub(super) one: DaemonSetContext<'a>,
    /// The earlier one.
    pub(super) other: DaemonSetContext<'a>,
    /// Where they meet.
    pub(super) meeting: Meeting,
    /// What makes them one.
    pub(super) kind: TwinKind,
}

/// What makes two DaemonSets do one job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum TwinKind {
    /// One agent in tiers: the same image, and at least one of them is meant for a part of the nodes.
    Tiers,
    /// The same image for the same nodes.
    SameImage,
    /// Two agents of one family.
    SameFamily(&'static str),
}

/// With how many others one is paired. Whoever copies an agent a thousand times wants to hear it, not a million times.
pub(super) const OTHERS: usize = 8;

/// The pairs of the run, those with a port in common left out; of a crowd each with the first few of it.
pub(super) fn twins<'a>(run: &'a RunContext<'a>) -> Vec<Twins<'a>> {
    let mut by_job: BTreeMap<String, Vec<DaemonSetContext<'a>>> = BTreeMap::new();
    let company = Company::of(run);
    for cx in daemon_sets_if(run, |_, object| company.is_in(object.file)) {
        let Some((_, image)) = main_image(cx.pod) else { continue };
        let job = family(image).map_or_else(|| path_of(image), |family| Some(format!(" {family}")));
        by_job.entry(job.unwrap_or_default()).or_default().push(cx);
    }
    let mut found = Vec::new();
    for list in by_job.into_iter().filter(|(job, _)| !job.is_empty()).map(|(_, list)| list) {
        for (index, one) in list.iter().enumerate() {
            let others = list[..index].iter().filter_map(|other| pair(&company, *one, *other));
            found.extend(others.take(OTHERS));
        }
    }
    found
}

fn pair<'a>(company: &Company, one: DaemonSetContext<'a>, other: DaemonSetContext<'a>) -> Option<Twins<'a>> {
    if !company.joins(&one, &other) || share_port(one.pod, other.pod) {
        return None;
    }
    let kind = kind(&one, &other)?;
    let meeting = meeting(one.run, &one, &other)?;
    Some(Twins { one, other, meeting, kind })
}

fn share_port(one: &PodSpec, other: &PodSpec) -> bool {
    let others = host_ports(other);
    host_ports(one).iter().any(|port| others.iter().any(|other| port.conflicts_with(other)))
}

fn kind(one: &DaemonSetContext<'_>, other: &DaemonSetContext<'_>) -> Option<TwinKind> {
    let ((_, left), (_, right)) = (main_image(one.pod)?, main_image(other.pod)?);
    if path_of(left) == path_of(right) && is_one_program(one, other) {
        let is_tier = [one, other].iter().any(|cx| is_narrow(cx.pod));
        let is_local = one.object.id.namespace == other.object.id.namespace;
        return Some(if is_tier && is_local { TwinKind::Tiers } else { TwinKind::SameImage });
    }
    let family = family(left)?;
    (Some(family) == super::agent_families::family(right)).then_some(TwinKind::SameFamily(family))
}

/// Whether two containers of one image do the same: the labels that name the application agree, or the command line.
fn is_one_program(one: &DaemonSetContext<'_>, other: &DaemonSetContext<'_>) -> bool {
    const NAMES: [&str; 5] =
        ["app", "k8s-app", "name", "app.kubernetes.io/name", "app.kubernetes.io/component"];
    let label = |cx: &DaemonSetContext<'_>, key: &str| {
        let labels = cx.spec.template.metadata.as_ref().and_then(|metadata| metadata.labels.as_ref());
        labels.and_then(|labels| labels.get(key).cloned())
    };
    let shared = NAMES.iter().filter_map(|key| Some((label(one, key)?, label(other, key)?)));
    let (mut known, mut equal) = (0, 0);
    for (left, right) in shared {
        known += 1;
        equal += usize::from(left == right);
    }
    let line = |cx: &DaemonSetContext<'_>| {
        main(cx.pod).map(|(_, container)| (container.command.clone(), container.args.clone()))
    };
    (known > 0 && known == equal) || (line(one) == line(other) && line(one) != Some((None, None)))
}

/// Whether the pod asks for a part of the nodes by a label of its own.
fn is_narrow(pod: &PodSpec) -> bool {
    !super::node_scope::is_for_every_node(pod)
}

/// The image that says what the pod is for: the first that is no helper.
pub(super) fn main_image(pod: &PodSpec) -> Option<(FieldPath, &str)> {
    let (path, container) = main(pod)?;
    Some((path.key("image"), container.image.as_deref()?))
}

fn main(pod: &PodSpec) -> Option<(FieldPath, &Container)> {
    let path = FieldPath::parse("spec.template.spec.containers");
    let mut containers = pod.containers.iter().enumerate();
    let (index, container) = containers.find(|(_, container)| {
        let image = container.image.as_deref().and_then(ImageReference::parse);
        image.is_some_and(|image| !HELPERS.contains(&image.name()))
    })?;
    Some((path.index(index), container))
}

/// Images that are everywhere and say nothing of the agent.
const HELPERS: [&str; 17] = [
    "alpine",
    "amazonlinux",
    "bash",
    "busybox",
    "centos",
    "csi-node-driver-registrar",
    "curl",
    "debian",
    "kube-rbac-proxy",
    "kubectl",
    "livenessprobe",
    "nginx",
    "pause",
    "python",
    "toolbox",
    "ubuntu",
    "startup-script",
];

fn path_of(image: &str) -> Option<String> {
    ImageReference::parse(image).map(|image| image.path.to_owned())
}
