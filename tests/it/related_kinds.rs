//! Which kinds rules read beside workloads: `lint::related_kinds` says so, and the manifests of the rules hold it to that.

use std::collections::BTreeSet;

use daemonset_lint::lint::{self, Rule, rules::ALL};
use daemonset_lint::manifest::{self, Input, ManifestSet};
use daemonset_lint::yaml::Limits;

use crate::rules::{check_set, manifests, read};

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

/// Looks at a Service of the same file only; objects of a cluster are files of their own.
const OWN_FILE: [&str; 1] = ["no-health-gate"];

fn messages(rule: &'static Rule, path: &std::path::Path, set: &ManifestSet) -> Vec<String> {
    check_set(rule, path, set).1.into_iter().map(|finding| finding.message).collect()
}

#[test]
fn rules_read_no_kind_that_they_do_not_declare() {
    let mut left_out = 0;
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
            assert_eq!(messages(rule, &path, &whole), messages(rule, &path, &part), "{}", path.display());
        }
    }
    assert!(left_out > 10, "too few manifests hold other kinds to show anything: {left_out}");
}

#[test]
fn rules_read_the_kinds_that_they_declare() {
    for rule in ALL {
        for kind in lint::related_kinds(rule).filter(|kind| lint::depends_on(rule, kind)) {
            let holds = |path: &std::path::PathBuf| {
                let set = manifest::read(vec![Input::new(read(path))], &Limits::default());
                set.objects.iter().any(|object| object.id.kind == kind)
            };
            let is_shown =
                ["good", "bad"].iter().flat_map(|word| manifests(rule, word)).any(|path| holds(&path));
            assert!(
                is_shown
                    || rule.id == "service-account-token"
                    || kind.contains("Role")
                    || kind == "ServiceAccount",
                "{}: no manifest holds a {kind}",
                rule.id
            );
        }
    }
}
