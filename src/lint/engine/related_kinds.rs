//! Which kinds a rule reads in addition to workloads, so that no more of a cluster is read than the rules of a run need.

use super::rule::Rule;

/// What rules read beside workloads.
#[derive(Clone, Copy, Debug)]
struct Reads {
    rules: &'static [&'static str],
    kinds: &'static [&'static str],
    /// Whether the rules would say something that is not true if they did not see the kinds.
    needed: bool,
}

const RBAC: &[&str] = &["ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding", "ServiceAccount"];

const READS: &[Reads] = &[
    Reads {
        rules: &[
            "agent-is-cluster-admin",
            "api-fanout",
            "misdirected-binding",
            "scc-not-granted",
            "service-account-token",
            "trampoline-permissions",
        ],
        kinds: RBAC,
        needed: true,
    },
    Reads { rules: &["dangling-reference"], kinds: &["PriorityClass", "ServiceAccount"], needed: true },
    Reads { rules: &["limit-range-conflict"], kinds: &["LimitRange"], needed: true },
    Reads { rules: &["quota-refuses-pods"], kinds: &["LimitRange", "ResourceQuota"], needed: true },
    Reads {
        rules: &["application-as-daemonset", "local-service-coverage"],
        kinds: &["Service"],
        needed: true,
    },
    Reads {
        rules: &["missing-network-policy", "networkpolicy-cannot-apply"],
        kinds: &["NetworkPolicy"],
        needed: true,
    },
    Reads {
        rules: &["namespace-node-selector-conflict", "pod-security-level", "scc-not-granted"],
        kinds: &["Namespace"],
        needed: true,
    },
    Reads { rules: &["non-preempting-priority"], kinds: &["PriorityClass"], needed: true },
    Reads { rules: &["pdb-on-daemonset"], kinds: &["PodDisruptionBudget"], needed: true },
    // Without the Services it knows those by their names that end in svc alone.
    Reads { rules: &["hostnetwork-cluster-dns"], kinds: &["Service"], needed: false },
    // Without the classes they say that the priorities are not known.
    Reads { rules: &["overhead-budget", "pod-slot-budget"], kinds: &["PriorityClass"], needed: false },
];

/// The kinds beside workloads, of those that a cluster can be asked for, that a rule reads.
pub fn related_kinds(rule: &Rule) -> impl Iterator<Item = &'static str> {
    of(rule).flat_map(|reads| reads.kinds.iter().copied())
}

/// Whether a rule must not run where a kind exists and cannot be read.
pub(crate) fn depends_on(rule: &Rule, kind: &str) -> bool {
    of(rule).any(|reads| reads.needed && reads.kinds.contains(&kind))
}

fn of(rule: &Rule) -> impl Iterator<Item = &'static Reads> {
    READS.iter().filter(|reads| reads.rules.contains(&rule.id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::rule_index::find_rule;

    #[test]
    fn the_table_names_rules_that_exist() {
        for id in READS.iter().flat_map(|reads| reads.rules) {
            assert!(find_rule(id).is_some(), "{id}");
        }
    }
}
