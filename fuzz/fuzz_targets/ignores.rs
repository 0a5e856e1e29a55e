//! Ignores: a line of text as a comment at several places, another one as an annotation. They hide findings, and neither
//! make nor lose any.
#![no_main]

use std::collections::BTreeMap;

use daemonset_lint::lint::{Finding, Judged, Profile, Settings, rules};
use daemonset_lint_fuzz::{reports, run};
use libfuzzer_sys::fuzz_target;

/// Those that speak of ignores are left out: they find more where there are ignores.
fn settings() -> Settings {
    let rules: Vec<_> = rules::ALL.iter().copied().filter(|rule| rule.id != "unused-ignore").collect();
    Settings::uniform(Profile::only(&rules))
}

fuzz_target!(init: daemonset_lint_fuzz::start(), |data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let mut lines = text.lines();
    let [comment, annotation, reason] = [(); 3].map(|()| lines.next().unwrap_or_default());
    let manifest = manifest(comment, annotation, reason);
    let set = run::read(manifest.as_bytes());
    let (coverage, judged) = run::judge(&set, run::fleet(), run::all_rules());
    reports::assert_check(&set, &coverage, &judged);

    // Of the same length, so that all places stay.
    let silent = manifest.replace("daemonset-lint", "daemonset-lynt");
    let (_, all) = run::judge(&run::read(silent.as_bytes()), run::fleet(), &settings());
    let (_, judged) = run::judge(&set, run::fleet(), &settings());
    assert!(all.suppressed.is_empty());
    assert_eq!(places(&judged), places(&all), "{manifest}");
});

/// How many findings each rule has at each place, told or not.
fn places(judged: &Judged) -> BTreeMap<(&'static str, usize), usize> {
    let hidden = judged.suppressed.iter().map(|suppressed| &suppressed.finding);
    let mut places = BTreeMap::new();
    for Finding { rule, at, .. } in judged.findings.iter().chain(hidden) {
        *places.entry((rule.id, at.span.start)).or_default() += 1;
    }
    places
}

fn manifest(comment: &str, annotation: &str, reason: &str) -> String {
    let [annotation, reason] = [annotation, reason].map(|text| serde_json::Value::from(text).to_string());
    format!(
        "# {comment}
apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: agent
  annotations:
    daemonset-lint/ignore: {annotation}
    daemonset-lint/ignore-reason: {reason}
spec:
  selector: {{matchLabels: {{app: agent}}}} #{comment}
  template:
    metadata:
      labels: {{app: other}}
    spec:
      # {comment}
      hostNetwork: true
      containers:
        - # {comment}
          name: agent
          image: agent:latest
          securityContext: {{privileged: true}} # {comment}
"
    )
}
