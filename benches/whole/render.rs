//! Writing 10,000 findings in each format.

use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use daemonset_lint::coverage::Expectations;
use daemonset_lint::lint::{self, Finding, Needs, Profile, RunContext, Settings, rules};
use daemonset_lint::manifest::{self, Input, ManifestSet};
use daemonset_lint::report::{self, CheckReport, Clusters, DiffReport, DiffSection, Hidden, Painter};
use daemonset_lint::yaml::{Limits, SourceFile};

use crate::figure::Figure;
use crate::generator::{SEED, tree};
use crate::inputs::FILES;
use crate::table::{Row, Target, grouped};

const FINDINGS: usize = 10_000;
const RUNS: usize = 5;

/// Measures each format against writing its bytes to a file.
pub(crate) fn measure(folder: &Path) {
    fs::create_dir_all(folder).unwrap();
    let set = manifests();
    let findings = findings(&set);
    assert_eq!(findings.len(), FINDINGS, "too few findings");
    let hidden = Hidden::default();
    let check = CheckReport { set: &set, findings: &findings, coverage: None, hidden, cluster: None };
    let (checks, clusters) = ([check], Clusters::default());
    let nothing = ManifestSet::default();
    let sections = [DiffSection {
        changes: &[],
        new: &findings,
        new_set: &set,
        gone: &[],
        gone_set: &nothing,
        is_whole: true,
        not_compared: &[],
        cluster: None,
    }];
    let diff = DiffReport { sections: &sections, clusters };
    let colours = Painter::new(true);
    let row = |format: &str, render: &dyn Fn() -> String| row(folder, format, render).print();
    row("`check -o human`, in colour", &|| report::human(&check, colours));
    row("`check -o compact`", &|| report::compact(&checks, clusters));
    row("`check -o json`", &|| report::check_json(&checks, clusters).unwrap());
    row("`diff -o table`, in colour", &|| report::diff_table(&diff, colours));
    row("`diff -o json`", &|| report::diff_json(&diff).unwrap());
    row("`diff -o markdown`", &|| report::diff_markdown(&diff));
}

fn row(folder: &Path, format: &str, render: &dyn Fn() -> String) -> Row {
    let text = render();
    let file = folder.join("report");
    let what = format!("{} findings as {format} ({} kB)", grouped(FINDINGS), grouped(text.len() / 1_000));
    Row {
        what,
        figure: time(&|| drop(black_box(render()))),
        target: Target::Time(Duration::from_millis(500)),
        floors: vec![("write", time(&|| fs::write(&file, &text).unwrap()))],
    }
}

fn time(action: &dyn Fn()) -> Figure {
    let mut figure = Figure::default();
    for _ in 0..RUNS {
        let start = Instant::now();
        action();
        figure.add(start.elapsed());
    }
    figure
}

fn manifests() -> ManifestSet {
    let inputs = tree::daemon_sets(FILES, SEED).map(|file| {
        let text = String::from_utf8(file.content).unwrap();
        Input::new(SourceFile::new(file.path, text))
    });
    manifest::read(inputs.collect(), &Limits::default())
}

/// The first findings of the rules that read one manifest at a time.
fn findings(set: &ManifestSet) -> Vec<Finding> {
    let rules: Vec<_> = rules::ALL.iter().copied().filter(|rule| rule.needs == Needs::Manifest).collect();
    let context = RunContext {
        set,
        coverage: None,
        expectations: &Expectations::default(),
        settings: &Settings::uniform(Profile::new(&rules)),
        known: daemonset_lint::lint::RunFacts::nothing(),
    };
    let mut findings = lint::run(&context);
    findings.truncate(FINDINGS);
    findings
}
