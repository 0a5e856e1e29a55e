//! Who writes a DaemonSet of a cluster, by the marks that tools leave on what they apply.

use std::collections::BTreeMap;
use std::fmt;

use k8s_openapi::api::apps::v1::DaemonSet;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

/// Names that Kubernetes takes have at most so many characters; anything longer is not a name.
const LONGEST_NAME: usize = 253;

/// What writes an object, so that a change belongs there: anything else would be undone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ManagedBy {
    /// In words that follow "managed by": `the Helm release monitoring/node-exporter`.
    pub by: String,
}

impl fmt::Display for ManagedBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "managed by {}: fix it there", self.by)
    }
}

/// A way to recognise a manager.
type Recognise = fn(&Marks<'_>) -> Option<String>;

/// The managers, in the order in which they win: an owner writes what it owns whoever wrote the owner, what a cloud or a
/// distribution installs is its own, and GitOps tools drive Helm.
const MANAGERS: [Recognise; 14] = [
    owner,
    eks,
    aks,
    gke,
    openshift,
    gardener,
    argo_cd,
    flux,
    rancher,
    helm,
    operator_lifecycle_manager,
    kops,
    addon_manager,
    label,
];

/// What manages a DaemonSet of a cluster, if it says so.
pub(super) fn managed_by(daemon_set: &DaemonSet) -> Option<ManagedBy> {
    let pods = daemon_set.spec.template.metadata.as_ref();
    let marks = Marks { own: &daemon_set.metadata, pods };
    MANAGERS.iter().find_map(|recognise| recognise(&marks)).map(|by| ManagedBy { by })
}

/// What a DaemonSet says of itself.
struct Marks<'a> {
    own: &'a ObjectMeta,
    /// The metadata of its pods, where some clouds leave their mark.
    pods: Option<&'a ObjectMeta>,
}

impl<'a> Marks<'a> {
    fn label(&self, key: &str) -> Option<&'a str> {
        named(self.own.labels.as_ref(), key)
    }

    fn annotation(&self, key: &str) -> Option<&'a str> {
        named(self.own.annotations.as_ref(), key)
    }

    fn pod_label(&self, key: &str) -> Option<&'a str> {
        named(self.pods?.labels.as_ref(), key)
    }

    fn pod_annotation(&self, key: &str) -> Option<&'a str> {
        named(self.pods?.annotations.as_ref(), key)
    }
}

/// The value of a key, if it could be a name.
fn named<'a>(map: Option<&'a BTreeMap<String, String>>, key: &str) -> Option<&'a str> {
    name(map?.get(key)?)
}

fn name(text: &str) -> Option<&str> {
    let is_name =
        (1..=LONGEST_NAME).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
    is_name.then_some(text)
}

/// `namespace/name`, or the name alone.
fn qualified(namespace: Option<&str>, name: &str) -> String {
    namespace.map_or_else(|| name.to_owned(), |namespace| format!("{namespace}/{name}"))
}

/// Source: `GetControllerOf` of `k8s.io/apimachinery/pkg/apis/meta/v1/controller_ref.go`, 1.37.
fn owner(marks: &Marks<'_>) -> Option<String> {
    let mut owners = marks.own.owner_references.iter().flatten();
    let owner = owners.find(|owner| owner.controller == Some(true))?;
    Some(format!("{} {}", name(&owner.kind)?, name(&owner.name)?))
}

/// The field manager `eks` applies what belongs to an add-on, and nothing else.
///
/// Source: "Determine fields you can customize for Amazon EKS add-ons" of the EKS user guide; names of add-ons:
/// "Amazon EKS add-ons" there.
fn eks(marks: &Marks<'_>) -> Option<String> {
    let mut managers = marks.own.managed_fields.iter().flatten().filter_map(|entry| entry.manager.as_deref());
    managers.find(|manager| *manager == "eks")?;
    let add_on = match marks.own.name.as_deref().unwrap_or_default() {
        "aws-node" => "vpc-cni",
        "kube-proxy" => "kube-proxy",
        "ebs-csi-node" | "ebs-csi-node-windows" => "aws-ebs-csi-driver",
        "efs-csi-node" => "aws-efs-csi-driver",
        "s3-csi-node" => "aws-mountpoint-s3-csi-driver",
        "eks-pod-identity-agent" => "eks-pod-identity-agent",
        "eks-node-monitoring-agent" => "eks-node-monitoring-agent",
        _ => return Some("an EKS add-on".to_owned()),
    };
    Some(format!("the EKS add-on {add_on}"))
}

/// Source: "Use labels in an Azure Kubernetes Service (AKS) cluster" of Microsoft Learn, reserved system labels; the pods of
/// the system have it.
fn aks(marks: &Marks<'_>) -> Option<String> {
    const KEY: &str = "kubernetes.azure.com/managedby";
    let value = marks.label(KEY).or_else(|| marks.pod_label(KEY));
    (value? == "aks").then(|| "AKS".to_owned())
}

/// Source: `AddonNameAnnotation` of `GoogleCloudPlatform/gke-prober` `pkg/common/config.go`, which finds the components of
/// GKE by it.
fn gke(marks: &Marks<'_>) -> Option<String> {
    const KEY: &str = "components.gke.io/component-name";
    let component = marks.annotation(KEY).or_else(|| marks.pod_annotation(KEY))?;
    Some(format!("GKE, component {component}"))
}

