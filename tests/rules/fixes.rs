//! Every fix of a rule settles its finding, and changes nothing else.

use std::path::Path;

use daemonset_lint::fix::{self, Outcome};
use daemonset_lint::lint::{Applicability, Finding, Rule};
use daemonset_lint::manifest::{self, Input, ManifestSet};
use daemonset_lint::report::{self, FileChange, Painter};
use daemonset_lint::yaml::edit::{Change, Patch, to_json};
use daemonset_lint::yaml::{Limits, SourceFile};

use crate::findings::assert_snapshot;
use crate::fixture::{check, read};

fn findings(rule: &'static Rule, path: &Path, set: &ManifestSet) -> Vec<Finding> {
    check(rule, path, set).1
}

fn fixed(rule: &'static Rule, path: &Path, source: SourceFile, up_to: Applicability) -> Outcome {
    let set = manifest::read(vec![Input::new(source)], &Limits::default());
    fix::run_as_whole(&set, up_to, &|set| findings(rule, path, set))
}

pub(crate) fn as_the_snapshot_shows(rule: &'static Rule, path: &Path) {
    let source = read(path);
    let before = source.text().to_owned();
    let set = manifest::read(vec![Input::new(source.clone())], &Limits::default());
    let found = findings(rule, path, &set);
    let outcome = fixed(rule, path, source, Applicability::Unsafe);
    assert!(outcome.dropped.is_empty(), "{:?}", outcome.dropped);
    if found.iter().all(|finding| finding.fix.is_none()) {
        assert!(outcome.fixed.is_empty());
        return;
    }
    assert!(outcome.findings.len() < found.len(), "nothing is settled");
    assert!(outcome.findings.iter().all(|finding| finding.fix.is_none()), "fixes are left");
    let name = path.file_name().unwrap().to_str().unwrap();
    let after = outcome.set.files[0].text();
    let diff = report::patch(&[FileChange { name, before: &before, after }], Painter::new(false));
    let stem = path.file_stem().unwrap().to_str().unwrap();
    assert_snapshot(rule, &format!("{stem}.fixed"), &diff);
}

pub(crate) fn a_second_run_changes_nothing(rule: &'static Rule, path: &Path) {
    let once = fixed(rule, path, read(path), Applicability::Unsafe);
    let again = fixed(rule, path, once.set.files[0].clone(), Applicability::Unsafe);
    assert!(again.fixed.is_empty(), "{:?}", again.fixed);
    assert_eq!(once.set.files[0].text(), again.set.files[0].text());
}

pub(crate) fn each_means_what_it_says(rule: &'static Rule, path: &Path) {
    let source = read(path);
    let set = manifest::read(vec![Input::new(source.clone())], &Limits::default());
    for finding in findings(rule, path, &set) {
        let Some(fix) = &finding.fix else { continue };
        let text = Patch::apply(source.text(), &fix.patch.edits).expect("edits do not overlap");
        let after = manifest::read(vec![Input::new(source.with_text(text))], &Limits::default());
        assert_eq!(after.objects.len(), set.objects.len());
        for (index, (old, new)) in set.objects.iter().zip(&after.objects).enumerate() {
            let mine = finding.at.object == Some(index);
            let changes = fix.patch.changes.iter().filter(|_| mine);
            let expected = Change::apply(to_json(old.node()), changes);
            assert_eq!(expected, Some(to_json(new.node())), "{}", fix.title);
        }
        assert!(!fix.title.ends_with('.') && fix.title.len() < 80, "{}", fix.title);
    }
}

pub(crate) fn safe_ones_leave_the_others(rule: &'static Rule, path: &Path) {
    let outcome = fixed(rule, path, read(path), Applicability::Safe);
    let is_safe =
        |finding: &Finding| finding.fix.as_ref().is_some_and(|fix| fix.applicability == Applicability::Safe);
    assert!(!outcome.findings.iter().any(is_safe));
}
