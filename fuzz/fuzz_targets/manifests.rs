//! Manifests through all rules and into all reports.
#![no_main]

use daemonset_lint_fuzz::{reports, run};
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: daemonset_lint_fuzz::start(), |data: &[u8]| {
    let set = run::read(data);
    let (coverage, judged) = run::judge(&set, run::fleet(), run::all_rules());
    reports::assert_check(&set, &coverage, &judged);
    reports::assert_tables(&set, &coverage);
});
