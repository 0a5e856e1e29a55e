//! A cheap scan of the text that decides whether a document is worth parsing.

use memchr::memmem;

/// What a document is to a run that walked into its file. A file that the user names is always read in full.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Relevance {
    /// Nothing: no rule looks at such objects.
    None,
    /// Something if the run holds a DaemonSet: an object that rules look at beside DaemonSets.
    Related,
    /// A DaemonSet, or a workload that may imitate one.
    Own,
}

/// Kinds that rules look at beside DaemonSets; each stands for the kinds that start with it.
const RELATED: &[&str] = &[
    "Certificate",
    "ClusterRole",
    "Component",
    "ConfigMap",
    "ExternalSecret",
    "HorizontalPodAutoscaler",
    "Ingress",
    "Kustomization",
    "LimitRange",
    "Namespace",
    "NetworkPolicy",
    "NodePool",
    "PersistentVolumeClaim",
    "PodDisruptionBudget",
    "PriorityClass",
    "ResourceQuota",
    "Role",
    "RuntimeClass",
    "ScaledObject",
    "SealedSecret",
    "Secret",
    "SecurityContextConstraints",
    "Service",
    "VerticalPodAutoscaler",
];

/// Kinds of workloads other than DaemonSets.
const WORKLOADS: &[&str] = &["Deployment", "ReplicaSet", "StatefulSet", "Pod", "Job", "CronJob"];

/// Words of a workload that may imitate a DaemonSet.
const SPREADS_ONE_PER_NODE: &[&str] = &["podAntiAffinity", "topologySpreadConstraints"];

/// Words of a workload that may stand in the way of a DaemonSet: ports of the node.
const USES_HOST_PORTS: &[&str] = &["hostPort", "hostNetwork"];

/// The relevance of a document, by the kinds that its text names; lists are what their items are.
pub(super) fn relevance(text: &str) -> Relevance {
    let of_kinds = kinds(text).map(|kind| of_kind(kind, text)).max();
    of_kinds.unwrap_or_else(|| match () {
        () if is_kustomization(text) => Relevance::Related,
        // A workload that forgot to say what it is.
        () if memmem::find(text.as_bytes(), b"apps/v1").is_some() => Relevance::Own,
        () => Relevance::None,
    })
}

/// Whether a kind is a DaemonSet with a slip of the pen.
fn is_nearly_ours(kind: &str) -> bool {
    const OURS: &str = "daemonset";
    const SLIPS: usize = 2;
    kind.starts_with(['D', 'd'])
        && kind.len().abs_diff(OURS.len()) <= SLIPS
        && strsim::levenshtein(&kind.to_ascii_lowercase(), OURS) <= SLIPS
}

/// Whether a text without a kind is a kustomization: it lists resources or patches, or sets versions of images.
fn is_kustomization(text: &str) -> bool {
    let has = |word: &[u8]| memmem::find(text.as_bytes(), word).is_some();
    let lists = |key: &str| {
        let mut lines = text.lines().skip_while(|line| line.trim_end() != key);
        lines.nth(1).is_some_and(|line| line.trim_start().starts_with("- "))
    };
    (has(b"resources:") && lists("resources:"))
        || (has(b"patches:") && lists("patches:"))
        || (has(b"patchesStrategicMerge:") && lists("patchesStrategicMerge:"))
        || (has(b"images:") && lists("images:") && (has(b"newTag") || has(b"digest")))
}

fn of_kind(kind: &str, text: &str) -> Relevance {
    let is_any = |kinds: &[&str]| kinds.iter().any(|known| kind.starts_with(known));
    let has_any =
        |words: &[&str]| words.iter().any(|word| memmem::find(text.as_bytes(), word.as_bytes()).is_some());
    if kind.get(..9).is_some_and(|start| start.eq_ignore_ascii_case("DaemonSet")) || is_nearly_ours(kind) {
        return Relevance::Own;
    }
    if is_any(WORKLOADS) {
        return match () {
            () if has_any(SPREADS_ONE_PER_NODE) => Relevance::Own,
            () if has_any(USES_HOST_PORTS) => Relevance::Related,
            () => Relevance::None,
        };
    }
    if is_any(RELATED) { Relevance::Related } else { Relevance::None }
}

/// The words behind every `kind:` of a text, in YAML or JSON, quoted or not.
fn kinds(text: &str) -> impl Iterator<Item = &str> {
    let found = memmem::find_iter(text.as_bytes(), b"kind");
    found.filter_map(|at| {
        let rest = text.get(at + 4..)?.trim_start_matches(['"', '\'']).trim_start_matches([' ', '\t']);
        let value = rest.strip_prefix(':')?.trim_start_matches([' ', '\t', '"', '\'']);
        let end = value.find(|character: char| !character.is_ascii_alphanumeric()).unwrap_or(value.len());
        value.get(..end).filter(|kind| !kind.is_empty())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_daemon_set_is_our_own_however_it_is_written() {
        for text in [
            "kind: DaemonSet",
            "{\"kind\": \"DaemonSet\"}",
            "{\"kind\":\"DaemonSetList\"}",
            "kind : 'DaemonSet'",
            "kind: daemonset",
            "kind: DeamonSet",
            "apiVersion: apps/v1\nspec:",
            "kind: List\nitems:\n- kind: DaemonSet",
        ] {
            assert_eq!(relevance(text), Relevance::Own, "{text}");
        }
    }

    #[test]
    fn other_workloads_matter_by_what_they_ask_for() {
        assert_eq!(relevance("kind: Deployment\npodAntiAffinity:"), Relevance::Own);
        assert_eq!(relevance("kind: Deployment\nhostPort: 80"), Relevance::Related);
        assert_eq!(relevance("kind: Deployment\nreplicas: 3"), Relevance::None);
    }

    #[test]
    fn a_kustomization_may_go_without_a_kind() {
        assert_eq!(relevance("namespace: a\nresources:\n- agent.yaml"), Relevance::Related);
        assert_eq!(relevance("images:\n  - name: a\n    newTag: v1"), Relevance::Related);
        assert_eq!(relevance("resources:\n  limits: {cpu: 1}"), Relevance::None);
        assert_eq!(relevance("images:\n  - a\n"), Relevance::None);
    }

    #[test]
    fn kinds_that_no_rule_reads_do_not_matter() {
        assert_eq!(relevance("kind: CustomResourceDefinition\nspec: {a: kind}"), Relevance::None);
        assert_eq!(relevance("name: check\non: push"), Relevance::None);
        assert_eq!(relevance("kind: ClusterRoleBinding"), Relevance::Related);
        assert_eq!(relevance("kind: ServiceAccount"), Relevance::Related);
    }
}
