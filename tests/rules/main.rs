//! Each rule alone, one test per manifest of `testdata/rules/<id>/`: silent on `good*.yaml`, exact on `bad*.yaml`.
//!
//! ```sh
//! cargo test --test rules                            # every manifest of every rule
//! cargo test --test rules -- missing-tolerations     # those of one rule
//! cargo test --test rules -- missing-tolerations/bad-proxy
//! ```
//!
//! Beside each `bad*.yaml` are its findings (`.snap`), the diff that their fixes make (`.fixed.snap`), and for a few the
//! report as people see it (`.human.snap`).

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests may fail loudly")]

mod compact;
mod findings;
mod fixes;
mod fixture;
mod pages;

use std::path::PathBuf;
use std::process::ExitCode;

use daemonset_lint::lint::{Rule, rules::ALL};
use libtest_mimic::{Arguments, Failed, Trial};

/// What is tested on a manifest.
type Test = fn(&'static Rule, &std::path::Path);

const OF_GOOD: &[(&str, Test)] = &[("", findings::none)];
const OF_BAD: &[(&str, Test)] = &[
    ("", findings::as_the_snapshot_shows),
    ("/fixes", fixes::as_the_snapshot_shows),
    ("/fixes-again", fixes::a_second_run_changes_nothing),
    ("/each-fix", fixes::each_means_what_it_says),
    ("/safe-fixes", fixes::safe_ones_leave_the_others),
];

fn main() -> ExitCode {
    let trials = ALL.iter().flat_map(|rule| of_rule(rule)).collect();
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}

fn of_rule(rule: &'static Rule) -> Vec<Trial> {
    let page = |aspect, test: fn(&'static Rule)| {
        Trial::test(format!("{}/page-{aspect}", rule.id), move || {
            test(rule);
            Ok(())
        })
    };
    let mut trials = Vec::new();
    if !pages::OF_NODES.contains(&rule.id) {
        trials.extend([page("bad", pages::bad), page("good", pages::good)]);
    }
    for (word, tests) in [("good", OF_GOOD), ("bad", OF_BAD)] {
        let manifests = fixture::manifests(rule, word);
        for path in &manifests {
            trials.extend(tests.iter().map(|(aspect, test)| trial(rule, path.clone(), aspect, *test)));
        }
        trials.push(Trial::test(format!("{}/has-{word}", rule.id), move || {
            if manifests.is_empty() {
                return Err(Failed::from(format!("there is no {word}*.yaml")));
            }
            Ok(())
        }));
    }
    trials
}

fn trial(rule: &'static Rule, path: PathBuf, aspect: &str, test: Test) -> Trial {
    let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    Trial::test(format!("{}/{stem}{aspect}", rule.id), move || {
        test(rule, &path);
        Ok(())
    })
}
