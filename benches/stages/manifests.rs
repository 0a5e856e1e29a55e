//! From texts to findings, on one thread but for the rules.

use daemonset_lint::coverage::Expectations;
use daemonset_lint::lint::{self, Needs, Profile, RunContext, Settings, rules};
use daemonset_lint::manifest::{self, Input, ManifestSet};
use daemonset_lint::yaml::{self, Limits, SourceFile};
use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};

use crate::generator::tree::File;
use crate::generator::{SEED, tree};

/// DaemonSets of a benchmark, each a file.
const DAEMON_SETS: usize = 1_000;
/// Files of a mixed repository.
const MIXED: usize = 2_000;

fn daemon_sets() -> Vec<SourceFile> {
    tree::daemon_sets(DAEMON_SETS, SEED).filter_map(source).collect()
}

/// The file as a run reads it; none if it does not.
fn source(file: File) -> Option<SourceFile> {
    let is_manifest = [".yaml", ".yml", ".json"].iter().any(|ending| file.path.ends_with(ending));
    is_manifest.then(|| SourceFile::from_bytes(file.path, file.content))
}

fn bytes(sources: &[SourceFile]) -> BytesCount {
    BytesCount::new(sources.iter().map(|source| source.text().len()).sum::<usize>())
}

fn set() -> ManifestSet {
    manifest::read(daemon_sets().into_iter().map(Input::new).collect(), &Limits::default())
}

/// YAML to located values.
#[divan::bench(sample_count = 10)]
fn load_yaml_of_1000_daemon_sets(bencher: Bencher<'_, '_>) {
    let sources = daemon_sets();
    let load = |source: &SourceFile| yaml::load(source, &Limits::default()).len();
    bencher.counter(bytes(&sources)).bench(|| sources.iter().map(load).sum::<usize>());
}

/// YAML, held against the schema, to typed objects.
#[divan::bench(sample_count = 10)]
fn read_1000_daemon_sets(bencher: Bencher<'_, '_>) {
    read(bencher, &daemon_sets(), true);
}

/// Files of a walk, most of which cannot matter.
#[divan::bench(sample_count = 10)]
fn read_2000_mixed_files(bencher: Bencher<'_, '_>) {
    let sources: Vec<SourceFile> = tree::mixed(MIXED, SEED).filter_map(source).collect();
    read(bencher, &sources, false);
}

fn read(bencher: Bencher<'_, '_>, sources: &[SourceFile], named: bool) {
    let inputs = || {
        let input = |source: &SourceFile| Input { named, ..Input::new(source.clone()) };
        sources.iter().map(input).collect::<Vec<_>>()
    };
    let bencher = bencher.counter(bytes(sources)).with_inputs(inputs);
    bencher.bench_values(|inputs| manifest::read(inputs, &Limits::default()));
}

/// The rules that read one manifest at a time.
#[divan::bench(sample_count = 10)]
fn rules_of_one_manifest_on_1000_daemon_sets(bencher: Bencher<'_, '_>) {
    run(bencher, |needs| needs == Needs::Manifest);
}

/// The rules that look across manifests.
#[divan::bench(sample_count = 10)]
fn rules_across_manifests_on_1000_daemon_sets(bencher: Bencher<'_, '_>) {
    run(bencher, |needs| needs == Needs::Related);
}

fn run(bencher: Bencher<'_, '_>, is_wanted: fn(Needs) -> bool) {
    let set = set();
    let rules: Vec<_> = rules::ALL.iter().copied().filter(|rule| is_wanted(rule.needs)).collect();
    let settings = Settings::uniform(Profile::new(&rules));
    let expectations = Expectations::default();
    let bencher = bencher.counter(ItemsCount::new(DAEMON_SETS));
    bencher.bench(|| {
        let context = RunContext {
            set: &set,
            coverage: None,
            expectations: &expectations,
            settings: &settings,
            known: daemonset_lint::lint::RunFacts::nothing(),
        };
        lint::run(&context)
    });
}
