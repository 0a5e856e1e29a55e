//! scc-not-granted: pods of `OpenShift` whose account may use no `SecurityContextConstraints` that let them in.

use std::collections::BTreeSet;

use k8s_openapi::api::rbac::v1::PolicyRule;

use crate::lint::cluster::namespaces::Namespaces;
use crate::lint::cluster::nodes_and_pools::Places;
use crate::lint::cluster::platforms::{has_pods, is_openshift};
use crate::lint::cluster::rbac::{Account, Grant, Rbac, gives_everything};
use crate::lint::engine::daemon_sets::daemon_sets;
use crate::lint::engine::report_with_labels::report_with_labels;
use crate::lint::pod::host_access::{HostAccessKind, host_access, host_paths};
use crate::lint::prelude::*;
use crate::manifest::ManifestSet;
use crate::yaml::Node;

pub(super) static RULE: Rule = Rule {
    id: "scc-not-granted",
    summary: "on OpenShift, nothing grants the pods the access to the node that they ask for",
    category: Category::Security,
    severity: Severity::Warning,
    default: Activation::On,
    needs: Needs::Related,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
The DaemonSet is wanted on nodes of OpenShift (RHEL CoreOS, the label node.openshift.io/os_id, MachineSets), the pod asks for the network, processes,
files or ports of its node or is privileged, and the run has nothing that grants its account SecurityContextConstraints (SCC): no binding to a ClusterRole
system:openshift:scc:…, or to a role with the verb `use` on securitycontextconstraints, and no SCC that lists the account or its groups. Reported for
the account `default`, and for another one if the manifests hold it. Left out are the namespaces in which OpenShift
checks no SCC (default, kube-system, kube-public, openshift, openshift-infra, openshift-node, and those with a run level of 0 or 1), namespaces of OpenShift
itself, and DaemonSets of which pods run already.",
        why: "\
Accounts may use the SCC `restricted-v2` only, which allows none of this. The DaemonSet is accepted, and no pod of it is created: `Error creating: pods
\"agent-\" is forbidden: unable to validate against any security context constraint: [provider \"anyuid\": Forbidden: not usable by user or
serviceaccount, spec.securityContext.hostNetwork: Invalid value: true: Host network is not allowed to be used, …]`, which only `oc describe daemonset` shows.",
        remedy: "\
Give the DaemonSet a ServiceAccount of its own and bind that to the least ClusterRole that does: system:openshift:scc:hostnetwork-v2,
…:hostmount-anyuid, …:hostaccess or …:privileged (the binding is what `oc adm policy add-scc-to-user` creates).",
        bad: "
hostNetwork: true                            # nodes: RHEL CoreOS; no serviceAccountName
",
        good: "
kind: DaemonSet
metadata: {name: agent, namespace: agents}
spec:
  template:
    spec:
      serviceAccountName: agent
      hostNetwork: true
---
kind: ServiceAccount
metadata: {name: agent, namespace: agents}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: agent-scc, namespace: agents}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: \"system:openshift:scc:hostnetwork-v2\"}
subjects:
  - {kind: ServiceAccount, name: agent, namespace: agents}
",
        links: &[
            "https://docs.redhat.com/en/documentation/openshift_container_platform/4.18/html/authentication_and_authorization/managing-pod-security-policies",
        ],
    },
    check: Check::Run(check),
};

const GROUP: &str = "security.openshift.io";

/// Where no SCC is asked ("Managing security context constraints" of the `OpenShift` documentation).
const UNCHECKED: [&str; 6] =
    ["default", "kube-public", "kube-system", "openshift", "openshift-infra", "openshift-node"];

/// Of a namespace: 0 and 1 are started before SCC are there.
const RUN_LEVEL: &str = "openshift.io/run-level";

fn check(run: &RunContext<'_>, out: &mut Findings) {
    let Some(fleet) = run.coverage.map(|coverage| &coverage.fleet) else { return };
    if !is_openshift(&Places::all(fleet)) {
        return;
    }
    let (rbac, listed, namespaces) = (Rbac::new(run.set), listed(run.set), Namespaces::new(run.set));
    for cx in daemon_sets(run) {
        let Some(coverage) = cx.coverage() else { continue };
        let namespace = run.set.namespace_of(cx.object);
        let level = namespaces.around(cx.index).and_then(|(_, namespace)| {
            namespace
                .metadata
                .labels
                .as_ref()?
                .get(RUN_LEVEL)
                .map(|level| matches!(level.as_str(), "0" | "1"))
        });
        let is_checked =
            !UNCHECKED.contains(&namespace) && !namespace.starts_with("openshift-") && level != Some(true);
        let wanted = Places::wanted(coverage, fleet);
        if !is_checked || !is_openshift(&wanted) || has_pods(coverage, fleet) {
            continue;
        }
        let account = Account::new(cx.pod, Some(namespace));
        let is_known = account.name == "default" || rbac.account(run.set, account, cx.index).is_some();
        let grants = rbac.grants(run.set, account, cx.index);
        if is_known && !grants.iter().any(grants_any) && !is_listed(&listed, account) {
            report(&cx, account, out);
        }
    }
}

fn report(cx: &DaemonSetContext<'_>, account: Account<'_>, out: &mut Findings) {
    let asked = asked(cx);
    let message = format!("on OpenShift no SCC lets the account {} have this", account.name);
    let Some(finding) = report_with_labels(cx, out, &asked, message) else { return };
    finding.help(if account.name == "default" {
        "give the DaemonSet a ServiceAccount of its own, and bind it to an SCC (system:openshift:scc:…)"
    } else {
        "bind the account to the ClusterRole of an SCC that allows it (system:openshift:scc:…)"
    });
}

/// What `restricted-v2` does not allow.
fn asked(cx: &DaemonSetContext<'_>) -> Vec<(FieldPath, String)> {
    let access = host_access(cx).into_iter().filter_map(|access| match access.kind {
        HostAccessKind::Path(_) => None,
        kind => Some((access.path, kind.words())),
    });
    let paths = host_paths(cx.pod).map(|(at, path)| (at, format!("mounts {path} of the node")));
    access.chain(paths).collect()
}

fn grants_any(grant: &Grant<'_>) -> bool {
    grant.role_name.starts_with("system:openshift:scc:")
        || gives_everything(grant)
        // A role that is not in the run may allow it.
        || grant.role.map_or(!is_own(grant.role_name), |(_, rules)| rules.iter().any(allows_use))
}

/// Whether a role is one that every cluster has, and that allows no SCC.
fn is_own(role: &str) -> bool {
    ["view", "edit"].contains(&role) || role.starts_with("system:")
}

fn allows_use(rule: &PolicyRule) -> bool {
    let has = |list: &Option<Vec<String>>, wanted: &str| {
        list.iter().flatten().any(|item| item == "*" || item == wanted)
    };
    has(&rule.api_groups, GROUP)
        && has(&rule.resources, "securitycontextconstraints")
        && rule.verbs.iter().any(|verb| verb == "*" || verb == "use")
}

/// The users and groups that SCC of the run list.
fn listed(set: &ManifestSet) -> BTreeSet<String> {
    let all = set.of_kind(GROUP, "SecurityContextConstraints");
    let lists = all.flat_map(|(_, object)| {
        ["users", "groups"].into_iter().filter_map(|key| object.node().get(key)?.as_list())
    });
    lists.flatten().filter_map(Node::as_str).map(str::to_owned).collect()
}

fn is_listed(listed: &BTreeSet<String>, account: Account<'_>) -> bool {
    let namespace = account.namespace.unwrap_or_default();
    let names = [
        format!("system:serviceaccount:{namespace}:{}", account.name),
        format!("system:serviceaccounts:{namespace}"),
        "system:serviceaccounts".to_owned(),
        "system:authenticated".to_owned(),
    ];
    names.iter().any(|name| listed.contains(name))
}
