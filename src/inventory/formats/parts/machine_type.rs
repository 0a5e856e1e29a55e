//! What the name of a machine type says of the machine.

use crate::inventory::formats::ec2;

/// The architecture of a machine type (`kubernetes.io/arch`), where its name makes it certain.
///
/// Understands the types of EC2 (`m7g.large`), Compute Engine (`c4a-standard-4`) and Azure (`Standard_D4ps_v5`).
pub(in super::super) fn architecture(machine_type: &str) -> Option<&'static str> {
    let name = machine_type.trim().to_ascii_lowercase();
    if name.contains("gb200") || name.contains("gb300") {
        return Some("arm64");
    }
    if name.contains('.') {
        return ec2::arch(&name);
    }
    let is_arm = match name.strip_prefix("standard_") {
        Some(size) => azure_is_arm(size)?,
        None => compute_engine_is_arm(name.split_once('-')?.0)?,
    };
    Some(if is_arm { "arm64" } else { "amd64" })
}

/// "Machine families resource and comparison guide" of docs.cloud.google.com.
fn compute_engine_is_arm(series: &str) -> Option<bool> {
    const ARM: [&str; 4] = ["t2a", "c4a", "n4a", "a4x"];
    const X86: [&str; 34] = [
        "e2", "n1", "n2", "n2d", "n4", "n4d", "c2", "c2d", "c3", "c3d", "c4", "c4d", "t2d", "h3", "h4d",
        "z3", "m1", "m2", "m3", "m4", "x4", "a2", "a3", "a4", "g2", "g4", "f1", "g1", "ct4p", "ct5l",
        "ct5lp", "ct5p", "ct6e", "custom",
    ];
    if ARM.contains(&series) {
        return Some(true);
    }
    X86.contains(&series).then_some(false)
}

/// `d4ps_v5`: family, number of processors, letters of what it is; among them `p` is Arm.
///
/// "Azure virtual machine sizes naming conventions" of learn.microsoft.com.
fn azure_is_arm(size: &str) -> Option<bool> {
    let first = size.split('_').next()?;
    let digits = first.find(|letter: char| letter.is_ascii_digit())?;
    let attributes =
        first.get(digits..)?.trim_start_matches(|letter: char| letter.is_ascii_digit() || letter == '-');
    Some(attributes.contains('p'))
}

#[cfg(test)]
mod tests {
    use super::architecture;

    #[test]
    fn architectures() {
        let arm = [
            "a1.large",
            "t4g.micro",
            "m7g.large",
            "c7gn.xlarge",
            "im4gn.large",
            "is4gen.large",
            "g5g.xlarge",
            "x2gd.large",
            "p6e-gb200.36xlarge",
            "t2a-standard-4",
            "c4a-highmem-8",
            "a4x-highgpu-4g",
            "Standard_D4ps_v5",
            "Standard_B2pts_v2",
            "Standard_E8pds_v6",
        ];
        let x86 = [
            "m6i.large",
            "g4dn.xlarge",
            "g6.xlarge",
            "gr6.4xlarge",
            "p4d.24xlarge",
            "u-6tb1.metal",
            "m7i-flex.large",
            "inf2.xlarge",
            "trn1n.32xlarge",
            "e2-medium",
            "n2d-standard-8",
            "ct5lp-hightpu-4t",
            "Standard_D4s_v5",
            "Standard_NC4as_T4_v3",
            "Standard_DS2_v2",
            "Standard_NP10s",
            "Standard_D8-4ds_v5",
        ];
        let unknown = ["", "local", "cx23", "s-2vcpu-4gb", "large.m5", "large.4", "b2-7", "standard_"];
        for name in arm {
            assert_eq!(architecture(name), Some("arm64"), "{name}");
        }
        for name in x86 {
            assert_eq!(architecture(name), Some("amd64"), "{name}");
        }
        for name in unknown {
            assert_eq!(architecture(name), None, "{name}");
        }
    }
}
