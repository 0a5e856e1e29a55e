//! Taints in the spellings of the formats.

use serde::de::Error;
use serde::{Deserialize, Deserializer};

use super::text::Text;
use crate::placement::{Taint, TaintEffect};

/// The effect that a word means: the spelling of Kubernetes, or that of the EKS, GKE and Terraform APIs
/// (`NO_SCHEDULE`), or that of Cluster API for AWS (`no-schedule`).
pub(in super::super) fn effect(text: &str) -> Result<TaintEffect, String> {
    match text {
        "NoSchedule" | "NO_SCHEDULE" | "no-schedule" => Ok(TaintEffect::NoSchedule),
        "PreferNoSchedule" | "PREFER_NO_SCHEDULE" | "prefer-no-schedule" => Ok(TaintEffect::PreferNoSchedule),
        "NoExecute" | "NO_EXECUTE" | "no-execute" => Ok(TaintEffect::NoExecute),
        "" => Err("a taint without an effect; expected NoSchedule, PreferNoSchedule or NoExecute".to_owned()),
        _ => Err(format!(
            "`{text}` is no effect of a taint; expected NoSchedule, PreferNoSchedule or NoExecute"
        )),
    }
}

/// A taint from its text: `key=value:Effect`, or `key:Effect` without a value.
///
/// `parseTaint` in kubernetes `pkg/util/taints/taints.go`, 1.34, which `--register-with-taints` goes through.
pub(in super::super) fn taint(text: &str) -> Result<Taint, String> {
    let problem = || format!("`{text}` is no taint; expected key=value:Effect or key:Effect");
    let (name, effect_text) = text.trim().split_once(':').ok_or_else(problem)?;
    let (key, value) = name.split_once('=').unwrap_or((name, ""));
    if key.is_empty() || value.contains('=') || effect_text.contains(':') {
        return Err(problem());
    }
    Ok(Taint { key: key.to_owned(), value: value.to_owned(), effect: effect(effect_text)? })
}

/// Taints as the kubelet takes them: texts of taints with commas between.
pub(in super::super) fn taint_list(text: &str) -> Result<Vec<Taint>, String> {
    text.split(',').filter(|part| !part.trim().is_empty()).map(taint).collect()
}

/// A taint written as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct TaintText(pub(in super::super) Taint);

impl<'de> Deserialize<'de> for TaintText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Text(text) = Text::deserialize(deserializer)?;
        taint(&text).map(Self).map_err(D::Error::custom)
    }
}

/// A taint written as a mapping of `key`, `value` and `effect`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct TaintFields(pub(in super::super) Taint);

impl<'de> Deserialize<'de> for TaintFields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Fields {
            #[serde(default)]
            key: Text,
            #[serde(default)]
            value: Text,
            #[serde(default)]
            effect: Text,
        }
        let Fields { key, value, effect } = Fields::deserialize(deserializer)?;
        Self::new(key, value, &effect).map_err(D::Error::custom)
    }
}

impl TaintFields {
    /// A taint from its parts as written.
    pub(in super::super) fn new(key: Text, value: Text, word: &Text) -> Result<Self, String> {
        if key.0.is_empty() {
            return Err("a taint without a key".to_owned());
        }
        Ok(Self(Taint { key: key.0, value: value.0, effect: effect(&word.0)? }))
    }
}

/// A taint as text, or as a mapping.
pub(in super::super) struct EitherTaint(pub(in super::super) Taint);

impl<'de> Deserialize<'de> for EitherTaint {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged, expecting = "expected a taint as text, or with key, value and effect")]
        enum Written {
            Text(String),
            Fields {
                #[serde(default)]
                key: Text,
                #[serde(default)]
                value: Text,
                #[serde(default)]
                effect: Text,
            },
        }
        let taint = match Written::deserialize(deserializer)? {
            Written::Text(text) => taint(&text),
            Written::Fields { key, value, effect } => {
                TaintFields::new(key, value, &effect).map(|taint| taint.0)
            }
        };
        taint.map(Self).map_err(D::Error::custom)
    }
}
