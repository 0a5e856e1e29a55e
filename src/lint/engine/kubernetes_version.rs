//! The version of Kubernetes that manifests have to run on.

use std::fmt;
use std::str::FromStr;

/// A minor version of Kubernetes, `1.33`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct KubernetesVersion {
    minor: u32,
}

impl KubernetesVersion {
    /// The oldest one of which it is known what it does not take.
    pub const OLDEST: Self = Self { minor: 24 };
    /// The one whose API the program knows.
    pub const NEWEST: Self = Self { minor: 37 };

    /// Whether a server of this version has what came with a minor version.
    pub fn has(self, minor: u32) -> bool {
        self.minor >= minor
    }
}

impl FromStr for KubernetesVersion {
    type Err = ();

    /// Reads `1.33`, `v1.33` or `1.33.4`.
    fn from_str(text: &str) -> Result<Self, ()> {
        let text = text.strip_prefix('v').unwrap_or(text);
        let mut parts = text.split('.');
        let (Some("1"), Some(minor)) = (parts.next(), parts.next()) else { return Err(()) };
        let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if !is_number(minor) || !parts.all(is_number) {
            return Err(());
        }
        let version = Self { minor: minor.parse().map_err(|_| ())? };
        if (Self::OLDEST..=Self::NEWEST).contains(&version) { Ok(version) } else { Err(()) }
    }
}

impl fmt::Display for KubernetesVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "1.{}", self.minor)
    }
}
