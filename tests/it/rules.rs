//! The rules as a whole: their folders of manifests, their pages. Each manifest alone is tested by `tests/rules`.

use std::fs;

use daemonset_lint::coverage::Expectations;
use daemonset_lint::lint::{self, Profile, RunContext, Settings, rules::ALL};
use daemonset_lint::manifest::{self, Input};
use daemonset_lint::yaml::Limits;

use crate::fixture::{manifests, read};

#[test]
fn every_folder_belongs_to_a_rule() {
    for entry in fs::read_dir("testdata/rules").unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(lint::find_rule(&name).is_some(), "testdata/rules/{name} belongs to no rule");
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
