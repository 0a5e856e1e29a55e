//! What an object is called, and which of the kinds that rules read it is.

/// Type and name of an object, as written.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct ObjectId {
    /// `apiVersion`, such as `apps/v1`.
    pub api_version: String,
    /// `kind`, such as `DaemonSet`.
    pub kind: String,
    /// `metadata.namespace`, if it is written.
    pub namespace: Option<String>,
    /// `metadata.name`, if it is written.
    pub name: Option<String>,
}

impl ObjectId {
    /// The API group, empty for the core group.
    pub fn group(&self) -> &str {
        self.api_version.split_once('/').map_or("", |(group, _)| group)
    }

    /// `namespace/name`, or the name alone.
    pub fn qualified_name(&self) -> String {
        let name = self.name.as_deref().unwrap_or("(no name)");
        match &self.namespace {
            Some(namespace) => format!("{namespace}/{name}"),
            None => name.to_owned(),
        }
    }
}

/// The kinds with a pod template that rules read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WorkloadKind {
    DaemonSet,
    Deployment,
    ReplicaSet,
    StatefulSet,
}

impl WorkloadKind {
    /// The workload kind of an object in one of the groups that ever served it; same-named kinds of other groups
    /// (such as the `DaemonSet` of `apps.kruise.io`) are other things.
    pub(super) fn for_object(id: &ObjectId) -> Option<Self> {
        if !matches!(
            id.api_version.as_str(),
            "apps/v1" | "apps/v1beta2" | "apps/v1beta1" | "extensions/v1beta1"
        ) {
            return None;
        }
        match id.kind.as_str() {
            "DaemonSet" => Some(Self::DaemonSet),
            "Deployment" => Some(Self::Deployment),
            "ReplicaSet" => Some(Self::ReplicaSet),
            "StatefulSet" => Some(Self::StatefulSet),
            _ => None,
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::DaemonSet => "DaemonSet",
            Self::Deployment => "Deployment",
            Self::ReplicaSet => "ReplicaSet",
            Self::StatefulSet => "StatefulSet",
        }
    }
}
