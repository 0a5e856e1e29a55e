//! Results as text: one file a format. Machine formats have types of their own, with a version.

mod check;
mod check_json;
mod compact;
mod coverage_json;
mod coverage_pools;
mod coverage_table;
mod diff;
mod diff_json;
mod diff_markdown;
mod diff_table;
mod human;
mod markdown;
mod page;
mod painter;
mod printable;
mod reason;
mod rule_table;
mod summary;
mod window;

pub use check::{CheckReport, Summary};
pub use check_json::render as check_json;
pub use compact::render as compact;
pub use coverage_json::render as coverage_json;
pub use coverage_table::{Width, plural, render as coverage_table};
pub use diff::DiffReport;
pub use diff_json::render as diff_json;
pub use diff_markdown::render as diff_markdown;
pub use diff_table::render as diff_table;
pub use human::render as human;
pub use page::render as rule_page;
pub use painter::Painter;
pub(crate) use painter::Tone;
pub use printable::{printable, printable_lines};
pub use rule_table::render as rule_table;
pub use summary::render as summary;
