//! What a real API server answers, held against what findings say of it.
//!
//! `testdata/server/verdicts.jsonl` keeps a few hundred answers, one a line. `e2e/server.rs` makes many thousands of
//! documents (see [`mutations`]) and asks a server anew.

mod mutations;

use std::fs;

use daemonset_lint::coverage::Expectations;
use daemonset_lint::lint::{self, Profile, RunContext, RunFacts, Server, Settings, rules::ALL};
use daemonset_lint::manifest::{self, Input};
use daemonset_lint::yaml::{Limits, SourceFile};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::Value;

pub(crate) use mutations::documents;

pub(crate) const VERDICTS: &str = "testdata/server/verdicts.jsonl";

/// A document, and what a server said.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Verdict {
    /// What was done to which of the documents that the server takes.
    pub(crate) case: String,
    pub(crate) document: Value,
    /// Why it was refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) refused: Option<String>,
    /// Why its pods were, where it was not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) pods_refused: Option<String>,
}

/// What findings say that the server does with a document, with their messages.
pub(crate) fn claims(document: &Value) -> Vec<(Server, String)> {
    let source = SourceFile::new("agent.json", document.to_string());
    let set = manifest::read(vec![Input::new(source)], &Limits::default());
    let expectations = Expectations::annotated(&set);
    let settings = Settings::uniform(Profile::new(ALL));
    let context = RunContext {
        set: &set,
        coverage: None,
        expectations: &expectations,
        settings: &settings,
        known: RunFacts::nothing(),
    };
    let found = lint::run(&context);
    found
        .into_iter()
        .filter_map(|finding| Some((finding.server?, format!("{}: {}", finding.rule.id, finding.message))))
        .collect()
}

/// What findings miss or make up; nothing where both agree.
pub(crate) fn disagreement(verdict: &Verdict) -> Option<String> {
    let claims = claims(&verdict.document);
    let claimed = |server| claims.iter().find(|(claim, _)| *claim == server).map(|(_, message)| message);
    match (&verdict.refused, claimed(Server::Rejects)) {
        (Some(why), None) => return Some(format!("missed: {}: {why}", verdict.case)),
        (None, Some(message)) => return Some(format!("made up: {}: {message}", verdict.case)),
        (Some(_), Some(_)) => return None,
        (None, None) => {}
    }
    match (&verdict.pods_refused, claimed(Server::RejectsPods)) {
        (Some(why), None) => Some(format!("missed of pods: {}: {why}", verdict.case)),
        // A class that is not among the documents may be on the server.
        (None, Some(message)) if !message.contains("unless the cluster has") => {
            Some(format!("made up of pods: {}: {message}", verdict.case))
        }
        _ => None,
    }
}

#[test]
fn verdicts_are_those_of_the_server() {
    let text = fs::read_to_string(VERDICTS).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines.len() > 200, "{} verdicts", lines.len());
    let wrong: Vec<String> =
        lines.par_iter().filter_map(|line| disagreement(&serde_json::from_str(line).unwrap())).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_documents_to_start_from_are_taken() {
    let bases: Vec<Value> =
        serde_json::from_str(&fs::read_to_string("testdata/server/bases.json").unwrap()).unwrap();
    for base in bases {
        let refused: Vec<_> =
            claims(&base).into_iter().filter(|(server, _)| *server == Server::Rejects).collect();
        assert!(refused.is_empty(), "{}: {refused:?}", base["metadata"]["name"]);
    }
}
