//! Objects of a live cluster are checked as if they were files.
//!
//! `testdata/cluster/` holds what a kube-apiserver 1.37.2 returned: of `terse.yaml` and of the manifests in
//! `testdata/agents/`, which were created with `kubectl create`, and of `explicit.yaml`, which was created, applied, and applied
//! on the server (`kubectl get -o json --show-managed-fields`).

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use daemonset_lint::coverage::{Coverage, Expectations};
use daemonset_lint::inventory;
use daemonset_lint::lint::{self, Finding, Needs, Profile, RunContext, Settings, rules::ALL};
use daemonset_lint::manifest::{self, Input, Live, ManagedBy, ManifestSet, manifest_of};
use daemonset_lint::report::{
    self, CheckReport, Clusters, CoverageReport, CoverageSection, Hidden, Painter, Width,
};
use daemonset_lint::yaml::{self, Limits, Node, SourceFile, Value, load};
use proptest::prelude::*;
use serde_json::{Value as Json, json};

use crate::sandbox::Sandbox;

const FOLDER: &str = "testdata/cluster";

fn to_json(node: Node<'_>) -> Json {
    match node.value {
        Value::Null => Json::Null,
        Value::Bool(flag) => Json::from(flag),
        Value::Number(number) => serde_json::from_str(&number.to_string()).unwrap(),
        Value::String(text) => Json::from(text),
        Value::List(items) => items.iter().map(to_json).collect(),
        Value::Map(map) => {
            map.entries.iter().map(|entry| (entry.key.to_owned(), to_json(entry.value))).collect()
        }
    }
}

