//! Located values to typed objects with a way back to spans; [`ManifestSet`] is everything of one run.

mod apply;
mod changes;
mod classify;
mod comment;
mod content;
pub mod decode;
mod id;
mod live;
mod managed_by;
mod merged_documents;
mod object;
mod placement_facts;
mod read;
mod relevance;
pub mod schema;
mod set;
mod stored;

pub use apply::{MergeError, apply, last_applied};
pub use changes::{ChangeKind, FieldChange, changes};
pub use comment::{Comment, DIRECTIVE_PREFIX};
pub use content::Workload;
pub use id::ObjectId;
pub use live::manifest_of;
pub use managed_by::ManagedBy;
pub use merged_documents::Part;
pub use object::{Keep, Object};
pub use placement_facts::{PlacementFacts, UpdateSpec, WrittenPriority};
pub use read::{FileManifest, gather, read, read_file};
pub use set::{Broken, Input, Live, ManifestSet, Origin, SkipReason, Skipped};
pub use stored::stored;
