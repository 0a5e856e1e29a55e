//! Paths to fields, as Kubernetes writes them.

use std::borrow::Cow;
use std::fmt;

/// The way from the root of an object to one of its values: `spec.template.spec.tolerations[0].key`.
#[derive(Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FieldPath(Vec<Segment>);

/// Steps for which a new path has room: most paths are the start of a longer one.
const ROOM: usize = 4;

/// One step of a [`FieldPath`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Segment {
    /// A field of an object, or a key of a map. Most are names that the code spells out, and cost nothing to copy.
    Key(Cow<'static, str>),
    /// An element of a list, from 0.
    Index(usize),
}

impl FieldPath {
    /// The root of the object.
    pub fn root() -> Self {
        Self::default()
    }

    /// Parses the dotted notation for paths of plain field names and indexes, such as `spec.containers[0].name`.
    ///
    /// Meant for paths written in code: what is no index within brackets is read as a key.
    pub fn parse(text: &'static str) -> Self {
        let mut path = Self(Vec::with_capacity(ROOM + 4));
        for part in text.split('.').filter(|part| !part.is_empty()) {
            let (name, rest) = part.split_once('[').unwrap_or((part, ""));
            if !name.is_empty() {
                path = path.key(name);
            }
            for bracket in rest.split('[').filter(|bracket| !bracket.is_empty()) {
                let inner = bracket.trim_end_matches(']');
                path = match inner.parse() {
                    Ok(index) => path.index(index),
                    Err(_) => path.key(inner),
                };
            }
        }
        path
    }

    /// This path and one key more.
    #[must_use]
    pub fn key(mut self, name: impl Into<Cow<'static, str>>) -> Self {
        self.0.push(Segment::Key(name.into()));
        self
    }

    /// This path and one key more that a text spells, such as the name of a label.
    #[must_use]
    pub fn entry(self, key: &str) -> Self {
        self.key(key.to_owned())
    }

    /// This path and one index more.
    #[must_use]
    pub fn index(mut self, index: usize) -> Self {
        self.0.push(Segment::Index(index));
        self
    }

    /// This path, followed by the steps of another.
    #[must_use]
    pub fn join(mut self, other: &Self) -> Self {
        self.0.extend(other.0.iter().cloned());
        self
    }

    /// The first steps of this path.
    #[must_use]
    pub fn truncated(mut self, steps: usize) -> Self {
        self.0.truncate(steps);
        self
    }

    /// Gives back the room for further steps.
    pub fn shrink_to_fit(&mut self) {
        self.0.shrink_to_fit();
    }

    /// The path of the enclosing value; `None` for the root.
    pub fn parent(&self) -> Option<Self> {
        let (_, rest) = self.0.split_last()?;
        Some(Self(rest.to_vec()))
    }

    /// The steps from the root.
    pub fn segments(&self) -> &[Segment] {
        &self.0
    }

    /// The name of the last step, if it is a key.
    pub fn last_key(&self) -> Option<&str> {
        match self.0.last()? {
            Segment::Key(name) => Some(name),
            Segment::Index(_) => None,
        }
    }
}

impl Clone for FieldPath {
    fn clone(&self) -> Self {
        let mut steps = Vec::with_capacity(self.0.len() + ROOM);
        steps.extend_from_slice(&self.0);
        Self(steps)
    }
}

impl fmt::Display for FieldPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, segment) in self.0.iter().enumerate() {
            match segment {
                Segment::Key(name) if is_plain(name) && at == 0 => f.write_str(name)?,
                Segment::Key(name) if is_plain(name) => write!(f, ".{name}")?,
                Segment::Key(name) => write!(f, "[{name:?}]")?,
                Segment::Index(index) => write!(f, "[{index}]")?,
            }
        }
        Ok(())
    }
}

/// Whether a key reads well behind a dot; label keys such as `kubernetes.io/os` do not.
fn is_plain(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-')
}
