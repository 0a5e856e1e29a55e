//! agent-is-cluster-admin: a token for everything, on every node.

use crate::lint::cluster::rbac::{Account, Grant, Rbac, account_place, gives_everything, is_everything};
use crate::lint::engine::daemon_sets::{look_into, object};
use crate::lint::pod::node_scope::{is_for_control_plane, is_for_every_node};
use crate::lint::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "agent-is-cluster-admin",
    summary: "the agent's ServiceAccount may do everything in the cluster",
    category: Category::Security,
    severity: Severity::Error,
    default: Activation::On,
    needs: Needs::Related,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
A ClusterRoleBinding of the run gives the DaemonSet's ServiceAccount (or all ServiceAccounts of its namespace) the role
cluster-admin, or a ClusterRole with a rule that has `*` for apiGroups, resources and verbs. A RoleBinding to cluster-admin
gives one namespace away and is not reported, nor is a DaemonSet that runs only on control plane nodes, which hold stronger
credentials anyway. Silent where bindings or roles are not in the run; of several bindings those count that come with the
DaemonSet, as trampoline-permissions has it.",
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
    let rbac = Rbac::new(run.set);
    for (index, power) in rbac.granted(run, power) {
        look_into(run, index, |cx| {
            // Nodes of the control plane hold stronger credentials anyway.
            if !is_for_control_plane(cx.pod) {
                report(cx, &power, out);
            }
        });
    }
}

fn report(cx: &DaemonSetContext<'_>, power: &Power, out: &mut Findings) {
    let name = Account::new(cx.pod, None).name;
    let finding = out
        .report(
            account_place(cx),
            format!("a token of cluster-admin lies on {}: ServiceAccount {name}", nodes(cx)),
        )
        .help("grant the resources that the agent reads, and nothing else");
    finding.other_party(
        &object(cx.run, power.binding),
        &FieldPath::parse("roleRef.name"),
        &format!("binds it to {}", power.role),
    );
    if let Some((role, index)) = power.wildcard {
        let path = FieldPath::parse("rules").index(index);
        finding.other_party(&object(cx.run, role), &path, "every verb on every resource");
    }
}

/// The nodes that have the token.
fn nodes(cx: &DaemonSetContext<'_>) -> &'static str {
    if is_for_every_node(cx.pod) { "every node" } else { "each of its nodes" }
}

/// What makes an account an administrator of the cluster.
#[derive(Clone)]
struct Power {
    binding: usize,
    role: String,
    /// The role with its rule that allows everything.
    wildcard: Option<(usize, usize)>,
}

fn power(grants: &[Grant<'_>]) -> Option<Power> {
    let grant = grants.iter().find(|grant| gives_everything(grant))?;
    let role = match grant.role_name {
        "cluster-admin" => "cluster-admin".to_owned(),
        name => format!("{name}, which allows everything"),
    };
    let wildcard = grant.role.and_then(|(role, rules)| Some((role, rules.iter().position(is_everything)?)));
    Some(Power { binding: grant.binding, role, wildcard })
}
