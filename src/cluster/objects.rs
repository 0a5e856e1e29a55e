//! Objects as manifests: DaemonSets, and further kinds for rules across objects.

use std::collections::BTreeSet;
use std::sync::Arc;

use futures::future::try_join_all;
use serde_json::Value;

use super::kind::{Kind, Resource};
use super::list::{Decode, NoList, Wish};
use super::server::Server;
use super::{ClusterError, DaemonSets, LiveDaemonSet, NoProgress, Progress, Scope, manifest};
use crate::manifest::{Input, Live};
use crate::yaml::SourceFile;

/// An object with what orders and names it.
pub(super) struct Object {
    pub(super) namespace: String,
    pub(super) name: String,
    pub(super) value: Value,
}

impl From<Value> for Object {
    fn from(value: Value) -> Self {
        let text = |at| value.pointer(at).and_then(Value::as_str).unwrap_or_default().to_owned();
        Self { namespace: text("/metadata/namespace"), name: text("/metadata/name"), value }
    }
}

impl Object {
    /// Whether only its finalizers keep it.
    fn is_being_deleted(&self) -> bool {
        self.value.pointer("/metadata/deletionTimestamp").is_some()
    }

    /// The object as a manifest, under the name `CONTEXT:daemonset/NAMESPACE/NAME`.
    pub(super) fn into_input(self, context: &str, resource: &Resource) -> Input {
        let Self { namespace, name, value } = self;
        let kind = resource.kind.to_ascii_lowercase();
        let place = if namespace.is_empty() { name } else { format!("{namespace}/{name}") };
        let live = Live::of(&value);
        Input::live(
            SourceFile::new(format!("{context}:{kind}/{place}"), manifest::text(value, resource)),
            live,
        )
    }
}

/// Keeps the objects of a page that a test lets through.
pub(super) fn decode_if(keep: impl Fn(&Object) -> bool + Send + Sync + 'static) -> Decode<Object> {
    Arc::new(move |page| {
        let objects = page.objects::<Value>()?.into_iter().map(Object::from);
        Ok(objects.filter(|object| keep(object)).collect())
    })
}

/// Objects as manifests, by namespace and name.
pub(super) fn into_inputs(mut objects: Vec<Object>, context: &str, kind: Kind) -> Vec<Input> {
    objects.sort_by(|a, b| (&a.namespace, &a.name).cmp(&(&b.namespace, &b.name)));
    let resource = kind.resource();
    objects.into_iter().map(|object| object.into_input(context, &resource)).collect()
}

impl Server {
    /// The names of the objects of a kind.
    pub(super) async fn names(
        &self,
        kind: Kind,
        namespace: Option<&str>,
    ) -> Result<Vec<String>, ClusterError> {
        let wish = Wish { kind, namespace, selector: None, required: true };
        let decode: Decode<String> = Arc::new(|page| {
            let objects = page.objects::<Value>()?.into_iter().map(Object::from);
            Ok(objects.map(|object| object.name).collect())
        });
        match self.list(wish, &decode, &NoProgress).await {
            Ok(names) => Ok(names),
            Err(NoList::Failed(error)) => Err(error),
            // Neither happens to a list that is required.
            Err(NoList::Denied(_) | NoList::Unknown) => Ok(Vec::new()),
        }
    }

    /// The DaemonSets within a scope.
    pub(super) async fn daemon_sets(
        &self,
        scope: &Scope,
        progress: &dyn Progress,
    ) -> Result<DaemonSets, ClusterError> {
        let wish = Wish {
            kind: Kind::DaemonSet,
            namespace: scope.namespace.as_deref(),
            selector: scope.selector.as_deref(),
            required: true,
        };
        let found = self.list(wish, &decode_if(|_| true), progress).await;
        let mut found = match found {
            Ok(found) => found,
            Err(NoList::Failed(error)) => return Err(error),
            // Neither happens to a list that is required.
            Err(NoList::Denied(_) | NoList::Unknown) => Vec::new(),
        };
        let all = found.len();
        found.retain(|object| !object.is_being_deleted());
        let deleting = all - found.len();
        Ok(DaemonSets { texts: into_inputs(found, &self.identity.context, Kind::DaemonSet), deleting })
    }

    /// The DaemonSets of these namespaces and names. Namespaces are listed, which takes no other rights than the rest.
    pub(super) async fn named_daemon_sets(
        &self,
        names: &[(String, String)],
        progress: &dyn Progress,
    ) -> Result<Vec<LiveDaemonSet>, ClusterError> {
        let names: Arc<BTreeSet<_>> = Arc::new(names.iter().cloned().collect());
        let namespaces: BTreeSet<&str> = names.iter().map(|(namespace, _)| namespace.as_str()).collect();
        let wanted = Arc::clone(&names);
        let decode = decode_if(move |object| {
            wanted.contains(&(object.namespace.clone(), object.name.clone())) && !object.is_being_deleted()
        });
        let lists = namespaces.into_iter().map(|namespace| {
            let namespace = Some(namespace);
            let wish = Wish { kind: Kind::DaemonSet, namespace, selector: None, required: true };
            let decode = &decode;
            async move {
                match self.list(wish, decode, progress).await {
                    Ok(found) => Ok(found),
                    Err(NoList::Failed(error)) => Err(error),
                    // Neither happens to a list that is required.
                    Err(NoList::Denied(_) | NoList::Unknown) => Ok(Vec::new()),
                }
            }
        });
        let resource = Kind::DaemonSet.resource();
        let found = try_join_all(lists).await?.into_iter().flatten().map(|object| LiveDaemonSet {
            object: object.value.clone(),
            text: object.into_input(&self.identity.context, &resource),
        });
        Ok(found.collect())
    }
}
