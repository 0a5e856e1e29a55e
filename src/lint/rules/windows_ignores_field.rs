//! windows-ignores-field: power over the node that Windows does not give.

use crate::lint::engine::report_with_labels::report_with_labels;
use crate::lint::pod::node_scope::asks_for_windows;
use crate::lint::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "windows-ignores-field",
    summary: "an agent for Windows asks for access to the node in a way that Windows does not know",
    category: Category::Manifest,
    severity: Severity::Warning,
    default: Activation::On,
    needs: Needs::Manifest,
    options: &[],
    yields_to: &[Yields::on_field("api-rejects")],
    page: Page {
        what: "\
The pods are for Windows nodes (nodeSelector or required node affinity) and set privileged, hostPID, hostIPC,
shareProcessNamespace, or a mount with mountPropagation Bidirectional, without being hostProcess containers. With
`spec.os.name: windows` the API server refuses most of these (api-rejects). hostNetwork is not reported: agents for Windows set it
for the tolerations that come with it.",
        why: "\
The API server takes the fields, since a nodeSelector does not tell it the operating system, and Windows has nothing that they
could mean: containers cannot be privileged there, and share no process namespace with the node. The agent starts without the
access that it needs, sees its own processes only, and fails, or reports nothing, without a word of the reason.",
        remedy: "\
Run as hostProcess containers: `securityContext: {windowsOptions: {hostProcess: true, runAsUserName: \"NT AUTHORITY\\\\SYSTEM\"}}` and
`hostNetwork: true` in the pod spec. Otherwise remove the fields, and set `os: {name: windows}`, which lets the API server check the rest.",
        bad: "
nodeSelector: {kubernetes.io/os: windows}
hostPID: true
",
        good: "
nodeSelector: {kubernetes.io/os: windows}
hostNetwork: true
securityContext:
  windowsOptions: {hostProcess: true, runAsUserName: \"NT AUTHORITY\\\\SYSTEM\"}
",
        links: &[
            "https://kubernetes.io/docs/concepts/windows/intro/#compatibility-v1-pod-spec-containers-securitycontext",
            "https://kubernetes.io/docs/tasks/configure-pod-container/create-hostprocess-pod/",
        ],
    },
    check: Check::DaemonSet(check),
};

fn check(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    if !asks_for_windows(cx.pod) || is_host_process(cx) {
        return;
    }
    let spec = FieldPath::parse("spec.template.spec");
    let flags = [
        ("hostPID", cx.pod.host_pid),
        ("hostIPC", cx.pod.host_ipc),
        ("shareProcessNamespace", cx.pod.share_process_namespace),
    ];
    let set = flags.into_iter().filter(|(_, flag)| *flag == Some(true));
    let mut ignored: Vec<(FieldPath, &str)> =
        set.map(|(name, _)| (spec.clone().key(name), "no process namespace to share")).collect();
    for (path, container) in cx.containers() {
        let context = container.security_context.as_ref();
        if context.and_then(|context| context.privileged) == Some(true) {
            let path = path.clone().key("securityContext").key("privileged");
            ignored.push((path, "no container is privileged"));
        }
        for (index, mount) in container.volume_mounts.iter().flatten().enumerate() {
            if mount.mount_propagation.as_deref() == Some("Bidirectional") {
                let path = path.clone().key("volumeMounts").index(index).key("mountPropagation");
                ignored.push((path, "mounts do not propagate"));
            }
        }
    }
    let Some((first, _)) = ignored.first() else { return };
    let message = match ignored.len() {
        1 => format!("Windows ignores {}: the pod runs without it", first.last_key().unwrap_or_default()),
        count => format!("Windows ignores these {count} fields: the pod runs without them"),
    };
    let places: Vec<(FieldPath, String)> =
        ignored.into_iter().map(|(path, words)| (path, words.to_owned())).collect();
    if let Some(finding) = report_with_labels(cx, out, &places, message) {
        finding.help("use hostProcess containers (securityContext.windowsOptions.hostProcess), or remove it");
    }
}

/// Whether containers run on the node itself, as Windows has it in place of privileged ones.
fn is_host_process(cx: &DaemonSetContext<'_>) -> bool {
    let of_pod = cx.pod.security_context.as_ref().and_then(|context| context.windows_options.as_ref());
    of_pod.and_then(|options| options.host_process) == Some(true)
        || cx.containers().iter().any(|(_, container)| {
            let context = container.security_context.as_ref();
            context.and_then(|context| context.windows_options.as_ref()?.host_process) == Some(true)
        })
}
