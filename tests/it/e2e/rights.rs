//! What is answered, what is not and what is said of it, for users who may not read everything.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::fixture::Fixture;
use super::objects::{daemon_set, node};
use crate::generator::numbers::Numbers;
use crate::sandbox::Run;

/// Everything that the program reads, as RBAC names it.
const RESOURCES: [(&str, &str); 19] = [
    ("", "nodes"),
    ("", "pods"),
    ("apps", "daemonsets"),
    ("", "namespaces"),
    ("", "limitranges"),
    ("", "resourcequotas"),
    ("", "services"),
    ("", "serviceaccounts"),
    ("scheduling.k8s.io", "priorityclasses"),
    ("networking.k8s.io", "networkpolicies"),
    ("policy", "poddisruptionbudgets"),
    ("node.k8s.io", "runtimeclasses"),
    ("", "persistentvolumeclaims"),
    ("resource.k8s.io", "resourceclaims"),
    ("resource.k8s.io", "resourceclaimtemplates"),
    ("rbac.authorization.k8s.io", "roles"),
    ("rbac.authorization.k8s.io", "rolebindings"),
    ("rbac.authorization.k8s.io", "clusterroles"),
    ("rbac.authorization.k8s.io", "clusterrolebindings"),
];

/// The context of a user that has no rights but those that a test gives to its group.
const CONTEXT: &str = "viewer";
const GROUP: &str = "viewers";

/// A cluster with a node and a DaemonSet whose account has a role of either kind.
struct Viewer {
    fixture: Fixture,
}

impl Viewer {
    fn new() -> Option<Self> {
        let fixture = Fixture::new()?;
        if !fixture.has_context(CONTEXT) {
            return None;
        }
        let (name, namespace) = (&fixture.name, &fixture.name);
        let room = json!({"cpu": "2", "memory": "4Gi", "pods": "20"});
        fixture.create(node(name, &json!({"kubernetes.io/hostname": name}), &json!({}), &room));
        let spec = json!({"nodeSelector": {"kubernetes.io/hostname": name}, "serviceAccountName": "agent"});
        fixture.create(daemon_set(namespace, "agent", &spec));
        let account = json!([{"kind": "ServiceAccount", "name": "agent", "namespace": namespace}]);
        let rules = json!([{"apiGroups": [""], "resources": ["pods"], "verbs": ["get"]}]);
        for (kind, metadata) in [
            ("Role", json!({"name": "agent", "namespace": namespace})),
            ("ClusterRole", json!({"name": format!("{name}-agent")})),
        ] {
            let role = json!({"apiGroup": RBAC, "kind": kind, "name": metadata["name"]});
            fixture
                .create(json!({"apiVersion": VERSION, "kind": kind, "metadata": metadata, "rules": rules}));
            let kind = format!("{kind}Binding");
            fixture.create(json!({"apiVersion": VERSION, "kind": kind, "metadata": metadata, "roleRef": role, "subjects": account}));
        }
        let role = json!({"apiGroup": RBAC, "kind": "ClusterRole", "name": name});
        let group = json!([{"apiGroup": RBAC, "kind": "Group", "name": GROUP}]);
        fixture.create(
            json!({"apiVersion": VERSION, "kind": "ClusterRole", "metadata": {"name": name}, "rules": []}),
        );
        fixture.create(json!({"apiVersion": VERSION, "kind": "ClusterRoleBinding", "metadata": {"name": name}, "roleRef": role, "subjects": group}));
        Some(Self { fixture })
    }

    /// Gives the rights to read some resources, and takes all others.
    fn allow(&self, resources: &BTreeSet<&str>) {
        let allowed = RESOURCES.iter().filter(|(_, resource)| resources.contains(resource));
        let rules = allowed
            .map(|(group, resource)| json!({"apiGroups": [group], "resources": [resource], "verbs": ["get", "list"]}));
        self.set_rules(&rules.collect::<Vec<_>>());
    }

