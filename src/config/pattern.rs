//! Globs over paths and over names of DaemonSets.

use globset::{Glob, GlobBuilder, GlobMatcher};

use crate::manifest::ObjectId;

/// `namespace/name`, each with globs.
#[derive(Clone, Debug)]
pub struct NamePattern {
    text: String,
    namespace: GlobMatcher,
    name: GlobMatcher,
}

impl NamePattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// Says in words what is wrong, and what to write.
    pub(super) fn parse(text: &str) -> Result<Self, (String, String)> {
        let Some((namespace, name)) = text.split_once('/').filter(|(_, name)| !name.contains('/')) else {
            let name = text.rsplit('/').next().unwrap_or(text);
            return Err((
                format!("{text:?} is no namespace/name"),
                format!("write \"*/{name}\" for any namespace"),
            ));
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

fn matcher(text: &str) -> Result<GlobMatcher, (String, String)> {
    let glob = GlobBuilder::new(text).literal_separator(true).build();
    glob.map(|glob| glob.compile_matcher()).map_err(|error| broken(&error))
}

/// Whether a text is a glob over paths.
pub(super) fn check_glob(text: &str) -> Result<(), (String, String)> {
    Glob::new(text).map(|_| ()).map_err(|error| broken(&error))
}

fn broken(error: &globset::Error) -> (String, String) {
    (format!("no glob: {}", error.kind()), "globs know *, **, ?, [abc] and {a,b}".to_owned())
}
