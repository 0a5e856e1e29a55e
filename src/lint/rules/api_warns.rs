//! api-warns: what the API server takes with a warning.

use crate::lint::api::{report, warnings};
use crate::lint::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "api-warns",
    summary: "the API server takes the DaemonSet with a warning",
    category: Category::Manifest,
    severity: Severity::Note,
    default: Activation::On,
    needs: Needs::File,
    yields_to: &[],
    options: &[],
    page: Page {
        what: "\
The warnings that `kubectl apply` prints for the pods of a DaemonSet, but for those that a rule of its own reports (labels of nodes,
annotations that do nothing, fractions of a byte): an environment variable that is there twice, a port or the name of a port that two
containers declare, files of a volume that hide each other, a projected source of nothing, hostIP without hostPort, the same address
twice in hostAliases, imagePullSecrets that repeat or are empty, a missing labelSelector (it matches no pod, not all), a negative
terminationGracePeriodSeconds, values that no node can have in a preference, AppArmor annotations that a field has replaced, and volumes
of storage systems that the kubelet no longer knows. What changes how the agent runs is a warning, the rest a note.",
        why: "\
In a pipeline nobody reads what kubectl prints, and a GitOps controller does not show it at all. The object is taken as it is: of two
variables the last one counts until `kubectl apply` drops one of them, an anti-affinity without a selector keeps no two pods apart, and a
volume that the kubelet does not know keeps the pod in ContainerCreating.",
        remedy: "Do as the help says; `kubectl apply --dry-run=server` prints the server's own words.",
        bad: "
containers:
  - name: agent
    image: registry.example/agent:2.1.0
    env:
      - {name: LOG_LEVEL, value: info}
      - {name: LOG_LEVEL, value: debug}
",
        good: "
containers:
  - name: agent
    image: registry.example/agent:2.1.0
    env:
      - {name: LOG_LEVEL, value: debug}
",
        links: &[
            "https://kubernetes.io/blog/2020/09/03/warnings/",
            "https://kubernetes.io/docs/concepts/storage/volumes/",
        ],
    },
    check: Check::DaemonSet(check),
};

fn check(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    out.server(Server::Warns);
    for fault in warnings(cx) {
        report(cx, fault, out);
    }
}
