//! Taints: what a node repels.

use std::fmt;

use k8s_openapi::api::core::v1 as api;

/// What a taint does to pods that do not tolerate it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TaintEffect {
    /// New pods stay away; pods already there stay.
    NoSchedule,
    /// The scheduler prefers other nodes. Never decides where a `DaemonSet` runs.
    PreferNoSchedule,
    /// New pods stay away and running ones are evicted.
    NoExecute,
    /// Anything else, as written; the API refuses it and no judge looks at it.
    Other(String),
}

impl TaintEffect {
    /// The effects that keep a pod from a node, for the controller and the scheduler alike.
    pub const REPELLING: &'static [Self] = &[Self::NoSchedule, Self::NoExecute];
    /// The only effect that removes a pod from a node.
    pub const EVICTING: &'static [Self] = &[Self::NoExecute];

    /// The effect as the API spells it.
    pub fn as_str(&self) -> &str {
        match self {
            Self::NoSchedule => "NoSchedule",
            Self::PreferNoSchedule => "PreferNoSchedule",
            Self::NoExecute => "NoExecute",
            Self::Other(text) => text,
        }
    }
}

impl From<&str> for TaintEffect {
    fn from(text: &str) -> Self {
        match text {
            "NoSchedule" => Self::NoSchedule,
            "PreferNoSchedule" => Self::PreferNoSchedule,
            "NoExecute" => Self::NoExecute,
            other => Self::Other(other.to_owned()),
        }
    }
}

impl fmt::Display for TaintEffect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A taint of a node. A missing value and an empty one are the same.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Taint {
    /// The key, compared byte for byte.
    pub key: String,
    /// The value, `""` if there is none.
    pub value: String,
    /// What it does.
    pub effect: TaintEffect,
}

impl From<&api::Taint> for Taint {
    fn from(taint: &api::Taint) -> Self {
        Self {
            key: taint.key.clone(),
            value: taint.value.clone().unwrap_or_default(),
            effect: TaintEffect::from(taint.effect.as_str()),
        }
    }
}

impl Taint {
    /// The toleration that covers this taint and nothing else, as one list item in flow style.
    pub fn toleration(&self) -> String {
        let Self { key, value, effect } = self;
        if value.is_empty() {
            return format!("- {{key: {key}, operator: Exists, effect: {effect}}}");
        }
        format!("- {{key: {key}, value: {value:?}, effect: {effect}}}")
    }
}

/// As kubectl prints it: `key=value:Effect`, or `key:Effect` without a value.
impl fmt::Display for Taint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.value.is_empty() {
            return write!(f, "{}:{}", self.key, self.effect);
        }
        write!(f, "{}={}:{}", self.key, self.value, self.effect)
    }
}
