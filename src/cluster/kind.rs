//! The kinds that are read from a cluster.

/// A kind that is read from a cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// `apps/v1` DaemonSets.
    DaemonSet,
    /// Nodes.
    Node,
    /// Pods.
    Pod,
    /// `scheduling.k8s.io/v1` PriorityClasses.
    PriorityClass,
    /// Namespaces.
    Namespace,
    /// LimitRanges.
    LimitRange,
    /// ResourceQuotas.
    ResourceQuota,
    /// Services.
    Service,
    /// `networking.k8s.io/v1` NetworkPolicies.
    NetworkPolicy,
    /// `policy/v1` PodDisruptionBudgets.
    PodDisruptionBudget,
    /// `node.k8s.io/v1` RuntimeClasses.
    RuntimeClass,
    /// PersistentVolumeClaims.
    PersistentVolumeClaim,
    /// `resource.k8s.io/v1` ResourceClaims.
    ResourceClaim,
    /// `resource.k8s.io/v1` ResourceClaimTemplates.
    ResourceClaimTemplate,
    /// ServiceAccounts.
    ServiceAccount,
    /// `rbac.authorization.k8s.io/v1` Roles.
    Role,
    /// `rbac.authorization.k8s.io/v1` RoleBindings.
    RoleBinding,
    /// `rbac.authorization.k8s.io/v1` ClusterRoles.
    ClusterRole,
    /// `rbac.authorization.k8s.io/v1` ClusterRoleBindings.
    ClusterRoleBinding,
}

/// Where a kind is found on the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Resource {
    /// The name of the kind: `DaemonSet`.
    pub kind: &'static str,
    /// The group, empty for the core group.
    pub group: &'static str,
    /// The version: `v1`.
    pub version: &'static str,
    /// The name in paths and in RBAC rules: `daemonsets`.
    pub plural: &'static str,
    /// Whether its objects lie in namespaces.
    pub namespaced: bool,
}

impl Kind {
    /// The verb that reading it takes. Roles are read one by one, by the names that bindings have for them.
    pub fn verb(self) -> &'static str {
        match self {
            Self::Role | Self::ClusterRole => "get",
            _ => "list",
        }
    }

    /// Where it is found.
    pub fn resource(self) -> Resource {
        const RBAC: &str = "rbac.authorization.k8s.io";
        let (kind, group, plural, namespaced) = match self {
            Self::DaemonSet => ("DaemonSet", "apps", "daemonsets", true),
            Self::Node => ("Node", "", "nodes", false),
            Self::Pod => ("Pod", "", "pods", true),
            Self::PriorityClass => ("PriorityClass", "scheduling.k8s.io", "priorityclasses", false),
            Self::Namespace => ("Namespace", "", "namespaces", false),
            Self::LimitRange => ("LimitRange", "", "limitranges", true),
            Self::ResourceQuota => ("ResourceQuota", "", "resourcequotas", true),
            Self::Service => ("Service", "", "services", true),
            Self::NetworkPolicy => ("NetworkPolicy", "networking.k8s.io", "networkpolicies", true),
            Self::PodDisruptionBudget => ("PodDisruptionBudget", "policy", "poddisruptionbudgets", true),
            Self::RuntimeClass => ("RuntimeClass", "node.k8s.io", "runtimeclasses", false),
            Self::PersistentVolumeClaim => ("PersistentVolumeClaim", "", "persistentvolumeclaims", true),
            Self::ResourceClaim => ("ResourceClaim", "resource.k8s.io", "resourceclaims", true),
            Self::ResourceClaimTemplate => {
                ("ResourceClaimTemplate", "resource.k8s.io", "resourceclaimtemplates", true)
            }
            Self::ServiceAccount => ("ServiceAccount", "", "serviceaccounts", true),
            Self::Role => ("Role", RBAC, "roles", true),
            Self::RoleBinding => ("RoleBinding", RBAC, "rolebindings", true),
            Self::ClusterRole => ("ClusterRole", RBAC, "clusterroles", false),
            Self::ClusterRoleBinding => ("ClusterRoleBinding", RBAC, "clusterrolebindings", false),
        };
        Resource { kind, group, version: "v1", plural, namespaced }
    }
}

#[cfg(feature = "cluster")]
impl Resource {
    /// The path of its lists: in one namespace, or in all of them.
    pub(super) fn path(&self, namespace: Option<&str>) -> String {
        let Self { group, version, plural, .. } = self;
        let api =
            if group.is_empty() { format!("/api/{version}") } else { format!("/apis/{group}/{version}") };
        match namespace {
            Some(namespace) => format!("{api}/namespaces/{}/{plural}", super::words::segment(namespace)),
            None => format!("{api}/{plural}"),
        }
    }
}
