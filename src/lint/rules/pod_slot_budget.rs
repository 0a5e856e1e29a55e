//! pod-slot-budget: agents that use up the number of pods that a node may have.

use crate::coverage::Overhead;
use crate::lint::cluster::budget::{names_of, node_groups};
use crate::lint::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "pod-slot-budget",
    summary: "DaemonSets take too many of the pods that a node may have",
    category: Category::Resources,
    severity: Severity::Warning,
    default: Activation::On,
    needs: Needs::Inventory,
    options: &[RuleOption::Number(&MAX_SHARE)],
    yields_to: &[],
    page: Page {
        what: "\
The DaemonSets of the run take more than 40% of the pods that a node may have (status.allocatable.pods), or that the
smallest node of a pool may have. One finding for the run, on the first of the DaemonSets, for the node of which they
take the most. The option max-share sets another budget.",
        why: "\
A node has room for a number of pods, whatever their size: 110 by default, and as many as it has addresses with the VPC CNI
of EKS, 17 on a t3.medium, 4 on a t3.nano. Each agent takes one of them. With nine agents a t3.medium has eight left for
what the cluster is for, at 20% cpu; pods are Pending with `Too many pods` on nodes that are idle, and the autoscaler
adds more of them. An agent that comes late finds no place at all and has to preempt.",
        remedy: "\
Raise the limit where the network allows it (prefix delegation on EKS, --max-pods with it), use larger nodes, or merge
agents: several exporters fit into one pod.",
        bad: "
status:
  allocatable: {cpu: 1930m, memory: 3300Mi, pods: \"17\"}       # and nine DaemonSets
",
        good: "
status:
  allocatable: {cpu: 1930m, memory: 3300Mi, pods: \"110\"}
",
        links: &[
            "https://kubernetes.io/docs/setup/best-practices/cluster-large/",
            "https://docs.aws.amazon.com/eks/latest/userguide/choosing-instance-type.html",
        ],
    },
    check: Check::Run(check),
};

static MAX_SHARE: NumberOption = NumberOption {
    name: "max-share",
    summary: "largest share of a node's pods that DaemonSets may take together",
    unit: Unit::Percent,
    default: 40,
    min: 1,
    max: 100,
};

fn check(cx: &RunContext<'_>, out: &mut Findings) {
    let Some(coverage) = cx.coverage else { return };
    let overhead = Overhead::new(cx.set, coverage);
    let groups = node_groups(&overhead, &coverage.fleet);
    let shares = groups.iter().filter_map(|group| Some((group, group.total.pod_share(group.allocatable)?)));
    let largest = shares.reduce(|best, next| if next.1.percent() > best.1.percent() { next } else { best });
    let Some((group, share)) = largest else { return };
    let Some(&first) = group.daemon_sets.first() else { return };
    let context = cx.object(&RULE, coverage.daemon_sets[first].object);
    let percent = share.percent();
    if percent <= context.options.number(&MAX_SHARE) {
        return;
    }
    let noun = if share.taken == 1 { "DaemonSet takes" } else { "DaemonSets take" };
    out.report(
        context.at(&FieldPath::parse("metadata.name")),
        format!("{} {noun} {} of {} pods of {}", share.taken, share.taken, share.of, group.words()),
    )
    .marker(format!("{percent}%: {}", names_of(cx, coverage, &group.daemon_sets, |_| String::new())))
    .help("raise the number of pods of these nodes, use larger ones, or merge agents");
}
