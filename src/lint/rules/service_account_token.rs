//! service-account-token: tokens in pods that give no sign of using them.

use crate::lint::cluster::rbac::{Account, Rbac};
use crate::lint::engine::daemon_sets::daemon_sets;
use crate::lint::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "service-account-token",
    summary: "a token for the API server is mounted though nothing suggests that it is used",
    category: Category::Security,
    severity: Severity::Note,
    default: Activation::Off,
    needs: Needs::Related,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
The token of the ServiceAccount is mounted, and nothing suggests that the agent talks to the API server: no RoleBinding or
ClusterRoleBinding of the run names its ServiceAccount, and no argument or variable of a container mentions Kubernetes.
Silent where the ServiceAccount or the pod switches the token off, and where the pod asks for a ServiceAccount of its own
that is not in the run: its bindings may be elsewhere, too.",
        why: "\
The token lies in every pod, on every node, at a path that everyone knows. Even without a single RoleBinding it is a
login: it lists APIs and versions, reads what is granted to all accounts (`system:authenticated`,
`system:serviceaccounts`), and gets whatever somebody grants to it later.",
        remedy: "\
Set `automountServiceAccountToken: false` in the pod. If one container needs the token, mount a projected one there, with
an audience and an end.",
        bad: "
spec:
  serviceAccountName: log-agent
  containers:
    - name: agent
",
        good: "
spec:
  serviceAccountName: log-agent
  automountServiceAccountToken: false
  containers:
    - name: agent
",
        links: &[
            "https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/#opt-out-of-api-credential-automounting",
            "https://kubernetes.io/docs/concepts/security/service-accounts/",
        ],
    },
    check: Check::Run(check),
};

fn check(run: &RunContext<'_>, out: &mut Findings) {
    let rbac = Rbac::new(run.set);
    for cx in daemon_sets(run) {
        let account = Account::new(cx.pod, cx.object.id.namespace.as_deref());
        let known = rbac.account(run.set, account, cx.index);
        if known.is_none() && account.name != "default" {
            continue;
        }
        let of_account = known.and_then(|known| known.automount_service_account_token);
        let mounts = cx.pod.automount_service_account_token.or(of_account).unwrap_or(true);
        if mounts && !rbac.has_grants(account) && !talks_to_api(&cx) {
            let path = FieldPath::parse("spec.template.spec.automountServiceAccountToken");
            let place = if cx.pod.automount_service_account_token.is_some() {
                cx.at(&path)
            } else {
                cx.at_key(&FieldPath::parse("spec.template.spec"))
            };
            out.report(place, "a token for the API server is mounted, and nothing shows that it is used")
                .help("set `automountServiceAccountToken: false` in the pod")
                .fix(
                    Applicability::Unsafe,
                    "set automountServiceAccountToken to false",
                    cx.set_in_pod("automountServiceAccountToken", "false", Some("serviceAccountName")),
                );
        }
    }
}

/// Whether a word of a container speaks of Kubernetes.
fn talks_to_api(cx: &DaemonSetContext<'_>) -> bool {
    let containers = cx.containers();
    let mut words = containers.iter().flat_map(|(_, container)| {
        let variables = container.env.iter().flatten();
        let variables = variables.flat_map(|variable| [Some(&variable.name), variable.value.as_ref()]);
        let arguments = container.command.iter().chain(&container.args).flatten();
        variables.flatten().chain(arguments).chain(&container.image)
    });
    words.any(|word| {
        let word = word.to_lowercase();
        ["kube", "k8s", "serviceaccount"].iter().any(|sign| word.contains(sign))
    })
}
