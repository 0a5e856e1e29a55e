//! Pools in every format, told apart by content as always; `seed` has texts of each. DaemonSets land on what is read.
#![no_main]

use daemonset_lint::inventory;
use daemonset_lint::yaml::SourceFile;
use daemonset_lint_fuzz::places::assert_fits;
use daemonset_lint_fuzz::{reports, run};
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: daemonset_lint_fuzz::start(), |data: &[u8]| {
    let source = SourceFile::from_bytes("fuzz.yaml", data.to_vec());
    match inventory::read([&source]) {
        Ok(inventory) => {
            inventory.pools.iter().for_each(|pool| assert_fits(source.text(), pool.span));
            let set = run::agents();
            let (coverage, judged) = run::judge(set, &inventory, run::all_rules());
            reports::assert_check(set, &coverage, &judged);
            reports::assert_tables(set, &coverage);
        }
        Err(error) => assert!(error.line.is_none_or(|line| line >= 1), "{error:?}"),
    }
});
