//! Fixes of several rules at once. Those of each rule alone are tested by `tests/rules`.

use daemonset_lint::coverage::{Coverage, Expectations};
use daemonset_lint::fix;
use daemonset_lint::inventory;
use daemonset_lint::lint::{self, Applicability, Profile, RunContext, Settings, rules::ALL};
use daemonset_lint::manifest::{self, Input, ManifestSet};
use daemonset_lint::yaml::{Limits, SourceFile};

/// A field and a value that are misspelt: where it lands, and so what it has to tolerate, depends on both.
const MISSPELT: &str = "apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: node-agent
  namespace: kube-system
spec:
  selector:
    matchLabels: {app: node-agent}
  template:
    metadata:
      labels: {app: node-agent}
    spec:
      affinity:
        nodeAffinity:
          requiredDuringSchedulingIgnmredDuringExecution:
            nodeSelectorTerms:
              - matchExpressions:
                  - {key: kubernetes.io/arch, operator: In, values: [amd64, aarch64]}
      containers:
        - {name: node-agent, image: registry.example/node-agent:1.4.2}
";

#[test]
fn a_fix_that_others_were_in_the_way_of_is_tried_again() {
    let nodes = include_str!("../../testdata/agents/nodes.yaml");
    let inventory = inventory::read(&[SourceFile::new("nodes.yaml", nodes)]).unwrap();
    let settings = Settings::uniform(Profile::only(ALL));
    let check = |set: &ManifestSet| {
        let coverage = Coverage::new(set, inventory.clone());
        let expectations = Expectations::default();
        let settings = &settings;
        lint::run(&RunContext {
            set,
            coverage: Some(&coverage),
            expectations: &expectations,
            settings,
            known: daemonset_lint::lint::RunFacts::nothing(),
        })
    };
    let run = |text: &str| {
        let input = Input::new(SourceFile::new("agent.yaml", text));
        let set = manifest::read(vec![input], &Limits::default());
        fix::run_as_whole(&set, Applicability::Unsafe, &check)
    };
    let once = run(MISSPELT);
    assert!(once.fixed[&0].settled.contains_key("missing-tolerations"), "{:?}", once.dropped);
    assert!(run(once.set.files[0].text()).fixed.is_empty());
}
