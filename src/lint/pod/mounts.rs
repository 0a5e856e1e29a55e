//! Volumes of a pod and where its containers mount them.

use std::collections::HashMap;

use k8s_openapi::api::core::v1::{Container, PodSpec, Volume, VolumeMount};

use crate::lint::engine::context::DaemonSetContext;
use crate::yaml::FieldPath;

/// A hostPath volume with the places where containers mount it.
#[derive(Clone, Debug)]
pub(crate) struct HostVolume<'a> {
    /// The volume.
    pub(crate) path: FieldPath,
    /// The path on the node, without a slash at its end.
    pub(crate) host: &'a str,
    /// `hostPath.type`, empty if it is not written.
    pub(crate) kind: &'a str,
    /// Its mounts.
    pub(crate) mounts: Vec<Mount<'a>>,
}

/// A place where a container mounts a volume.
#[derive(Clone, Debug)]
pub(crate) struct Mount<'a> {
    /// The item of `volumeMounts`.
    pub(crate) path: FieldPath,
    /// The container.
    pub(crate) container: &'a Container,
    /// The item itself.
    pub(crate) written: &'a VolumeMount,
}

/// The mounts of all containers, by the names of volumes.
pub(crate) fn mounts<'a>(cx: &DaemonSetContext<'a>) -> HashMap<&'a str, Vec<Mount<'a>>> {
    let mut found: HashMap<&str, Vec<Mount<'_>>> = HashMap::new();
    for (path, container) in cx.containers() {
        for (index, mount) in container.volume_mounts.iter().flatten().enumerate() {
            let path = path.clone().key("volumeMounts").index(index);
            found.entry(&mount.name).or_default().push(Mount { path, container, written: mount });
        }
    }
    found
}

/// The volumes of the pod with their places.
pub(crate) fn volumes<'a>(cx: &DaemonSetContext<'a>) -> impl Iterator<Item = (FieldPath, &'a Volume)> {
    let path = FieldPath::parse("spec.template.spec.volumes");
    cx.pod
        .volumes
        .iter()
        .flatten()
        .enumerate()
        .map(move |(index, volume)| (path.clone().index(index), volume))
}

/// Whether the pod has a volume of such a path of the node, for a look that costs nothing; without a slash at its end.
pub(crate) fn has_host_path(pod: &PodSpec, wanted: impl Fn(&str) -> bool) -> bool {
    let sources = pod.volumes.iter().flatten().filter_map(|volume| volume.host_path.as_ref());
    sources.into_iter().any(|source| wanted(trimmed(&source.path)))
}

/// A path without slashes at its end, unless it is the root.
fn trimmed(path: &str) -> &str {
    let trimmed = path.trim_end_matches('/');
    if trimmed.is_empty() { path } else { trimmed }
}

/// The hostPath volumes of the pod.
pub(crate) fn host_volumes<'a>(cx: &DaemonSetContext<'a>) -> Vec<HostVolume<'a>> {
    let mut mounts = mounts(cx);
    let found = volumes(cx).filter_map(|(path, volume)| {
        let source = volume.host_path.as_ref()?;
        Some(HostVolume {
            path,
            host: trimmed(&source.path),
            kind: source.type_.as_deref().unwrap_or_default(),
            // The API server refuses two volumes of one name.
            mounts: mounts.remove(volume.name.as_str()).unwrap_or_default(),
        })
    });
    found.collect()
}

impl HostVolume<'_> {
    /// The place of the path on the node.
    pub(crate) fn host_field(&self) -> FieldPath {
        self.path.clone().key("hostPath").key("path")
    }

    /// Whether a container can write to it.
    pub(crate) fn is_written(&self) -> bool {
        self.mounts.iter().any(|mount| mount.written.read_only != Some(true))
    }
}
