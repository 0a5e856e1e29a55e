//! Labels of nodes that Kubernetes itself defines: their names, former names and values.
//!
//! Source: kubernetes.io/docs/reference/labels-annotations-taints; `api/core/v1/well_known_labels.go`, 1.37;
//! `deprecatedNodeLabels` in `pkg/api/node/util.go`.

/// Whether the text is the label of the operating system, by its present or its former name.
pub(crate) fn is_os(key: &str) -> bool {
    present_name(key) == "kubernetes.io/os"
}

/// Whether the text is the label of the architecture, by its present or its former name.
pub(crate) fn is_arch(key: &str) -> bool {
    present_name(key) == "kubernetes.io/arch"
}

/// A label with a new name.
#[derive(Debug)]
pub(crate) struct Renamed {
    /// The former name.
    pub(crate) former: &'static str,
    /// The present name.
    pub(crate) present: &'static str,
    /// The release that renamed it.
    pub(crate) since: &'static str,
}

/// Labels whose former names the server warns of. The role of control planes is a case of its own.
const RENAMED: [Renamed; 5] = [
    Renamed { former: "beta.kubernetes.io/os", present: "kubernetes.io/os", since: "1.14" },
    Renamed { former: "beta.kubernetes.io/arch", present: "kubernetes.io/arch", since: "1.14" },
    Renamed {
        former: "beta.kubernetes.io/instance-type",
        present: "node.kubernetes.io/instance-type",
        since: "1.17",
    },
    Renamed {
        former: "failure-domain.beta.kubernetes.io/zone",
        present: "topology.kubernetes.io/zone",
        since: "1.17",
    },
    Renamed {
        former: "failure-domain.beta.kubernetes.io/region",
        present: "topology.kubernetes.io/region",
        since: "1.17",
    },
];

/// The renaming of a label that goes by its former name.
pub(crate) fn renamed(key: &str) -> Option<&'static Renamed> {
    RENAMED.iter().find(|renamed| renamed.former == key)
}

/// The name of a label today.
pub(crate) fn present_name(key: &str) -> &str {
    renamed(key).map_or(key, |renamed| renamed.present)
}

/// Labels that are meant when another one comes near.
const WELL_KNOWN: [&str; 15] = [
    "kubernetes.io/os",
    "kubernetes.io/arch",
    "kubernetes.io/hostname",
    "topology.kubernetes.io/zone",
    "topology.kubernetes.io/region",
    "node.kubernetes.io/instance-type",
    "node.kubernetes.io/windows-build",
    "node.kubernetes.io/exclude-from-external-load-balancers",
    "node-role.kubernetes.io/control-plane",
    "node-role.kubernetes.io/master",
    "beta.kubernetes.io/os",
    "beta.kubernetes.io/arch",
    "beta.kubernetes.io/instance-type",
    "failure-domain.beta.kubernetes.io/zone",
    "failure-domain.beta.kubernetes.io/region",
];

/// Labels of the reserved domains that come near to others and are meant as they stand.
const ALSO_KNOWN: [&str; 3] =
    ["kubernetes.io/role", "node-role.kubernetes.io/controlplane", "node.kubernetes.io/role"];

/// The label that was meant by one that no node has; none for labels outside of Kubernetes' own domains, which anyone
/// may define, and for those that are near to no known one.
///
/// In the domains kubernetes.io and k8s.io up to two letters may differ, in a misspelt domain the name must be exact.
pub(crate) fn meant_label(key: &str) -> Option<&'static str> {
    if WELL_KNOWN.contains(&key) || ALSO_KNOWN.contains(&key) {
        return None;
    }
    let (domain, name) = key.split_once('/')?;
    let similar = WELL_KNOWN.iter().filter(|known| may_be_two_slips(key, known));
    let (distance, nearest) = similar.map(|known| (strsim::osa_distance(key, known), *known)).min()?;
    let (known_domain, known_name) = nearest.split_once('/')?;
    let is_near = if is_reserved(domain) {
        // Short names leave no room for two slips: `os` and `gpu` differ by three letters only.
        distance <= 2 && (distance == 1 || known_name.len() > 4 || name == known_name)
    } else {
        distance <= 2 && name == known_name && domain != known_domain
    };
    is_near.then_some(nearest)
}

/// Whether two names may be two slips apart, told from their letters alone: to measure the distance to every known label
/// takes longer than most rules do.
fn may_be_two_slips(one: &str, other: &str) -> bool {
    if one.len().abs_diff(other.len()) > 2 {
        return false;
    }
    let mut surplus = [0_i32; 256];
    one.bytes().for_each(|byte| surplus[usize::from(byte)] += 1);
    other.bytes().for_each(|byte| surplus[usize::from(byte)] -= 1);
    // A slip takes one letter away, adds one, or does both; of names of such lengths two add up to six bytes at most.
    surplus.iter().map(|count| count.abs()).sum::<i32>() <= 6
}

