//! Steps from an empty pool to a described one; facts that the file does not state and the platform adds are noted in
//! [`NodePool::implicit`].

use super::labels::{Labels, label_values};
use crate::inventory::platform::Platform;
use crate::inventory::pool::NodePool;
use crate::placement::{Taint, TaintEffect};
use crate::yaml::Span;

/// The role of control planes, as the key of a label and of a taint.
pub(in super::super) const CONTROL_PLANE: &str = "node-role.kubernetes.io/control-plane";
/// The operating system, as every kubelet reports it.
pub(in super::super) const OS: &str = "kubernetes.io/os";
/// The architecture, as every kubelet reports it.
pub(in super::super) const ARCH: &str = "kubernetes.io/arch";

/// The taint that kubeadm gives to control planes.
pub(in super::super) fn control_plane_taint() -> Taint {
    Taint { key: CONTROL_PLANE.to_owned(), value: String::new(), effect: TaintEffect::NoSchedule }
}

/// A taint that stands for "not ready yet" by agreement: what makes the node ready takes it away.
///
/// Source: `well_known_taints.go` of cloud-provider 1.34, `utils/taints/taints.go` of cluster-autoscaler, the install
/// guides of Cilium and of the EBS and EFS drivers.
fn is_startup(taint: &Taint) -> bool {
    const KEYS: [&str; 8] = [
        "node.cloudprovider.kubernetes.io/uninitialized",
        "node.cluster.x-k8s.io/uninitialized",
        "karpenter.sh/unregistered",
        "node.cilium.io/agent-not-ready",
        "ebs.csi.aws.com/agent-not-ready",
        "efs.csi.aws.com/agent-not-ready",
        "fsx.csi.aws.com/agent-not-ready",
        "cni.istio.io/not-ready",
    ];
    const PREFIXES: [&str; 3] = [
        "readiness.k8s.io/",
        "startup-taint.cluster-autoscaler.kubernetes.io/",
        "ignore-taint.cluster-autoscaler.kubernetes.io/",
    ];
    KEYS.contains(&taint.key.as_str()) || PREFIXES.iter().any(|prefix| taint.key.starts_with(prefix))
}

impl NodePool {
    /// A pool of which nothing is known but its name and place.
    pub(in super::super) fn declared(name: &str, format: &'static str, span: Span) -> Self {
        let name = if name.is_empty() { "unnamed" } else { name };
        Self { name: name.to_owned(), format, span, ..Self::default() }
    }

    /// The same, made by a platform.
    pub(in super::super) fn on(mut self, platform: &'static Platform) -> Self {
        self.platform = platform;
        self
    }

    /// Adds what holds on every platform where neither the file nor its reader said anything: nodes run Linux.
    pub(in super::super) fn settle(&mut self) {
        let by = format!("{} default", self.platform.name);
        self.imply_label(OS, "linux", by.trim_start());
    }

    /// Adds a label that the file writes; a value that is a template is some value.
    pub(in super::super) fn add_label(&mut self, key: &str, value: &str) {
        self.labels.insert(key.to_owned(), label_values(value));
    }

    /// Adds labels that the file writes.
    pub(in super::super) fn add_labels(&mut self, labels: &Labels) {
        for (key, value) in labels.iter() {
            self.add_label(key, value);
        }
    }

    /// Adds taints that the file writes, those that something takes away again to the startup taints.
    pub(in super::super) fn add_taints(&mut self, taints: impl IntoIterator<Item = Taint>) {
        for taint in taints {
            let list = if is_startup(&taint) { &mut self.startup_taints } else { &mut self.taints };
            if !list.contains(&taint) {
                list.push(taint);
            }
        }
    }

    /// Notes a fact that the file does not state.
    pub(in super::super) fn imply(&mut self, fact: impl Into<String>) {
        self.implicit.push(fact.into());
    }

    /// Adds a label that the file does not write, unless it says something of the key itself.
    ///
    /// `by` names who adds it: `kubeadm default`.
    pub(in super::super) fn imply_label(&mut self, key: &str, value: &str, by: &str) {
        if self.labels.contains_key(key) {
            return;
        }
        self.add_label(key, value);
        let label = if value.is_empty() { key.to_owned() } else { format!("{key}={value}") };
        self.implicit.push(format!("label {label}, {by}"));
    }

    /// Adds a taint that the file does not write, unless it writes the same one.
    pub(in super::super) fn imply_taint(&mut self, taint: Taint, by: &str) {
        if self.taints.contains(&taint) {
            return;
        }
        self.implicit.push(format!("taint {taint}, {by}"));
        self.taints.push(taint);
    }

    /// Makes the nodes of the pool control planes of kubeadm: their label always, their taint unless the file decides
    /// on taints.
    pub(in super::super) fn imply_control_plane(&mut self, decides_on_taints: bool) {
        self.imply_label(CONTROL_PLANE, "", "kubeadm default");
        if !decides_on_taints {
            self.imply_taint(control_plane_taint(), "kubeadm default");
        }
    }
}
