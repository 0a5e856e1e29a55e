//! Quantities with their places.

use k8s_openapi::api::core::v1::{PodSpec, ResourceRequirements};

use crate::lint::engine::context::Context;
use crate::placement::Quantity;
use crate::yaml::FieldPath;

/// A quantity of the pod.
#[derive(Clone, Debug)]
pub(crate) struct LocatedQuantity {
    /// Its place.
    pub(crate) path: FieldPath,
    /// The resource: `cpu`.
    pub(crate) resource: String,
    /// The text.
    pub(crate) text: String,
    /// What it means.
    pub(crate) amount: Quantity,
}

/// A block of requests and limits.
#[derive(Clone, Debug, Default)]
pub(crate) struct LocatedResources {
    /// The requests.
    pub(crate) requests: Vec<LocatedQuantity>,
    /// The limits.
    pub(crate) limits: Vec<LocatedQuantity>,
}

/// The resources of every container, then those of the pod as a whole; quantities that cannot be read are left out.
pub(crate) fn located_resources(cx: &Context<'_>, pod: &PodSpec) -> Vec<LocatedResources> {
    let containers = cx.containers();
    let of_containers =
        containers.iter().filter_map(|(path, container)| Some((path.clone(), container.resources.as_ref()?)));
    let whole = pod.resources.as_ref().map(|resources| (FieldPath::parse("spec.template.spec"), resources));
    of_containers.chain(whole).map(|(path, resources)| read(&path.key("resources"), resources)).collect()
}

fn read(path: &FieldPath, resources: &ResourceRequirements) -> LocatedResources {
    let list = |name: &'static str, amounts: Option<&std::collections::BTreeMap<_, _>>| {
        let read =
            |(resource, quantity): (&String, &k8s_openapi::apimachinery::pkg::api::resource::Quantity)| {
                let amount = quantity.0.parse().ok()?;
                let path = path.clone().key(name).entry(resource);
                Some(LocatedQuantity {
                    path,
                    resource: resource.clone(),
                    text: quantity.0.trim().to_owned(),
                    amount,
                })
            };
        amounts.into_iter().flatten().filter_map(read).collect::<Vec<_>>()
    };
    LocatedResources {
        requests: list("requests", resources.requests.as_ref()),
        limits: list("limits", resources.limits.as_ref()),
    }
}
