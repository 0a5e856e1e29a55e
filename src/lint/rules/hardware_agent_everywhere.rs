//! hardware-agent-everywhere: an agent for devices on nodes that have none.

use k8s_openapi::api::core::v1::Container;

use crate::lint::pod::image::ImageReference;
use crate::lint::pod::init_containers::all_containers;
use crate::lint::pod::node_scope::is_for_every_node;
use crate::lint::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "hardware-agent-everywhere",
    summary: "an agent that ends without its hardware is not held to the nodes that have it",
    category: Category::Placement,
    severity: Severity::Note,
    default: Activation::On,
    needs: Needs::Manifest,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
An agent that does not run without its hardware selects no nodes: dcgm-exporter, nvidia_gpu_exporter, device-metrics-exporter,
neuron-device-plugin and neuron-monitor; the device plugin of NVIDIA where FAIL_ON_INIT_ERROR is true. By itself the
operating system, the architecture, or staying away from virtual nodes is no selection. The device plugins of NVIDIA (with
FAIL_ON_INIT_ERROR false, as its own manifest has it), AMD and Intel, and those for RDMA and SR-IOV, wait on nodes without
devices, and are not reported. Nor is anything where the pods ask for a device, or where nodes are declared.",
        why: "\
On every node without the hardware the agent ends at once (`Failed to initialize NVML`, `could not find libnvidia-ml.so.1`) and is
restarted for ever: CrashLoopBackOff on most nodes of the cluster, a rollout that never ends because those pods never become
ready, alerts that are muted together with the ones that matter, and a pod and its requests on nodes that gain nothing.",
        remedy: "\
Select the nodes by a label that tells of the hardware: nvidia.com/gpu.present (GPU Feature Discovery), cloud.google.com/gke-accelerator,
node.kubernetes.io/instance-type, feature.node.kubernetes.io/pci-10de.present (Node Feature Discovery).",
        bad: "
containers:
  - name: exporter
    image: nvcr.io/nvidia/k8s/dcgm-exporter:4.2.3-4.1.3-ubuntu22.04
",
        good: "
nodeSelector: {nvidia.com/gpu.present: \"true\"}
containers:
  - name: exporter
    image: nvcr.io/nvidia/k8s/dcgm-exporter:4.2.3-4.1.3-ubuntu22.04
",
        links: &[
            "https://github.com/NVIDIA/dcgm-exporter#quickstart-on-kubernetes",
            "https://github.com/NVIDIA/k8s-device-plugin#as-command-line-flags-or-envvars",
            "https://kubernetes.io/docs/tasks/manage-gpus/scheduling-gpus/#managing-clusters-with-different-types-of-gpus",
        ],
    },
    check: Check::DaemonSet(check),
};

/// Ends of the paths of images, and a label that the nodes with the hardware have.
const AGENTS: [(&str, &str); 7] = [
    ("dcgm-exporter", GPU),
    ("nvidia_gpu_exporter", GPU),
    ("nvidia-gpu-exporter", GPU),
    (NVIDIA_PLUGIN, GPU),
    ("device-metrics-exporter", "feature.node.kubernetes.io/amd-gpu: \"true\""),
    ("neuron-device-plugin", NEURON),
    ("neuron-monitor", NEURON),
];

const GPU: &str = "nvidia.com/gpu.present: \"true\"";
const NEURON: &str = "node.kubernetes.io/instance-type: inf2.xlarge";
const NVIDIA_PLUGIN: &str = "nvidia/k8s-device-plugin";

fn check(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    if !all_containers(cx.pod).any(|container| agent(container).is_some()) {
        return;
    }
    let knows_nodes = cx.run.coverage.is_some_and(|coverage| !coverage.fleet.is_empty());
    if knows_nodes || !cx.declarations().is_empty() || !is_for_every_node(cx.pod) {
        return;
    }
    for (path, container) in cx.containers() {
        let Some((name, label)) = agent(container) else { continue };
        out.report(cx.at(&path.key("image")), format!("{name} ends on every node without its hardware"))
            .help(format!("select the nodes that have it, for example:\nnodeSelector: {{{label}}}"));
        return;
    }
}

/// What runs, and a label of the nodes where it should.
fn agent(container: &Container) -> Option<(&str, &'static str)> {
    let image = ImageReference::parse(container.image.as_deref()?)?;
    let is_named =
        |end: &str| image.path.strip_suffix(end).is_some_and(|rest| rest.is_empty() || rest.ends_with('/'));
    let (end, label) = AGENTS.iter().find(|(end, _)| is_named(end))?;
    (*end != NVIDIA_PLUGIN || fails_without_devices(container)).then(|| (image.name(), *label))
}

/// Whether the plugin is told to end where it finds no device; it waits otherwise, as in the manifest of its makers.
fn fails_without_devices(container: &Container) -> bool {
    let is_flag = |word: &String| {
        let flag = word.trim_start_matches('-');
        flag == "fail-on-init-error" || flag == "fail-on-init-error=true"
    };
    let by_variable = container.env.iter().flatten().any(|env| {
        env.name == "FAIL_ON_INIT_ERROR"
            && env.value.as_deref().is_some_and(|value| value == "true" || value == "1")
    });
    by_variable || container.command.iter().chain(&container.args).flatten().any(is_flag)
}
