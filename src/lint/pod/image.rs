//! References to container images: registry, path, tag, digest.

use k8s_openapi::api::core::v1::{Container, PodSpec};

use crate::yaml::FieldPath;

/// An image reference, taken apart.
///
/// The first part of the name is a registry if it holds a dot or a port, or is `localhost`; the tag stands behind the
/// last colon that is not the port of the registry (`ParseDockerRef` in distribution `reference/normalize.go`, 3.0).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ImageReference<'a> {
    /// The registry, if one is written: `localhost:5000`, `quay.io`.
    pub registry: Option<&'a str>,
    /// The name within the registry: `prometheus/node-exporter`.
    pub path: &'a str,
    /// The tag, if one is written.
    pub tag: Option<&'a str>,
    /// The digest, if one is written.
    pub digest: Option<&'a str>,
}

impl<'a> ImageReference<'a> {
    /// Takes a reference apart; `None` if it is none. Placeholders (`${IMAGE}`, `FILLED BY THE OPERATOR`,
    /// `<image>`, `IMAGE_NAME`) are none: images have no capitals in their names.
    pub(crate) fn parse(text: &'a str) -> Option<Self> {
        let (named, digest) = match text.split_once('@') {
            Some((named, digest)) => (named, Some(digest)),
            None => (text, None),
        };
        let last = named.rfind('/').map_or(0, |slash| slash + 1);
        let (name, tag) = match named[last..].split_once(':') {
            Some((end, tag)) => (&named[..last + end.len()], Some(tag)),
            None => (named, None),
        };
        let (registry, path) = match name.split_once('/') {
            Some((first, rest)) if first.contains(['.', ':']) || first == "localhost" => (Some(first), rest),
            _ => (None, name),
        };
        let reference = Self { registry, path, tag, digest };
        reference.is_valid().then_some(reference)
    }

    fn is_valid(&self) -> bool {
        let is_word = |text: &str, extra: &[u8]| {
            !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || extra.contains(&byte))
        };
        let is_small = |text: &str| !text.bytes().any(|byte| byte.is_ascii_uppercase());
        self.path.split('/').all(|part| is_word(part, b"._-") && is_small(part))
            && self.registry.is_none_or(|registry| is_word(registry, b".:-[]"))
            && self.tag.is_none_or(|tag| is_word(tag, b"._-"))
            && self.digest.is_none_or(|digest| digest.contains(':') && is_word(digest, b":+._-"))
    }

    /// The last part of the path.
    pub(crate) fn name(&self) -> &'a str {
        self.path.rsplit('/').next().unwrap_or(self.path)
    }

    /// Everything before tag and digest, as kustomize compares it.
    pub(crate) fn repository(&self) -> String {
        match self.registry {
            Some(registry) => format!("{registry}/{}", self.path),
            None => self.path.to_owned(),
        }
    }

    /// Whether the reference names other bits from one day to the next: no digest, and no tag or `latest`.
    pub(crate) fn is_mutable(&self) -> bool {
        self.digest.is_none() && self.tag.is_none_or(|tag| tag == "latest")
    }
}

/// Whether a tag names whatever a branch or channel has at the time: `main`, `edge`, `latest-v8`, `2-latest`,
/// `1.4-SNAPSHOT`, and any other that has no number in it, such as `alpine`. In capitals it is a placeholder.
pub(crate) fn is_moving(tag: &str) -> bool {
    let has_number = |text: &str| text.bytes().any(|byte| byte.is_ascii_digit());
    if !has_number(tag) {
        return tag.bytes().any(|byte| byte.is_ascii_lowercase());
    }
    let tag = tag.to_ascii_lowercase();
    let behind = |start: &str| tag.strip_prefix(start).is_some_and(|rest| rest.starts_with(['-', '_', '.']));
    let before = |end: &str| tag.strip_suffix(end).is_some_and(|rest| rest.ends_with(['-', '_', '.']));
    // `latest-20240131` is a day, and stays.
    before("latest") || before("snapshot") || (behind("latest") && !is_dated(&tag))
}

