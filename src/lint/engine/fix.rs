//! Fixes: edits that settle a finding.

use crate::yaml::edit::Patch;

/// Edits of the finding's file that settle the finding.
#[derive(Clone, Debug, PartialEq)]
pub struct Fix {
    /// Who has to look at it.
    pub applicability: Applicability,
    /// What it does, as an imperative: lower case, without a full stop.
    pub title: String,
    /// The edits.
    pub patch: Patch,
}

/// How far a fix can be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Applicability {
    /// The manifest means what its author wrote, or what the server makes of it anyway.
    Safe,
    /// The manifest means something else than before; a person has to agree.
    Unsafe,
}

impl Applicability {
    /// The name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Safe => "safe",
            Self::Unsafe => "unsafe",
        }
    }

    /// The flag that applies such fixes.
    pub fn flag(self) -> &'static str {
        match self {
            Self::Safe => "--fix",
            Self::Unsafe => "--unsafe-fixes",
        }
    }
}