    /// Sets the rules of the role, and waits until the server goes by them.
    fn set_rules(&self, rules: &[Value]) {
        let role = format!("/apis/{VERSION}/clusterroles/{}", self.fixture.name);
        self.fixture.api.patch(&role, &json!({"rules": rules}));
        let rights = RESOURCES
            .iter()
            .flat_map(|(group, resource)| ["get", "list"].map(|verb| (group, resource, verb)));
        let rights: Vec<_> = rights.collect();
        self.fixture.wait_for("rights that do not take effect", |api| {
            for (group, resource, verb) in &rights {
                let review = json!({
                    "apiVersion": "authorization.k8s.io/v1", "kind": "SubjectAccessReview",
                    "spec": {
                        "user": CONTEXT, "groups": [GROUP],
                        "resourceAttributes": {"group": group, "resource": resource, "verb": verb}
                    }
                });
                let answer =
                    api.try_post("/apis/authorization.k8s.io/v1/subjectaccessreviews", &review).unwrap();
                let has = |rule: &Value, key: &str, word: &str| {
                    rule[key].as_array().unwrap().contains(&json!(word))
                };
                let wanted = rules.iter().any(|rule| {
                    has(rule, "apiGroups", group)
                        && has(rule, "resources", resource)
                        && has(rule, "verbs", verb)
                });
                if answer["status"]["allowed"] != wanted {
                    return Err(format!("{verb} {resource}"));
                }
            }
            Ok(())
        });
    }

    /// Gives rights in the namespace of the test, and waits until DaemonSets may be listed there.
    fn bind_in_namespace(&self, rules: &[Value]) {
        let namespace = &self.fixture.name;
        let metadata = json!({"name": "viewer", "namespace": namespace});
        let role = json!({"apiGroup": RBAC, "kind": "Role", "name": "viewer"});
        let group = json!([{"apiGroup": RBAC, "kind": "Group", "name": GROUP}]);
        self.fixture
            .create(json!({"apiVersion": VERSION, "kind": "Role", "metadata": metadata, "rules": rules}));
        self.fixture.create(json!({
            "apiVersion": VERSION, "kind": "RoleBinding", "metadata": metadata, "roleRef": role, "subjects": group
        }));
        self.fixture.wait_for("rights in the namespace", |_| {
            let run = self.run(&["coverage", "-n", namespace]);
            if run.err.contains("may not list daemonsets") { Err(run.err) } else { Ok(()) }
        });
    }

    fn run(&self, args: &[&str]) -> Run {
        self.fixture.run(&[args, &["--context", CONTEXT]].concat())
    }
}

const RBAC: &str = "rbac.authorization.k8s.io";
const VERSION: &str = "rbac.authorization.k8s.io/v1";

fn all() -> BTreeSet<&'static str> {
    RESOURCES.map(|(_, resource)| resource).into()
}

/// The plurals of the kinds that the JSON calls denied.
fn denied(run: &Run) -> BTreeSet<String> {
    let report: Value = serde_json::from_str(&run.out).unwrap_or_else(|_| panic!("{run:?}"));
    let denied = report["contexts"][0]["denied"].as_array().into_iter().flatten();
    denied.map(|denied| super::objects::plural(denied["kind"].as_str().unwrap())).collect()
}

/// The rules that standard error asks for.
fn asked_for(run: &Run) -> Vec<Value> {
    let mut rules = Vec::new();
    for line in run.err.lines().map(str::trim) {
        if line.starts_with("- apiGroups: ") || line.starts_with("- {apiGroups: ") {
            rules.push(line.to_owned());
        } else if line.starts_with("resources: ") || line.starts_with("verbs: ") {
            rules.push(format!("  {line}"));
        }
    }
    if rules.is_empty() { Vec::new() } else { serde_yaml::from_str(&rules.join("\n")).unwrap() }
}

/// The right that a refusal names, and what the others leave.
#[test]
fn nodes_pods_and_daemon_sets() {
    let Some(viewer) = Viewer::new() else { return };
    viewer
        .fixture
        .sandbox
        .file("agent.json", daemon_set(&viewer.fixture.name, "agent", &json!({})).to_string());
    for rights in 0..8_u8 {
        let main = ["nodes", "pods", "daemonsets"].into_iter().enumerate();
        let missing: BTreeSet<&str> =
            main.filter(|(bit, _)| rights & (1 << bit) == 0).map(|(_, name)| name).collect();
        viewer.allow(&all().difference(&missing).copied().collect());
        for command in ["coverage", "overhead", "check"] {
            live(&viewer, command, &missing);
            manifests(&viewer, command, &missing);
        }
    }
}

