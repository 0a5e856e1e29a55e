//! Volumes: names and sources.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::Volume;

use super::names::Form;
use super::{Sink, volume_plugins, volume_sources};
use crate::lint::engine::context::DaemonSetContext;
use crate::yaml::{FieldPath, Node};

/// `ValidateVolumes` and `validateVolumeSource` in `pkg/apis/core/validation/validation.go`, 1.37. A volume without any
/// source is an emptyDir (`SetDefaults_Volume` in `pkg/apis/core/v1/defaults.go`).
pub(super) fn check(cx: &DaemonSetContext<'_>, sink: &mut Sink<'_>) {
    let mut known: BTreeMap<&str, FieldPath> = BTreeMap::new();
    for (index, volume) in cx.pod.volumes.iter().flatten().enumerate() {
        let path = FieldPath::parse("spec.template.spec.volumes").index(index);
        name(volume, path.clone().key("name"), &mut known, sink);
        one_source(cx, &path, sink);
        volume_sources::check(volume, &path, sink);
        volume_plugins::check(volume, &path, sink);
    }
}

fn name<'a>(
    volume: &'a Volume,
    path: FieldPath,
    known: &mut BTreeMap<&'a str, FieldPath>,
    sink: &mut Sink<'_>,
) {
    if !sink.text(path.clone(), &volume.name) {
        return;
    }
    sink.form(path.clone(), &volume.name, Form::Label);
    if let Some(first) = known.get(volume.name.as_str()) {
        sink.invalid(path, format!("a second volume {}", volume.name))
            .other(first.clone(), "the first one")
            .help("give each volume a name of its own");
    } else {
        known.insert(&volume.name, path);
    }
}

/// Whether a source is written; without any it is an emptyDir.
pub(super) fn has_source(volume: &Volume) -> bool {
    let bare = Volume { name: volume.name.clone(), ..Volume::default() };
    *volume != bare
}

/// Every field but the name is a source.
fn one_source(cx: &DaemonSetContext<'_>, path: &FieldPath, sink: &mut Sink<'_>) {
    let Some(map) = cx.object.node().at(path).and_then(Node::as_map) else { return };
    let is_source = |key: &str| {
        let at = path.clone().entry(key);
        key != "name" && !cx.object.problems().iter().any(|problem| problem.path == at)
    };
    let written = map.entries.iter().filter(|entry| !entry.value.is_null() && is_source(entry.key));
    let mut sources = written.map(|entry| entry.key);
    let (Some(first), Some(second)) = (sources.next(), sources.next()) else { return };
    sink.invalid(path.clone().entry(second), format!("beside {first}"))
        .other(path.clone().entry(first), "a volume has one source")
        .help("keep one of them, or make two volumes of it");
}
