//! unused-volume: a volume of the pod that no container mounts.

use std::collections::HashSet;

use k8s_openapi::api::core::v1::Volume;

use crate::lint::engine::placeholder::is_operator_asset;
use crate::lint::engine::report_with_labels::report_with_labels;
use crate::lint::pod::init_containers::all_containers;
use crate::lint::pod::mounts::volumes;
use crate::lint::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "unused-volume",
    summary: "a volume that no container mounts",
    category: Category::Manifest,
    severity: Severity::Note,
    default: Activation::On,
    needs: Needs::Manifest,
    options: &[],
    yields_to: &[Yields::on_object("forbidden-pod-field")],
    page: Page {
        what: "\
A volume of the pod (hostPath, configMap, secret, projected, persistentVolumeClaim and others that hold something) has no volumeMount
and no volumeDevice in any container or init container. An emptyDir is not reported: nothing is lost by it. Neither are pods
that an operator completes at run time. One finding a DaemonSet, with a label at each volume.",
        why: "\
The kubelet passes over a volume that nobody mounts, without a word. So the agent does not have what the manifest seems to give it:
the folder for its positions or its buffer is a layer of the container, and each update and each restart begins anew, with
every log line sent a second time or lost; its configuration is the one of the image. If nothing is missing, the line still
costs: policies (Pod Security, SCC, Autopilot) refuse a pod for a hostPath that no container uses, and a PersistentVolumeClaim
that nobody mounts still decides where the scheduler may put the pod.",
        remedy: "Mount it where the agent looks for it, or remove the volume.",
        bad: "
containers:
  - name: beat
    image: registry.example/beat:8.1.0
volumes:
  - name: data
    hostPath: {path: /var/lib/beat, type: DirectoryOrCreate}
",
        good: "
containers:
  - name: beat
    image: registry.example/beat:8.1.0
    volumeMounts:
      - {name: data, mountPath: /usr/share/beat/data}
volumes:
  - name: data
    hostPath: {path: /var/lib/beat, type: DirectoryOrCreate}
",
        links: &[
            "https://kubernetes.io/docs/concepts/storage/volumes/#how-volumes-work",
            "https://kubernetes.io/docs/concepts/security/pod-security-standards/",
        ],
    },
    check: Check::DaemonSet(check),
};

/// That unused volumes are passed over is said in `processPodVolumes` in
/// `pkg/kubelet/volumemanager/populator/desired_state_of_world_populator.go` (1.34).
fn check(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    if is_operator_asset(cx.pod) {
        return;
    }
    let used = used(cx);
    let unused = volumes(cx).filter(|(_, volume)| !used.contains(volume.name.as_str()));
    let unused: Vec<(FieldPath, &Volume)> = unused.filter(|(_, volume)| holds_something(volume)).collect();
    let Some((_, first)) = unused.first() else { return };
    let message = match unused.len() {
        1 => format!("no container mounts the volume {}", first.name),
        count => format!("no container mounts these {count} volumes"),
    };
    let places: Vec<(FieldPath, String)> =
        unused.iter().map(|(path, volume)| (path.clone().key("name"), words(cx, &used, volume))).collect();
    let is_twin = unused.iter().all(|(_, volume)| twin(cx, &used, volume).is_some());
    let help = if is_twin { "remove it" } else { "mount it where the agent looks for it, or remove it" };
    if let Some(finding) = report_with_labels(cx, out, &places, message) {
        finding.help(help);
    }
}

/// Whether anything is lost if the volume is not mounted: what is made for the pod and starts empty holds nothing.
fn holds_something(volume: &Volume) -> bool {
    volume.empty_dir.is_none() && volume.downward_api.is_none() && *volume != named(&volume.name)
}

/// A volume without a source, which is an emptyDir.
fn named(name: &str) -> Volume {
    Volume { name: name.to_owned(), ..Volume::default() }
}

/// The names of volumes that a container mounts, or has as a device.
fn used<'a>(cx: &DaemonSetContext<'a>) -> HashSet<&'a str> {
    let names = all_containers(cx.pod).flat_map(|container| {
        let mounts = container.volume_mounts.iter().flatten().map(|mount| mount.name.as_str());
        mounts.chain(container.volume_devices.iter().flatten().map(|device| device.name.as_str()))
    });
    names.collect()
}

/// The name of a volume that is mounted and has the same path of the node.
fn twin<'a>(cx: &DaemonSetContext<'a>, used: &HashSet<&str>, volume: &Volume) -> Option<&'a str> {
    let path = |volume: &Volume| {
        volume.host_path.as_ref().map(|source| source.path.trim_end_matches('/').to_owned())
    };
    let own = path(volume)?;
    let mut mounted = cx.pod.volumes.iter().flatten().filter(|other| used.contains(other.name.as_str()));
    mounted.find(|other| path(other).as_ref() == Some(&own)).map(|other| other.name.as_str())
}

fn words(cx: &DaemonSetContext<'_>, used: &HashSet<&str>, volume: &Volume) -> String {
    if let Some(twin) = twin(cx, used, volume) {
        return format!("the same path is mounted as {twin}");
    }
    if let Some(source) = &volume.host_path {
        return format!("{} of the node is not in the pod", source.path);
    }
    if volume.config_map.is_some() || volume.projected.is_some() {
        return "its files are not in the pod".to_owned();
    }
    if volume.secret.is_some() {
        return "the Secret is not in the pod".to_owned();
    }
    "not in the pod".to_owned()
}
