//! karpenter-overhead-miscount: DaemonSets for some machines that Karpenter counts for all of them.

use crate::coverage::Matches;
use crate::inventory::NodePool;
use crate::lint::engine::options::{NumberOption, RuleOption, Unit};
use crate::lint::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "karpenter-overhead-miscount",
    summary: "Karpenter before 1.14 reserves room for the DaemonSet on nodes that it never gets",
    category: Category::Resources,
    severity: Severity::Warning,
    default: Activation::On,
    needs: Needs::Inventory,
    options: &[RuleOption::Number(&KARPENTER_MINOR)],
    yields_to: &[],
    page: Page {
        what: "\
The option `karpenter-minor` says that Karpenter 1.13 or older is in use, there is a Karpenter NodePool among the pools
(--nodes), and the DaemonSet asks for labels of the machine (node.kubernetes.io/instance-type, karpenter.k8s.aws/instance-*,
karpenter.azure.com/sku-*) that the NodePool leaves open, so that it lands on some of the pool's nodes. Silent from 1.14 on,
which is the default of the option.",
        why: "\
Before it starts a node, Karpenter adds up the DaemonSets that will run on it. Until 1.13 it did so once for the whole NodePool,
not for each machine it may choose: a DaemonSet that could run on some of them counted on all. With an agent in tiers, one
DaemonSet for each size of node, all tiers are counted at once. Users saw 7,240m of cpu planned where 100m to 1,920m
landed: nodes are a size too large, pods that would fit are said not to, and consolidation goes round in circles.",
        remedy: "\
Upgrade Karpenter to 1.14. Until then, give each tier a NodePool of its own that sets the label, or one DaemonSet with requests
that suit all sizes.",
        bad: "
# the NodePool does not constrain karpenter.k8s.aws/instance-cpu
affinity:
  nodeAffinity:
    requiredDuringSchedulingIgnoredDuringExecution:
      nodeSelectorTerms:
        - matchExpressions:
            - {key: karpenter.k8s.aws/instance-cpu, operator: Gt, values: [\"15\"]}
",
        good: "
# a label that the NodePool itself sets
nodeSelector: {size: large}
",
        links: &[
            "https://karpenter.sh/docs/concepts/nodepools/",
            "https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/",
        ],
    },
    check: Check::DaemonSet(check),
};

static KARPENTER_MINOR: NumberOption = NumberOption {
    name: "karpenter-minor",
    summary: "the minor version of Karpenter 1 that creates the nodes",
    unit: Unit::Count,
    default: FIXED_IN,
    min: 0,
    max: 99,
};

/// The minor version that counts DaemonSets for each machine.
const FIXED_IN: i64 = 14;

fn check(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    let version = cx.options.number(&KARPENTER_MINOR);
    let (Some(run), Some(own)) = (cx.run.coverage, cx.coverage()) else { return };
    if version >= FIXED_IN {
        return;
    }
    let keys = own.pod.label_keys();
    let open = |pool: &NodePool| {
        keys.iter().find(|key| is_of_machine(key) && !pool.labels.contains_key(**key)).copied()
    };
    let pools = run.fleet.pools().iter().zip(own.pools());
    let mut counted = pools.filter(|(pool, verdict)| {
        pool.format.starts_with("Karpenter") && verdict.matches == Matches::Some && open(pool).is_some()
    });
    let Some((pool, key)) = counted.next().and_then(|(pool, _)| Some((pool, open(pool)?))) else { return };
    let name = &pool.name;
    out.report(place(cx, key), format!("Karpenter 1.{version} counts this on every node of {name}"))
        .marker(format!("{key} is open in the NodePool {name}"))
        .help("upgrade Karpenter to 1.14, or set the label in a NodePool of its own");
}

fn is_of_machine(key: &str) -> bool {
    key == "node.kubernetes.io/instance-type"
        || key.starts_with("karpenter.k8s.aws/instance-")
        || key.starts_with("karpenter.azure.com/sku-")
}

/// Where the label is asked for.
fn place(cx: &DaemonSetContext<'_>, key: &str) -> Place {
    let spec = FieldPath::parse("spec.template.spec");
    let pair = spec.clone().key("nodeSelector").entry(key);
    if cx.object.node().at(&pair).is_some() {
        return cx.at(&pair);
    }
    cx.at_key(&spec.key("affinity").key("nodeAffinity"))
}
