//! A cluster as it is before manifests are applied to it.

use std::collections::BTreeMap;

use serde_json::Value;

use super::view::View;
use crate::cli::files::Manifests;
use crate::cluster::LiveDaemonSet;
use crate::manifest::ManifestSet;

/// The objects of a cluster, of which those count that the manifests would replace: the others are references.
pub(in crate::cli) struct Before {
    /// The objects as manifests; each is governed by the config of the manifest that would replace it.
    pub(in crate::cli) manifests: Manifests,
    /// The DaemonSets that would be replaced, by their indexes among the objects of the manifests, as the server has
    /// them.
    pub(in crate::cli) daemon_sets: BTreeMap<usize, Value>,
}

impl Before {
    /// `live` and `objects` are the DaemonSets and the further objects of the cluster, `texts` the DaemonSets that would
    /// be replaced.
    pub(super) fn new(
        (mut live, objects, texts): (ManifestSet, ManifestSet, ManifestSet),
        replaced: Vec<LiveDaemonSet>,
        own: &Manifests,
        view: &View,
    ) -> Self {
        let names: Vec<_> = texts.objects.iter().map(|object| view.identity(object)).collect();
        live.objects.retain(|object| !names.contains(&view.identity(object)));
        let mut set = live;
        set.append(objects);
        set.append(texts);
        set.documents = 0;
        let mut manifests = Manifests::of_argument(set, 0);
        let replacing: BTreeMap<_, usize> = own
            .set
            .objects
            .iter()
            .map(|object| (view.identity(object), own.arguments[object.file]))
            .collect();
        for object in &mut manifests.set.objects {
            let argument = replacing.get(&view.identity(object)).copied();
            let argument = argument.filter(|_| !view.is_elsewhere(object));
            object.is_reference = argument.is_none();
            if let Some(argument) = argument {
                manifests.arguments[object.file] = argument;
            }
        }
        let mut values: BTreeMap<String, Value> =
            replaced.into_iter().map(|live| (live.text.source.name().to_owned(), live.object)).collect();
        let objects = manifests.set.objects.iter().enumerate();
        let daemon_sets = objects.filter(|(_, object)| !object.is_reference && object.is_daemon_set());
        let daemon_sets = daemon_sets.filter_map(|(index, object)| {
            Some((index, values.remove(manifests.set.source_of(object).name())?))
        });
        let daemon_sets = daemon_sets.collect();
        Self { manifests, daemon_sets }
    }
}
