//! What an apply would do, beside what a real API server answers to `kubectl apply --dry-run=server`.

use std::collections::BTreeMap;
use std::env;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use daemonset_lint::manifest::{apply, changes, stored};
use serde_json::{Value, json};

use super::cases::{Case, cases};
use crate::sandbox::Sandbox;

/// Names the kubeconfig of the cluster to test against.
const VARIABLE: &str = "DAEMONSET_LINT_E2E_KUBECONFIG";

/// A namespace and a node on the cluster, and kubectl; all are gone at the end.
struct Cluster {
    kubeconfig: PathBuf,
    namespace: String,
    sandbox: Sandbox,
}

impl Cluster {
    fn new() -> Option<Self> {
        let Some(kubeconfig) = env::var_os(VARIABLE).map(PathBuf::from) else {
            eprintln!("skipped: {VARIABLE} does not name the kubeconfig of a cluster");
            return None;
        };
        if Command::new("kubectl").arg("help").stdout(Stdio::null()).status().is_err() {
            eprintln!("skipped: there is no kubectl");
            return None;
        }
        let namespace = format!("dsl-apply-{}", std::process::id());
        let cluster = Self { kubeconfig, namespace, sandbox: Sandbox::new() };
        cluster.kubectl(&["create", "namespace", &cluster.namespace]);
        // A cluster without nodes is an error: nothing would be compared.
        let node = json!({"apiVersion": "v1", "kind": "Node", "metadata": {"name": cluster.namespace}});
        cluster.sandbox.file("node.json", node.to_string());
        assert_eq!(cluster.kubectl(&["create", "-f", "node.json"]).1, "");
        Some(cluster)
    }

    /// What kubectl prints, whatever its exit status, and its complaints.
    fn kubectl(&self, args: &[&str]) -> (String, String) {
        let mut command = Command::new("kubectl");
        command.args(args).env("KUBECONFIG", &self.kubeconfig).env("HOME", self.sandbox.path());
        let output = command.current_dir(self.sandbox.path()).output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (text(output.stdout), text(output.stderr))
    }

    /// The DaemonSets that kubectl prints, by name.
    fn daemon_sets(&self, args: &[&str]) -> BTreeMap<String, Value> {
        let (out, err) = self.kubectl(&[args, &["-n", &self.namespace, "-o", "json"]].concat());
        let mut documents = serde_json::Deserializer::from_str(&out).into_iter::<Value>();
        let list = documents.next().unwrap_or_else(|| panic!("{args:?}: {err}")).unwrap();
        let items = list["items"].as_array().unwrap_or_else(|| panic!("{args:?}: {list} {err}"));
        let named = |item: &Value| item["metadata"]["name"].as_str().unwrap().to_owned();
        items.iter().map(|item| (named(item), item.clone())).collect()
    }

    fn list<'a>(&self, file: &str, objects: impl Iterator<Item = &'a Value>) {
        let items: Vec<&Value> = objects.collect();
        self.sandbox.file(file, json!({"apiVersion": "v1", "kind": "List", "items": items}).to_string());
    }

    /// Brings the objects into being as the cases say.
    fn set_up(&self, cases: &[Case]) {
        self.list("applied.json", cases.iter().filter(|case| !case.is_created).map(|case| &case.first));
        self.list("created.json", cases.iter().filter(|case| case.is_created).map(|case| &case.first));
        let applied = self.kubectl(&["apply", "-f", "applied.json"]);
        let created = self.kubectl(&["create", "-f", "created.json"]);
        assert_eq!((applied.1.as_str(), created.1.as_str()), ("", ""));
        for case in cases {
            let Some(patch) = &case.patch else { continue };
            let patch = patch.to_string();
            let args = ["patch", "daemonset", case.name, "-n", &self.namespace, "--type=merge", "-p", &patch];
            assert_eq!(self.kubectl(&args).1, "");
        }
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.kubectl(&["delete", "daemonsets", "--all", "-n", &self.namespace, "--wait=false"]);
        self.kubectl(&["delete", "node", &self.namespace]);
        self.kubectl(&["delete", "pods", "--all", "-n", &self.namespace, "--grace-period=0", "--force"]);
        self.kubectl(&["delete", "namespace", &self.namespace, "--wait=false"]);
        // Without controllers nobody else ends the namespace.
        let finalize = format!("/api/v1/namespaces/{}/finalize", self.namespace);
        let end = json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": self.namespace}, "spec": {"finalizers": []}});
        self.sandbox.file("end.json", end.to_string());
        self.kubectl(&["replace", "--raw", &finalize, "-f", "end.json"]);
    }
}

