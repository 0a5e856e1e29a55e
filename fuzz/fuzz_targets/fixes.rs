//! Fixes: what parsed still parses, objects stay, and a second run has nothing left to do.
#![no_main]

use daemonset_lint::fix::{self, Outcome};
use daemonset_lint::lint::{Applicability, Finding};
use daemonset_lint::manifest::ManifestSet;
use daemonset_lint_fuzz::run;
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: daemonset_lint_fuzz::start(), |data: &[u8]| {
    let set = run::read(data);
    let findings = findings(&set);
    for up_to in [Applicability::Safe, Applicability::Unsafe] {
        let wanted = |finding: &Finding| finding.fix.as_ref().is_some_and(|fix| fix.applicability <= up_to);
        if findings.iter().any(wanted) {
            assert_settled(&set, up_to);
        }
    }
});

fn findings(set: &ManifestSet) -> Vec<Finding> {
    run::judge(set, run::fleet(), run::all_rules()).1.findings
}

fn fixed(set: &ManifestSet, up_to: Applicability) -> Outcome {
    fix::run_as_whole(set, up_to, &findings)
}

fn assert_settled(set: &ManifestSet, up_to: Applicability) {
    let once = fixed(set, up_to);
    let counts = |set: &ManifestSet| [set.broken.len(), set.objects.len(), set.skipped.len(), set.documents];
    let texts = (set.files[0].text(), once.set.files[0].text());
    assert_eq!(counts(&once.set), counts(set), "{texts:?}");
    let again = fixed(&once.set, up_to);
    assert!(again.fixed.is_empty(), "{:?} of {texts:?}", again.fixed);
}