/// Without PATH nodes and DaemonSets are the minimum.
fn live(viewer: &Viewer, command: &str, missing: &BTreeSet<&str>) {
    let run = viewer.run(&[command, "-o", "json", "-n", &viewer.fixture.name]);
    let needed = ["daemonsets", "nodes"].into_iter().find(|resource| missing.contains(resource));
    if let Some(resource) = needed {
        refused(&run, resource);
        return;
    }
    assert!(run.status < 2, "{command}, without {missing:?}: {run:?}");
    let expected: BTreeSet<String> = missing.iter().map(|&resource| resource.to_owned()).collect();
    assert_eq!(denied(&run), expected, "{command}: {run:?}");
    says_of_pods(viewer, &run, &[command, "-n", &viewer.fixture.name], missing);
}

/// Manifests need the nodes only.
fn manifests(viewer: &Viewer, command: &str, missing: &BTreeSet<&str>) {
    let run = viewer.run(&[command, "agent.json", "-o", "json"]);
    if missing.contains("nodes") {
        refused(&run, "nodes");
        return;
    }
    assert!(run.status < 2, "{command}, without {missing:?}: {run:?}");
    let mut expected: BTreeSet<String> = missing.iter().map(|&resource| resource.to_owned()).collect();
    if command != "check" {
        // Only rules compare manifests with the DaemonSets of the cluster.
        expected.remove("daemonsets");
    }
    assert_eq!(denied(&run), expected, "{command}: {run:?}");
    says_of_pods(viewer, &run, &[command, "agent.json"], missing);
}

fn refused(run: &Run, resource: &str) {
    assert_eq!((run.status, run.out.as_str()), (2, ""), "{run:?}");
    let group = if resource == "daemonsets" { "apps" } else { "" };
    let server = format!(
        "{resource}{}{group} is forbidden: User \"viewer\" cannot list resource",
        if group.is_empty() { "" } else { "." }
    );
    assert!(run.err.starts_with(&format!("error: may not list {resource}: {server}")), "{run:?}");
    assert_eq!(
        asked_for(run),
        [json!({"apiGroups": [group], "resources": [resource], "verbs": ["list"]})],
        "{run:?}"
    );
}

/// Without pods nothing is said that only pods tell, and the output says so.
fn says_of_pods(viewer: &Viewer, run: &Run, args: &[&str], missing: &BTreeSet<&str>) {
    let report: Value = serde_json::from_str(&run.out).unwrap();
    let is_missing = missing.contains("pods");
    if args[0] == "coverage" {
        assert_eq!(report["daemonSets"][0].get("observed").is_none(), is_missing, "{run:?}");
    }
    let text = viewer.run(args);
    assert_eq!(text.out.contains("! pods may not be read: nodes count as empty\n"), is_missing, "{text:?}");
    assert_eq!(text.err.contains("pods: nodes count as empty"), is_missing, "{text:?}");
}

#[test]
fn every_further_kind() {
    let Some(viewer) = Viewer::new() else { return };
    let further: Vec<&str> = RESOURCES.iter().skip(3).map(|(_, resource)| *resource).collect();
    let args = ["check", "--preset", "strict", "-o", "json", "-n", &viewer.fixture.name];
    let nothing: BTreeSet<&str> = ["nodes", "pods", "daemonsets"].into();
    viewer.allow(&nothing);
    let run = viewer.run(&args);
    // Roles are asked for only where a binding names them; these classes and claims where a DaemonSet does.
    let unread = [
        "roles",
        "clusterroles",
        "runtimeclasses",
        "persistentvolumeclaims",
        "resourceclaims",
        "resourceclaimtemplates",
    ];
    let read = denied(&run);
    let expected: BTreeSet<String> =
        further.iter().filter(|name| !unread.contains(name)).map(|&name| name.to_owned()).collect();
    assert_eq!(read, expected, "{run:?}");

    let numbers = &mut Numbers::new(3);
    let alone = further.iter().map(|&resource| BTreeSet::from([resource]));
    let some = (0..20).map(|_| further.iter().copied().filter(|_| numbers.percent(40)).collect());
    for missing in alone.chain(some) {
        viewer.allow(&all().difference(&missing).copied().collect());
        let run = viewer.run(&args);
        assert!(run.status < 2, "without {missing:?}: {run:?}");
        let is_asked_for = |name: &&str| match *name {
            "roles" => !missing.contains("rolebindings"),
            "clusterroles" => !missing.contains("clusterrolebindings"),
            name => !unread.contains(&name),
        };
        let expected: BTreeSet<String> =
            missing.iter().copied().filter(is_asked_for).map(str::to_owned).collect();
        assert_eq!(denied(&run), expected, "without {missing:?}: {run:?}");
        let named: BTreeSet<String> = asked_for(&run)
            .iter()
            .flat_map(|rule| rule["resources"].as_array().unwrap())
            .map(|resource| resource.as_str().unwrap().to_owned())
            .collect();
        assert_eq!(named, expected, "{run:?}");
        rests(&run, &expected);
    }
}

