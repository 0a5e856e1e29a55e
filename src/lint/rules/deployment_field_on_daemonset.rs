//! deployment-field-on-daemonset: what a conversion from a Deployment or StatefulSet has left behind.

use k8s_openapi::api::apps::v1::{DaemonSetSpec, DaemonSetUpdateStrategy};

use crate::coverage::Rollout;
use crate::lint::pod::other_workload_fields::{LEFTOVERS, Leftover};
use crate::lint::pod::surge::taken_ports;
use crate::lint::prelude::*;
use crate::yaml::Node;
use crate::yaml::edit::to_json;

pub(super) static RULE: Rule = Rule {
    id: "deployment-field-on-daemonset",
    summary: "a field of Deployments or StatefulSets stands in a DaemonSet",
    category: Category::Workload,
    severity: Severity::Error,
    default: Activation::On,
    needs: Needs::File,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
spec of a DaemonSet has a field that only other workloads have: replicas, strategy, progressDeadlineSeconds or paused
of a Deployment; volumeClaimTemplates, serviceName, podManagementPolicy, persistentVolumeClaimRetentionPolicy or
ordinals of a StatefulSet. One finding a DaemonSet; unknown-field and misplaced-field leave these names to this rule.",
        why: "\
They are the marks of a manifest whose kind was changed and nothing else. kubectl refuses it: `strict decoding error:
unknown field \"spec.replicas\"`. Clients that are not strict (`--validate=ignore`, many controllers and GitOps tools)
drop the field and apply the rest, and the DaemonSet is not what its author reads: `replicas: 2` runs two hundred pods
on two hundred nodes, `strategy.maxUnavailable: 5` updates one node after the other, and with volumeClaimTemplates gone
no pod starts, because the volume that its containers mount is not defined.",
        remedy: "\
Drop the field, or write what DaemonSets have in its place: updateStrategy for strategy (its types are RollingUpdate
and OnDelete; Recreate does not exist), a nodeSelector for a small number of replicas, a generic ephemeral volume or a
hostPath for a claim. If a number of replicas is what you want, it is a Deployment.",
        bad: "
kind: DaemonSet
spec:
  replicas: 1
  strategy:
    type: RollingUpdate
",
        good: "
kind: DaemonSet
spec:
  updateStrategy:
    type: RollingUpdate
",
        links: &[
            "https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/#writing-a-daemonset-spec",
            "https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/daemon-set-v1/",
            "https://kubernetes.io/docs/concepts/storage/ephemeral-volumes/#generic-ephemeral-volumes",
        ],
    },
    check: Check::DaemonSet(check),
};

fn check(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    out.server(Server::Rejects);
    let mut found: Vec<(Place, &Leftover)> = LEFTOVERS
        .iter()
        .filter_map(|field| {
            let path = FieldPath::root().key("spec").key(field.name);
            cx.object.node().at(&path).map(|_| (cx.at_key(&path), field))
        })
        .collect();
    found.sort_by_key(|(place, _)| place.span);
    let Some(((place, first), rest)) = found.split_first() else { return };
    let more = match rest.len() {
        0 => String::new(),
        1 => " (and one more)".to_owned(),
        count => format!(" (and {count} more)"),
    };
    let help = if rest.is_empty() {
        format!("remove it: {}", first.instead)
    } else {
        format!("remove them; {}: {}", first.name, first.instead)
    };
    let message = format!("`{}` belongs to {}s, not to DaemonSets{more}", first.name, first.of);
    let finding = out.report(place.clone(), message).help(help);
    let names: Vec<&str> = found.iter().map(|(_, field)| field.name).collect();
    finding.fix(Applicability::Safe, title(cx, &names), converted(cx, &names));
    for (place, field) in rest {
        finding.label(place.span, format!("of {}s: {}", field.of, field.instead));
    }
}

fn title(cx: &DaemonSetContext<'_>, names: &[&str]) -> &'static str {
    match (names.contains(&"strategy") && strategy_fits(cx), names.len()) {
        (true, 1) => "rename strategy to updateStrategy",
        (true, _) => "rename strategy to updateStrategy, remove the rest",
        (false, 1) => "remove it",
        (false, _) => "remove them",
    }
}

/// What is left without them. Without volumeClaimTemplates the containers would mount volumes that nobody defines.
fn converted(cx: &DaemonSetContext<'_>, names: &[&str]) -> Option<Patch> {
    let path = |name: &str| FieldPath::root().key("spec").entry(name);
    let parts = names.iter().map(|name| match *name {
        "volumeClaimTemplates" => None,
        "strategy" if strategy_fits(cx) => cx.rename(&path(name), "updateStrategy"),
        name => cx.remove(&path(name)),
    });
    Patch::all(parts)
}

/// Whether `strategy` would do as the strategy of a DaemonSet: of its type, one knob above 0, no port in the way.
fn strategy_fits(cx: &DaemonSetContext<'_>) -> bool {
    let Some(written) = cx.object.node().at(&FieldPath::parse("spec.strategy")) else { return false };
    let has_only = |node: Node<'_>, known: &[&str]| {
        let map = node.as_map();
        map.is_some_and(|map| map.entries.iter().all(|entry| known.contains(&entry.key)))
    };
    let is_known = has_only(written, &["type", "rollingUpdate"])
        && written.get("rollingUpdate").is_none_or(|block| has_only(block, &["maxUnavailable", "maxSurge"]));
    let strategy = serde_json::from_value::<DaemonSetUpdateStrategy>(to_json(written)).ok();
    let rollout =
        Rollout::of(&DaemonSetSpec { update_strategy: strategy.clone(), ..DaemonSetSpec::default() });
    let surges_well =
        rollout.is_some_and(|rollout| rollout.max_surge.is_zero() || taken_ports(cx).is_empty());
    cx.spec.update_strategy.is_none() && is_known && strategy.is_some() && surges_well
}
