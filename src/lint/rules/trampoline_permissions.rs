//! trampoline-permissions: rights over the whole cluster, with a token on every node.

use std::collections::BTreeMap;
use std::rc::Rc;

use k8s_openapi::api::rbac::v1::PolicyRule;

use crate::lint::cluster::rbac::{Account, Grant, Rbac, account_place, allows, gives_everything};
use crate::lint::engine::daemon_sets::{look_into, object};
use crate::lint::knowledge::expected_permissions::is_expected;
use crate::lint::pod::node_scope::{is_for_control_plane, is_for_every_node};
use crate::lint::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "trampoline-permissions",
    summary: "the agent's token gives power over the cluster to whoever takes one node",
    category: Category::Security,
    severity: Severity::Warning,
    default: Activation::On,
    needs: Needs::Related,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
A ClusterRoleBinding of the run lets the DaemonSet's ServiceAccount do, in every namespace, one of these: read Secrets; create
pods, or run commands in them (pods/exec, pods/attach, pods/ephemeralcontainers); change nodes, or reach kubelets through
nodes/proxy (with more than get); create tokens of ServiceAccounts; escalate or bind roles, impersonate others; create or change Deployments,
DaemonSets, StatefulSets, ReplicaSets, Jobs and CronJobs; change webhooks. Rules with resourceNames are left out, and so is
what agents are there for: well-known ones (Cilium, Calico, kured and some more, told by their images) with what they cannot
work without, ingress controllers that read the Secrets of their certificates, and labellers, drivers of devices (DRA) and
kindnet that update nodes. Bindings count that come with the DaemonSet: where its file holds some for the account, these alone,
else those of its folder, else those that lie no nearer to another DaemonSet of the same name. A DaemonSet that runs
only on control plane nodes is left out: those hold stronger credentials anyway. cluster-admin is left to
agent-is-cluster-admin.",
        why: "\
A DaemonSet puts its token on every node. Whoever breaks out of any container there has the token, too, and with one of
these rights jumps from that node to the whole cluster: a trampoline. Reading Secrets yields the tokens of everybody else;
creating pods, or changing a DaemonSet, runs code on any node, the control plane included; patching nodes takes a taint off
and draws the pods of others over to the node that is already lost. A survey of 2022 found such agents in most of the
platforms that it looked at, and clouds have since cut their own back.",
        remedy: "\
Move the work that needs the right into a Deployment, and let the agents report to it; leave them what concerns their own
node. Where it must stay, narrow it: a Role in the one namespace with the Secret, `resourceNames`, nodes/status in place of
nodes. NodeRestriction holds back kubelets, not ServiceAccounts; a ValidatingAdmissionPolicy can compare the node in the
token (authentication.kubernetes.io/node-name, 1.30) with the object that is changed.",
        bad: "
