//! The manifests of a rule, checked by the rule alone.
//!
//! A manifest whose name ends in `-nodes` is checked with `nodes.yaml` of the same folder (`page-nodes.yaml` with
//! `nodes-page.yaml` if there is one), and all of them with its `config.yaml`.

use std::fs;
use std::path::{Path, PathBuf};

use daemonset_lint::config::{self, InForce, Overrides};
use daemonset_lint::coverage::{Coverage, Expectations};
use daemonset_lint::inventory;
use daemonset_lint::lint::{self, Check, Finding, Origin, Profile, Rule, RunContext, Settings, rules::ALL};
use daemonset_lint::manifest::ManifestSet;
use daemonset_lint::yaml::SourceFile;

pub(crate) fn folder(rule: &Rule) -> PathBuf {
    Path::new("testdata/rules").join(rule.id)
}

/// The manifests of a rule whose names start with a word, sorted.
pub(crate) fn manifests(rule: &Rule, word: &str) -> Vec<PathBuf> {
    let entries =
        fs::read_dir(folder(rule)).unwrap_or_else(|error| panic!("{}: {error}", folder(rule).display()));
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| {
        let name = path.file_name().unwrap().to_str().unwrap();
        name.starts_with(word) && !name.contains(".snap")
    });
    paths.sort();
    paths
}

pub(crate) fn read(path: &Path) -> SourceFile {
    let bytes = fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    SourceFile::from_bytes(path.file_name().unwrap().to_str().unwrap(), bytes)
}

/// The findings of one rule, with the nodes of the folder where the name of the manifest asks for them.
pub(crate) fn check(rule: &'static Rule, path: &Path, set: &ManifestSet) -> (Option<Coverage>, Vec<Finding>) {
    let expectations = Expectations::annotated(set);
    let coverage = nodes(path).map(|nodes| {
        let nodes = inventory::read([&read(&nodes)]).unwrap();
        let mut coverage = Coverage::new(set, nodes);
        coverage.check_expectations(&expectations);
        coverage
    });
    // What comes after the other rules is about them.
    let is_last = matches!(rule.check, Check::Ignores(_));
    let settings = Settings::uniform(if is_last { Profile::new(ALL) } else { profile(rule) });
    let context = RunContext {
        set,
        coverage: coverage.as_ref(),
        expectations: &expectations,
        settings: &settings,
        known: daemonset_lint::lint::RunFacts::nothing(),
    };
    let mut findings = lint::run(&context);
    findings.retain(|finding| finding.rule.id == rule.id);
    (coverage, findings)
}

/// The node list with which a manifest is checked.
fn nodes(path: &Path) -> Option<PathBuf> {
    let stem = path.file_stem()?.to_str()?;
    let of_page = path.with_file_name("nodes-page.yaml");
    match stem {
        "page-nodes" if of_page.exists() => Some(of_page),
        _ => stem.ends_with("-nodes").then(|| path.with_file_name("nodes.yaml")),
    }
}

/// The rule alone, with the options that its folder sets.
fn profile(rule: &'static Rule) -> Profile {
    let path = folder(rule).join("config.yaml");
    if !path.exists() {
        return Profile::only(&[rule]);
    }
    let config = config::parse(&read(&path), &[rule]).unwrap();
    let mut profile = InForce::new(Some(&config), &Overrides::default(), &[rule]).profile;
    profile.select(&[rule], &Origin::by_default());
    profile
}
