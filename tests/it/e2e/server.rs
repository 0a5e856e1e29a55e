//! Thousands of documents, each held against what the server says of it in a dry run.

use std::env;
use std::fs;

use serde_json::{Value, json};

use super::fixture::Fixture;
use crate::server::{VERDICTS, Verdict, disagreement, documents};

/// How many documents are tried, spread over all; `all` takes ten minutes.
const DOCUMENTS: &str = "DAEMONSET_LINT_E2E_DOCUMENTS";
/// As many as that if nothing is said.
const FEW: usize = 2000;
/// Set, the answers to a few hundred of them are written to `testdata/server`.
const UPDATE: &str = "UPDATE_VERDICTS";

/// More of an answer is not kept.
const LONGEST: usize = 160;

/// One of so many refusals, and of answers in all, is kept.
const KEPT: usize = 20;

#[test]
fn findings_say_what_the_server_says() {
    let Some(fixture) = Fixture::new() else { return };
    let all = documents();
    let wanted = match env::var(DOCUMENTS) {
        Ok(count) => count.parse().unwrap_or(all.len()),
        Err(_) => FEW,
    };
    let step = (all.len() / wanted.max(1)).max(1);
    let verdicts: Vec<Verdict> = all.into_iter().step_by(step).map(|case| ask(&fixture, case)).collect();
    if env::var_os(UPDATE).is_some() {
        keep(&verdicts);
    }
    let wrong: Vec<String> = verdicts.iter().filter_map(disagreement).collect();
    let refused = verdicts.iter().filter(|verdict| verdict.refused.is_some()).count();
    let podless = verdicts.iter().filter(|verdict| verdict.pods_refused.is_some()).count();
    eprintln!(
        "{} documents, {refused} refused, {podless} refused as pods, {} wrong",
        verdicts.len(),
        wrong.len()
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn ask(fixture: &Fixture, (case, document): (String, Value)) -> Verdict {
    let refused = dry_run(fixture, "apis/apps/v1", "daemonsets", &document);
    let pods_refused =
        refused.is_none().then(|| dry_run(fixture, "api/v1", "pods", &pod(&document))).flatten();
    // What a cluster may have is not for the document to say.
    let pods_refused = pods_refused.filter(|why| !why.contains("no PriorityClass with name"));
    Verdict { case, document, refused, pods_refused }
}

/// The pod that the controller makes of the template; the account is what an admission plugin fills in.
fn pod(document: &Value) -> Value {
    let template = &document["spec"]["template"];
    let mut metadata = json!({"name": "agent-x7k2p"});
    for field in ["labels", "annotations", "finalizers"] {
        metadata[field] = template["metadata"][field].clone();
    }
    let mut spec = template["spec"].clone();
    let is_given = |field: &str| spec[field].as_str().is_some_and(|name| !name.is_empty());
    if !is_given("serviceAccountName") && !is_given("serviceAccount") {
        spec["serviceAccountName"] = json!("default");
    }
    json!({"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec})
}

/// Why the server refuses an object, if it does.
fn dry_run(fixture: &Fixture, group: &str, resource: &str, object: &Value) -> Option<String> {
    let path = format!("/{group}/namespaces/{}/{resource}?dryRun=All&fieldValidation=Strict", fixture.name);
    let refused = fixture.api.try_post(&path, object).err()?;
    Some(refused.message.chars().take(LONGEST).collect())
}

/// Keeps some refusals, and fewer of the rest.
fn keep(verdicts: &[Verdict]) {
    let refused = verdicts.iter().filter(|verdict| verdict.refused.is_some()).step_by(KEPT);
    let podless = verdicts.iter().filter(|verdict| verdict.pods_refused.is_some()).step_by(KEPT / 5);
    let taken = verdicts.iter().filter(|verdict| verdict.refused.is_none() && verdict.pods_refused.is_none());
    let kept = refused.chain(podless).chain(taken.step_by(KEPT));
    let lines: Vec<String> = kept.map(|verdict| serde_json::to_string(verdict).unwrap()).collect();
    fs::write(VERDICTS, lines.join("\n") + "\n").unwrap();
}
