//! api-rejects: whatever else the API server refuses in a DaemonSet.

use crate::lint::api::{faults, report};
use crate::lint::prelude::*;
use crate::manifest::schema::ProblemKind;

pub(super) static RULE: Rule = Rule {
    id: "api-rejects",
    summary: "the API server refuses the DaemonSet for the value of a field",
    category: Category::Manifest,
    severity: Severity::Error,
    default: Activation::On,
    needs: Needs::File,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
Everything that the API server refuses in a DaemonSet and that no rule of its own reports: names and labels in a wrong form, fields
that must be there, words that are none of the known ones (`protocol: tcp`), numbers out of range (`defaultMode: 644`), names and
mount paths that repeat, two sources or handlers where one is allowed, requests above limits, devices in fractions, and fields that
exclude each other. The message starts with the field as the server names it (the end of it, if it is long), which is not always the field at
fault; the place is.
Defaults count as in the server. Placeholders such as `${NAME}` are passed over, as are pods that an operator completes. Images where no
container has one are a warning, since something may write them in, and a note where that shows: `image:` without a value, or a label that names
an operator. What servers refuse since a version that not all supported ones have reached says since when; where the config says what
the manifests have to run on (`kubernetes: \"1.33\"`), that version decides.\
",
        why: "\
kubectl and schema checkers let these pass, since the values have the right types. The server answers when the change is rolled
out: `The DaemonSet \"agent\" is invalid: spec.template.spec.containers[0].resources.requests: Invalid value: \"1Gi\": must be less than
or equal to memory limit of 300Mi`. Nothing of the object is applied then; a GitOps controller tries again for ever, and the old
version stays.",
        remedy: "Do as the help says; `kubectl apply --dry-run=server` asks a server for its own words.",
        bad: "
containers:
  - name: log_shipper
    image: registry.example/shipper:3.1.4
    ports:
      - {containerPort: 24224, protocol: tcp}
    resources:
      requests: {memory: 1Gi}
      limits: {memory: 300Mi}
",
        good: "
containers:
  - name: log-shipper
    image: registry.example/shipper:3.1.4
    ports:
      - {containerPort: 24224, protocol: TCP}
    resources:
      requests: {memory: 200Mi}
      limits: {memory: 300Mi}
",
        links: &[
            "https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/",
            "https://kubernetes.io/docs/concepts/overview/working-with-objects/names/",
            "https://kubernetes.io/docs/reference/using-api/api-concepts/#dry-run",
        ],
    },
    check: Check::Workload(check),
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    out.server(Server::Rejects);
    let Some(context) = DaemonSetContext::new(*cx) else {
        without_pods(cx, out);
        return;
    };
    for fault in faults(&context) {
        report(&context, fault, out);
    }
}

/// A DaemonSet without a pod spec: an empty one lacks containers.
fn without_pods(cx: &Context<'_>, out: &mut Findings) {
    let containers = FieldPath::parse("spec.template.spec.containers");
    let is_told = cx.object.problems().iter().any(|problem| {
        let is_name =
            matches!(problem.kind, ProblemKind::UnknownField { .. } | ProblemKind::MisplacedField { .. });
        is_name || containers.segments().starts_with(problem.path.segments())
    });
    if cx.object.daemon_set().is_some() && !is_told {
        out.report(cx.at(&containers), format!("{containers}: required"))
            .help("write the pod spec in spec.template.spec, with a container at least");
    }
}
