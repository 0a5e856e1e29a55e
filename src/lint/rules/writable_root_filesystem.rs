//! writable-root-filesystem: containers that can change their own image.

use crate::lint::engine::report_with_labels::report_with_labels;
use crate::lint::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "writable-root-filesystem",
    summary: "a container can write its root filesystem",
    category: Category::Security,
    severity: Severity::Note,
    default: Activation::Off,
    needs: Needs::Manifest,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
A container or init container does not set `readOnlyRootFilesystem: true`. There is one finding a DaemonSet, with a label
at each container. The Pod Security Standards do not ask for it; many hardening guides do.",
        why: "\
What can be written can be replaced: whoever gets into the agent can put a program beside it, on every node, until the
container starts again. And what the agent writes there (caches, buffers, cores) fills the disk of the node, counts as
ephemeral storage, and is lost at the next start.",
        remedy: "\
Set `readOnlyRootFilesystem: true` and mount an emptyDir with a sizeLimit where the agent writes: /tmp, its state.",
        bad: "
containers:
  - name: agent
    securityContext: {}
",
        good: "
containers:
  - name: agent
    securityContext:
      readOnlyRootFilesystem: true
    volumeMounts:
      - {name: tmp, mountPath: /tmp}
volumes:
  - name: tmp
    emptyDir: {sizeLimit: 64Mi}
",
        links: &[
            "https://kubernetes.io/docs/tasks/configure-pod-container/security-context/",
            "https://kubernetes.io/docs/concepts/storage/volumes/#emptydir",
        ],
    },
    check: Check::DaemonSet(check),
};

fn check(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    if cx.pod.os.as_ref().is_some_and(|os| os.name == "windows") {
        return;
    }
    let places: Vec<(FieldPath, String)> = cx
        .containers()
        .into_iter()
        .filter(|(_, container)| {
            let context = container.security_context.as_ref();
            context.and_then(|context| context.read_only_root_filesystem) != Some(true)
        })
        .map(|(path, _)| {
            let path = path.key("securityContext").key("readOnlyRootFilesystem");
            (path, "readOnlyRootFilesystem is not true".to_owned())
        })
        .collect();
    let message = match places.len() {
        1 => "a container can write its root filesystem".to_owned(),
        count => format!("{count} containers can write their root filesystem"),
    };
    if let Some(finding) = report_with_labels(cx, out, &places, message) {
        finding.help("set `readOnlyRootFilesystem: true`, with an emptyDir where the agent writes");
    }
}