fn is_reserved(domain: &str) -> bool {
    ["kubernetes.io", "k8s.io"].iter().any(|known| {
        domain == *known || domain.strip_suffix(known).is_some_and(|prefix| prefix.ends_with('.'))
    })
}

/// Operating systems that a kubelet runs on.
const SYSTEMS: [&str; 2] = ["linux", "windows"];

/// Architectures by the names that Go gives them, which the kubelet takes over.
const ARCHITECTURES: [&str; 9] =
    ["amd64", "arm64", "arm", "386", "ppc64le", "s390x", "riscv64", "loong64", "mips64le"];

/// Other names of architectures, as `uname -m` and image builders write them.
const OTHER_NAMES: [(&str, &str); 9] = [
    ("x86_64", "amd64"),
    ("x86-64", "amd64"),
    ("x64", "amd64"),
    ("aarch64", "arm64"),
    ("armv8", "arm64"),
    ("armv7l", "arm"),
    ("armhf", "arm"),
    ("i386", "386"),
    ("ppc64el", "ppc64le"),
];

/// What to write in place of a value that this label has on no node: a value if one is meant, else all that there are.
pub(crate) fn meant_value(key: &str, value: &str) -> Option<Result<&'static str, &'static [&'static str]>> {
    let known: &'static [&'static str] = if is_os(key) {
        &SYSTEMS
    } else if is_arch(key) {
        &ARCHITECTURES
    } else {
        return None;
    };
    if known.contains(&value) {
        return None;
    }
    let lower = value.to_ascii_lowercase();
    let other = OTHER_NAMES.iter().find(|(name, _)| *name == lower).map(|(_, known)| *known);
    let same = || known.iter().copied().find(|known| *known == lower);
    let near =
        || known.iter().copied().find(|known| known.len() > 3 && strsim::levenshtein(&lower, known) == 1);
    Some(other.filter(|_| is_arch(key)).or_else(same).or_else(near).ok_or(known))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_in_reserved_domains_are_seen() {
        let table = [
            ("kubernetes.io/hostnme", "kubernetes.io/hostname"),
            ("kubernetes.io/oss", "kubernetes.io/os"),
            ("kubernets.io/os", "kubernetes.io/os"),
            ("kuberentes.io/arch", "kubernetes.io/arch"),
            ("node-role.kubernetes.io/control_plane", "node-role.kubernetes.io/control-plane"),
            ("node-role.kubernetes.io/masters", "node-role.kubernetes.io/master"),
            ("topology.kubernetes.io/zones", "topology.kubernetes.io/zone"),
            ("topolgy.kubernetes.io/zone", "topology.kubernetes.io/zone"),
            ("node.kubernetes.io/instance_type", "node.kubernetes.io/instance-type"),
        ];
        for (written, meant) in table {
            assert_eq!(meant_label(written), Some(meant), "{written}");
        }
    }

    #[test]
    fn labels_of_others_are_left_alone() {
        let keys = [
            "os",
            "example.com/os",
            "kubevirt.io/arch",
            "kubernetes.io/role",
            "kubernetes.io/gpu",
            "node-role.kubernetes.io/worker",
            "node-role.kubernetes.io/edge",
            "node-role.kubernetes.io/controlplane",
            "node.kubernetes.io/pool",
            "beta.kubernetes.io/fluentd-ds-ready",
            "feature.node.kubernetes.io/cpu-model.id",
            "topology.kubernetes.io/rack",
            "kubernetes.azure.com/os-sku",
        ];
        for key in keys {
            assert_eq!(meant_label(key), None, "{key}");
        }
    }

    #[test]
    fn values_of_os_and_arch_are_known() {
        assert_eq!(meant_value("kubernetes.io/os", "linux"), None);
        assert_eq!(meant_value("kubernetes.io/os", "Linux"), Some(Ok("linux")));
        assert_eq!(meant_value("beta.kubernetes.io/arch", "x86_64"), Some(Ok("amd64")));
        assert_eq!(meant_value("kubernetes.io/arch", "aarch64"), Some(Ok("arm64")));
        assert_eq!(meant_value("kubernetes.io/arch", "linux"), Some(Err(&ARCHITECTURES[..])));
        assert_eq!(meant_value("kubernetes.io/hostname", "x"), None);
    }
}
