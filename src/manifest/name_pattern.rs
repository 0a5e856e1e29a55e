//! Globs over names of DaemonSets.

use globset::{GlobBuilder, GlobMatcher};

use super::id::ObjectId;

/// `namespace/name`, each with globs.
#[derive(Clone, Debug)]
pub struct NamePattern {
    text: String,
    namespace: GlobMatcher,
    name: GlobMatcher,
}

/// Why a text is no pattern.
#[derive(Clone, Debug)]
pub struct PatternError {
    /// What is wrong.
    pub problem: String,
    /// What to write.
    pub help: String,
}

impl NamePattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// Says in words what is wrong, and what to write.
    pub fn parse(text: &str) -> Result<Self, PatternError> {
        let Some((namespace, name)) = text.split_once('/').filter(|(_, name)| !name.contains('/')) else {
            let name = text.rsplit('/').next().unwrap_or(text);
            let problem = format!("{text:?} is no namespace/name");
            return Err(PatternError { problem, help: format!("write \"*/{name}\" for any namespace") });
        };
        Ok(Self { text: text.to_owned(), namespace: matcher(namespace)?, name: matcher(name)? })
    }

    /// Whether an object is meant. One that writes no namespace is known by its name alone.
    pub fn matches(&self, id: &ObjectId) -> bool {
        let namespace = id.namespace.as_ref().is_none_or(|namespace| self.namespace.is_match(namespace));
        namespace && id.name.as_ref().is_some_and(|name| self.name.is_match(name))
    }

    /// As written.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

fn matcher(text: &str) -> Result<GlobMatcher, PatternError> {
    let glob = GlobBuilder::new(text).literal_separator(true).build();
    glob.map(|glob| glob.compile_matcher()).map_err(PatternError::from)
}

impl From<globset::Error> for PatternError {
    fn from(error: globset::Error) -> Self {
        let help = "globs know *, **, ?, [abc] and {a,b}".to_owned();
        Self { problem: format!("no glob: {}", error.kind()), help }
    }
}
