//! `OpenShift`: `MachineSet` (`machine.openshift.io`), with the bounds of a `MachineAutoscaler` in the same text.

use serde::Deserialize;

use super::document::{Document, Documents, decode_at};
use super::error::Fault;
use super::parts::{CONTROL_PLANE, CapacityHints, Count, Labels, OS, TaintFields, Text, count_range};
use super::{Format, Found};
use crate::inventory::platform;
use crate::inventory::pool::NodePool;
use crate::inventory::system::{Os, System};
use crate::placement::{Taint, TaintEffect};

pub(super) static FORMAT: Format = Format {
    name: "OpenShift MachineSet",
    obtain: "oc get machinesets,machineautoscalers -n openshift-machine-api -o yaml > machinesets.yaml",
    claims,
    read,
};

const GROUP: &str = "machine.openshift.io";

fn claims(document: &Document) -> bool {
    document.is(GROUP, "MachineSet") || document.is(GROUP, "ControlPlaneMachineSet")
}

fn read(documents: &Documents, found: &mut Found) -> Result<(), Fault> {
    for document in documents.of(GROUP, "MachineSet") {
        found.pools.push(pool(document, documents)?);
    }
    for document in documents.of(GROUP, "ControlPlaneMachineSet") {
        found.pools.push(control_plane(document)?);
    }
    Ok(())
}

/// Control planes: their labels and taint are those of the kubelet of masters (`templates/master` of
/// openshift/machine-config-operator), unless the cluster's `Scheduler` lets pods run there (`mastersSchedulable`).
fn control_plane(document: &Document) -> Result<NodePool, Fault> {
    const VALUE: &[&str] =
        &["spec", "template", "machines_v1beta1_machine_openshift_io", "spec", "providerSpec", "value"];
    let mut pool = NodePool::declared(document.name(), "OpenShift ControlPlaneMachineSet", document.span())
        .on(&platform::OPENSHIFT);
    let replicas: Option<Count> = decode_at(document.node(), &["spec", "replicas"])?;
    pool.count = count_range(replicas, None, None);
    imply_machine(&mut pool, document, VALUE);
    let by = "machine configuration of masters";
    for role in [CONTROL_PLANE, MASTER] {
        pool.imply_label(role, "", by);
    }
    let taint = Taint { key: MASTER.to_owned(), value: String::new(), effect: TaintEffect::NoSchedule };
    pool.imply_taint(taint, &format!("{by}, unless mastersSchedulable"));
    Ok(pool)
}

const MASTER: &str = "node-role.kubernetes.io/master";

/// Labels of nodes are those of `spec.template.spec.metadata`, not of `spec.template.metadata`, which are the Machine's
/// (`MachineSpec` in openshift/api `machine/v1beta1/types_machine.go`).
fn pool(document: &Document, documents: &Documents) -> Result<NodePool, Fault> {
    let root = document.node();
    let mut pool = NodePool::declared(document.name(), FORMAT.name, document.span()).on(&platform::OPENSHIFT);
    let labels: Option<Labels> = decode_at(root, &["spec", "template", "spec", "metadata", "labels"])?;
    pool.add_labels(&labels.unwrap_or_default());
    let taints: Option<Vec<TaintFields>> = decode_at(root, &["spec", "template", "spec", "taints"])?;
    pool.add_taints(taints.into_iter().flatten().map(|taint| taint.0));
    let replicas: Option<Count> = decode_at(root, &["spec", "replicas"])?;
    let (min, max) = bounds(document, documents)?;
    // `MachineSetSpec.Replicas`: "Defaults to 1."
    let wanted = replicas.or_else(|| {
        pool.imply("1 node, MachineSet default");
        Some(Count(Some(1)))
    });
    pool.count = count_range(wanted, min, max);
    imply_machine(&mut pool, document, &["spec", "template", "spec", "providerSpec", "value"]);
    CapacityHints::of_open_shift(root)?.add_to(&mut pool);
    imply_role(&mut pool, document);
    pool.system = System::of_os(Os::RedHatCoreOs);
    Ok(pool)
}

