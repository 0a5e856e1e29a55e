//! No fix makes a finding of its own: all of them applied to every manifest of the tests, with all rules on.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use daemonset_lint::coverage::Expectations;
use daemonset_lint::fix;
use daemonset_lint::lint::{
    self, Applicability, Finding, Profile, RunContext, RunFacts, Server, Settings, rules::ALL,
};
use daemonset_lint::manifest::{self, Input, ManifestSet};
use daemonset_lint::yaml::{Limits, SourceFile};

fn manifests() -> Vec<PathBuf> {
    let folders = fs::read_dir("testdata/rules").unwrap().map(|entry| entry.unwrap().path());
    let folders = folders.chain([PathBuf::from("testdata/agents"), PathBuf::from("testdata/demo")]);
    let files = folders.flat_map(|folder| fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()));
    let mut found: Vec<PathBuf> =
        files.filter(|path| path.extension().is_some_and(|end| end == "yaml" || end == "json")).collect();
    found.sort();
    found
}

fn check(set: &ManifestSet) -> Vec<Finding> {
    let expectations = Expectations::annotated(set);
    let settings = Settings::uniform(Profile::only(ALL));
    lint::run(&RunContext {
        set,
        coverage: None,
        expectations: &expectations,
        settings: &settings,
        known: RunFacts::nothing(),
    })
}

/// How often each rule reports each object; of refused objects nothing, since fixes uncover what was not judged.
fn counts(findings: &[Finding], refused: &[usize]) -> BTreeMap<(usize, &'static str), usize> {
    let mut counts = BTreeMap::new();
    for finding in findings {
        if let Some(object) = finding.at.object.filter(|object| !refused.contains(object)) {
            *counts.entry((object, finding.rule.id)).or_default() += 1;
        }
    }
    counts
}

#[test]
fn no_fix_makes_a_finding() {
    for up_to in [Applicability::Safe, Applicability::Unsafe] {
        for path in manifests() {
            let source = SourceFile::from_bytes(path.to_str().unwrap(), fs::read(&path).unwrap());
            let set = manifest::read(vec![Input::new(source)], &Limits::default());
            let before = check(&set);
            let may_fix =
                |finding: &Finding| finding.fix.as_ref().is_some_and(|fix| fix.applicability <= up_to);
            if !before.iter().any(may_fix) {
                continue;
            }
            let outcome = fix::run_as_whole(&set, up_to, &check);
            let is_refused = |finding: &&Finding| finding.server.is_some_and(Server::is_refusal);
            let mut new: Vec<usize> =
                before.iter().filter(is_refused).filter_map(|finding| finding.at.object).collect();
            new.extend((0..set.objects.len()).filter(|index| {
                outcome
                    .set
                    .objects
                    .get(*index)
                    .is_none_or(|after| after.id.kind != set.objects[*index].id.kind)
            }));
            let known = counts(&before, &new);
            for (what, count) in counts(&outcome.findings, &new) {
                assert!(
                    known.get(&what).is_some_and(|before| count <= *before),
                    "{}: {what:?} was not there before the fixes",
                    path.display()
                );
            }
        }
    }
}