kind: ClusterRole
rules:
  - {apiGroups: [\"\"], resources: [secrets], verbs: [get, list, watch]}
",
        good: "
kind: Role
metadata:
  namespace: monitoring
rules:
  - {apiGroups: [\"\"], resources: [secrets], resourceNames: [agent], verbs: [get]}
",
        links: &[
            "https://kubernetes.io/docs/concepts/security/rbac-good-practices/#privilege-escalation-risks",
            "https://kubernetes.io/docs/reference/access-authn-authz/rbac/",
            "https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/",
        ],
    },
    check: Check::Run(check),
};

/// A right, what it means, and the resources that give it: group, resource, verbs.
pub(in crate::lint) struct Power {
    pub(in crate::lint) name: &'static str,
    /// What it lets a token do.
    words: &'static str,
    by: &'static [(&'static str, &'static str, &'static [&'static str])],
}

const CHANGE: &[&str] = &["create", "update", "patch"];
const CREATE: &[&str] = &["create"];

const POWERS: &[Power] = &[
    Power {
        name: "secrets",
        words: "read every Secret of the cluster",
        by: &[("", "secrets", &["get", "list", "watch"])],
    },
    Power { name: "pods", words: "create pods in every namespace", by: &[("", "pods", CREATE)] },
    Power {
        name: "exec",
        words: "run commands in every pod",
        by: &[
            ("", "pods/exec", &["create", "get"]),
            ("", "pods/attach", &["create", "get"]),
            ("", "pods/ephemeralcontainers", &["update", "patch"]),
        ],
    },
    Power { name: "nodes", words: "update nodes", by: &[("", "nodes", &["update", "patch"])] },
    Power {
        name: "nodes/proxy",
        words: "reach every kubelet",
        by: &[("", "nodes/proxy", &["create", "update", "patch", "delete"])],
    },
    Power {
        name: "tokens",
        words: "create tokens of every ServiceAccount",
        by: &[("", "serviceaccounts/token", CREATE)],
    },
    Power {
        name: "roles",
        words: "give itself any right",
        by: &[
            ("rbac.authorization.k8s.io", "clusterroles", &["escalate", "bind"]),
            ("rbac.authorization.k8s.io", "roles", &["escalate", "bind"]),
            ("", "users", &["impersonate"]),
            ("", "groups", &["impersonate"]),
            ("", "serviceaccounts", &["impersonate"]),
        ],
    },
    Power {
        name: "workloads",
        words: "change workloads in every namespace",
        by: &[
            ("apps", "daemonsets", CHANGE),
            ("apps", "deployments", CHANGE),
            ("apps", "statefulsets", CHANGE),
            ("apps", "replicasets", CHANGE),
            ("batch", "jobs", CHANGE),
            ("batch", "cronjobs", CHANGE),
        ],
    },
    Power {
        name: "webhooks",
        words: "change admission webhooks",
        by: &[
            ("admissionregistration.k8s.io", "mutatingwebhookconfigurations", CHANGE),
            ("admissionregistration.k8s.io", "validatingwebhookconfigurations", CHANGE),
        ],
    },
];

/// A power with the rule that gives it.
#[derive(Clone, Copy)]
struct Given {
    /// The place in the list, from worst to bad.
    rank: usize,
    power: &'static Power,
    role: usize,
    rule: usize,
}

fn check(run: &RunContext<'_>, out: &mut Findings) {
    let rbac = Rbac::new(run.set);
    for (index, given) in
        rbac.granted(run, |grants| Some(Rc::new(given(grants))).filter(|given| !given.is_empty()))
    {
        look_into(run, index, |cx| {
            if is_for_control_plane(cx.pod) {
                return;
            }
            let name = cx.object.id.name.as_deref().unwrap_or_default();
            let unexpected = given.iter().filter(|given| !is_expected(cx.pod, name, given.power.name));
            let given: Vec<Given> = unexpected.copied().collect();
            report(run, cx, Account::new(cx.pod, None), &given, out);
        });
    }
}

/// What an account is given in every namespace, the worst first; nothing for an administrator, of whom another rule
/// speaks.
fn given(grants: &[Grant<'_>]) -> Vec<Given> {
    if grants.iter().any(gives_everything) {
        return Vec::new();
    }
    let wide = grants.iter().filter(|grant| grant.is_cluster_wide).filter_map(|grant| grant.role);
    let mut given: Vec<Given> = wide.flat_map(|(role, rules)| powers(role, rules)).collect();
    given.sort_by_key(|given| given.rank);
    given.dedup_by_key(|given| given.rank);
    given
}

fn powers(role: usize, rules: &[PolicyRule]) -> impl Iterator<Item = Given> + '_ {
    POWERS.iter().enumerate().filter_map(move |(rank, power)| {
        let gives = |rule: &PolicyRule| {
            power.by.iter().any(|(group, resource, verbs)| allows(rule, group, resource, verbs))
        };
        Some(Given { rank, power, role, rule: rules.iter().position(gives)? })
    })
}

fn report(
    run: &RunContext<'_>,
    cx: &DaemonSetContext<'_>,
    account: Account<'_>,
    given: &[Given],
    out: &mut Findings,
) {
    let Some(first) = given.first() else { return };
    let more = match given.len() {
        1 => String::new(),
        count => format!(", and {} more", count - 1),
    };
    let role = run.set.objects[first.role].id.name.as_deref().unwrap_or_default();
    let place = if is_for_every_node(cx.pod) { "on every node" } else { "on its nodes" };
    let message = format!("ClusterRole {role} lets the token {place} {}{more}", first.power.words);
    let finding = out
        .report(account_place(cx), message)
        .marker(format!("runs as the ServiceAccount {}", account.name))
        .help("move that work into a Deployment, or narrow it to a Role or resourceNames");
    let mut by_rule: BTreeMap<(usize, usize), Vec<&str>> = BTreeMap::new();
    for given in given {
        by_rule.entry((given.role, given.rule)).or_default().push(given.power.words);
    }
    for ((role, rule), words) in by_rule {
        let path = FieldPath::parse("rules").index(rule);
        finding.other_party(&object(run, role), &path, &format!("lets it {}", words.join("; ")));
    }
}
