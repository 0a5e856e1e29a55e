//! From node lists and pod lists to verdicts.

use daemonset_lint::coverage::Coverage;
use daemonset_lint::inventory::{self, Interest, Inventory};
use daemonset_lint::manifest::{self, Input, ManifestSet};
use daemonset_lint::yaml::{Limits, SourceFile};
use divan::Bencher;
use divan::counter::BytesCount;

use crate::generator::{SEED, fleet};

fn set(daemon_sets: usize) -> ManifestSet {
    let source = SourceFile::new("agents.yaml", fleet::daemon_sets(daemon_sets, SEED));
    manifest::read(vec![Input::new(source)], &Limits::default())
}

#[divan::bench(sample_count = 10)]
fn decode_5000_nodes(bencher: Bencher<'_, '_>) {
    let source = SourceFile::new("nodes.json", fleet::nodes(5_000, SEED));
    let interest = Interest::new(&set(200));
    let bencher = bencher.counter(BytesCount::of_str(source.text()));
    bencher.bench(|| inventory::read_for([&source], &interest).unwrap());
}

#[divan::bench(sample_count = 10)]
fn decode_20000_pods(bencher: Bencher<'_, '_>) {
    let source = SourceFile::new("pods.json", fleet::pods(20_000, 5_000, 200, SEED));
    let bencher = bencher.counter(BytesCount::of_str(source.text()));
    bencher.bench(|| inventory::read_pods([&source]).unwrap());
}

#[divan::bench(sample_count = 10, args = [0, 20_000])]
fn judge_5000_nodes_by_200_daemon_sets(bencher: Bencher<'_, '_>, pods: usize) {
    let set = set(200);
    let nodes = SourceFile::new("nodes.json", fleet::nodes(5_000, SEED));
    let pods = (pods > 0).then(|| {
        let source = SourceFile::new("pods.json", fleet::pods(pods, 5_000, 200, SEED));
        inventory::read_pods([&source]).unwrap()
    });
    let inventory = Inventory { pods, ..inventory::read([&nodes]).unwrap() };
    bencher.with_inputs(|| inventory.clone()).bench_values(|inventory| Coverage::new(&set, inventory));
}