/// The machine type, by the provider of the `providerSpec.value` that `value` leads to; machines of a public cloud have one of two
/// architectures.
///
/// Fields: `AWSMachineProviderConfig`, `AzureMachineProviderSpec` and `GCPMachineProviderSpec` in openshift/api
/// `machine/v1beta1`.
fn imply_machine(pool: &mut NodePool, document: &Document, value: &[&str]) {
    let text = |key: &str| document.text_at(&[value, &[key]].concat());
    let provider = text("kind").unwrap_or_default();
    pool.imply_instance_types(["instanceType", "machineType", "vmSize"].into_iter().find_map(text));
    if ["AWS", "Azure", "GCP"].iter().any(|cloud| provider.starts_with(cloud)) {
        pool.platform = &platform::OPENSHIFT_CLOUD;
    }
}

/// The bounds of the autoscaler that targets the machine set.
fn bounds(document: &Document, documents: &Documents) -> Result<(Option<Count>, Option<Count>), Fault> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Autoscaler {
        min_replicas: Option<Count>,
        max_replicas: Option<Count>,
    }
    let targets = |scaler: &&Document| {
        scaler.text_at(&["spec", "scaleTargetRef", "kind"]) == Some("MachineSet")
            && scaler.text_at(&["spec", "scaleTargetRef", "name"]) == Some(document.name())
    };
    let Some(scaler) = documents.of("autoscaling.openshift.io", "MachineAutoscaler").find(targets) else {
        return Ok((None, None));
    };
    let bounds: Option<Autoscaler> = decode_at(scaler.node(), &["spec"])?;
    Ok(bounds.map_or((None, None), |bounds| (bounds.min_replicas, bounds.max_replicas)))
}

/// The role comes from the machine configuration that the machines boot with (`kubelet.service` in
/// openshift/machine-config-operator `templates/{worker,master}`), Windows from the label that the Windows Machine Config
/// Operator asks for, which then registers nodes with a taint.
fn imply_role(pool: &mut NodePool, document: &Document) {
    let os = document.text_at(&["spec", "template", "metadata", "labels", "machine.openshift.io/os-id"]);
    if os == Some("Windows") {
        pool.imply_label(OS, "windows", "Windows Machine Config Operator");
        let (key, value) = ("os".to_owned(), "Windows".to_owned());
        let taint = Taint { key, value, effect: TaintEffect::NoSchedule };
        return pool.imply_taint(taint, "Windows Machine Config Operator");
    }
    pool.imply_label(OS, "linux", "OpenShift default");
    let value = ["spec", "template", "spec", "providerSpec", "value"];
    let user_data = ["userDataSecret", "userData"]
        .iter()
        .find_map(|key| document.text_at(&[&value[..], &[key, "name"]].concat()))
        .unwrap_or_default();
    if user_data.starts_with("worker-user-data") {
        pool.imply_label("node-role.kubernetes.io/worker", "", "machine configuration of workers");
    }
}

impl CapacityHints {
    /// What the machine controller notes for the autoscaler on a `MachineSet`
    /// (`machine.openshift.io/{vCPU,memoryMb,GPU}`).
    fn of_open_shift(root: crate::yaml::Node<'_>) -> Result<Self, Fault> {
        #[derive(Default, Deserialize)]
        struct Notes {
            #[serde(rename = "machine.openshift.io/vCPU")]
            cpu: Option<Text>,
            #[serde(rename = "machine.openshift.io/memoryMb")]
            memory: Option<Text>,
            #[serde(rename = "machine.openshift.io/GPU")]
            gpu: Option<Text>,
        }
        let mut hints = Self::of_annotations(root, &["metadata", "annotations"])?;
        let notes: Notes = decode_at(root, &["metadata", "annotations"])?.unwrap_or_default();
        let memory = notes.memory.map(|mega| Text(format!("{}Mi", mega.0)));
        hints.fill(notes.cpu, memory).map_err(|problem| Fault::new(root.span, problem))?;
        hints.add_gpus(notes.gpu).map_err(|problem| Fault::new(root.span, problem))?;
        Ok(hints)
    }
}
