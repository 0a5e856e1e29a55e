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

/// Whether machines of a type have GPUs of NVIDIA built in, where the name makes it certain.
///
/// "Amazon EC2 instance types" (families `g` and `p`; those of `g4ad` are AMD's), "GPU machine types" of Compute Engine, and
/// "GPU accelerated" sizes of Azure (`NC`, `ND`, `NV`, `NG`; those of `NVv4`, `NGv620` and `MI300X` are AMD's).
pub(in super::super) fn nvidia_gpu(machine_type: &str) -> Option<bool> {
    let name = machine_type.trim().to_ascii_lowercase();
    architecture(&name)?;
    if let Some((family, _)) = name.split_once('.') {
        let is_accelerated = ["g", "gr", "p"].iter().any(|letters| {
            family.strip_prefix(letters).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
        });
        return Some(is_accelerated && family != "g4ad");
    }
    if let Some(size) = name.strip_prefix("standard_") {
        let is_accelerated = ["nc", "nd", "nv", "ng"].iter().any(|letters| size.starts_with(letters));
        let is_amd = size.contains("mi300")
            || size.contains("v620")
            || (size.starts_with("nv") && size.ends_with("_v4"));
        return Some(is_accelerated && !is_amd);
    }
    let series = name.split('-').next().unwrap_or_default();
    // To n1 machines GPUs can be attached.
    (series != "n1").then_some(matches!(series, "a2" | "a3" | "a4" | "a4x" | "g2" | "g4"))
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
    use super::{architecture, nvidia_gpu};

    #[test]
    fn graphics() {
        for name in ["g4dn.xlarge", "p5.48xlarge", "gr6.4xlarge", "g2-standard-4", "Standard_NC4as_T4_v3"] {
            assert_eq!(nvidia_gpu(name), Some(true), "{name}");
        }
        for name in
            ["m5.large", "g4ad.xlarge", "inf2.xlarge", "e2-medium", "Standard_D4s_v5", "Standard_NV4as_v4"]
        {
            assert_eq!(nvidia_gpu(name), Some(false), "{name}");
        }
        assert_eq!([nvidia_gpu("n1-standard-4"), nvidia_gpu("local")], [None, None]);
    }

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
        let unknown = [
            "",
            "c3.large.arm64",
            "kc1.large.2",
            "local",
            "cx23",
            "s-2vcpu-4gb",
            "large.m5",
            "large.4",
            "b2-7",
            "standard_",
        ];
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
