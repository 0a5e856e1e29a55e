//! DNS and names of the pod.

use std::net::IpAddr;

use k8s_openapi::api::core::v1::{PodDNSConfig, PodSpec};

use super::Sink;
use super::names::Form;
use super::sink::shown;
use crate::lint::engine::context::DaemonSetContext;
use crate::lint::engine::placeholder::has_placeholder;
use crate::yaml::FieldPath;

const MOST_NAMESERVERS: usize = 3;
const MOST_SEARCHES: usize = 32;
const MOST_SEARCH_CHARS: usize = 2048;
const LONGEST_HOSTNAME: usize = 64;

/// `validateDNSPolicy`, `validatePodDNSConfig`, `validatePodHostName` and `ValidateHostAliases` in
/// `pkg/apis/core/validation/validation.go`, 1.37.
pub(super) fn check(cx: &DaemonSetContext<'_>, sink: &mut Sink<'_>) {
    let spec = FieldPath::parse("spec.template.spec");
    let field = |name: &'static str| spec.clone().key(name);
    let policy = cx.pod.dns_policy.as_deref();
    sink.one_of(field("dnsPolicy"), policy, &["ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"]);
    if !lacks_servers(cx.pod, &spec, sink)
        && let Some(config) = &cx.pod.dns_config
    {
        dns_config(config, &field("dnsConfig"), sink);
    }
    sink.form(field("hostname"), cx.pod.hostname.as_deref().unwrap_or_default(), Form::Label);
    sink.form(field("subdomain"), cx.pod.subdomain.as_deref().unwrap_or_default(), Form::Label);
    if let Some(name) = &cx.pod.hostname_override {
        hostname_override(cx.pod, name, &spec, sink);
    }
    for (index, alias) in cx.pod.host_aliases.iter().flatten().enumerate() {
        let path = field("hostAliases").index(index);
        address(&alias.ip, path.clone().key("ip"), sink);
        for (at, name) in alias.hostnames.iter().flatten().enumerate() {
            sink.name(path.clone().key("hostnames").index(at), name, Form::Subdomain);
        }
    }
}

/// Without a policy of the cluster the pod needs servers of its own; nothing else is looked at then.
fn lacks_servers(pod: &PodSpec, spec: &FieldPath, sink: &mut Sink<'_>) -> bool {
    let has_none = |config: &PodDNSConfig| config.nameservers.as_ref().is_none_or(Vec::is_empty);
    if pod.dns_policy.as_deref() != Some("None") || !pod.dns_config.as_ref().is_none_or(has_none) {
        return false;
    }
    let path = spec.clone().key("dnsConfig");
    let path = if pod.dns_config.is_some() { path.key("nameservers") } else { path };
    if let Some(fault) = sink.required(path) {
        fault
            .other(spec.clone().key("dnsPolicy"), "leaves the pod without any DNS")
            .help("list a nameserver in dnsConfig.nameservers");
    }
    true
}

/// Servers before 1.35 drop the field.
fn hostname_override(pod: &PodSpec, name: &str, spec: &FieldPath, sink: &mut Sink<'_>) {
    let path = spec.clone().key("hostnameOverride");
    let flags = [("setHostnameAsFQDN", pod.set_hostname_as_fqdn), ("hostNetwork", pod.host_network)];
    for (field, _) in flags.into_iter().filter(|(_, flag)| *flag == Some(true)) {
        sink.invalid(path.clone(), format!("not with {field}"))
            .other(spec.clone().key(field), "decides on the name, too")
            .help("keep one of them");
    }
    if name.len() > LONGEST_HOSTNAME {
        sink.invalid(path.clone(), format!("{} characters; at most {LONGEST_HOSTNAME}", name.len()));
    }
    sink.name(path, name, Form::Subdomain);
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
    for (index, search) in searches.iter().enumerate().filter(|(_, search)| *search != ".") {
        let search = search.strip_suffix('.').unwrap_or(search);
        sink.name(list.clone().index(index), search, Form::SearchDomain);
    }
    for (index, option) in config.options.iter().flatten().enumerate() {
        let path = path.clone().key("options").index(index);
        if option.name.as_ref().is_none_or(String::is_empty)
            && let Some(fault) = sink.required(path.clone().key("name"))
        {
            fault.named(path);
        }
    }
}

/// `IsValidIPForLegacyField`: since 1.36 (gate `StrictIPCIDRValidation`) without leading zeros, and no IPv4 address in
/// the clothes of IPv6.
fn address(text: &str, path: FieldPath, sink: &mut Sink<'_>) {
    match text.parse::<IpAddr>() {
        Ok(IpAddr::V6(address)) if address.to_ipv4_mapped().is_some() => {
            sink.invalid(path, format!("{} is an IPv4 address written as IPv6", shown(text)))
                .help("write it with dots alone")
                .since(36);
        }
        Ok(_) => {}
        Err(_) if has_placeholder(text) => {}
        Err(_) if has_leading_zeros(text) => {
            sink.invalid(path, format!("{} has leading zeros", shown(text)))
                .help("write its numbers without them")
                .since(36);
        }
        Err(_) => {
            sink.invalid(path, format!("{} is no IP address", shown(text)));
        }
    }
}

/// Whether an IPv4 address is spoilt by nothing but leading zeros.
fn has_leading_zeros(text: &str) -> bool {
    let plain = |part: &str| part.trim_start_matches('0').to_owned();
    let parts: Vec<String> = text.split('.').map(plain).collect();
    let parts = parts.iter().map(|part| if part.is_empty() { "0" } else { part });
    text.split('.').all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
        && parts.collect::<Vec<_>>().join(".").parse::<IpAddr>().is_ok()
}
