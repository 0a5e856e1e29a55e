//! version-in-selector: a selector that the next release would have to change, and cannot.

use crate::lint::engine::placeholder::has_placeholder;
use crate::lint::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "version-in-selector",
    summary: "the selector holds a version, so that the next release cannot be applied",
    category: Category::Rollout,
    severity: Severity::Warning,
    default: Activation::On,
    needs: Needs::Manifest,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
spec.selector of the DaemonSet asks for a label that changes with each release: helm.sh/chart, helm/chart, chart,
app.kubernetes.io/version, version, release-version, controller-revision-hash or pod-template-generation with a value that holds a
version (1.4.0, v2.1, agent-17.0.2), a date or a hash. A value that stays (`version: v1`) is not reported, and neither is one that the
name of the DaemonSet holds as well: the next release is another object then.",
        why: "\
The selector of a DaemonSet cannot be changed. With the first new version `kubectl apply` and `helm upgrade` fail: `DaemonSet.apps
\"agent\" is invalid: spec.selector: Invalid value: … field is immutable`. What is left is to delete the DaemonSet, which takes
the agent off all nodes at once, or to orphan its pods (`--cascade=orphan`), which the new one then does not adopt, because their
labels do not match: two agents a node, until somebody deletes the old ones by hand.",
        remedy: "\
Take the label out of the selector while nothing is installed yet; it may stay on the pods. Select by name and instance:
app.kubernetes.io/name and app.kubernetes.io/instance. An installed DaemonSet has to be replaced once.",
        bad: "
selector:
  matchLabels: {app.kubernetes.io/name: agent, helm.sh/chart: agent-17.0.2}
template:
  metadata:
    labels: {app.kubernetes.io/name: agent, helm.sh/chart: agent-17.0.2}
",
        good: "
selector:
  matchLabels: {app.kubernetes.io/name: agent}
template:
  metadata:
    labels: {app.kubernetes.io/name: agent, helm.sh/chart: agent-17.0.2}
",
        links: &[
            "https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/#pod-selector",
            "https://helm.sh/docs/chart_best_practices/labels/",
            "https://github.com/traefik/traefik-helm-chart/issues/685",
        ],
    },
    check: Check::DaemonSet(check),
};

/// Labels that name a version, or a chart with its version.
const KEYS: [&str; 9] = [
    "helm.sh/chart",
    "helm/chart",
    "chart",
    "app.kubernetes.io/version",
    "version",
    "app-version",
    "release-version",
    "controller-revision-hash",
    "pod-template-generation",
];

fn check(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    let labels = asked(cx).into_iter().filter(|asked| changes(cx, asked));
    let labels: Vec<Asked<'_>> = labels.collect();
    let Some((first, others)) = labels.split_first() else { return };
    let message = format!("the selector holds a version, and cannot be changed: {}", first.key);
    let finding = out.report(cx.at(&first.path), message).marker("another one with the next release").help(
        "take it out of the selector (it may stay on the pods); an installed DaemonSet must be replaced",
    );
    for other in others {
        finding.label(cx.at(&other.path).span, "this changes as well");
    }
}

/// A label of [`KEYS`] that the selector asks for.
struct Asked<'a> {
    key: &'a str,
    value: &'a str,
    path: FieldPath,
}

fn asked<'a>(cx: &DaemonSetContext<'a>) -> Vec<Asked<'a>> {
    let selector = &cx.spec.selector;
    let path = FieldPath::parse("spec.selector");
    let pairs = selector.match_labels.iter().flatten().filter(|(key, _)| KEYS.contains(&key.as_str()));
    let mut found: Vec<Asked<'a>> = pairs
        .map(|(key, value)| Asked { key, value, path: path.clone().key("matchLabels").entry(key) })
        .collect();
    let expressions = selector.match_expressions.iter().flatten().enumerate();
    for (index, expression) in expressions.filter(|(_, one)| KEYS.contains(&one.key.as_str())) {
        let values: Vec<&String> = expression.values.iter().flatten().collect();
        if let ("In", [value]) = (expression.operator.as_str(), values.as_slice()) {
            let path = path.clone().key("matchExpressions").index(index).key("values").index(0);
            found.push(Asked { key: &expression.key, value, path });
        }
    }
    found
}

fn changes(cx: &DaemonSetContext<'_>, asked: &Asked<'_>) -> bool {
    let name = cx.object.id.name.as_deref().unwrap_or_default();
    !has_placeholder(asked.value) && is_version(asked.value) && !name.contains(asked.value)
}

/// Whether a text holds what another release writes otherwise: two numbers with a dot between them, four digits or more, or
/// a hash. `v1` stays.
fn is_version(text: &str) -> bool {
    let has_dot = text.as_bytes().windows(3).any(
        |part| matches!(part, [before, b'.', behind] if before.is_ascii_digit() && behind.is_ascii_digit()),
    );
    let is_hash = |part: &str| {
        part.len() >= 7
            && part.bytes().all(|byte| byte.is_ascii_hexdigit())
            && part.bytes().any(|byte| byte.is_ascii_digit())
    };
    let digits = |part: &str| part.len() >= 4 && part.bytes().all(|byte| byte.is_ascii_digit());
    has_dot || text.split(['-', '_', '.', '+']).any(|part| is_hash(part) || digits(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_told_from_names() {
        for version in ["1.4.0", "v2.1", "agent-17.0.2", "20240131", "3f2a91c", "agent-0.1.0-rc1"] {
            assert!(is_version(version), "{version}");
        }
        for name in ["v1", "stable", "master", "agent-v2", "blue", "k8s"] {
            assert!(!is_version(name), "{name}");
        }
    }
}
