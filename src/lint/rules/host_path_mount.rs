//! host-path-mount: folders of the node that the pod has, and whether it can write them.

use crate::lint::engine::report_with_labels::report_with_labels;
use crate::lint::pod::host_access::host_paths;
use crate::lint::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "host-path-mount",
    summary: "the pod mounts files of its node",
    category: Category::Security,
    severity: Severity::Note,
    default: Activation::Off,
    needs: Needs::Manifest,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
The pod has a hostPath volume. There is one finding a DaemonSet, with a label at each volume that says whether some
container can write it.",
        why: "\
Three of four agents have one; this is an inventory more than a complaint. A hostPath goes around the storage of the
cluster: files stay on the node when the pod is gone, belong to users of the node, and are shared with whatever else
mounts them. Sockets of the container runtime and writable folders of the system are a way out of the container; sockets
make no difference between readOnly and not. Namespaces that enforce the baseline Pod Security Standard refuse the pod.",
        remedy: "\
Mount the smallest folder that does, with `readOnly: true` and the type that is expected (Directory, File, Socket), so
that a missing path is an error and no empty folder. State that may be lost belongs in an emptyDir.",
        bad: "
volumes:
  - name: cache
    hostPath: {path: /var/cache/agent}
",
        good: "
volumes:
  - name: cache
    emptyDir: {sizeLimit: 1Gi}
",
        links: &[
            "https://kubernetes.io/docs/concepts/storage/volumes/#hostpath",
            "https://kubernetes.io/docs/concepts/security/pod-security-standards/",
        ],
    },
    check: Check::DaemonSet(check),
};

fn check(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    let mounts: Vec<(&str, bool)> = cx
        .containers()
        .into_iter()
        .flat_map(|(_, container)| container.volume_mounts.iter().flatten())
        .map(|mount| (mount.name.as_str(), mount.read_only == Some(true)))
        .collect();
    let volumes = cx.pod.volumes.iter().flatten().filter(|volume| volume.host_path.is_some());
    let places: Vec<(FieldPath, String)> = host_paths(cx.pod)
        .zip(volumes)
        .map(|((at, path), volume)| {
            let modes: Vec<bool> =
                mounts.iter().filter(|(name, _)| *name == volume.name).map(|(_, read)| *read).collect();
            let mode = match modes.contains(&false) {
                true => "writable",
                false if modes.is_empty() => "not mounted",
                false => "read-only",
            };
            (at, format!("{path}, {mode}"))
        })
        .collect();
    let message = match places.len() {
        1 => "the pod mounts a path of its node".to_owned(),
        count => format!("the pod mounts {count} paths of its node"),
    };
    if let Some(finding) = report_with_labels(cx, out, &places, message) {
        finding.help("mount the smallest folder that does, with `readOnly: true` where nothing is written");
    }
}
