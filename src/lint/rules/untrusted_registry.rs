//! untrusted-registry: images from elsewhere than the config allows.

use crate::lint::engine::options::{ListOption, RuleOption};
use crate::lint::engine::report_with_labels::report_with_labels;
use crate::lint::pod::image::ImageReference;
use crate::lint::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "untrusted-registry",
    summary: "an image comes from a registry that the config does not list",
    category: Category::Security,
    severity: Severity::Error,
    default: Activation::On,
    needs: Needs::Manifest,
    options: &[RuleOption::List(&REGISTRIES)],
    yields_to: &[],
    page: Page {
        what: "\
A container or init container has an image that comes from none of the registries in the option `registries`. Silent until
the config sets the option. An entry is a registry or a part of one (`registry.example`, `ghcr.io/our-team`), or all
subdomains of a domain (`*.registry.example`). An image without registry comes from docker.io, and one without a folder
from docker.io/library. Placeholders that another program fills in are left out. There is one finding a DaemonSet, with a
label at each image.",
        why: "\
An agent's image runs on every node, mostly with more power than any application. Where it comes from is decided by a line
that is easily copied from a blog. Registries that nobody chose have no scanning, no signatures and no mirror; they go
away, are sold, or limit pulls, and then no node can start the agent.",
        remedy: "\
Mirror the image into a registry of the list, or add the registry to the list where that is decided.",
        bad: "
# rules: {untrusted-registry: {registries: [registry.example]}}
containers:
  - name: agent
    image: somebody/agent:1.0.0
",
        good: "
containers:
  - name: agent
    image: registry.example/mirror/somebody/agent:1.0.0
",
        links: &[
            "https://kubernetes.io/docs/concepts/containers/images/",
            "https://kubernetes.io/docs/concepts/security/supply-chain-security/",
        ],
    },
    check: Check::DaemonSet(check),
};

static REGISTRIES: ListOption = ListOption {
    name: "registries",
    summary: "registries, or folders of registries, that images may come from",
    default: &[],
};

fn check(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    let registries = cx.options.list(&REGISTRIES);
    if registries.is_empty() {
        return;
    }
    let mut places: Vec<(FieldPath, String)> = Vec::new();
    for (path, container) in cx.containers() {
        let Some(image) = container.image.as_deref().and_then(ImageReference::parse) else { continue };
        let name = full_name(&image);
        if !registries.iter().any(|entry| is_from(&name, entry)) {
            places.push((path.key("image"), format!("comes from {}", image.registry.unwrap_or("docker.io"))));
        }
    }
    let message = match places.len() {
        1 => "an image comes from a registry that is not listed".to_owned(),
        count => format!("{count} images come from registries that are not listed"),
    };
    if let Some(finding) = report_with_labels(cx, out, &places, message) {
        finding.help(format!("take it from one of these: {}", registries.join(", ")));
    }
}

/// `docker.io/library/busybox`
fn full_name(image: &ImageReference<'_>) -> String {
    let registry = image.registry.unwrap_or("docker.io");
    let is_hub = matches!(registry, "docker.io" | "index.docker.io" | "registry-1.docker.io");
    match is_hub {
        true if image.path.contains('/') => format!("docker.io/{}", image.path),
        true => format!("docker.io/library/{}", image.path),
        false => format!("{registry}/{}", image.path),
    }
}

/// Whether an image comes from a registry, a folder of one, or a subdomain of `*.domain`.
fn is_from(name: &str, entry: &str) -> bool {
    let entry = entry.trim_end_matches('/');
    let is_below = |name: &str, entry: &str| {
        name.strip_prefix(entry).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    match entry.strip_prefix("*.") {
        None => is_below(name, entry),
        Some(domain) => name
            .match_indices('.')
            .any(|(at, _)| !name[..at].contains('/') && is_below(&name[at + 1..], domain)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_registries_folders_or_domains() {
        let from = |image, entry| is_from(&full_name(&ImageReference::parse(image).unwrap()), entry);
        assert!(from("busybox", "docker.io"));
        assert!(from("busybox", "docker.io/library"));
        assert!(!from("somebody/busybox", "docker.io/library"));
        assert!(from("registry.example:5000/a", "registry.example:5000"));
        assert!(!from("registry.example.evil/a", "registry.example"));
        assert!(!from("registry.example:5000/a", "registry.example"));
        assert!(from("ghcr.io/team/agent", "ghcr.io/team/"));
        assert!(!from("ghcr.io/teams/agent", "ghcr.io/team"));
        assert!(from("eu.mirror.example/a", "*.mirror.example"));
        assert!(!from("mirror.example/a", "*.mirror.example"));
        assert!(!from("evil.io/x.mirror.example/a", "*.mirror.example"));
    }
}
