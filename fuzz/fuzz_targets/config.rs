//! Configs: every fault has a place, and what is in force runs and can be written down as a config again.
#![no_main]

use daemonset_lint::config::{self, Config, InForce, Overrides, RunInForce};
use daemonset_lint::coverage::Expectations;
use daemonset_lint::lint::{Settings, rules};
use daemonset_lint::yaml::SourceFile;
use daemonset_lint_fuzz::places::assert_fits;
use daemonset_lint_fuzz::{reports, run};
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: daemonset_lint_fuzz::start(), |data: &[u8]| {
    let source = SourceFile::from_bytes("fuzz.yaml", data.to_vec());
    match config::parse(&source, rules::ALL) {
        Ok(config) => assert_in_force(&config),
        Err(faults) => {
            assert!(!faults.is_empty());
            faults.iter().for_each(|fault| assert_fits(source.text(), fault.span));
        }
    }
});

fn assert_in_force(config: &Config) {
    let in_force = InForce::new(Some(config), &Overrides::default(), rules::ALL);
    let nodes: Vec<_> = config.nodes.iter().map(|file| (file.path.clone(), file.origin.clone())).collect();
    let exclude: Vec<_> =
        config.exclude.iter().map(|glob| (glob.value.clone(), glob.origin.clone())).collect();
    let run = RunInForce { nodes, exclude, ..RunInForce::default() };
    let shown = config::show(Some(config), &in_force, &run);
    let again = config::parse(&SourceFile::new("shown.yaml", shown.as_str()), rules::ALL);
    let again = again.unwrap_or_else(|faults| panic!("{faults:?}\n{shown}"));
    let globs = |config: &Config| config.exclude.iter().map(|glob| glob.value.clone()).collect::<Vec<_>>();
    assert_eq!(globs(&again), globs(config), "{shown}");
    assert_eq!(again.expectations.len(), config.expectations.len(), "{shown}");
    assert_eq!(again.ignores.len(), config.ignores.len(), "{shown}");

    let set = run::agents();
    let mut expectations = Expectations::annotated(set);
    for (index, object) in set.objects.iter().enumerate() {
        let declared = config.expectations.iter().filter_map(|entry| entry.declaration(&object.id));
        declared.for_each(|declaration| expectations.add(index, declaration));
    }
    let settings = Settings::uniform(in_force.profile);
    let (coverage, judged) = run::judge_expecting(set, run::fleet(), &settings, &expectations);
    reports::assert_check(set, &coverage, &judged);
    reports::assert_tables(set, &coverage);
}
