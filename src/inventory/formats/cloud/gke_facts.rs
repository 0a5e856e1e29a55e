//! What GKE adds to the nodes of a pool.

use super::{Block, resource::no_schedule};
use crate::inventory::formats::parts::{ARCH, OS, architecture};
use crate::inventory::pool::NodePool;
use crate::inventory::system::{Distribution, Os};

/// Which taints GKE adds by itself.
#[derive(Clone, Copy)]
pub(super) struct Taints {
    /// `kubernetes.io/arch=arm64` on Arm machines.
    pub(super) architecture: bool,
    /// Those for accelerators; GKE leaves them out where a cluster has no other pools.
    pub(super) accelerators: bool,
}

/// Machine types with GPUs that are not attached, but built in.
const GPU_FAMILIES: [&str; 6] = ["a2", "a3", "a4", "a4x", "g2", "g4"];

/// Adds the labels and taints that follow from machine type, accelerators, image and the kind of capacity.
///
/// Taints: `reference/rest/v1/NodeConfig` (`TaintConfig.ArchitectureTaintBehavior`: unspecified means `ARM`) and the
/// pages "Run GPUs in GKE Standard node pools", "About TPUs in GKE", "GKE Sandbox" and "Creating a cluster using Windows
/// Server node pools" of the GKE documentation.
pub(super) fn imply(config: &Block<'_>, pool: &mut NodePool, adds: Taints) {
    let machine = config.text("machine_type").unwrap_or_default();
    let image = config.text("image_type").unwrap_or_default().to_ascii_uppercase();
    let is_windows = image.starts_with("WINDOWS");
    pool.imply_label(OS, if is_windows { "windows" } else { "linux" }, "GKE");
    // COS and COS_CONTAINERD; without a type GKE takes the latter ("Node images" of the GKE documentation).
    if image.is_empty() || image.starts_with("COS") {
        pool.system.os = Some(Os::ContainerOptimized);
    }
    pool.system.distribution = Some(Distribution::Gke);
    pool.imply_instance_types([machine]);
    if architecture(machine) == Some("arm64") && adds.architecture {
        pool.imply_taint(no_schedule(ARCH, "arm64"), "GKE on Arm machines");
    }
    if is_windows {
        pool.imply_taint(no_schedule("node.kubernetes.io/os", "windows"), "GKE on Windows images");
    }
    imply_accelerators(config, machine, pool, adds);
    if config.flag("spot") {
        pool.imply_label("cloud.google.com/gke-spot", "true", "GKE on Spot VMs");
    }
    if config.flag("preemptible") {
        pool.imply_label("cloud.google.com/gke-preemptible", "true", "GKE on preemptible VMs");
    }
    imply_sandbox(config, pool);
}

fn imply_accelerators(config: &Block<'_>, machine: &str, pool: &mut NodePool, adds: Taints) {
    let accelerators = config.blocks("guest_accelerator");
    let accelerator = accelerators.iter().find_map(|block| block.text("type"));
    if let Some(accelerator) = accelerator {
        pool.has_no_nvidia_gpu = false;
        pool.imply_label("cloud.google.com/gke-accelerator", accelerator, "GKE");
    }
    let family = machine.split('-').next().unwrap_or_default();
    let has_gpus = accelerator.is_some() || GPU_FAMILIES.contains(&family);
    if has_gpus && adds.accelerators && !has_key(pool, "nvidia.com/gpu") {
        pool.imply_taint(no_schedule("nvidia.com/gpu", "present"), "GKE on GPU pools beside others");
    }
    // ct4p, ct5lp, ct5p, ct6e, tpu7x.
    let has_tensor_units = family.starts_with("ct") || family.starts_with("tpu");
    if has_tensor_units && !has_key(pool, "google.com/tpu") {
        pool.imply_taint(no_schedule("google.com/tpu", "present"), "GKE on TPU pools");
    }
}

fn imply_sandbox(config: &Block<'_>, pool: &mut NodePool) {
    const KEY: &str = "sandbox.gke.io/runtime";
    let sandbox = config.block("sandbox_config");
    let kind = sandbox.and_then(|sandbox| sandbox.text("sandbox_type").or_else(|| sandbox.text("type")));
    if kind.is_some_and(|kind| kind.eq_ignore_ascii_case("gvisor")) {
        pool.imply_label(KEY, "gvisor", "GKE Sandbox");
        pool.imply_taint(no_schedule(KEY, "gvisor"), "GKE Sandbox");
    }
}

fn has_key(pool: &NodePool, key: &str) -> bool {
    pool.taints.iter().any(|taint| taint.key == key)
}
