//! csi-mount-propagation: a CSI plugin whose mounts stay in its own container.

use k8s_openapi::api::core::v1::Container;

use crate::lint::pod::image::ImageReference;
use crate::lint::pod::mounts::{HostVolume, Mount, has_host_path, host_volumes};
use crate::lint::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "csi-mount-propagation",
    summary: "a CSI plugin mounts volumes that no pod sees",
    category: Category::Availability,
    severity: Severity::Error,
    default: Activation::On,
    needs: Needs::Manifest,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
A CSI node plugin (a container node-driver-registrar runs beside it, or a container has the variable CSI_ENDPOINT or the argument
--endpoint with a socket) mounts the folder of the pods (/var/lib/kubelet, /var/lib/kubelet/pods, or the same folder of another
kubelet) so that it can write, and no container of the pod mounts it with `mountPropagation: Bidirectional`. Drivers that enter the
node itself (hostPID, or the root of the node as a volume) mount there, and are not reported; neither are those for Windows.",
        why: "\
To publish a volume, the plugin mounts it at /var/lib/kubelet/pods/<uid>/volumes/… from within its container. Without
Bidirectional that mount exists in its container only. The driver answers that all went well, the kubelet starts the pod, and the pod has an
empty folder of the node where its volume should be. It writes to the disk of the node, and the data is gone when it moves.
No event tells.",
        remedy: "\
Set `mountPropagation: Bidirectional` on the mount of that folder in the container of the driver. That needs
`privileged: true`.",
        bad: "
containers:
  - name: registrar
    image: registry.k8s.io/sig-storage/csi-node-driver-registrar:v2.12.0
  - name: driver
    image: registry.example/driver:1.4.0
    securityContext: {privileged: true}
    volumeMounts:
      - {name: kubelet, mountPath: /var/lib/kubelet}
volumes:
  - name: kubelet
    hostPath: {path: /var/lib/kubelet, type: Directory}
",
        good: "
containers:
  - name: registrar
    image: registry.k8s.io/sig-storage/csi-node-driver-registrar:v2.12.0
  - name: driver
    image: registry.example/driver:1.4.0
    securityContext: {privileged: true}
    volumeMounts:
      - {name: kubelet, mountPath: /var/lib/kubelet, mountPropagation: Bidirectional}
volumes:
  - name: kubelet
    hostPath: {path: /var/lib/kubelet, type: Directory}
",
        links: &[
            "https://kubernetes-csi.github.io/docs/deploying.html#bidirectional-mount-propagation",
            "https://kubernetes.io/docs/concepts/storage/volumes/#mount-propagation",
        ],
    },
    check: Check::DaemonSet(check),
};

fn check(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    if !has_host_path(cx.pod, holds_pods) {
        return;
    }
    let volumes = host_volumes(cx);
    let enters_node = cx.pod.host_pid == Some(true) || volumes.iter().any(|volume| volume.host == "/");
    if enters_node || !cx.containers().iter().any(|(_, container)| is_of_plugin(container)) {
        return;
    }
    let of_pods: Vec<&HostVolume<'_>> = volumes.iter().filter(|volume| holds_pods(volume.host)).collect();
    let mounts: Vec<&Mount<'_>> = of_pods.iter().flat_map(|volume| &volume.mounts).collect();
    if mounts.iter().any(|mount| mount.written.mount_propagation.as_deref() == Some("Bidirectional")) {
        return;
    }
    let mut written =
        mounts.iter().filter(|mount| mount.written.read_only != Some(true) && !is_helper(mount.container));
    let Some(mount) = written.next() else { return };
    let field = mount.path.clone().key("mountPropagation");
    let message = format!(
        "what {} mounts in {} stays in its container",
        mount.container.name, mount.written.mount_path
    );
    let finding = out.report(cx.at(&field), message);
    finding
        .marker("no mountPropagation: Bidirectional")
        .help("set `mountPropagation: Bidirectional` here; the container must be privileged");
    let is_privileged = mount.container.security_context.as_ref().and_then(|context| context.privileged);
    if is_privileged == Some(true) {
        finding.fix(
            Applicability::Unsafe,
            "set mountPropagation to Bidirectional",
            cx.set(&field, "Bidirectional"),
        );
    }
}

/// Whether a container marks the pod as a CSI plugin.
fn is_of_plugin(container: &Container) -> bool {
    let is_endpoint = |text: &str| {
        text.starts_with("unix:") || text.strip_suffix(".sock").is_some() || text.contains("CSI_ENDPOINT")
    };
    let words = container.command.iter().chain(&container.args).flatten();
    let mut values = words.filter_map(|word| word.trim_start_matches('-').strip_prefix("endpoint="));
    is_registrar(container)
        || container.env.iter().flatten().any(|env| env.name == "CSI_ENDPOINT")
        || values.any(is_endpoint)
}

fn image_name(container: &Container) -> Option<&str> {
    Some(ImageReference::parse(container.image.as_deref()?)?.name())
}

fn is_registrar(container: &Container) -> bool {
    image_name(container).is_some_and(|name| name.ends_with("driver-registrar"))
}

/// Sidecars of the Kubernetes project, which mount nothing.
fn is_helper(container: &Container) -> bool {
    is_registrar(container) || image_name(container).is_some_and(|name| name == "livenessprobe")
}

/// Whether a folder is the kubelet's, or the one of the pods in it.
fn holds_pods(path: &str) -> bool {
    path == "/var/lib/kubelet"
        || path.ends_with("/kubelet/pods")
        || (path.starts_with("/var/") && path.ends_with("/kubelet"))
}
