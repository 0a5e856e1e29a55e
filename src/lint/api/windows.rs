//! Options of Windows containers.

use k8s_openapi::api::core::v1::{Container, WindowsSecurityContextOptions};

use super::Sink;
use super::names::Form;
use super::sink::shown;
use crate::lint::engine::context::DaemonSetContext;
use crate::lint::engine::placeholder::has_placeholder;
use crate::yaml::FieldPath;

const LONGEST_CREDENTIALS: usize = 64 * 1024;
const LONGEST_DOMAIN: usize = 255;
const LONGEST_USER: usize = 104;

/// `validateWindowsSecurityContextOptions` and `validateWindowsHostProcessPod` in
/// `pkg/apis/core/validation/validation.go`, 1.37.
pub(super) fn check(cx: &DaemonSetContext<'_>, sink: &mut Sink<'_>) {
    let spec = FieldPath::parse("spec.template.spec");
    let of_pod = cx.pod.security_context.as_ref().and_then(|context| context.windows_options.as_ref());
    if let Some(options) = of_pod {
        check_options(options, &spec.clone().key("securityContext").key("windowsOptions"), sink);
    }
    for (path, container) in cx.containers() {
        let path = path.key("securityContext").key("windowsOptions");
        let Some(options) = options_of(container) else { continue };
        check_options(options, &path, sink);
        let pod_wide = of_pod.and_then(|options| options.host_process);
        if let (Some(pod_wide), Some(own)) = (pod_wide, options.host_process)
            && pod_wide != own
        {
            sink.invalid(path.key("hostProcess"), format!("must be {pod_wide}, as in the pod"))
                .help("remove it here: it follows from the pod");
        }
    }
    host_process(cx, &spec, sink);
}

fn options_of(container: &Container) -> Option<&WindowsSecurityContextOptions> {
    container.security_context.as_ref()?.windows_options.as_ref()
}

fn check_options(options: &WindowsSecurityContextOptions, path: &FieldPath, sink: &mut Sink<'_>) {
    if let Some(name) = &options.gmsa_credential_spec_name {
        sink.name(path.clone().key("gmsaCredentialSpecName"), name, Form::Subdomain);
    }
    if let Some(credentials) = &options.gmsa_credential_spec {
        let path = path.clone().key("gmsaCredentialSpec");
        if credentials.is_empty() {
            sink.invalid(path, "must not be empty")
                .help("remove it, or name a spec in gmsaCredentialSpecName");
        } else if credentials.len() > LONGEST_CREDENTIALS {
            sink.invalid(path, format!("{} bytes; at most {LONGEST_CREDENTIALS}", credentials.len()));
        }
    }
    if let Some(user) = &options.run_as_user_name
        && let Some(what) = fault_of_user(user).filter(|_| !has_placeholder(user))
    {
        sink.invalid(path.clone().key("runAsUserName"), what).help("write DOMAIN\\USER, or the user alone");
    }
}

/// What is wrong with `DOMAIN\USER`.
fn fault_of_user(text: &str) -> Option<String> {
    const FORBIDDEN: &str = "\"/\\:;|=,+*?<>@[]";
    if text.is_empty() {
        return Some("must not be empty".to_owned());
    }
    if text.bytes().any(|byte| byte.is_ascii_control()) {
        return Some(format!("{} has control characters", shown(text)));
    }
    let (domain, user) = match text.split_once('\\') {
        Some((domain, user)) => (Some(domain), user),
        None => (None, text),
    };
    if domain.is_some_and(|domain| domain.len() > LONGEST_DOMAIN || !is_domain(domain)) {
        return Some(format!("{} is no domain", shown(domain.unwrap_or_default())));
    }
    let is_short = (1..=LONGEST_USER).contains(&user.len());
    let has_letter = user.contains(|char: char| char != '.' && char != ' ');
    if !is_short || !has_letter || user.contains(|char: char| FORBIDDEN.contains(char)) {
        return Some(format!("{} is no user", shown(user)));
    }
    None
}

/// `validNetBiosRegex` or `validWindowsUserDomainDNSRegex`.
fn is_domain(domain: &str) -> bool {
    const FORBIDDEN: &str = "\\/:*?\"<>|";
    let is_netbios = (1..=15).contains(&domain.chars().count())
        && !domain.starts_with('.')
        && !domain.contains(|char: char| FORBIDDEN.contains(char));
    let label = |text: &str| {
        let ends = |byte: u8| byte.is_ascii_alphanumeric();
        text.len() <= 63
            && text.bytes().next().is_some_and(ends)
            && text.bytes().last().is_some_and(ends)
            && text.bytes().all(|byte| ends(byte) || byte == b'-')
    };
    is_netbios || domain.split('.').all(label)
}

/// Containers on the host itself: all of a pod or none, and on its network.
fn host_process(cx: &DaemonSetContext<'_>, spec: &FieldPath, sink: &mut Sink<'_>) {
    let context = cx.pod.security_context.as_ref();
    let of_pod = context.and_then(|context| context.windows_options.as_ref()?.host_process);
    let of_container = |container: &Container| {
        options_of(container).and_then(|options| options.host_process).or(of_pod) == Some(true)
    };
    let containers = cx.containers();
    if !containers.iter().any(|(_, container)| of_container(container)) {
        return;
    }
    if cx.pod.host_network != Some(true) {
        sink.invalid(spec.clone().key("hostNetwork"), "must be true for hostProcess containers")
            .help("set `hostNetwork: true` in the pod spec");
    }
    if let Some((path, _)) = containers.iter().find(|(_, container)| !of_container(container)) {
        sink.invalid(spec.clone(), "all containers must be hostProcess, or none")
            .at(path.clone())
            .help("set windowsOptions.hostProcess in the securityContext of the pod");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn users_of_windows() {
        for fine in ["ContainerUser", "NT AUTHORITY\\SYSTEM", "a.b\\c", "x y"] {
            assert_eq!(fault_of_user(fine), None, "{fine}");
        }
        for bad in ["", "a\tb", "a\\b\\c", "\\a", "a\\", "...", "a*b", "a:b\\c"] {
            assert!(fault_of_user(bad).is_some(), "{bad}");
        }
    }
}
