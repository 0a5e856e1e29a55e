//! autopilot-rejects-pods: what GKE Autopilot does not let onto its nodes.

use k8s_openapi::api::core::v1::PodSpec;

use crate::lint::cluster::nodes_and_pools::Places;
use crate::lint::cluster::platforms::{has_pods, is_autopilot};
use crate::lint::engine::report_with_labels::report_with_labels;
use crate::lint::knowledge::system_paths::is_within;
use crate::lint::pod::host_access::{HostAccessKind, host_access, host_paths};
use crate::lint::pod::host_path_type::{path_type, writable_volumes};
use crate::lint::pod::image::ImageReference;
use crate::lint::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "autopilot-rejects-pods",
    summary: "GKE Autopilot refuses the access to the node that the pod asks for",
    category: Category::Security,
    severity: Severity::Error,
    default: Activation::On,
    needs: Needs::Inventory,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
All nodes on which the DaemonSet is wanted are those of GKE Autopilot (Google names them gk3-…), and the pod has hostNetwork, hostPID or
hostIPC, a hostPort, a privileged container, a hostPath other than /var/log and what lies below it, or one of those that a container may
write. For images of vendors that Google lists as Autopilot partners it is a note: Autopilot lets in the workloads of an allow-list (WorkloadAllowlist,
installed by an AllowlistSynchronizer), which names image, arguments and mounts exactly. Where pods of the DaemonSet run already nothing is said.",
        why: "\
The server refuses to create the DaemonSet: `admission webhook \"warden-validating.common-webhooks.networking.gke.io\" denied the request: GKE
Warden rejected the request because it violates one or more constraints. Violations details: {\"[denied by autogke-disallow-hostnamespaces]\":[…],
\"[denied by autogke-no-write-mode-hostpath]\":[…]}`. Charts that work on every other cluster fail so, often in the middle of an upgrade.",
        remedy: "\
Take out what is not needed: many charts have a mode for Autopilot that reads logs from /var/log and metrics through the kubelet's API. Agents that need
their node run on a Standard cluster or node pool, or as a partner's workload with its allow-list.",
        bad: "
hostNetwork: true                            # nodes: gk3-prod-pool-1-…
volumes:
  - name: etc
    hostPath: {path: /etc}
",
        good: "
containers:
  - name: agent
    volumeMounts: [{name: logs, mountPath: /var/log, readOnly: true}]
volumes:
  - name: logs
    hostPath: {path: /var/log}
",
        links: &[
            "https://cloud.google.com/kubernetes-engine/docs/concepts/autopilot-security",
            "https://cloud.google.com/kubernetes-engine/docs/resources/autopilot-partners",
            "https://cloud.google.com/kubernetes-engine/docs/reference/crds/workloadallowlist",
        ],
    },
    check: Check::DaemonSet(check),
};

/// Words in the images of vendors on Google's page "Autopilot partners".
const PARTNERS: [&str; 18] = [
    "aquasec",
    "checkmk",
    "crowdstrike",
    "datadog",
    "dynatrace",
    "elastic",
    "falcon-sensor",
    "kubecost",
    "lacework",
    "newrelic",
    "orca",
    "sentinelone",
    "signalfx",
    "splunk",
    "sysdig",
    "twistlock",
    "upwind",
    "wiz",
];

/// The only folder of the node that may be mounted.
const LOGS: &str = "/var/log";

fn check(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    let (Some(coverage), Some(run)) = (cx.coverage(), cx.run.coverage) else { return };
    let wanted = Places::wanted(coverage, &run.fleet).real();
    if !is_autopilot(&wanted) || has_pods(coverage, &run.fleet) {
        return;
    }
    let mut refused = refused(cx);
    refused.extend(paths(cx));
    let message = match &refused[..] {
        [(_, what)] => format!("GKE Autopilot refuses the pods: {what}"),
        _ => format!("GKE Autopilot refuses the pods, for {} reasons", refused.len()),
    };
    let Some(finding) = report_with_labels(cx, out, &refused, message) else { return };
    if is_partner(cx.pod) {
        finding.severity(Severity::Note).help(
            "install the partner's WorkloadAllowlist: Autopilot lets in what matches it, and nothing else",
        );
    } else {
        finding
            .help("take it out, or run the agent on a Standard node pool: no partner's allow-list is known");
    }
}

/// The fields that are refused, but for paths.
fn refused(cx: &DaemonSetContext<'_>) -> Vec<(FieldPath, String)> {
    let access = host_access(cx).into_iter().filter_map(|access| match access.kind {
        HostAccessKind::Path(_) => None,
        HostAccessKind::Network => Some((access.path, "hostNetwork".to_owned())),
        HostAccessKind::Processes => Some((access.path, "hostPID".to_owned())),
        HostAccessKind::Privileged => Some((access.path, "a privileged container".to_owned())),
        HostAccessKind::Port(port) => Some((access.path, format!("the port {port} of the node"))),
    });
    let mut refused: Vec<(FieldPath, String)> = access.collect();
    if cx.pod.host_ipc == Some(true) {
        refused.push((FieldPath::parse("spec.template.spec.hostIPC"), "hostIPC".to_owned()));
    }
    if cx.pod.host_network == Some(true) {
        for (path, container) in cx.containers() {
            let ports = container.ports.iter().flatten().enumerate();
            refused.extend(ports.filter_map(|(index, port)| {
                let number = port.host_port.filter(|number| *number > 0)?;
                let path = path.clone().key("ports").index(index).key("hostPort");
                Some((path, format!("the port {number} of the node")))
            }));
        }
    }
    refused
}

fn paths(cx: &DaemonSetContext<'_>) -> Vec<(FieldPath, String)> {
    let written = writable_volumes(cx);
    let refused = host_paths(cx.pod).filter_map(|(at, path)| {
        if !is_within(path, LOGS) {
            return Some((at, format!("the hostPath {path}")));
        }
        let (volume, _) = path_type(cx.pod, &at)?;
        written.contains(volume).then(|| (at, format!("the hostPath {path}, which can be written")))
    });
    refused.collect()
}

fn is_partner(pod: &PodSpec) -> bool {
    let images = pod.containers.iter().filter_map(|container| container.image.as_deref());
    let mut repositories = images.filter_map(ImageReference::parse).map(|image| image.repository());
    repositories.any(|repository| PARTNERS.iter().any(|partner| repository.contains(partner)))
}
