//! limits-without-requests: a limit that silently becomes what is reserved on every node.

use crate::lint::pod::container_resources::{
    CPU, ContainerResources, MEMORY, container_resources, count_words,
};
use crate::lint::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "limits-without-requests",
    summary: "a limit without a request reserves the whole limit on every node",
    category: Category::Resources,
    severity: Severity::Note,
    default: Activation::Off,
    needs: Needs::Manifest,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
A container or sidecar has a limit for cpu or memory and no request for it, and the pod as a whole requests none
either. Init containers are left out (init-container-dominates looks at them), and so are devices such as
nvidia.com/gpu, for which the request is the limit by definition. It is a note, with one label a container.",
        why: "\
The API server copies the limit into the missing request when it creates a pod, which no manifest shows. A limit is set
for the worst hour, a request for the usual one; so an agent that uses 40Mi with a limit of 500Mi takes 500Mi from each
node, 50Gi on a hundred nodes. The scheduler leaves that room empty, and pods stay Pending on nodes that are idle.
Karpenter sizes new nodes with what the manifest says, and has looped over nodes that were too small for DaemonSets
with limits only.",
        remedy: "\
Write the request beside the limit, as what the agent uses on a usual day. If the two are meant to be equal (the class
Guaranteed), write both: a reader then sees it, and it stays so when the limit is raised.",
        bad: "
resources:
  limits: {cpu: 500m, memory: 500Mi}
",
        good: "
resources:
  requests: {cpu: 50m, memory: 64Mi}
  limits: {cpu: 500m, memory: 500Mi}
",
        links: &[
            "https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/",
            "https://kubernetes.io/docs/concepts/workloads/pods/pod-qos/",
        ],
    },
    check: Check::DaemonSet(check),
};

fn check(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    let all: Vec<ContainerResources<'_>> =
        container_resources(cx).into_iter().filter(|container| !container.is_init).collect();
    let concerned: Vec<(&ContainerResources<'_>, &str)> =
        all.iter().filter_map(|container| Some((container, inherited(container)?))).collect();
    let Some(((first, what), rest)) = concerned.split_first() else { return };
    let count = count_words(concerned.len(), all.len());
    let limits = |container: &ContainerResources<'_>| container.path.clone().key("resources").key("limits");
    let finding = out
        .report(cx.at_key(&limits(first)), format!("the limit is also the request on {count}"))
        .marker(format!("no request for {what}: every node reserves the limit"))
        .help(
            "write the request beside the limit: what it uses on a usual day, or the limit if that is meant",
        )
        .fix(
            Applicability::Safe,
            "write the request that the limit makes",
            Patch::all(concerned.iter().map(|(container, _)| explicit(cx, container))),
        );
    for (container, what) in rest {
        finding.label(cx.at_key(&limits(container)).span, format!("no request for {what}"));
    }
}

fn inherited(container: &ContainerResources<'_>) -> Option<&'static str> {
    match (container.inherits(CPU), container.inherits(MEMORY)) {
        (true, true) => Some("cpu and memory"),
        (true, false) => Some("cpu"),
        (false, true) => Some("memory"),
        (false, false) => None,
    }
}

/// The requests as the API server fills them in.
fn explicit(cx: &Context<'_>, container: &ContainerResources<'_>) -> Option<Patch> {
    let inherited = [CPU, MEMORY].into_iter().filter(|resource| container.inherits(resource));
    let limits: Vec<(&str, String)> =
        inherited.map(|resource| Some((resource, container.limit(resource)?))).collect::<Option<_>>()?;
    let pairs: Vec<(&str, &str)> =
        limits.iter().map(|(resource, limit)| (*resource, limit.as_str())).collect();
    cx.declare(&container.path.clone().key("resources").key("requests"), &pairs)
}
