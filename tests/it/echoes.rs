//! One finding for one cause: which rules speak of each bad manifest when all that are on by default run.
//!
//! Read a change of the snapshot: a manifest that shows one fault should raise one finding.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use daemonset_lint::coverage::Expectations;
use daemonset_lint::lint::{self, Profile, RunContext, Settings, rules::ALL};
use daemonset_lint::manifest::{self, Input};
use daemonset_lint::yaml::{Limits, SourceFile};

fn bad_manifests() -> Vec<PathBuf> {
    let folders = fs::read_dir("testdata/rules").unwrap().map(|entry| entry.unwrap().path());
    let files = folders.flat_map(|folder| fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()));
    let mut bad: Vec<PathBuf> = files
        .filter(|path| {
            let name = path.file_name().unwrap().to_str().unwrap();
            name.starts_with("bad") && !name.contains(".snap")
        })
        .collect();
    bad.sort();
    bad
}

/// The rules that are on by default and report something, with how often.
fn reported(path: &PathBuf) -> String {
    let name = path.strip_prefix("testdata/rules").unwrap().to_str().unwrap();
    let source = SourceFile::from_bytes(name, fs::read(path).unwrap());
    let set = manifest::read(vec![Input::new(source)], &Limits::default());
    let expectations = Expectations::annotated(&set);
    let settings = Settings::uniform(Profile::new(ALL));
    let context = RunContext {
        set: &set,
        coverage: None,
        expectations: &expectations,
        settings: &settings,
        known: daemonset_lint::lint::RunFacts::nothing(),
    };
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for finding in lint::run(&context) {
        *counts.entry(finding.rule.id).or_default() += 1;
    }
    let words = counts.into_iter().map(|(id, count)| match count {
        1 => id.to_owned(),
        count => format!("{id} ×{count}"),
    });
    words.collect::<Vec<_>>().join(", ")
}

#[test]
fn no_rule_echoes_another() {
    let mut table = String::new();
    for path in bad_manifests() {
        let name = path.strip_prefix("testdata/rules").unwrap().with_extension("");
        writeln!(table, "{}: {}", name.display(), reported(&path)).unwrap();
    }
    insta::assert_snapshot!(table);
}
