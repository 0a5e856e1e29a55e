//! agent-is-cluster-admin: a token for everything, on every node.

use crate::lint::daemon_sets::object;
use crate::lint::prelude::*;
use crate::lint::rbac::{Account, Grant, Rbac, is_everything};

pub(super) static RULE: Rule = Rule {
    id: "agent-is-cluster-admin",
    summary: "the agent's ServiceAccount may do everything in the cluster",
    category: Category::Security,
    severity: Severity::Error,
    default: Default::On,
    needs: Needs::Related,
    options: &[],
    page: Page {
        what: "\
A ClusterRoleBinding of the run gives the DaemonSet's ServiceAccount (or all ServiceAccounts of its namespace) the role
cluster-admin, or a ClusterRole with a rule that has `*` for apiGroups, resources and verbs. A RoleBinding to cluster-admin
gives one namespace away and is not reported. Silent where bindings or roles are not in the run.",
        why: "\
The token of an agent lies on every node, in a folder that root of the node reads. With cluster-admin every node is as good
as the control plane: whoever gets root on one of them, the most exposed or the worst patched, or breaks into the agent,
reads all Secrets, starts pods anywhere and stays. Manifests from `helm template` and old quick starts carry such bindings
on, because with cluster-admin everything works at once.",
        remedy: "\
Write a ClusterRole with the resources that the agent reads. The audit log shows what it asks for, and
`kubectl auth can-i --list --as system:serviceaccount:<namespace>:<name>` what it is allowed. What needs power over the
cluster belongs in a Deployment with one replica that the agents report to.",
        bad: "
kind: ClusterRoleBinding
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
subjects:
  - {kind: ServiceAccount, name: agent, namespace: monitoring}
",
        good: "
kind: ClusterRole
metadata:
  name: agent
rules:
  - {apiGroups: [\"\"], resources: [nodes, pods], verbs: [get]}
",
        links: &[
            "https://kubernetes.io/docs/reference/access-authn-authz/rbac/#user-facing-roles",
            "https://kubernetes.io/docs/concepts/security/rbac-good-practices/",
        ],
    },
    check: Check::Run(check),
};

fn check(run: &RunContext<'_>, out: &mut Findings) {
    let rbac = Rbac::of(run.set);
    for cx in rbac.granted(run) {
        let account = Account::of(cx.pod, cx.object.id.namespace.as_deref());
        let grants = rbac.grants(account, cx.index);
        let Some(grant) = grants.iter().find(|grant| gives_everything(grant)) else { continue };
        let role = match grant.role_name {
            "cluster-admin" => "cluster-admin".to_owned(),
            name => format!("{name}, which allows everything"),
        };
        let name = account.name;
        let finding = out
            .report(place(&cx), format!("a token of cluster-admin lies on every node: ServiceAccount {name}"))
            .help("grant the resources that the agent reads, and nothing else");
        finding.other_party(
            &object(run, grant.binding),
            &FieldPath::parse("roleRef.name"),
            &format!("binds it to {role}"),
        );
        let wildcard =
            grant.role.and_then(|(role, rules)| Some((role, rules.iter().position(is_everything)?)));
        if let Some((role, index)) = wildcard {
            let path = FieldPath::parse("rules").index(index);
            finding.other_party(&object(run, role), &path, "every verb on every resource");
        }
    }
}

/// Whether a grant is that of an administrator of the cluster.
pub(super) fn gives_everything(grant: &Grant<'_>) -> bool {
    let by_rule = || grant.role.is_some_and(|(_, rules)| rules.iter().any(is_everything));
    grant.is_cluster_wide && (grant.role_name == "cluster-admin" || by_rule())
}

/// Where the pod names its `ServiceAccount`, or could.
pub(super) fn place(cx: &DaemonSetContext<'_>) -> Place {
    let named =
        ["serviceAccountName", "serviceAccount"].map(|key| FieldPath::parse("spec.template.spec").key(key));
    let written = named.iter().find(|path| cx.object.node().at(path).is_some());
    written.map_or_else(|| cx.at_key(&FieldPath::parse("spec.template.spec")), |path| cx.at(path))
}
