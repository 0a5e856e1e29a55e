//! Each rule alone: silent on good manifests, exact on bad ones.
//!
//! `testdata/rules/<id>/bad*.yaml` have a snapshot of the report beside them, `good*.yaml` report nothing. A manifest
//! whose name ends in `-nodes` is checked with `nodes.yaml` of the same folder, and all of them with its `config.yaml`.

use std::fs;
use std::path::{Path, PathBuf};

use daemonset_lint::config::{self, InForce, Overrides};
use daemonset_lint::coverage::{Coverage, Expectations};
use daemonset_lint::lint::{self, Check, Finding, Origin, Profile, Rule, RunContext, Settings};

use daemonset_lint::manifest::{self, Input, ManifestSet};
use daemonset_lint::report::{self, CheckReport, Hidden, Painter};
use daemonset_lint::yaml::{Limits, SourceFile};
use daemonset_lint::{inventory, lint::rules::ALL};

fn folder(rule: &Rule) -> PathBuf {
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

struct Checked {
    set: ManifestSet,
    coverage: Option<Coverage>,
    findings: Vec<Finding>,
}

fn check(rule: &'static Rule, path: &Path) -> Checked {
    let source = read(path);
    let set = manifest::read(vec![Input::new(source)], &Limits::default());
    let (coverage, findings) = check_set(rule, path, &set);
    Checked { set, coverage, findings }
}

/// The findings of one rule, with the nodes of the folder where the name of the manifest asks for them.
pub(crate) fn check_set(
    rule: &'static Rule,
    path: &Path,
    set: &ManifestSet,
) -> (Option<Coverage>, Vec<Finding>) {
    let expectations = Expectations::annotated(set);
    let with_nodes = path.file_stem().unwrap().to_str().unwrap().ends_with("-nodes");
    let coverage = with_nodes.then(|| {
        let nodes = inventory::read([&read(&path.with_file_name("nodes.yaml"))]).unwrap();
        let mut coverage = Coverage::new(set, nodes);
        coverage.hold(&expectations);
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

pub(crate) fn read(path: &Path) -> SourceFile {
    let bytes = fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    SourceFile::from_bytes(path.file_name().unwrap().to_str().unwrap(), bytes)
}

fn render(Checked { set, coverage, findings }: &Checked) -> String {
    report::human(
        &CheckReport { set, findings, coverage: coverage.as_ref(), hidden: Hidden::default(), cluster: None },
        Painter::new(false),
    )
}

/// Keeps snapshots beside the manifests of a rule.
pub(crate) fn bind_snapshots(rule: &Rule, assertion: impl FnOnce()) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(fs::canonicalize(folder(rule)).unwrap());
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(assertion);
}

#[test]
fn every_rule_has_good_and_bad_manifests() {
    for rule in ALL {
        assert!(!manifests(rule, "bad").is_empty(), "{}: no bad manifest", rule.id);
        assert!(!manifests(rule, "good").is_empty(), "{}: no good manifest", rule.id);
    }
}

#[test]
fn every_folder_belongs_to_a_rule() {
    for entry in fs::read_dir("testdata/rules").unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(lint::find_rule(&name).is_some(), "testdata/rules/{name} belongs to no rule");
    }
}

#[test]
fn good_manifests_are_silent() {
    for rule in ALL {
        for path in manifests(rule, "good") {
            let checked = check(rule, &path);
            assert!(checked.findings.is_empty(), "{}\n{}", path.display(), render(&checked));
        }
    }
}

#[test]
fn bad_manifests_are_reported_as_the_snapshots_show() {
    for rule in ALL {
        for path in manifests(rule, "bad") {
            let checked = check(rule, &path);
            assert!(!checked.findings.is_empty(), "{}: nothing reported", path.display());
            let name = path.file_stem().unwrap().to_str().unwrap();
            bind_snapshots(rule, || insta::assert_snapshot!(name, render(&checked)));
        }
    }
}

#[test]
fn every_finding_points_into_its_file() {
    for rule in ALL {
        for path in manifests(rule, "bad") {
            let checked = check(rule, &path);
            for finding in &checked.findings {
                let text = checked.set.files[finding.at.file].text();
                assert!(text.get(finding.at.span.range()).is_some(), "{}: {finding:?}", path.display());
                assert!(finding.message.len() < 120, "{}: long message: {}", path.display(), finding.message);
            }
        }
    }
}

#[test]
fn every_page_says_what_why_and_what_to_do() {
    for rule in ALL {
        let page = &rule.page;
        for text in [page.what, page.why, page.remedy, page.bad, page.good] {
            assert!(!text.trim().is_empty(), "{}: a part of the page is missing", rule.id);
        }
        assert!(!page.links.is_empty(), "{}: no links", rule.id);
        assert!(page.links.iter().all(|link| link.starts_with("https://")), "{}", rule.id);
        assert!(!rule.summary.ends_with('.') && rule.summary.len() <= 90, "{}: {}", rule.id, rule.summary);
    }
}

#[test]
fn lost_indentation_silences_every_other_rule() {
    let rule = lint::find_rule("lost-indentation").unwrap();
    for path in manifests(rule, "bad") {
        let set = manifest::read(vec![Input::new(read(&path))], &Limits::default());
        let expectations = Expectations::annotated(&set);
        let settings = Settings::uniform(Profile::only(ALL));
        let context = RunContext {
            set: &set,
            coverage: None,
            expectations: &expectations,
            settings: &settings,
            known: daemonset_lint::lint::RunFacts::nothing(),
        };
        let findings = lint::run(&context);
        let ids: Vec<_> = findings.iter().map(|finding| finding.rule.id).collect();
        assert_eq!(ids, [rule.id], "{}", path.display());
    }
}
