//! hostnetwork-cluster-dns: an agent on the host network looks up Services, which the node's DNS does not know.

use crate::lint::pod::service_names::{is_compared, service_name, short_hosts};
use crate::lint::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "hostnetwork-cluster-dns",
    summary: "an agent on the host network looks up Services with the DNS of the node",
    category: Category::Availability,
    severity: Severity::Warning,
    default: Activation::On,
    needs: Needs::Manifest,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
The pods run on the host network with dnsPolicy ClusterFirst, which is the default, and an argument or an environment variable of a
container names a Service: `loki.logging.svc`, or `loki:3100` and `loki.logging:3100` where that Service is in the run. A URL whose host is
one word (`http://loki:3100`), or one with the namespace of the pods, is a note where it is not. Names that are only compared (audiences, issuers, NO_PROXY, SANs of
certificates) do not count. Agents on the host network that name no Service are not reported: nine of ten have this policy, and
most are right to use the DNS of the node.",
        why: "\
On the host network ClusterFirst does not ask the cluster's DNS: without a word the pod gets the resolv.conf of the node, as with
Default. That DNS has never heard of `.svc`: `dial tcp: lookup loki.logging.svc: no such host`. It works on a laptop, where the
pod runs on the pod network, and fails on every node at once.",
        remedy: "\
Set `dnsPolicy: ClusterFirstWithHostNet`. An agent that must start before the cluster's DNS does (a CNI plugin, a cloud
controller) would wait for it in vain then: give it an address instead, such as KUBERNETES_SERVICE_HOST, which needs no lookup.",
        bad: "
hostNetwork: true
containers:
  - name: shipper
    image: registry.example/shipper:3.1.4
    args: [--url=http://loki.logging.svc:3100]
",
        good: "
hostNetwork: true
dnsPolicy: ClusterFirstWithHostNet
containers:
  - name: shipper
    image: registry.example/shipper:3.1.4
    args: [--url=http://loki.logging.svc:3100]
",
        links: &[
            "https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#pod-s-dns-policy",
            "https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/#communicating-with-daemon-pods",
        ],
    },
    check: Check::DaemonSetInRun { may_apply, check },
};

/// The Services of the run may tell which host is one.
fn may_apply(cx: &DaemonSetContext<'_>) -> bool {
    asks_node(cx)
        && cx.containers().into_iter().any(|(_, container)| {
            let words = container.command.iter().chain(&container.args).flatten();
            let values = container.env.iter().flatten().filter_map(|env| env.value.as_ref());
            words.chain(values).any(|text| service_name(text).is_some() || !short_hosts(text).is_empty())
        })
}

/// Whether names are looked up with the DNS of the node though nothing says so.
fn asks_node(cx: &DaemonSetContext<'_>) -> bool {
    let policy = cx.pod.dns_policy.as_deref().unwrap_or_default();
    cx.pod.host_network == Some(true) && matches!(policy, "" | "ClusterFirst")
}

fn check(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    if !asks_node(cx) {
        return;
    }
    let policy = cx.pod.dns_policy.as_deref().unwrap_or_default();
    let mut lookups = lookups(cx);
    // What is a Service for certain comes first, since the finding stands there.
    lookups.sort_by_key(|lookup| !lookup.is_service);
    let Some(Lookup { path, name, is_service }) = lookups.first() else { return };
    let spec = FieldPath::parse("spec.template.spec");
    let finding = out
        .report(cx.at(path), format!("the DNS of the node does not know {name}"))
        .help("set `dnsPolicy: ClusterFirstWithHostNet` in the pod spec")
        .fix(
            // All names of the pod are looked up elsewhere then, and the DNS of the cluster may itself wait for the agent.
            Applicability::Unsafe,
            "set dnsPolicy to ClusterFirstWithHostNet",
            cx.set_in_pod("dnsPolicy", "ClusterFirstWithHostNet", Some("hostNetwork")),
        );
    if !is_service {
        finding.severity(Severity::Note);
    }
    finding.label(
        cx.at_key(&spec.clone().key("hostNetwork")).span,
        "on the host network the node's DNS is asked",
    );
    if !policy.is_empty() {
        finding.label(cx.at(&spec.key("dnsPolicy")).span, "means Default here");
    }
    for lookup in lookups.iter().skip(1) {
        finding.label(cx.at(&lookup.path).span, "nor this");
    }
}

/// A name of which the DNS of the node knows nothing, with its place.
struct Lookup<'a> {
    path: FieldPath,
    name: &'a str,
    /// Whether it is the name of a Service for certain.
    is_service: bool,
}

/// The Services that containers name.
fn lookups<'a>(cx: &DaemonSetContext<'a>) -> Vec<Lookup<'a>> {
    let mut found = Vec::new();
    for (path, container) in cx.containers() {
        for (list, words) in [("command", &container.command), ("args", &container.args)] {
            let words: Vec<&str> = words.iter().flatten().map(String::as_str).collect();
            for (index, word) in words.iter().copied().enumerate() {
                let flag = index.checked_sub(1).map_or("", |before| words[before]);
                let is_flag = flag.starts_with('-') && !flag.contains('=');
                if !(is_flag && is_compared(flag)) {
                    found.extend(lookup(cx, word, || path.clone().key(list).index(index)));
                }
            }
        }
        for (index, env) in
            container.env.iter().flatten().enumerate().filter(|(_, env)| !is_compared(&env.name))
        {
            let Some(value) = env.value.as_deref() else { continue };
            found.extend(lookup(cx, value, || path.clone().key("env").index(index).key("value")));
        }
    }
    found
}

/// The first name in a text: a Service with its domain, a host that is a Service of the run, or the host of a URL that no
/// DNS outside of the cluster can know.
fn lookup<'a>(cx: &DaemonSetContext<'_>, text: &'a str, path: impl Fn() -> FieldPath) -> Option<Lookup<'a>> {
    if let Some(name) = service_name(text) {
        return Some(Lookup { path: path(), name, is_service: true });
    }
    let hosts = short_hosts(text);
    if let Some(known) = hosts.iter().find(|short| is_service(cx, short.host)) {
        return Some(Lookup { path: path(), name: known.host, is_service: true });
    }
    let own = cx.object.id.namespace.as_deref();
    let is_short = |host: &str| host.split_once('.').is_none_or(|(_, namespace)| own == Some(namespace));
    let bare = hosts.iter().find(|short| short.is_url && is_short(short.host))?;
    Some(Lookup { path: path(), name: bare.host, is_service: false })
}

/// Whether a host is a Service of the run: `loki` in the namespace of the pods, `loki.logging` in another one.
fn is_service(cx: &DaemonSetContext<'_>, host: &str) -> bool {
    let services = cx.run.known.services(cx.run.set);
    match host.split_once('.') {
        Some((name, namespace)) => services.has(Some(namespace), name),
        None => services.has(cx.object.id.namespace.as_deref(), host),
    }
}
