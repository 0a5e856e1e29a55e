//! Hostile and unlucky input, through the binary; each test is named after what the program survives.

#[cfg(unix)]
mod files;
mod names;
#[cfg(unix)]
mod paths;
mod sizes;
#[cfg(unix)]
mod streams;
mod text;
#[cfg(unix)]
mod writing;

use crate::sandbox::Sandbox;

const AGENT: &str = include_str!("../../../testdata/cli/agent.yaml");
const NODES: &str = include_str!("../../../testdata/cli/nodes.json");

/// A folder with a faulty agent, which one fix mends, and three nodes.
fn agent() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.file("agents/log.yaml", AGENT);
    sandbox.file("nodes.json", NODES);
    sandbox
}

/// The agent after its fix.
fn mended() -> String {
    let fixed = AGENT.replace("maxSurge: 1\n", "maxSurge: 1\n      maxUnavailable: 0\n");
    assert_ne!(fixed, AGENT);
    fixed
}
