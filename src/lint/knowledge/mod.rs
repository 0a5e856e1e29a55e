//! Facts about the world, with their sources: agents, labels, taints, registries, platforms.

pub(super) mod agent_families;
pub(super) mod agent_words;
pub(super) mod docker;
pub(super) mod expected_permissions;
pub(super) mod frozen_image_registries;
pub(super) mod host_files;
pub(super) mod known_taints;
pub(super) mod least_memory;
pub(super) mod node_labels;
pub(super) mod single_arch_images;
pub(super) mod system_paths;
