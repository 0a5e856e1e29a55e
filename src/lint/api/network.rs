//! DNS and names of the pod.

use std::net::IpAddr;

use k8s_openapi::api::core::v1::PodDNSConfig;

use super::Sink;
use super::names::Form;
use super::sink::shown;
use crate::lint::engine::context::DaemonSetContext;
use crate::lint::pod::placeholder::has_placeholder;
use crate::yaml::FieldPath;

const MOST_NAMESERVERS: usize = 3;
const MOST_SEARCHES: usize = 32;
const MOST_SEARCH_CHARS: usize = 2048;

/// `validateDNSPolicy`, `validatePodDNSConfig` and `ValidateHostAliases` in `pkg/apis/core/validation/validation.go`, 1.34.
pub(super) fn check(cx: &DaemonSetContext<'_>, sink: &mut Sink<'_>) {
    let spec = FieldPath::parse("spec.template.spec");
    let field = |name: &'static str| spec.clone().key(name);
    let policy = cx.pod.dns_policy.as_deref();
    sink.one_of(field("dnsPolicy"), policy, &["ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"]);
    let servers =
        cx.pod.dns_config.as_ref().and_then(|config| config.nameservers.as_deref()).unwrap_or_default();
    if policy == Some("None")
        && servers.is_empty()
        && let Some(fault) = sink.required(field("dnsConfig").key("nameservers"))
    {
        fault.other(field("dnsPolicy"), "leaves the pod without any DNS").help("list a nameserver");
    }
    if let Some(config) = &cx.pod.dns_config {
        dns_config(config, &field("dnsConfig"), sink);
    }
    sink.form(field("hostname"), cx.pod.hostname.as_deref().unwrap_or_default(), Form::Label);
    sink.form(field("subdomain"), cx.pod.subdomain.as_deref().unwrap_or_default(), Form::Label);
    for (index, alias) in cx.pod.host_aliases.iter().flatten().enumerate() {
        let path = field("hostAliases").index(index);
        address(&alias.ip, path.clone().key("ip"), sink);
        for (at, name) in alias.hostnames.iter().flatten().enumerate() {
            sink.form(path.clone().key("hostnames").index(at), name, Form::Subdomain);
        }
    }
}

fn dns_config(config: &PodDNSConfig, path: &FieldPath, sink: &mut Sink<'_>) {
    let servers = config.nameservers.as_deref().unwrap_or_default();
    if servers.len() > MOST_NAMESERVERS {
        sink.invalid(
            path.clone().key("nameservers"),
            format!("{} of them; at most {MOST_NAMESERVERS}", servers.len()),
        );
    }
    for (index, server) in servers.iter().enumerate() {
        address(server, path.clone().key("nameservers").index(index), sink);
    }
    let searches = config.searches.as_deref().unwrap_or_default();
    let list = path.clone().key("searches");
    if searches.len() > MOST_SEARCHES || searches.join(" ").len() > MOST_SEARCH_CHARS {
        sink.invalid(
            list.clone(),
            format!("at most {MOST_SEARCHES} domains and {MOST_SEARCH_CHARS} characters"),
        );
    }
    for (index, search) in searches.iter().enumerate() {
        sink.form(list.clone().index(index), search.trim_end_matches('.'), Form::Subdomain);
    }
    for (index, option) in config.options.iter().flatten().enumerate() {
        sink.text(
            path.clone().key("options").index(index).key("name"),
            option.name.as_deref().unwrap_or_default(),
        );
    }
}

fn address(text: &str, path: FieldPath, sink: &mut Sink<'_>) {
    if text.parse::<IpAddr>().is_err() && !has_placeholder(text) {
        sink.invalid(path, format!("{} is no IP address", shown(text)));
    }
}
