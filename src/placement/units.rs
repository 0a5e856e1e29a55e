//! Amounts as the scheduler counts them, and the check whether they fit.

use std::collections::BTreeMap;

use k8s_openapi::apimachinery::pkg::api::resource::Quantity as ApiQuantity;

use super::label::is_label_key;
use super::quantity::{Format, Quantity};
use super::resources::{ResourceList, is_huge_pages};

/// Amounts in whole numbers, each rounded up (`Resource.Add` in kube-scheduler `framework/types.go`, 1.34).
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Units {
    /// Thousandths of a core.
    pub milli_cpu: i64,
    /// Bytes.
    pub memory: i64,
    /// Bytes.
    pub ephemeral_storage: i64,
    /// Everything else that the scheduler counts, in whole units by name.
    pub scalars: BTreeMap<String, i64>,
}

impl From<&ResourceList> for Units {
    fn from(list: &ResourceList) -> Self {
        let mut units = Self::default();
        for (name, amount) in list.iter() {
            match name {
                "cpu" => units.milli_cpu = amount.ceil_milli(),
                "memory" => units.memory = amount.ceil_value(),
                "ephemeral-storage" => units.ephemeral_storage = amount.ceil_value(),
                _ if is_scalar(name) => {
                    units.scalars.insert(name.to_owned(), amount.ceil_value());
                }
                _ => {}
            }
        }
        units
    }
}

impl Units {
    /// Adds every amount of the other.
    pub fn add(&mut self, other: &Self) {
        self.combine(other, i64::saturating_add);
    }

    /// Takes away every amount of the other.
    pub fn subtract(&mut self, other: &Self) {
        self.combine(other, i64::saturating_sub);
    }

    fn combine(&mut self, other: &Self, operation: fn(i64, i64) -> i64) {
        self.milli_cpu = operation(self.milli_cpu, other.milli_cpu);
        self.memory = operation(self.memory, other.memory);
        self.ephemeral_storage = operation(self.ephemeral_storage, other.ephemeral_storage);
        for (name, amount) in &other.scalars {
            let own = self.scalars.entry(name.clone()).or_default();
            *own = operation(*own, *amount);
        }
    }

    /// The amounts a number of times over.
    #[must_use]
    pub fn times(&self, count: u64) -> Self {
        let count = i64::try_from(count).unwrap_or(i64::MAX);
        let scalars = self.scalars.iter().map(|(name, amount)| (name.clone(), amount.saturating_mul(count)));
        Self {
            milli_cpu: self.milli_cpu.saturating_mul(count),
            memory: self.memory.saturating_mul(count),
            ephemeral_storage: self.ephemeral_storage.saturating_mul(count),
            scalars: scalars.collect(),
        }
    }

    /// All amounts by name, in thousandths of a core or whole units: cpu, memory, ephemeral-storage, then the others.
    pub fn iter(&self) -> impl Iterator<Item = (&str, i64)> {
        self.beside([self, self]).map(|(name, amount, _)| (name, amount))
    }

    /// The amount of a resource, in thousandths of a core or whole units.
    pub fn get(&self, resource: &str) -> i64 {
        match resource {
            "cpu" => self.milli_cpu,
            "memory" => self.memory,
            "ephemeral-storage" => self.ephemeral_storage,
            name => self.scalar(name),
        }
    }

    /// An amount of a resource, in thousandths of a core or whole units, as a quantity to show.
    pub fn quantity(resource: &str, amount: i64) -> Quantity {
        match resource {
            "cpu" => Quantity::from_milli(amount),
            "memory" | "ephemeral-storage" => Quantity::from_units(amount, Format::Binary),
            name if is_huge_pages(name) => Quantity::from_units(amount, Format::Binary),
            _ => Quantity::from_units(amount, Format::Decimal),
        }
    }

    fn scalar(&self, name: &str) -> i64 {
        self.scalars.get(name).copied().unwrap_or_default()
    }

    /// The amounts in a fixed order: name, amount, and what the others have of it.
    fn beside<'a>(&'a self, others: [&'a Self; 2]) -> impl Iterator<Item = (&'a str, i64, [i64; 2])> {
        let named = [
            ("cpu", self.milli_cpu, others.map(|other| other.milli_cpu)),
            ("memory", self.memory, others.map(|other| other.memory)),
            ("ephemeral-storage", self.ephemeral_storage, others.map(|other| other.ephemeral_storage)),
        ];
        let scalars = self.scalars.iter();
        named.into_iter().chain(
            scalars
                .map(move |(name, amount)| (name.as_str(), *amount, others.map(|other| other.scalar(name)))),
        )
    }

    /// The resources of which a node that has `allocatable`, `used` of it taken, cannot give as much as this.
    ///
    /// `fitsRequest` in kube-scheduler `plugins/noderesources/fit.go`, 1.34: what is just enough fits, a request of 0
    /// always does, and what the node does not name it has none of.
    pub fn shortages<'a>(
        &'a self,
        allocatable: &'a Self,
        used: &'a Self,
    ) -> impl Iterator<Item = Shortage<'a>> {
        self.beside([allocatable, used]).filter_map(|(resource, wanted, [allocatable, used])| {
            let free = allocatable.saturating_sub(used);
            (wanted > 0 && wanted > free).then_some(Shortage { resource, wanted, free })
        })
    }
}

/// A resource of which a node has too little left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shortage<'a> {
    /// The resource's name.
    pub resource: &'a str,
    /// What is asked for, in thousandths of a core or whole units.
    pub wanted: i64,
    /// What is left, in the same; negative on a node that has given away more than it has.
    pub free: i64,
}

impl Shortage<'_> {
    /// What is left as a quantity to show; 0 if the node has given away more than it has.
    pub fn available(&self) -> Quantity {
        Units::quantity(self.resource, self.free.max(0))
    }

    /// What is asked for as a quantity to show.
    pub fn requested(&self) -> Quantity {
        Shortage { free: self.wanted, ..*self }.available()
    }
}

/// What a node can give to pods: its `status.allocatable`, never its capacity.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Allocatable {
    /// Amounts of resources.
    pub units: Units,
    /// How many pods may run on it; 0 if it does not say, so that none fits.
    pub pods: i64,
}

impl From<&BTreeMap<String, ApiQuantity>> for Allocatable {
    fn from(written: &BTreeMap<String, ApiQuantity>) -> Self {
        let list = ResourceList::from(written);
        let pods = list.get("pods").map(|pods| pods.ceil_value()).unwrap_or_default();
        Self { units: Units::from(&list), pods }
    }
}

/// Whether the scheduler counts a resource beside cpu, memory and storage: extended ones, huge pages, attachable volumes
/// and those of `kubernetes.io` (`IsScalarResourceName` in `pkg/scheduler/util/utils.go`, 1.34).
fn is_scalar(name: &str) -> bool {
    is_huge_pages(name)
        || name.starts_with("attachable-volumes-")
        || name.contains("kubernetes.io/")
        || is_extended(name)
}

/// `IsExtendedResourceName` in `pkg/apis/core/v1/helper/helpers.go`, 1.34: a qualified name in a domain of its own.
fn is_extended(name: &str) -> bool {
    name.contains('/') && !name.starts_with("requests.") && is_label_key(&format!("requests.{name}"))
}
