//! The binary: arguments, exit status, outputs.

use crate::sandbox::Sandbox;

const AGENT: &str = include_str!("../../testdata/cli/agent.yaml");
const NODES: &str = include_str!("../../testdata/cli/nodes.json");

fn agent() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.file("agents/log.yaml", AGENT);
    sandbox.file("nodes.json", NODES);
    sandbox
}

#[test]
fn findings_exit_with_1() {
    let run = agent().run(&["check", "agents"]);
    assert_eq!(run.status, 1, "{run:?}");
    insta::assert_snapshot!(run.out);
}
