//! Manifests through all rules, on a small fleet.

use std::sync::OnceLock;

use daemonset_lint::coverage::{self, Coverage, Expectations};
use daemonset_lint::inventory::{self, Inventory};
use daemonset_lint::lint::{self, Judged, Profile, RunContext, RunFacts, Settings, rules};
use daemonset_lint::manifest::{self, Input, ManifestSet};
use daemonset_lint::yaml::{Limits, SourceFile};

const NODES: &str = include_str!("../../testdata/agents/nodes.yaml");
const POOLS: &str = include_str!("../../testdata/diff/pools.yaml");
const AGENTS: [&str; 3] = [
    include_str!("../../testdata/agents/log-shipper.yaml"),
    include_str!("../../testdata/agents/csi-node.surge.yaml"),
    include_str!("../../testdata/agents/dns-cache.spread.yaml"),
];

/// The texts of a run that come from one input.
pub fn read(data: &[u8]) -> ManifestSet {
    let input = Input::new(SourceFile::from_bytes("fuzz.yaml", data.to_vec()));
    manifest::read(vec![input], &Limits::default())
}

/// Nodes and pools, which stay the same.
pub fn fleet() -> &'static Inventory {
    static FLEET: OnceLock<Inventory> = OnceLock::new();
    FLEET.get_or_init(|| {
        let sources = [SourceFile::new("nodes.yaml", NODES), SourceFile::new("pools.yaml", POOLS)];
        inventory::read(&sources).expect("a fleet")
    })
}

/// DaemonSets, which stay the same.
pub fn agents() -> &'static ManifestSet {
    static AGENTS_READ: OnceLock<ManifestSet> = OnceLock::new();
    AGENTS_READ.get_or_init(|| {
        let inputs = AGENTS.iter().enumerate();
        let inputs = inputs.map(|(at, text)| Input::new(SourceFile::new(format!("{at}.yaml"), *text)));
        manifest::read(inputs.collect(), &Limits::default())
    })
}

/// Every rule, those that are off by default included.
pub fn all_rules() -> &'static Settings {
    static SETTINGS: OnceLock<Settings> = OnceLock::new();
    SETTINGS.get_or_init(|| Settings::uniform(Profile::only(rules::ALL)))
}

/// Where the DaemonSets of a run land, and what the rules have to say.
pub fn judge(set: &ManifestSet, inventory: &Inventory, settings: &Settings) -> (Coverage, Judged) {
    judge_expecting(set, inventory, settings, &Expectations::annotated(set))
}

/// As [`judge`], with declarations that come from elsewhere.
pub fn judge_expecting(
    set: &ManifestSet,
    inventory: &Inventory,
    settings: &Settings,
    expectations: &Expectations,
) -> (Coverage, Judged) {
    let mut coverage = Coverage::with(set, inventory.clone(), &coverage::Settings::default());
    coverage.check_expectations(expectations);
    let judged = lint::judge(&RunContext {
        set,
        coverage: Some(&coverage),
        expectations,
        settings,
        known: RunFacts::nothing(),
    });
    (coverage, judged)
}
