//! What a rule finds.

use std::fs;
use std::path::Path;

use daemonset_lint::coverage::Coverage;
use daemonset_lint::lint::{Finding, Rule};
use daemonset_lint::manifest::{self, Input, ManifestSet};
use daemonset_lint::report::{self, CheckReport, Hidden, Painter};
use daemonset_lint::yaml::Limits;

use crate::compact;
use crate::fixture::{check, folder, read};

/// Manifests whose report is kept as people see it: between them, every part of a report. All others are kept in a form
/// that changes with the findings only.
const AS_PEOPLE_SEE_IT: &[&str] = &[
    "missing-tolerations/bad",
    "missing-tolerations/bad-nodes",
    "syntax/bad",
    "lost-indentation/bad-crlf",
    "duplicate-agent/bad-same-image",
    "selector-mismatch/bad",
    "unused-ignore/bad-misspelt",
    "type-mismatch/bad-scalars",
    "unsafe-max-unavailable/bad-nodes",
    "host-port-conflict/bad",
    "missing-limits/bad",
    "placement-expectation/bad-all-nodes",
];

struct Checked {
    set: ManifestSet,
    coverage: Option<Coverage>,
    findings: Vec<Finding>,
}

impl Checked {
    fn new(rule: &'static Rule, path: &Path) -> Self {
        let set = manifest::read(vec![Input::new(read(path))], &Limits::default());
        let (coverage, findings) = check(rule, path, &set);
        Self { set, coverage, findings }
    }

    fn human(&self) -> String {
        let Self { set, coverage, findings } = self;
        report::human(
            &CheckReport {
                set,
                findings,
                coverage: coverage.as_ref(),
                hidden: Hidden::default(),
                cluster: None,
            },
            Painter::new(false),
        )
    }
}

/// A good manifest: nothing is reported.
pub(crate) fn none(rule: &'static Rule, path: &Path) {
    let checked = Checked::new(rule, path);
    assert!(checked.findings.is_empty(), "{}", checked.human());
}

/// A bad manifest: what is reported, and where.
pub(crate) fn as_the_snapshot_shows(rule: &'static Rule, path: &Path) {
    let checked = Checked::new(rule, path);
    assert!(!checked.findings.is_empty(), "nothing is reported");
    for finding in &checked.findings {
        let text = checked.set.files[finding.at.file].text();
        assert!(text.get(finding.at.span.range()).is_some(), "points out of its file: {finding:?}");
        assert!(finding.message.len() < 120, "long message: {}", finding.message);
    }
    let stem = path.file_stem().unwrap().to_str().unwrap();
    assert_snapshot(rule, stem, &compact::render(&checked.set, &checked.findings));
    if AS_PEOPLE_SEE_IT.contains(&format!("{}/{stem}", rule.id).as_str()) {
        assert_snapshot(rule, &format!("{stem}.human"), &checked.human());
    }
}

/// Compares with a snapshot beside the manifests of a rule.
pub(crate) fn assert_snapshot(rule: &Rule, name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(fs::canonicalize(folder(rule)).unwrap());
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}
