//! default-service-account: agents without an identity of their own.

use crate::lint::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "default-service-account",
    summary: "the pod has no ServiceAccount of its own",
    category: Category::Security,
    severity: Severity::Note,
    default: Activation::Off,
    needs: Needs::Manifest,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
The template names no ServiceAccount, or the one called default, and does not switch the token off
(`automountServiceAccountToken: false`).",
        why: "\
Every pod of the namespace without a ServiceAccount runs as `default`. Whatever is granted to it for one of them, is
granted to the agent on every node, and what the agent is granted, to all the others. The audit log of the API server
cannot tell them apart.",
        remedy: "\
Give the agent a ServiceAccount of its own, even if it needs no permissions yet. An agent that never talks to the API
server needs no token: `automountServiceAccountToken: false`.",
        bad: "
spec:
  containers:
    - name: agent
",
        good: "
spec:
  serviceAccountName: agent
  containers:
    - name: agent
",
        links: &[
            "https://kubernetes.io/docs/concepts/security/service-accounts/",
            "https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/",
        ],
    },
    check: Check::DaemonSet(check),
};

fn check(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    let name = [&cx.pod.service_account_name, &cx.pod.service_account];
    let named = name.into_iter().flatten().any(|name| !name.is_empty() && name != "default");
    if named || cx.pod.automount_service_account_token == Some(false) {
        return;
    }
    let path = FieldPath::parse("spec.template.spec.serviceAccountName");
    let place = if cx.object.node().at(&path).is_some() {
        cx.at(&path)
    } else {
        cx.at_key(&FieldPath::parse("spec.template.spec"))
    };
    out.report(place, "no ServiceAccount of its own: it shares `default` with the namespace")
        .help("set serviceAccountName, or `automountServiceAccountToken: false` if it needs no API access");
}
