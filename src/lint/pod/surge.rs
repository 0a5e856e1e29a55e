//! Updates that start the new pod beside the old one, and what two pods on one node cannot share.

use k8s_openapi::api::apps::v1::DaemonSetSpec;
use k8s_openapi::api::core::v1::ContainerPort;

use crate::coverage::{Amount, Rollout};
use crate::lint::engine::context::{Context, DaemonSetContext};
use crate::placement::host_ports;
use crate::yaml::FieldPath;
use crate::yaml::edit::Patch;

/// `spec.updateStrategy.rollingUpdate.maxSurge`
pub(crate) fn max_surge_path() -> FieldPath {
    FieldPath::parse("spec.updateStrategy.rollingUpdate.maxSurge")
}

/// Whether updates surge: a rolling update with maxSurge above 0, be the rest of the strategy valid or not.
pub(crate) fn surges(spec: &DaemonSetSpec) -> bool {
    let Some(strategy) = &spec.update_strategy else { return false };
    let surge = strategy.rolling_update.as_ref().and_then(|rolling| rolling.max_surge.as_ref());
    strategy.type_.as_deref().unwrap_or("RollingUpdate") == "RollingUpdate"
        && surge.and_then(Amount::read).is_some_and(|amount| !amount.is_zero())
}

/// The most nodes that an update may take at once, in percent, that nobody has to look at.
const MOST_PERCENT: u64 = 50;

/// The strategy without a surge, and with as many nodes unavailable as had a second pod, so that an update takes no longer; with
/// the amount. None for a strategy that the server refuses, which has to be settled first, and for most nodes at once.
pub(crate) fn in_place(cx: &DaemonSetContext<'_>) -> Option<(String, Patch)> {
    Rollout::of(cx.spec)?;
    let surge = cx.spec.update_strategy.as_ref()?.rolling_update.as_ref()?.max_surge.as_ref()?;
    let amount = match Amount::read(surge)? {
        Amount::Percent(percent) if percent > MOST_PERCENT => return None,
        Amount::Percent(percent) => format!("{percent}%"),
        Amount::Count(count) => count.to_string(),
    };
    let unavailable = FieldPath::parse("spec.updateStrategy.rollingUpdate.maxUnavailable");
    let patch = Patch::all([cx.set(&unavailable, &amount), cx.remove(&max_surge_path())])?;
    Some((amount, patch))
}

/// A declared port that the pod takes on its node.
#[derive(Debug)]
pub(crate) struct TakenPort {
    /// The field that takes it.
    pub(crate) path: FieldPath,
    /// Its number on the node.
    pub(crate) number: i32,
    /// Whether it is taken only because the pod is on the network of its node.
    pub(crate) by_host_network: bool,
}

/// The fields by which the pod takes ports that the scheduler counts; see [`host_ports`].
pub(crate) fn taken_ports(cx: &Context<'_>) -> Vec<TakenPort> {
    let Some(pod) = cx.pod_spec() else { return Vec::new() };
    let counted = host_ports(pod);
    let is_counted = |number| counted.iter().any(|port| port.port == number);
    let host_network = pod.host_network == Some(true);
    let ports = cx.containers().into_iter().flat_map(|(path, container)| {
        let ports = container.ports.iter().flatten().enumerate();
        ports.map(|(index, port)| (path.clone().key("ports").index(index), port)).collect::<Vec<_>>()
    });
    ports
        .filter_map(|(path, port)| taken(path, port, host_network))
        .filter(|port| is_counted(port.number))
        .collect()
}

fn taken(path: FieldPath, port: &ContainerPort, host_network: bool) -> Option<TakenPort> {
    match port.host_port.filter(|number| *number > 0) {
        Some(number) => Some(TakenPort { path: path.key("hostPort"), number, by_host_network: false }),
        None if host_network => Some(TakenPort {
            path: path.key("containerPort"),
            number: port.container_port,
            by_host_network: true,
        }),
        None => None,
    }
}
