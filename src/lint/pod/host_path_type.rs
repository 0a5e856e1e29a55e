//! How the volumes of a pod are mounted, and what their paths on the node have to be.

use std::collections::BTreeSet;

use k8s_openapi::api::core::v1::PodSpec;

use crate::lint::engine::context::Context;
use crate::yaml::{FieldPath, Segment};

/// What the `type` of a hostPath says of its path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PathType {
    /// Nothing.
    Unset,
    /// It is created where it is missing.
    Created,
    /// It has to be there.
    Required,
}

/// The volume and the type of a hostPath, by the place of its `path`.
pub(crate) fn path_type<'p>(pod: &'p PodSpec, at: &FieldPath) -> Option<(&'p str, PathType)> {
    let index = at.segments().iter().find_map(|segment| match segment {
        Segment::Index(index) => Some(*index),
        Segment::Key(_) => None,
    })?;
    let volume = pod.volumes.as_ref()?.get(index)?;
    let kind = match volume.host_path.as_ref()?.type_.as_deref() {
        None | Some("") => PathType::Unset,
        Some("DirectoryOrCreate" | "FileOrCreate") => PathType::Created,
        Some(_) => PathType::Required,
    };
    Some((&volume.name, kind))
}

/// The names of the volumes into which some container may write.
pub(crate) fn writable_volumes<'a>(cx: &Context<'a>) -> BTreeSet<&'a str> {
    let containers = cx.containers().into_iter();
    let mounts = containers.flat_map(|(_, container)| container.volume_mounts.iter().flatten());
    mounts.filter(|mount| mount.read_only != Some(true)).map(|mount| mount.name.as_str()).collect()
}