/// Rules that read what may not be read are named, and report nothing.
fn rests(run: &Run, missing: &BTreeSet<String>) {
    let report: Value = serde_json::from_str(&run.out).unwrap();
    let found: BTreeSet<&str> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| finding["rule"].as_str().unwrap())
        .collect();
    let lines = run.err.lines().filter_map(|line| line.split_once(": rules that are not run: "));
    let mut named = BTreeSet::new();
    for (resources, rules) in lines {
        assert!(missing.iter().any(|resource| resources.contains(resource.as_str())), "{run:?}");
        named.extend(rules.split(", "));
    }
    let both: Vec<_> = found.intersection(&named).collect();
    assert!(both.is_empty(), "{both:?} are reported all the same: {run:?}");
}

#[test]
fn the_rules_that_are_asked_for_are_enough() {
    let Some(viewer) = Viewer::new() else { return };
    let mut rules: Vec<Value> = Vec::new();
    viewer.allow(&BTreeSet::new());
    for _ in 0..5 {
        let run = viewer.run(&["check", "--preset", "strict", "-n", &viewer.fixture.name]);
        let more = asked_for(&run);
        if more.is_empty() {
            assert!(run.status < 2 && !run.err.contains("may be read"), "{run:?}");
            return;
        }
        rules.extend(more);
        viewer.set_rules(&rules);
    }
    panic!("still not enough: {rules:?}");
}

#[test]
fn a_user_without_any_right_is_told_the_first_that_is_missing() {
    let Some(fixture) = Fixture::new() else { return };
    if !fixture.has_context("nobody") {
        return;
    }
    for command in ["coverage", "overhead", "check"] {
        let run = fixture.run(&[command, "--context", "nobody"]);
        assert_eq!((run.status, run.out.as_str()), (2, ""), "{run:?}");
        assert!(
            run.err.contains("error: may not list daemonsets") && run.err.contains("User \"nobody\""),
            "{run:?}"
        );
    }
}

/// The rules of a `ClusterRole` of the documentation.
fn documented(file: &str, name: &str) -> Vec<Value> {
    let text = std::fs::read_to_string(file).unwrap();
    let documents = serde_yaml::Deserializer::from_str(&text);
    let documents = documents.map(|document| <Value as serde::Deserialize>::deserialize(document).unwrap());
    let mut role = documents.into_iter().find(|document| document["metadata"]["name"] == name).unwrap();
    serde_json::from_value(role["rules"].take()).unwrap()
}

#[test]
fn documented_roles_are_enough() {
    let Some(viewer) = Viewer::new() else { return };
    let file = "docs/clusters/clusterrole.yaml";
    viewer.set_rules(&documented(file, "daemonset-lint-coverage"));
    for command in ["coverage", "overhead", "snapshot"] {
        let run = viewer.run(&[command]);
        assert_eq!((run.status, run.err.as_str()), (0, ""), "{command}: {run:?}");
    }
    viewer.set_rules(&documented(file, "daemonset-lint-check"));
    viewer
        .fixture
        .sandbox
        .file("agent.json", daemon_set(&viewer.fixture.name, "agent", &json!({})).to_string());
    for args in [&["check", "--preset", "strict"][..], &["diff", "agent.json"]] {
        let run = viewer.run(args);
        assert!(run.status < 2 && !run.err.contains("may be read"), "{args:?}: {run:?}");
    }
    viewer.set_rules(&documented("docs/clusters/namespaced.yaml", "daemonset-lint-nodes"));
    viewer.bind_in_namespace(&documented("docs/clusters/namespaced.yaml", "daemonset-lint"));
    let run = viewer.run(&["coverage", "-n", &viewer.fixture.name]);
    assert_eq!(run.status, 0, "{run:?}");
    assert!(run.out.starts_with("! pods may not be read: nodes count as empty\n"), "{run:?}");
}
