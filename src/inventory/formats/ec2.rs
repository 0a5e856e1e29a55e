//! What the name of an EC2 instance type says of its nodes.

use std::collections::BTreeSet;

use super::parts::{ARCH, architecture, is_templated, nvidia_gpu};
use crate::inventory::pool::{LabelValues, NodePool};

/// The label with the instance type.
const INSTANCE_TYPE: &str = "node.kubernetes.io/instance-type";

/// The architecture of an instance type: arm64 for the Graviton families, `a1` and those with a `g` behind the number of
/// their generation (`m7g`, `c6gn`, `x2gd`), else amd64.
///
/// Source: "Amazon EC2 instance type naming conventions" of the EC2 user guide. `None` for text that is no type.
pub(super) fn arch(instance_type: &str) -> Option<&'static str> {
    let (family, size) = instance_type.split_once('.')?;
    // A third part is the name of another cloud's: `c3.large.arm64` (Equinix), `kc1.large.2` (Huawei).
    if is_templated(instance_type) || size.contains('.') {
        return None;
    }
    let generation = family.find(|c: char| c.is_ascii_digit())?;
    let attributes = family.get(generation..)?.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_graviton = family == "a1" || family.starts_with("mac2") || attributes.contains('g');
    Some(if is_graviton { "arm64" } else { "amd64" })
}

impl NodePool {
    /// Adds the labels that follow from the instance types that a pool may use.
    pub(super) fn imply_instance_types<'a>(&mut self, types: impl IntoIterator<Item = &'a str>) {
        let types: Vec<&str> = types.into_iter().filter(|text| !text.is_empty()).collect();
        if types.is_empty() || types.iter().any(|text| is_templated(text)) {
            return;
        }
        let all: BTreeSet<String> = types.iter().map(|text| (*text).to_owned()).collect();
        self.labels.entry(INSTANCE_TYPE.to_owned()).or_insert(LabelValues::OneOf(all));
        let archs: Option<BTreeSet<&str>> = types.iter().map(|text| architecture(text)).collect();
        if types.iter().all(|text| nvidia_gpu(text) == Some(false)) {
            self.has_no_nvidia_gpu = true;
        }
        let Some(archs) = archs else { return };
        if self.labels.contains_key(ARCH) {
            return;
        }
        let names = archs.iter().copied().collect::<Vec<_>>().join(" or ");
        self.imply(format!("label {ARCH}={names}, by the instance type"));
        let archs = archs.into_iter().map(str::to_owned).collect();
        self.labels.insert(ARCH.to_owned(), LabelValues::OneOf(archs));
    }
}

#[cfg(test)]
mod tests {
    use super::arch;

    #[test]
    fn architectures_of_instance_types() {
        let arm = [
            "a1.large",
            "m7g.xlarge",
            "c6gn.2xlarge",
            "x2gd.metal",
            "t4g.nano",
            "im4gn.large",
            "is4gen.medium",
        ];
        let intel = [
            "m5.large",
            "g4dn.xlarge",
            "g5.8xlarge",
            "p4de.24xlarge",
            "u-6tb1.metal",
            "m7i-flex.large",
            "p5en.48xlarge",
        ];
        for text in arm {
            assert_eq!(arch(text), Some("arm64"), "{text}");
        }
        for text in intel {
            assert_eq!(arch(text), Some("amd64"), "{text}");
        }
        for text in ["", "mixed", "${TYPE}", "large.m5"] {
            assert_eq!(arch(text), None, "{text}");
        }
        assert_eq!(arch("g5g.xlarge"), Some("arm64"));
    }
}
