//! A resource of a cloud provider, in the words of Terraform.

use super::block::{Block, Case};
use crate::inventory::pool::NodePool;
use crate::placement::{Taint, TaintEffect};
use crate::yaml::Span;

/// A resource that may hold pools.
pub(in crate::inventory::formats) struct Resource<'a> {
    /// The type, as Terraform names it: `aws_eks_node_group`.
    pub(in crate::inventory::formats) kind: &'a str,
    /// What to call it if its fields do not say: the address, or the name of the object.
    pub(in crate::inventory::formats) name: String,
    /// The format in which it is written.
    pub(in crate::inventory::formats) format: &'static str,
    pub(in crate::inventory::formats) block: Block<'a>,
    pub(in crate::inventory::formats) span: Span,
    /// Where the text starts from which the spans within the block count.
    pub(in crate::inventory::formats) offset: usize,
}

impl Resource<'_> {
    /// A pool of this resource, of which nothing but the name is known.
    pub(super) fn pool(&self, name: &str) -> NodePool {
        NodePool::declared(name, self.format, self.span)
    }

    /// The name that the provider knows the resource by, if that is known.
    pub(super) fn known_name(&self, key: &str) -> Option<&str> {
        let of_object = || (self.block.case() == Case::Camel).then_some(self.name.as_str());
        self.block.text(key).or_else(of_object)
    }

    /// What to call the resource: its name, or the prefix of it, or its address.
    pub(super) fn title(&self, key: &str) -> String {
        if let Some(name) = self.known_name(key) {
            return name.to_owned();
        }
        let prefix = self.block.text(&format!("{key}_prefix"));
        prefix.map_or_else(|| self.name.clone(), |prefix| format!("{prefix}*"))
    }
}

/// The last part of a name that may be a path: `projects/p/locations/l/clusters/c`.
pub(super) fn last_part(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

pub(super) fn no_schedule(key: &str, value: &str) -> Taint {
    Taint { key: key.to_owned(), value: value.to_owned(), effect: TaintEffect::NoSchedule }
}
