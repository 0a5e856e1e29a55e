//! Coverage as metrics: a snapshot for Prometheus, through a textfile collector or a Pushgateway.
//!
//! No label holds the name of a node, so that the number of series grows with the DaemonSets and not with the nodes.

use std::collections::BTreeMap;

use super::cluster::ClusterInfo;
use super::coverage_sections::{CoverageReport, CoverageSection};
use super::open_metrics::{Family, Labels, exposition};
use super::printable::printable;
use super::table_text::plural;
use crate::coverage::{DaemonSetCoverage, Fleet, Outcome};
use crate::placement::{Reason, Verdict};

/// Metrics, and what they leave out.
#[derive(Clone, Debug)]
pub struct Metrics {
    /// The exposition, in the text format of OpenMetrics 1.0.
    pub text: String,
    /// What there is no series of, one line each.
    pub remarks: Vec<String>,
}

/// Writes one exposition of all clusters, which the label `context` tells apart where there are several.
pub fn render(report: &CoverageReport<'_>) -> Metrics {
    let mut families = Families::new();
    families.build_info.set(Labels::default().with("version", env!("CARGO_PKG_VERSION")), 1);
    let labels = |cluster: Option<&ClusterInfo>| {
        let several = cluster.filter(|_| report.clusters.are_several());
        Labels::default().with("context", several.map_or("", |cluster| &cluster.context))
    };
    for unread in report.clusters.0.iter().filter(|cluster| cluster.error.is_some()) {
        families.up.set(labels(Some(unread)), 0);
    }
    let mut remarks = Vec::new();
    for section in report.sections {
        families.add_section(&labels(section.cluster), section, &mut remarks);
    }
    Metrics { text: exposition(&families.into_vec()), remarks }
}

/// Every metric, in the order of the output.
struct Families {
    build_info: Family,
    up: Family,
    pods_known: Family,
    nodes: Family,
    desired: Family,
    startable: Family,
    pending: Family,
    pending_reason: Family,
    excluded: Family,
    exclusion_reason: Family,
    missing: Family,
    unready: Family,
    misscheduled: Family,
    observed_reason: Family,
    expectation_met: Family,
}

impl Families {
    #[rustfmt::skip]
    fn new() -> Self {
        Self {
            build_info: Family::flag("daemonset_lint_build_info", "The version of daemonset-lint that wrote these metrics."),
            up: Family::flag("daemonset_lint_up", "Whether nodes and DaemonSets could be read."),
            pods_known: Family::flag("daemonset_lint_pods_known", "Whether pods were read one by one. Otherwise nothing is known of missing, unready and misscheduled pods."),
            nodes: Family::nodes("daemonset_lint_nodes", "Nodes that were read."),
            desired: Family::nodes("daemonset_lint_desired_nodes", "Nodes on which the DaemonSet controller wants a pod of the DaemonSet."),
            startable: Family::nodes("daemonset_lint_startable_nodes", "Desired nodes on which the pod of the DaemonSet can start."),
            pending: Family::nodes("daemonset_lint_pending_nodes", "Desired nodes on which the pod of the DaemonSet cannot start."),
            pending_reason: Family::nodes("daemonset_lint_pending_reason_nodes", "Pending nodes by reason. A node counts for every reason that holds there."),
            excluded: Family::nodes("daemonset_lint_excluded_nodes", "Nodes on which the DaemonSet controller wants no pod of the DaemonSet."),
            exclusion_reason: Family::nodes("daemonset_lint_exclusion_reason_nodes", "Excluded nodes by reason. A node counts for every reason that holds there."),
            missing: Family::nodes("daemonset_lint_missing_nodes", "Desired nodes that have no pod of the DaemonSet."),
            unready: Family::nodes("daemonset_lint_unready_nodes", "Desired nodes whose pod of the DaemonSet is not ready."),
            misscheduled: Family::nodes("daemonset_lint_misscheduled_nodes", "Nodes that have a pod of the DaemonSet and should have none."),
            observed_reason: Family::nodes("daemonset_lint_observed_reason_nodes", "Nodes in each state (missing, unready, misscheduled) by the reason that pods give. A node counts once."),
            expectation_met: Family::flag("daemonset_lint_expectation_met", "Whether the DaemonSet lands on the nodes that are declared for it."),
        }
    }

    fn into_vec(self) -> Vec<Family> {
        vec![
            self.build_info,
            self.up,
            self.pods_known,
            self.nodes,
            self.desired,
            self.startable,
            self.pending,
            self.pending_reason,
            self.excluded,
            self.exclusion_reason,
            self.missing,
            self.unready,
            self.misscheduled,
            self.observed_reason,
            self.expectation_met,
        ]
    }

