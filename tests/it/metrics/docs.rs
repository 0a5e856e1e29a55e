//! The files in `docs/clusters`: what they grant, and that they name what there is.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use daemonset_lint::cluster::Kind;
use daemonset_lint::lint;
use daemonset_lint::manifest::{self, Input, ManifestSet};
use daemonset_lint::yaml::{Limits, SourceFile};
use k8s_openapi::api::rbac::v1::{ClusterRole, PolicyRule};
use serde_json::Value;

use super::{INPUTS, agents, families, nodes, pods, sandbox};
use crate::sandbox::Sandbox;

const KINDS: [Kind; 15] = [
    Kind::DaemonSet,
    Kind::Node,
    Kind::Pod,
    Kind::PriorityClass,
    Kind::Namespace,
    Kind::LimitRange,
    Kind::ResourceQuota,
    Kind::Service,
    Kind::NetworkPolicy,
    Kind::PodDisruptionBudget,
    Kind::ServiceAccount,
    Kind::Role,
    Kind::RoleBinding,
    Kind::ClusterRole,
    Kind::ClusterRoleBinding,
];

fn text(file: &str) -> String {
    fs::read_to_string(Path::new("docs").join(file)).unwrap()
}

fn read(file: &str) -> ManifestSet {
    manifest::read(vec![Input::new(SourceFile::new(file, text(file)))], &Limits::default())
}

/// A right, as `verb plural.group`.
type Rights = BTreeSet<String>;

fn rights(rules: Vec<PolicyRule>) -> Rights {
    let mut rights = Rights::new();
    for rule in rules {
        assert_eq!((rule.resource_names, rule.non_resource_urls), (None, None));
        for group in rule.api_groups.unwrap() {
            for resource in rule.resources.iter().flatten() {
                rights.extend(rule.verbs.iter().map(|verb| format!("{verb} {resource}.{group}")));
            }
        }
    }
    rights
}

fn role(file: &str, name: &str) -> Rights {
    let set = read(file);
    let mut roles = set.typed::<ClusterRole>("rbac.authorization.k8s.io", "ClusterRole");
    let (_, _, role) = roles.find(|(_, object, _)| object.id.name.as_deref() == Some(name)).unwrap();
    rights(role.rules.unwrap())
}

/// The right that a read of a kind takes. Roles are read one by one, by the names that bindings have for them.
fn right(kind: Kind) -> String {
    let resource = kind.resource();
    format!("{} {}.{}", kind.verb(), resource.plural, resource.group)
}

#[test]
fn the_roles_grant_what_is_read_and_no_more() {
    let basic: Rights = [Kind::Node, Kind::Pod, Kind::DaemonSet].map(right).into();
    let of_placement = [
        Kind::PriorityClass,
        Kind::PodDisruptionBudget,
        Kind::LimitRange,
        Kind::RuntimeClass,
        Kind::PersistentVolumeClaim,
        Kind::ResourceClaim,
        Kind::ResourceClaimTemplate,
    ];
    let placed: Rights = basic.into_iter().chain(of_placement.map(right)).collect();
    assert_eq!(role("clusters/clusterrole.yaml", "daemonset-lint-coverage"), placed);
    assert_eq!(role("clusters/cronjob.yaml", "daemonset-lint-metrics"), placed);
    let without_namespace = [Kind::Node, Kind::PriorityClass, Kind::RuntimeClass].map(right);
    assert_eq!(role("clusters/namespaced.yaml", "daemonset-lint-nodes"), without_namespace.into());

    let related: BTreeSet<&str> =
        lint::rules::ALL.iter().flat_map(|rule| lint::related_kinds(rule)).collect();
    let related = KINDS.into_iter().filter(|kind| related.contains(kind.resource().kind)).map(right);
    let all: Rights = placed.into_iter().chain(related).collect();
    assert_eq!(role("clusters/clusterrole.yaml", "daemonset-lint-check"), all);
}

#[test]
fn the_manifests_have_no_findings() {
    let folder = fs::canonicalize("docs/clusters").unwrap();
    let run = Sandbox::new().run(&[
        "check".as_ref(),
        "--preset".as_ref(),
        "strict".as_ref(),
        "-o".as_ref(),
        "json".as_ref(),
        folder.as_os_str(),
    ]);
    let report: Value = serde_json::from_str(&run.out).unwrap_or_else(|_| panic!("{run:?}"));
    assert_eq!((run.status, &report["findings"]), (0, &Value::Array(Vec::new())), "{run:?}");
    // Of all objects in the folder only the CronJob runs pods; the alert rules are no objects.
    assert!(report["summary"]["documents"].as_u64().unwrap() > 12, "{report}");
}

/// Words that look like a metric of ours.
fn metrics(text: &str) -> BTreeSet<&str> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    words.filter(|word| word.starts_with("daemonset_lint_")).collect()
}

#[test]
fn docs_and_alerts_name_the_metrics_that_there_are() {
    let output = sandbox(&agents(), &nodes(), &pods()).run(&[&INPUTS[..], &["-o", "metrics"]].concat()).out;
    let written = families(&output);
    let written: BTreeSet<&str> = written.keys().map(String::as_str).collect();
    let page = text("clusters.md");
    assert_eq!(metrics(&page), written, "docs/clusters.md lists every metric, and no other");
    for file in ["clusters/alerts.yaml", "clusters/alerts_test.yaml", "clusters/cronjob.yaml"] {
        let text = text(file);
        assert!(metrics(&text).is_subset(&written), "{file}: {:?}", metrics(&text));
    }
}

#[test]
fn every_alert_has_a_test_and_begins_its_runbook_with_a_command() {
    let (rules, tests) = (text("clusters/alerts.yaml"), text("clusters/alerts_test.yaml"));
    let alerts: Vec<&str> = rules.split("- alert: ").skip(1).collect();
    assert!(alerts.len() > 5);
    for alert in alerts {
        let name = alert.lines().next().unwrap();
        assert!(tests.contains(name), "{name} has no test");
        let first = alert.split("runbook: |-\n").nth(1).and_then(|runbook| runbook.lines().next());
        assert!(first.is_some_and(|line| line.trim().starts_with("1. kubectl ")), "{name}: {first:?}");
        assert!(alert.contains("kubectl daemonset-lint coverage "), "{name}");
        for key in ["expr: ", "for: ", "severity: ", "summary: ", "description: "] {
            assert!(alert.contains(key), "{name} has no {key}");
        }
    }
}
