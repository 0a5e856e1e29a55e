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
mod name_pattern;
mod object;
mod placement_facts;
mod read;
mod relevance;
pub mod schema;
mod set;
mod stored;

pub use apply::apply;
pub(crate) use apply::last_applied;
pub use changes::changes;
pub(crate) use changes::{ChangeKind, FieldChange};
pub(crate) use comment::{Comment, DIRECTIVE_PREFIX};
pub(crate) use content::Workload;
pub(crate) use id::ObjectId;
pub use live::manifest_of;
pub use managed_by::ManagedBy;
pub use merged_documents::Part;
pub use name_pattern::{NamePattern, PatternError};
pub use object::Object;
pub(crate) use placement_facts::{PlacementFacts, UpdateSpec, WrittenPriority};
pub use read::FileManifest;
pub use read::{gather, read, read_file};
pub(crate) use set::SkipReason;
pub use set::{BudgetStatus, Input, Live, ManifestSet, Origin};
pub use stored::stored;
