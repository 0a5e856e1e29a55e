//! Facts that a file does not state and the platform adds, each noted in [`NodePool::implicit`].

use crate::inventory::pool::{LabelValues, NodePool};
use crate::placement::{Taint, TaintEffect};

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

impl NodePool {
    /// Adds a label that the file does not write, unless it says something of the key itself.
    ///
    /// `by` names who adds it: `kubeadm default`.
    pub(in super::super) fn imply_label(&mut self, key: &str, value: &str, by: &str) {
        if self.labels.contains_key(key) {
            return;
        }
        self.labels.insert(key.to_owned(), LabelValues::certain(value));
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
