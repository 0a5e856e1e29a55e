//! Which kinds rules read beside workloads: `lint::related_kinds` says so, and the manifests of the rules hold it to that.

use std::collections::BTreeSet;

use daemonset_lint::lint::{self, Rule, rules::ALL};
use daemonset_lint::manifest::{self, Input, ManifestSet};
use daemonset_lint::yaml::Limits;

use crate::fixture::{check, manifests, read};

/// Kinds that a cluster is asked for, beside DaemonSets, nodes and pods.
const KINDS: [&str; 12] = [
    "ClusterRole",
    "ClusterRoleBinding",
    "LimitRange",
    "Namespace",
    "NetworkPolicy",
    "PodDisruptionBudget",
    "PriorityClass",
    "ResourceQuota",
    "Role",
    "RoleBinding",
    "Service",
    "ServiceAccount",
];

/// Look at what stands in the same file; every object of a cluster is a file of its own, and we write it.
const OWN_FILE: [&str; 3] = ["dangling-reference", "duplicate-key", "no-health-gate"];

fn messages(rule: &'static Rule, path: &std::path::Path, set: &ManifestSet) -> Vec<String> {
    check(rule, path, set).1.into_iter().map(|finding| finding.message).collect()
}

#[test]
fn rules_read_no_kind_that_they_do_not_declare() {
    let (mut left_out, mut undeclared) = (0, BTreeSet::new());
    for rule in ALL.iter().filter(|rule| !OWN_FILE.contains(&rule.id)) {
        let declared: BTreeSet<&str> = lint::related_kinds(rule).collect();
        for path in ["good", "bad"].iter().flat_map(|word| manifests(rule, word)) {
            let set = || manifest::read(vec![Input::new(read(&path))], &Limits::default());
            let (whole, mut part) = (set(), set());
            part.objects.retain(|object| {
                let kind = object.id.kind.as_str();
                !KINDS.contains(&kind) || declared.contains(kind)
            });
            left_out += usize::from(part.objects.len() < whole.objects.len());
            if messages(rule, &path, &whole) != messages(rule, &path, &part) {
                undeclared.insert(path);
            }
        }
    }
    assert!(undeclared.is_empty(), "{undeclared:?}");
    assert!(left_out > 1, "too few manifests hold other kinds to show anything: {left_out}");
}
