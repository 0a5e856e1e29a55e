//! Lists of nodes and of pods, and where DaemonSets land among them.
#![no_main]

use daemonset_lint::inventory::{self, Interest, Inventory};
use daemonset_lint::yaml::SourceFile;
use daemonset_lint_fuzz::{reports, run};
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: daemonset_lint_fuzz::start(), |data: &[u8]| {
    let source = SourceFile::from_bytes("fuzz.json", data.to_vec());
    let set = run::agents();
    let read = inventory::read([&source]);
    let narrow = inventory::read_for([&source], &Interest::new(set));
    assert_eq!(read.as_ref().err(), narrow.as_ref().err());
    if let Ok(inventory) = read {
        assert_eq!(inventory.nodes.len(), narrow.map(|narrow| narrow.nodes.len()).unwrap_or_default());
        assert_reports(&inventory);
    }
    if let Ok(pods) = inventory::read_pods([&source]) {
        assert_reports(&Inventory { pods: Some(pods), ..run::fleet().clone() });
    }
});

fn assert_reports(inventory: &Inventory) {
    let set = run::agents();
    let (coverage, judged) = run::judge(set, inventory, run::all_rules());
    reports::assert_check(set, &coverage, &judged);
    reports::assert_tables(set, &coverage);
}
