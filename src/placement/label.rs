//! The syntax of labels, and the label that placement itself reads.

/// The label that names the operating system of a node, or the one that a pod insists on.
pub(super) const OS_LABEL: &str = "kubernetes.io/os";

/// Whether a label can have this value: at most 63 of letters, digits, `-`, `_`, `.`, with letters or digits at both
/// ends, or nothing (`IsValidLabelValue` in apimachinery `pkg/util/validation`, 1.34).
pub(crate) fn is_label_value(text: &str) -> bool {
    text.is_empty() || is_name_part(text)
}

/// Whether a label can have this key: a name as in values, with a DNS subdomain and `/` before it if one likes
/// (`IsQualifiedName` in apimachinery `pkg/util/validation`, 1.34).
pub(crate) fn is_label_key(text: &str) -> bool {
    match text.split_once('/') {
        None => is_name_part(text),
        Some((prefix, name)) => is_dns_subdomain(prefix) && is_name_part(name),
    }
}

fn is_name_part(text: &str) -> bool {
    let bytes = text.as_bytes();
    let (Some(first), Some(last)) = (bytes.first(), bytes.last()) else { return false };
    bytes.len() <= 63
        && first.is_ascii_alphanumeric()
        && last.is_ascii_alphanumeric()
        && bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(byte))
}

fn is_dns_subdomain(text: &str) -> bool {
    let small = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let label = |label: &str| {
        let bytes = label.as_bytes();
        bytes.first().is_some_and(small)
            && bytes.last().is_some_and(small)
            && bytes.iter().all(|byte| small(byte) || *byte == b'-')
    };
    text.len() <= 253 && text.split('.').all(label)
}
