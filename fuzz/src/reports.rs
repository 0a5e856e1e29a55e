//! Reports: places in their texts, and nothing that a terminal would obey.

use daemonset_lint::coverage::{Coverage, Overhead};
use daemonset_lint::lint::{Finding, Judged};
use daemonset_lint::manifest::ManifestSet;
use daemonset_lint::report::{
    self, CheckReport, Clusters, CoverageReport, CoverageSection, Hidden, OverheadReport, OverheadSection,
    Painter, Width,
};

use crate::places::assert_fits;

/// Holds the findings of a run, and their reports, against what must hold of all of them.
pub fn assert_check(set: &ManifestSet, coverage: &Coverage, judged: &Judged) {
    judged.findings.iter().for_each(|finding| assert_finding(set, finding));
    let Judged { findings, suppressed } = judged;
    let hidden = Hidden { suppressed, in_baseline: None };
    let report = CheckReport { set, findings, coverage: Some(coverage), hidden, cluster: None };
    let (reports, clusters) = ([report], Clusters::default());
    let painter = Painter::new(false);
    assert_tame(&report::human(&report, painter));
    assert_tame(&report::compact(&reports, clusters));
    assert_tame(&report::summary(&report, true));
    assert_json(&report::check_json(&reports, clusters).expect("findings are JSON"));
}

/// Holds the tables of a run against what must hold of all of them.
pub fn assert_tables(set: &ManifestSet, coverage: &Coverage) {
    let painter = Painter::new(false);
    let overhead = Overhead::new(set, coverage);
    let clusters = Clusters::default();
    let landing = [CoverageSection { set, coverage, namespace: "default", cluster: None }];
    let landing = CoverageReport { sections: &landing, clusters };
    let taking = [OverheadSection { set, coverage, overhead: &overhead, cluster: None }];
    let taking = OverheadReport { sections: &taking, clusters };
    for width in [Width::Table, Width::Wide] {
        assert_tame(&report::coverage_sections(&landing, width, painter));
        assert_tame(&report::overhead_sections(&taking, width, painter));
    }
    assert_tame(&report::overhead_markdown(&taking));
    assert_json(&report::coverage_json(&landing).expect("coverage is JSON"));
    assert_json(&report::overhead_json(&taking).expect("overhead is JSON"));
}

fn assert_finding(set: &ManifestSet, finding: &Finding) {
    let text = set.files[finding.at.file].text();
    assert_fits(text, finding.at.span);
    finding.labels.iter().for_each(|label| assert_fits(text, label.span));
    let edits = finding.fix.iter().flat_map(|fix| &fix.patch.edits);
    edits.for_each(|edit| assert_fits(text, edit.span));
}

/// Nothing moves a cursor, colours a line or reorders it.
pub fn assert_tame(text: &str) {
    let wild = text.chars().find(|&character| {
        let is_direction =
            matches!(character, '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
        (character.is_control() && character != '\n') || is_direction
    });
    assert!(wild.is_none(), "{wild:?} in {text}");
}

fn assert_json(text: &str) {
    serde_json::from_str::<serde_json::Value>(text).expect("a report is JSON");
    assert!(!text.contains(|character: char| character < ' ' && character != '\n'), "{text}");
}