#[test]
fn an_apply_does_what_the_server_says() {
    let Some(cluster) = Cluster::new() else { return };
    let cases = cases(&cluster.namespace);
    assert!(cases.len() >= 100, "{} cases", cases.len());
    cluster.set_up(&cases);
    let live = cluster.daemon_sets(&["get", "daemonsets"]);
    // kubectl prints nothing if one of them is refused.
    let taken = cases.iter().filter(|case| !case.is_refused());
    cluster.list("taken.json", taken.map(|case| &case.then));
    let answers = cluster.daemon_sets(&["apply", "--dry-run=server", "-f", "taken.json"]);
    for case in cases.iter().filter(|case| case.is_refused()) {
        cluster.list("refused.json", [&case.then].into_iter());
        let (_, err) = cluster.kubectl(&["apply", "--dry-run=server", "-f", "refused.json"]);
        assert!(err.contains("field is immutable"), "{}: {err}", case.name);
    }
    cluster.list("then.json", cases.iter().map(|case| &case.then));
    let told = told(&cluster);
    let mut wrong = Vec::new();
    for case in &cases {
        let live = &live[case.name];
        if case.patch.is_none() {
            compare(&mut wrong, case, "filled in", (&stored(&case.first), &stored(live)));
        }
        let ours = apply(live, &case.then).map(|merged| stored(&merged)).unwrap();
        let is_told = told.get(case.name).is_some_and(|change| change["selectorChanged"] == true);
        if is_told != case.is_refused() {
            wrong.push(format!("{}: refused: {}, and not as told", case.name, case.is_refused()));
        }
        let Some(server) = answers.get(case.name) else { continue };
        compare(&mut wrong, case, "merged", (&ours, &stored(server)));
        let changes = server["spec"]["template"] != live["spec"]["template"];
        let is_told = told.get(case.name).is_some_and(|change| change["template"]["changed"] == true);
        if changes != is_told {
            wrong.push(format!("{}: the template changes: {changes}, and not as told", case.name));
        }
    }
    assert!(wrong.is_empty(), "{} of {} cases\n{}", wrong.len(), cases.len(), wrong.join("\n"));
    let rolled =
        answers.iter().filter(|(name, answer)| answer["spec"]["template"] != live[*name]["spec"]["template"]);
    eprintln!("{} changes, {} of which replace pods", cases.len(), rolled.count());
    let after = cluster.daemon_sets(&["get", "daemonsets"]);
    let versions = |all: &BTreeMap<String, Value>| -> Vec<Value> {
        all.values().map(|object| object["metadata"]["generation"].clone()).collect()
    };
    assert_eq!(versions(&after), versions(&live), "nothing is written");
}

/// Notes where our object and that of the server differ.
fn compare(wrong: &mut Vec<String>, case: &Case, what: &str, (ours, server): (&Value, &Value)) {
    if ours["spec"] != server["spec"] {
        wrong.push(format!("{} {what}, ours > server: {:#?}", case.name, changes(ours, server, "spec")));
    }
}

/// The changes that the program tells of, by name.
fn told(cluster: &Cluster) -> BTreeMap<String, Value> {
    let mut command = cluster.sandbox.command();
    command.args(["diff", "--cluster", "then.json", "-o", "json"]).env("KUBECONFIG", &cluster.kubeconfig);
    let run = crate::sandbox::end_of(command.spawn().unwrap());
    let report: Value = serde_json::from_str(&run.out).unwrap_or_else(|error| panic!("{error}: {run:?}"));
    let changes = report["daemonSets"].as_array().unwrap().iter();
    changes.map(|change| (change["name"].as_str().unwrap().to_owned(), change.clone())).collect()
}