    fn add_section(&mut self, context: &Labels, section: &CoverageSection<'_>, remarks: &mut Vec<String>) {
        let fleet = &section.coverage.fleet;
        if !fleet.pools().is_empty() {
            remarks.push(format!("metrics count nodes: {} left out", plural(fleet.pools().len(), "pool")));
        }
        self.up.set(context.clone(), 1);
        self.nodes.set(context.clone(), fleet.nodes().len());
        self.pods_known
            .set(context.clone(), usize::from(fleet.residents().is_some_and(|pods| !pods.are_sums())));
        for ((namespace, name), daemon_set) in named(section, remarks) {
            let labels = context.with("namespace", namespace).with("daemonset", name);
            self.add_daemon_set(&labels, daemon_set, fleet);
        }
    }

    fn add_daemon_set(&mut self, labels: &Labels, daemon_set: &DaemonSetCoverage, fleet: &Fleet) {
        let counts = daemon_set.counts(fleet);
        self.desired.set(labels.clone(), counts.desired);
        self.startable.set(labels.clone(), counts.desired - counts.pending);
        self.pending.set(labels.clone(), counts.pending);
        self.excluded.set(labels.clone(), counts.excluded);
        self.add_reasons(labels, daemon_set, fleet);
        if let Some(observed) = &daemon_set.observed {
            self.missing.set(labels.clone(), observed.missing.len());
            self.unready.set(labels.clone(), observed.unready.len());
            self.misscheduled.set(labels.clone(), observed.misscheduled.len());
            for ((state, reason), nodes) in observed.counts() {
                let labels = labels.with("state", state.name()).with("reason", reason.name());
                self.observed_reason.set(labels, nodes);
            }
        }
        if !daemon_set.outcomes.is_empty() {
            let met = daemon_set.outcomes.iter().all(Outcome::is_met);
            self.expectation_met.set(labels.clone(), usize::from(met));
        }
    }

    /// Counts nodes by the class of each reason; a class that holds nowhere has no series.
    fn add_reasons(&mut self, labels: &Labels, daemon_set: &DaemonSetCoverage, fleet: &Fleet) {
        let mut pending = BTreeMap::new();
        let mut excluded = BTreeMap::new();
        for (verdict, nodes) in daemon_set.parts(fleet) {
            let counts = if matches!(verdict, Verdict::Pending(_)) { &mut pending } else { &mut excluded };
            let mut classes: Vec<(&str, &str)> = verdict.reasons().iter().map(class).collect();
            // A node with two taints that are not tolerated counts once.
            classes.sort_unstable();
            classes.dedup();
            for class in classes {
                *counts.entry(class).or_insert(0) += nodes.len();
            }
        }
        for (family, counts) in [(&mut self.pending_reason, pending), (&mut self.exclusion_reason, excluded)]
        {
            for ((reason, resource), nodes) in counts {
                family.set(labels.with("reason", reason).with("resource", resource), nodes);
            }
        }
    }
}

/// The DaemonSets by namespace and name. Of several with one name the last counts, as if all were applied in order.
fn named<'a>(
    section: &CoverageSection<'a>,
    remarks: &mut Vec<String>,
) -> BTreeMap<(&'a str, &'a str), &'a DaemonSetCoverage> {
    let mut named = BTreeMap::new();
    let mut nameless = 0;
    for daemon_set in &section.coverage.daemon_sets {
        let id = &section.set.objects[daemon_set.object].id;
        let Some(name) = id.name.as_deref().filter(|name| !name.is_empty()) else {
            nameless += 1;
            continue;
        };
        let namespace = id.namespace.as_deref().filter(|name| !name.is_empty()).unwrap_or(section.namespace);
        if named.insert((namespace, name), daemon_set).is_some() {
            let name = printable(name);
            let namespace = printable(namespace);
            remarks.push(format!("metrics of {namespace}/{name}: there are several, the last one counts"));
        }
    }
    if nameless > 0 {
        remarks.push(format!("metrics need names: {} without one left out", plural(nameless, "DaemonSet")));
    }
    named
}

/// The class of a reason, by the names that the JSON report has for them, and the resource that is short.
fn class(reason: &Reason) -> (&'static str, &str) {
    match reason {
        Reason::NodeName { .. } => ("NodeName", ""),
        Reason::NodeSelector { .. } => ("NodeSelector", ""),
        Reason::NodeAffinity { .. } => ("NodeAffinity", ""),
        Reason::UntoleratedTaint { .. } => ("UntoleratedTaint", ""),
        Reason::HostPort { .. } => ("HostPort", ""),
        Reason::InsufficientResource { resource, .. } => ("InsufficientResource", resource),
        Reason::TooManyPods { .. } => ("TooManyPods", ""),
        Reason::UnsupportedOs { .. } => ("UnsupportedOs", ""),
        Reason::MissingTopologyKey { .. } => ("MissingTopologyKey", ""),
        Reason::RuntimeClassSelector { .. } => ("RuntimeClassSelector", ""),
        Reason::MissingClaim { .. } => ("MissingClaim", ""),
        Reason::SchedulingGates { .. } => ("SchedulingGates", ""),
    }
}