/// The objects of a manifest; lists are taken apart.
fn objects(text: &str) -> Vec<Json> {
    let documents = load(&SourceFile::new("x.yaml", text), &Limits::default());
    let values = documents
        .into_iter()
        .filter_map(|document| document.content.unwrap())
        .map(|document| to_json(document.root()));
    values
        .flat_map(|value| value["items"].as_array().cloned().unwrap_or_else(|| vec![value.clone()]))
        .collect()
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn returned(name: &str) -> Vec<Json> {
    objects(&read(&Path::new(FOLDER).join(name)))
}

fn cleaned(object: &Json) -> Json {
    let [cleaned] = <[Json; 1]>::try_from(objects(&manifest_of(object.clone()))).unwrap();
    cleaned
}

#[test]
fn what_the_server_wrote_is_not_in_the_manifest() {
    let written = objects(&read(&Path::new(FOLDER).join("terse.yaml")));
    let returned = returned("terse.json");
    assert_eq!(written.len(), returned.len());
    for (written, returned) in written.iter().zip(&returned) {
        assert_ne!(written, returned);
        assert_eq!(&cleaned(returned), written);
    }
}

#[test]
fn what_the_author_is_known_to_have_written_stays() {
    let [written] = <[Json; 1]>::try_from(objects(&read(&Path::new(FOLDER).join("explicit.yaml")))).unwrap();
    for name in ["explicit.applied.json", "explicit.server-side.json"] {
        assert_eq!(cleaned(&returned(name)[0]), written, "{name}");
    }
    assert_ne!(cleaned(&returned("explicit.created.json")[0]), written, "nothing says who wrote it");
}

#[test]
fn manifests_read_as_people_write_them() {
    let created = returned("explicit.created.json").remove(0);
    let applied = returned("explicit.applied.json").remove(0);
    let terse = returned("terse.json").pop().unwrap();
    insta::assert_snapshot!("created", manifest_of(created));
    insta::assert_snapshot!("applied", manifest_of(applied));
    insta::assert_snapshot!("terse", manifest_of(terse));
}

#[test]
fn the_pull_policy_is_left_out_where_the_image_implies_it() {
    const SHA: &str = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    let images = [
        ("agent", Some("Always")),
        ("agent:latest", Some("Always")),
        ("registry:5000/agent", Some("Always")),
        ("registry:5000/agent:1", Some("IfNotPresent")),
        ("quay.io/team/agent:V1", Some("IfNotPresent")),
        (&format!("agent@{SHA}"), Some("IfNotPresent")),
        (&format!("agent:latest@{SHA}"), Some("Always")),
        ("${IMAGE}", None),
        ("<IMAGE>", None),
        ("", None),
    ];
    for (image, implied) in images {
        for policy in ["Always", "IfNotPresent", "Never"] {
            let container = json!({ "name": "a", "image": image, "imagePullPolicy": policy });
            let object = json!({ "kind": "DaemonSet", "spec": { "template": { "spec": { "containers": [container] } } } });
            let kept = cleaned(&object).pointer("/spec/template/spec/containers/0/imagePullPolicy").is_some();
            assert_eq!(kept, implied != Some(policy), "{image} {policy}");
        }
    }
}

#[test]
fn anything_may_be_an_object() {
    let odd = [
        json!(null),
        json!("text"),
        json!([1, 2]),
        json!({}),
        json!({ "kind": "DaemonSet" }),
        json!({ "kind": 1, "metadata": [], "spec": { "template": 1 } }),
        json!({ "kind": "DaemonSet", "metadata": { "annotations": 1, "managedFields": [1, { "operation": "Apply" }] } }),
        json!({ "kind": "DaemonSet", "spec": { "updateStrategy": [], "template": { "metadata": 1, "spec": {
            "containers": [1, { "name": {}, "ports": {} }], "volumes": "x" } } } }),
        json!({ "metadata": { "annotations": { "kubectl.kubernetes.io/last-applied-configuration": "{" } } }),
    ];
    for object in odd {
        let text = manifest_of(object.clone());
        assert!(
            load(&SourceFile::new("x", text.as_str()), &Limits::default())
                .iter()
                .all(|one| one.content.is_ok()),
            "{object}: {text}"
        );
    }
}

/// The findings of a run, with the nodes of the agents.
fn findings(set: &ManifestSet, profile: Profile) -> (Vec<Finding>, Coverage) {
    let expectations = Expectations::annotated(set);
    let nodes = SourceFile::new("nodes.yaml", read(Path::new("testdata/agents/nodes.yaml")));
    let mut coverage = Coverage::new(set, inventory::read([&nodes]).unwrap());
    coverage.check_expectations(&expectations);
    let settings = Settings::uniform(profile);
    let context = RunContext {
        set,
        coverage: Some(&coverage),
        expectations: &expectations,
        settings: &settings,
        known: daemonset_lint::lint::RunFacts::nothing(),
    };
    (lint::run(&context), coverage)
}

/// Rule, kind, name and path of the findings.
fn gist(set: &ManifestSet, findings: &[Finding]) -> BTreeSet<[String; 4]> {
    let gist = |finding: &Finding| {
        let object = finding.at.object.map(|object| set.objects[object].id.clone()).unwrap_or_default();
        let path = finding.at.path.as_ref().map(ToString::to_string).unwrap_or_default();
        [finding.rule.id.to_owned(), object.kind, object.name.unwrap_or_default(), path]
    };
    findings.iter().map(gist).collect()
}

fn live(objects: &[Json]) -> ManifestSet {
    let input = |object: &Json| {
        let name = format!(
            "test:{}/{}",
            object["kind"].as_str().unwrap(),
            object["metadata"]["name"].as_str().unwrap()
        );
        Input::live(SourceFile::new(name, manifest_of(object.clone())), Live::default())
    };
    manifest::read(objects.iter().map(input).collect(), &Limits::default())
}

#[test]
fn agents_of_a_cluster_have_the_findings_of_their_files() {
    let mut compared = 0;
    for entry in fs::read_dir(Path::new(FOLDER).join("agents")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let live = live(&objects(&read(&path)));
        let file =
            SourceFile::new("agent.yaml", read(&Path::new("testdata/agents").join(format!("{name}.yaml"))));
        let file = manifest::read(vec![Input::new(file)], &Limits::default());
        let (of_file, of_live) =
            (findings(&file, Profile::only(ALL)).0, findings(&live, Profile::only(ALL)).0);
        assert!(!of_file.is_empty(), "{name}");
        assert_eq!(gist(&live, &of_live), gist(&file, &of_file), "{name}");
        compared += of_file.len();
    }
    assert!(compared > 100, "{compared}");
}

/// A manifest with a mistake that is one of how it is written, or one that its server did not mind.
const ODD: &str = "
apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: odd
spec:
  selector: {matchLabels: {app: odd}}
  fieldOfTomorrow: 1
  template:
    metadata: {labels: {app: odd}}
    spec:
      tolerations: [{key: a, operator: Lt, value: '5', effect: NoExecute}]
      containers: [{name: a, image: 'a:1', image: 'a:1'}]
";

#[test]
fn rules_about_files_say_nothing_of_live_objects() {
    let source = || SourceFile::new("odd", ODD);
    let set = |input| manifest::read(vec![input], &Limits::default());
    let file = set(Input::new(source()));
    let live = set(Input::live(source(), Live::default()));
    let rules = |set: &ManifestSet| -> BTreeSet<&str> {
        findings(set, Profile::only(ALL)).0.iter().map(|finding| finding.rule.id).collect()
    };
    let of_files: BTreeSet<&str> =
        ALL.iter().filter(|rule| rule.needs == Needs::File).map(|rule| rule.id).collect();
    let silent: BTreeSet<&str> = rules(&file).difference(&rules(&live)).copied().collect();
    assert_eq!(silent, BTreeSet::from(["duplicate-key", "invalid-toleration", "unknown-field"]));
    assert!(silent.is_subset(&of_files));
    assert!(rules(&live).is_subset(&rules(&file)) && !rules(&live).is_empty());
}

#[test]
fn reports_name_the_manager_and_offer_no_edits() {
    let object = returned("explicit.created.json").remove(0);
    let managed_by = Some(ManagedBy { by: "the EKS add-on vpc-cni\u{1b}[31m".to_owned() });
    let source = SourceFile::new("prod:daemonset/terse/explicit", manifest_of(object));
    let set =
        manifest::read(vec![Input::live(source, Live { managed_by, ..Live::default() })], &Limits::default());
    let (findings, coverage) = findings(&set, Profile::new(ALL));
    assert!(findings.iter().any(|finding| finding.fix.is_some()), "else there is nothing to offer");
    let report = CheckReport {
        set: &set,
        findings: &findings,
        coverage: None,
        hidden: Hidden::default(),
        cluster: None,
    };
    let human = report::human(&report, Painter::new(false));
    let table = report::coverage_table(&set, &coverage, Width::Table, Painter::new(false));
    assert!(!human.contains("--fix") && !human.contains("--unsafe-fixes"), "{human}");
    let json = report::check_json(&[report], Clusters(&[])).unwrap();
    assert!(!json.contains("\"edits\""), "{json}");
    assert!(json.contains("\"managedBy\": \"the EKS add-on vpc-cni"), "{json}");
    let section = CoverageSection { set: &set, coverage: &coverage, namespace: "default", cluster: None };
    let section = CoverageReport { sections: &[section], clusters: Clusters(&[]) };
    assert!(report::coverage_json(&section).unwrap().contains("\"managedBy\""));
    insta::assert_snapshot!("managed", format!("{human}\n{table}"));
}

proptest! {
    /// Our own tests hold what is written to kubectl's reading, which is YAML 1.1.
    #[test]
    fn readers_of_yaml_1_2_read_the_same_text(text in "[ -~éλ]{0,12}|(?s:.{0,12})|[-+0-9._:eExXobB~]{1,8}|(a|: |- |\\n|\\n  |#|\t|\u{2028}|\u{feff}){0,8}") {
        let read: Json = serde_yaml::from_str(&yaml::write(&json!({ "k": text }), Ord::cmp)).unwrap();
        prop_assert_eq!(read, json!({ "k": text }));
    }
}

/// Changes nothing: the server is only asked what it would make of the manifests.
#[test]
fn a_server_makes_the_same_of_the_manifest() {
    let Some(kubeconfig) = std::env::var_os("DAEMONSET_LINT_E2E_KUBECONFIG") else {
        eprintln!("skipped: DAEMONSET_LINT_E2E_KUBECONFIG is not set");
        return;
    };
    let agents = fs::read_dir(Path::new(FOLDER).join("agents")).unwrap().map(|entry| entry.unwrap().path());
    let files =
        agents.chain([Path::new(FOLDER).join("terse.json"), Path::new(FOLDER).join("explicit.created.json")]);
    let all = files.flat_map(|path| objects(&read(&path)));
    let returned: Vec<Json> = all
        .filter(|object| ["DaemonSet", "NetworkPolicy"].iter().any(|kind| object["kind"] == *kind))
        .collect();
    let manifests: Vec<String> = returned
        .iter()
        .enumerate()
        .map(|(at, object)| {
            let mut object = object.clone();
            object["metadata"]["namespace"] = json!("default");
            object["metadata"]["name"] = json!(format!("live-{at}"));
            manifest_of(object)
        })
        .collect();
    let folder = Sandbox::new();
    let file = folder.file("manifests.yaml", manifests.join("---\n"));
    let mut kubectl = Command::new("kubectl");
    kubectl.env("KUBECONFIG", kubeconfig).args(["create", "--dry-run=server", "-o", "json", "-f"]).arg(file);
    let output = kubectl.output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let made = serde_json::Deserializer::from_slice(&output.stdout).into_iter::<Json>();
    let made: Vec<Json> = made.map(Result::unwrap).collect();
    assert_eq!(made.len(), returned.len());
    for (made, returned) in made.iter().zip(&returned) {
        assert_eq!(made["spec"], returned["spec"]);
    }
}