/// Source: `openshift/library-go` `pkg/manifest/manifest.go`: the cluster version operator applies manifests with such an
/// annotation, of a profile each.
fn openshift(marks: &Marks<'_>) -> Option<String> {
    let mut keys = marks.own.annotations.iter().flatten();
    let is_of_release =
        keys.any(|(key, value)| key.starts_with("include.release.openshift.io/") && value == "true");
    is_of_release.then(|| "the cluster version operator of OpenShift".to_owned())
}

/// Source: `ManagedBy` and `GardenerManager` of `gardener/gardener` `pkg/apis/resources/v1alpha1/types.go`.
fn gardener(marks: &Marks<'_>) -> Option<String> {
    marks.label("resources.gardener.cloud/managed-by").map(|_| "Gardener".to_owned())
}

/// Source: "Resource Tracking" of the Argo CD user guide, 3.3: the annotation starts with the name of the application, behind
/// that of its namespace; the label is what installations set it to that do not want `app.kubernetes.io/instance`.
fn argo_cd(marks: &Marks<'_>) -> Option<String> {
    let tracked = marks.annotation("argocd.argoproj.io/tracking-id").and_then(|id| id.split(':').next());
    let application = tracked.or_else(|| marks.label("argocd.argoproj.io/instance")).and_then(name)?;
    // An application outside of the namespace of Argo CD is `namespace_name`, and names have no underscores.
    Some(format!("the Argo CD application {}", application.replacen('_', "/", 1)))
}

/// Source: `fluxcd/helm-controller` `internal/postrender/build.go`, `fluxcd/kustomize-controller` and `fluxcd/pkg`
/// `ssa/owner.go`.
fn flux(marks: &Marks<'_>) -> Option<String> {
    let of = |kind: &str, group: &str| {
        let name = marks.label(&format!("{group}.toolkit.fluxcd.io/name"))?;
        let namespace = marks.label(&format!("{group}.toolkit.fluxcd.io/namespace"));
        Some(format!("the Flux {kind} {}", qualified(namespace, name)))
    };
    of("HelmRelease", "helm").or_else(|| of("Kustomization", "kustomize"))
}

/// What the controllers of k3s, RKE2 and Rancher apply.
///
/// Source: `LabelGVK`, `LabelName` and `LabelNamespace` of `rancher/wrangler` `pkg/apply/apply.go`; the kind is that of
/// `k3s.cattle.io/v1, Kind=Addon`.
fn rancher(marks: &Marks<'_>) -> Option<String> {
    let owner = marks.annotation("objectset.rio.cattle.io/owner-name")?;
    let namespace = marks.annotation("objectset.rio.cattle.io/owner-namespace");
    let kind = marks.own.annotations.as_ref()?.get("objectset.rio.cattle.io/owner-gvk");
    let kind = kind.and_then(|kind| name(kind.split_once("Kind=")?.1)).unwrap_or("objectset");
    Some(format!("the {kind} {}", qualified(namespace, owner)))
}

/// Source: `setMetadataVisitor` of `helm/helm` `pkg/action/validate.go`, 3.18. What `helm template` renders has no release,
/// but the label of its chart.
fn helm(marks: &Marks<'_>) -> Option<String> {
    if let Some(release) = marks.annotation("meta.helm.sh/release-name") {
        let namespace = marks.annotation("meta.helm.sh/release-namespace");
        return Some(format!("the Helm release {}", qualified(namespace, release)));
    }
    let is_helm = marks.label("app.kubernetes.io/managed-by") == Some("Helm");
    let chart = marks.label("helm.sh/chart").filter(|_| is_helm)?;
    Some(format!("the Helm chart {chart}"))
}

/// Source: `OwnerKey` and `OwnerNamespaceKey` of `operator-framework/operator-lifecycle-manager`
/// `pkg/lib/ownerutil/util.go`.
fn operator_lifecycle_manager(marks: &Marks<'_>) -> Option<String> {
    let owner = marks.label("olm.owner")?;
    let kind = marks.label("olm.owner.kind").unwrap_or("ClusterServiceVersion");
    Some(format!("the {kind} {}", qualified(marks.label("olm.owner.namespace"), owner)))
}

/// Source: `kubernetes/kops` `upup/pkg/fi/cloudup/bootstrapchannelbuilder/pruning.go`, which labels what an addon consists of.
fn kops(marks: &Marks<'_>) -> Option<String> {
    let addon = marks.label("addon.kops.k8s.io/name")?;
    Some(format!("the kOps addon {addon}"))
}

/// Source: `cmd/kube-addon-manager/README.md` of Kubernetes, 1.37: what is only ensured to exist may be changed.
fn addon_manager(marks: &Marks<'_>) -> Option<String> {
    let is_reconciled = marks.label("addonmanager.kubernetes.io/mode") == Some("Reconcile");
    is_reconciled.then(|| "the addon manager of the cluster".to_owned())
}

/// Source: "Recommended Labels" of the Kubernetes documentation. Helm leaves more than that.
fn label(marks: &Marks<'_>) -> Option<String> {
    marks.label("app.kubernetes.io/managed-by").map(str::to_owned)
}
