//! Images that are made for one architecture, as far as their names tell.

/// The label of the architecture.
pub(crate) const ARCH: &str = "kubernetes.io/arch";

/// Endings of names and tags, with the architecture as the label has it. Longer endings come before those they end in.
const ENDINGS: [(&str, &str); 12] = [
    ("amd64", "amd64"),
    ("x86_64", "amd64"),
    ("x86-64", "amd64"),
    ("arm64v8", "arm64"),
    ("arm64", "arm64"),
    ("aarch64", "arm64"),
    ("armhf", "arm"),
    ("arm32v7", "arm"),
    ("armv7", "arm"),
    ("ppc64le", "ppc64le"),
    ("s390x", "s390x"),
    ("riscv64", "riscv64"),
];

/// The architecture at the end of an image's name or tag; none if neither ends in one.
pub(crate) fn arch_of_image(image: &str) -> Option<&'static str> {
    let (name, tag) = parts(image);
    let name = name.rsplit('/').next().unwrap_or(name);
    tag.and_then(ending).or_else(|| ending(name))
}

/// The architecture of an image by a list of `image=architecture`, where the image is written with or without its tag.
pub(crate) fn listed_arch(image: &str, listed: &[String]) -> Option<String> {
    let without_digest = image.split('@').next().unwrap_or(image);
    let (name, _) = parts(image);
    listed.iter().find_map(|entry| {
        let (listed, arch) = entry.split_once('=')?;
        [name, without_digest, image].contains(&listed.trim()).then(|| arch.trim().to_owned())
    })
}

/// The name with its registry, and the tag. A colon before a slash belongs to a port.
fn parts(image: &str) -> (&str, Option<&str>) {
    let without_digest = image.split('@').next().unwrap_or(image);
    match without_digest.rsplit_once(':') {
        Some((name, tag)) if !tag.contains('/') => (name, Some(tag)),
        _ => (without_digest, None),
    }
}

fn ending(text: &str) -> Option<&'static str> {
    let (_, arch) = ENDINGS.iter().find(|(ending, _)| {
        text.strip_suffix(ending).is_some_and(|rest| rest.is_empty() || rest.ends_with(['-', '_', '.']))
    })?;
    Some(arch)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_endings_tell() {
        let table = [
            ("registry.example/agent-amd64:1.4.0", Some("amd64")),
            ("registry.example:5000/agent_x86_64", Some("amd64")),
            ("agent:1.4-arm64@sha256:00", Some("arm64")),
            ("agent:v1.linux-aarch64", Some("arm64")),
            ("agent:s390x", Some("s390x")),
            ("arm64v8/agent:1.4", None),
            ("registry.example/amd64/agent:1.4", None),
            ("agent:1.4", None),
            ("alarm64:1.4", None),
            ("agent-amd64-debug:1.4", None),
        ];
        for (image, arch) in table {
            assert_eq!(arch_of_image(image), arch, "{image}");
        }
    }

    #[test]
    fn lists_name_images_with_or_without_their_tag() {
        let listed = ["registry.example:5000/scanner=amd64".to_owned(), "probe:2 = arm64".to_owned()];
        assert_eq!(
            listed_arch("registry.example:5000/scanner:1@sha256:00", &listed).as_deref(),
            Some("amd64")
        );
        assert_eq!(listed_arch("probe:2", &listed).as_deref(), Some("arm64"));
        assert_eq!(listed_arch("probe:3", &listed), None);
    }
}
