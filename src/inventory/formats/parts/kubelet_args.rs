//! Arguments of the kubelet, and what kubeadm lets a node say of itself.

use std::collections::BTreeMap;

use serde::de::Error;
use serde::{Deserialize, Deserializer};

use super::labels::{Labels, label_list};
use super::taint::{TaintFields, taint_list};
use super::text::Text;
use crate::placement::Taint;

/// `kubeletExtraArgs`, of which labels and taints are read: a mapping (kubeadm up to v1beta3), or a list of names and
/// values (v1beta4).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in super::super) struct KubeletArgs {
    /// `--node-labels`.
    pub(in super::super) labels: Labels,
    /// `--register-with-taints`.
    pub(in super::super) taints: Vec<Taint>,
}

impl<'de> Deserialize<'de> for KubeletArgs {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Arg {
            name: String,
            #[serde(default)]
            value: Text,
        }
        #[derive(Deserialize)]
        #[serde(untagged, expecting = "expected a mapping, or a list of names and values")]
        enum Written {
            Map(BTreeMap<String, Text>),
            List(Vec<Arg>),
        }
        let args: BTreeMap<String, Text> = match Written::deserialize(deserializer)? {
            Written::Map(args) => args,
            Written::List(args) => args.into_iter().map(|arg| (arg.name, arg.value)).collect(),
        };
        let text = |name| args.get(name).map_or("", |value| value.0.as_str());
        let taints = taint_list(text("register-with-taints")).map_err(D::Error::custom)?;
        Ok(Self { labels: label_list(text("node-labels")), taints })
    }
}

/// `nodeRegistration` of kubeadm.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in super::super) struct NodeRegistration {
    pub(in super::super) name: Option<Text>,
    /// `None` if it is not written or null: then kubeadm taints control planes, and an empty list says that it must not.
    pub(in super::super) taints: Option<Vec<TaintFields>>,
    #[serde(default)]
    pub(in super::super) kubelet_extra_args: Option<KubeletArgs>,
}

impl NodeRegistration {
    /// The labels that the node gives itself.
    pub(in super::super) fn labels(&self) -> impl Iterator<Item = (&str, &str)> {
        self.kubelet_extra_args.iter().flat_map(|args| args.labels.iter())
    }
}
