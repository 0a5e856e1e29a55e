//! What machine sets tell the autoscaler of nodes that do not exist yet.

use serde::Deserialize;

use super::amounts::Amounts;
use super::count::Count;
use super::labels::{Labels, label_list};
use super::taint::taint_list;
use super::text::{Text, is_templated};
use crate::inventory::formats::document::{below, decode_at};
use crate::inventory::formats::error::Fault;
use crate::inventory::pool::NodePool;
use crate::placement::Taint;
use crate::yaml::Node;

/// The annotations `capacity.cluster-autoscaler.kubernetes.io/*`.
///
/// Source: cluster-autoscaler `cloudprovider/clusterapi/clusterapi_utils.go`, 1.34, and the Cluster API proposal
/// `20210310-opt-in-autoscaling-from-zero.md`. They are hints, not orders: whoever writes them promises that nodes
/// come up so, and no autoscaler works well if they do not.
#[derive(Debug, Default)]
pub(in super::super) struct CapacityHints {
    amounts: Amounts,
    labels: Labels,
    taints: Vec<Taint>,
}

#[derive(Default, Deserialize)]
struct Written {
    #[serde(rename = "capacity.cluster-autoscaler.kubernetes.io/cpu")]
    cpu: Option<Text>,
    #[serde(rename = "capacity.cluster-autoscaler.kubernetes.io/memory")]
    memory: Option<Text>,
    #[serde(rename = "capacity.cluster-autoscaler.kubernetes.io/ephemeral-disk")]
    disk: Option<Text>,
    #[serde(rename = "capacity.cluster-autoscaler.kubernetes.io/maxPods")]
    max_pods: Option<Text>,
    #[serde(rename = "capacity.cluster-autoscaler.kubernetes.io/gpu-type")]
    gpu_type: Option<Text>,
    #[serde(rename = "capacity.cluster-autoscaler.kubernetes.io/gpu-count")]
    gpu_count: Option<Text>,
    #[serde(rename = "capacity.cluster-autoscaler.kubernetes.io/labels")]
    labels: Option<Text>,
    #[serde(rename = "capacity.cluster-autoscaler.kubernetes.io/taints")]
    taints: Option<Text>,
}

impl CapacityHints {
    /// Reads the hints from the annotations at a way of keys.
    pub(in super::super) fn of_annotations(root: Node<'_>, keys: &[&str]) -> Result<Self, Fault> {
        let Some(written) = decode_at::<Written>(root, keys)? else { return Ok(Self::default()) };
        let place = below(root, keys).map_or(root.span, |node| node.span);
        Self::read(written).map_err(|problem| Fault::new(place, format!("{}: {problem}", keys.join("."))))
    }

    fn read(written: Written) -> Result<Self, String> {
        let text = |text: Option<Text>| text.unwrap_or_default().0;
        let mut hints = Self {
            labels: label_list(&text(written.labels)),
            taints: taint_list(&text(written.taints))?,
            ..Self::default()
        };
        hints.fill(written.cpu, written.memory)?;
        let gpu = text(written.gpu_type);
        let others = [
            ("ephemeral-storage", written.disk),
            ("pods", written.max_pods),
            (gpu.as_str(), written.gpu_count.filter(|_| !gpu.is_empty())),
        ];
        // Without cpu and memory the rest says nothing of what fits.
        if hints.amounts.is_empty() {
            return Ok(hints);
        }
        for (name, amount) in others {
            hints.set(name, amount)?;
        }
        Ok(hints)
    }

    /// Adds cpu and memory; both are needed to say what fits, one alone is not taken.
    pub(in super::super) fn fill(&mut self, cpu: Option<Text>, memory: Option<Text>) -> Result<(), String> {
        let (Some(cpu), Some(memory)) = (cpu, memory) else { return Ok(()) };
        if is_templated(&cpu.0) || is_templated(&memory.0) {
            return Ok(());
        }
        self.set("cpu", Some(cpu))?;
        self.set("memory", Some(memory))
    }

    /// Adds GPUs of NVIDIA, beside cpu and memory; none are no statement.
    pub(in super::super) fn add_gpus(&mut self, count: Option<Text>) -> Result<(), String> {
        let count = count.filter(|count| count.0 != "0" && !self.amounts.is_empty());
        self.set("nvidia.com/gpu", count)
    }

    fn set(&mut self, name: &str, amount: Option<Text>) -> Result<(), String> {
        match amount {
            Some(Text(amount)) if !is_templated(&amount) => self.amounts.set(name, &amount),
            _ => Ok(()),
        }
    }

    /// Adds what the hints say to a pool, where nothing better is known.
    pub(in super::super) fn add_to(self, pool: &mut NodePool) {
        for (key, value) in self.labels.iter() {
            pool.imply_label(key, value, "by the autoscaler's annotation");
        }
        for taint in self.taints {
            pool.imply_taint(taint, "by the autoscaler's annotation");
        }
        if pool.allocatable.is_none() {
            pool.allocatable = self.amounts.allocatable();
            if pool.allocatable.is_some() {
                pool.imply("allocatable is the capacity of the autoscaler's annotations");
            }
        }
    }
}

/// The bounds that the autoscaler keeps to, from the annotations at a way of keys.
pub(in super::super) fn autoscaler_bounds(
    root: Node<'_>,
    keys: &[&str],
) -> Result<(Option<Count>, Option<Count>), Fault> {
    #[derive(Default, Deserialize)]
    struct Written {
        #[serde(rename = "cluster.x-k8s.io/cluster-api-autoscaler-node-group-min-size")]
        min: Option<Count>,
        #[serde(rename = "cluster.x-k8s.io/cluster-api-autoscaler-node-group-max-size")]
        max: Option<Count>,
    }
    let written: Written = decode_at(root, keys)?.unwrap_or_default();
    Ok((written.min, written.max))
}
