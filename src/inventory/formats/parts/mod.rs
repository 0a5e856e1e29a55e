//! What several formats write in the same way: taints, labels, counts, arguments of the kubelet, platform facts.

mod amounts;
mod capacity;
mod count;
mod implied;
mod keys;
mod kubelet_args;
mod labels;
mod machine_type;
mod requirement;
mod taint;
mod text;

#[cfg(test)]
mod tests;

pub(super) use amounts::Amounts;
pub(super) use capacity::{CapacityHints, autoscaler_bounds};
pub(super) use count::{Count, count_range};
pub(super) use implied::{ARCH, CONTROL_PLANE, OS, control_plane_taint};
pub(super) use keys::check_keys;
pub(super) use kubelet_args::{KubeletArgs, NodeRegistration};
pub(super) use labels::{Labels, label_list};
pub(super) use machine_type::{architecture, nvidia_gpu};
pub(super) use requirement::{Requirement, both};
pub(super) use taint::{EitherTaint, TaintFields, TaintText, effect, taint, taint_list};
pub(super) use text::{Text, is_templated};