/// Whether a tag holds a day or a commit: six digits or hexadecimal letters and digits in a row.
fn is_dated(tag: &str) -> bool {
    tag.split(['-', '_', '.']).any(|part| {
        part.len() >= 6
            && part.bytes().all(|byte| byte.is_ascii_hexdigit())
            && part.bytes().any(|byte| byte.is_ascii_digit())
    })
}

/// The container that says what a pod is for: the first whose image is not a helper.
pub(crate) fn main_container(pod: &PodSpec) -> Option<(FieldPath, &Container)> {
    let mut containers = pod.containers.iter().enumerate();
    let (index, container) = containers.find(|(_, container)| {
        let image = container.image.as_deref().and_then(ImageReference::parse);
        image.is_some_and(|image| !HELPERS.contains(&image.name()))
    })?;
    Some((FieldPath::parse("spec.template.spec.containers").index(index), container))
}

/// Images that are everywhere and say nothing of the agent.
const HELPERS: [&str; 17] = [
    "alpine",
    "amazonlinux",
    "bash",
    "busybox",
    "centos",
    "csi-node-driver-registrar",
    "curl",
    "debian",
    "kube-rbac-proxy",
    "kubectl",
    "livenessprobe",
    "nginx",
    "pause",
    "python",
    "toolbox",
    "ubuntu",
    "startup-script",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> (Option<&str>, &str, Option<&str>, Option<&str>) {
        let image = ImageReference::parse(text).unwrap();
        (image.registry, image.path, image.tag, image.digest)
    }

    #[test]
    fn ports_of_registries_are_no_tags() {
        assert_eq!(parts("busybox"), (None, "busybox", None, None));
        assert_eq!(parts("library/busybox:1.36"), (None, "library/busybox", Some("1.36"), None));
        assert_eq!(parts("localhost:5000/agent"), (Some("localhost:5000"), "agent", None, None));
        assert_eq!(parts("localhost/agent:1"), (Some("localhost"), "agent", Some("1"), None));
        assert_eq!(
            parts("registry:5000/team/agent:1"),
            (Some("registry:5000"), "team/agent", Some("1"), None)
        );
        assert_eq!(
            parts("quay.io/team/agent@sha256:0a"),
            (Some("quay.io"), "team/agent", None, Some("sha256:0a"))
        );
        assert_eq!(parts("a.b/c:V1-x@sha256:0a"), (Some("a.b"), "c", Some("V1-x"), Some("sha256:0a")));
    }

    #[test]
    fn placeholders_are_no_references() {
        for text in [
            "",
            "FILLED BY THE OPERATOR",
            "${IMAGE}",
            "<image>",
            "IMAGE_NAME",
            "__IMAGE__",
            "a:${TAG}",
            "$(IMG):1",
            "a:",
            "{{ x }}",
        ] {
            assert_eq!(ImageReference::parse(text), None, "{text}");
        }
    }

    #[test]
    fn tags_of_branches_move() {
        for tag in [
            "main",
            "Master",
            "edge",
            "canary",
            "latest-alpine",
            "latest-windows-hp",
            "latest-v8",
            "2-latest",
            "1.4-SNAPSHOT",
            "master-head",
            "devel",
            "stable-slim",
            "debian-nightly",
            "v1.9-latest",
            "alpine",
            "prod",
        ] {
            assert!(is_moving(tag), "{tag}");
        }
        for tag in [
            "v1.4.0",
            "1.4.0-stable",
            "master-20240131",
            "main-3f2a91c",
            "v1",
            "latest-20240131",
            "2024.1-edge2",
            "1.4.0-dev",
            "release-1.9",
        ] {
            assert!(!is_moving(tag), "{tag}");
        }
    }

    #[test]
    fn a_digest_pins_whatever_the_tag() {
        let mutable = |text| ImageReference::parse(text).unwrap().is_mutable();
        assert!(mutable("registry:5000/agent"));
        assert!(mutable("agent:latest"));
        assert!(!mutable("agent:latest@sha256:0a"));
        assert!(!mutable("agent:1.0"));
    }
}
