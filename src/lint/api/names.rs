//! The forms of names that the server knows.

use crate::placement::{is_label_key, is_label_value};

/// A form that a name must have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// `IsDNS1123Label`: names of containers, volumes, namespaces.
    Label,
    /// `IsDNS1123Subdomain`: names of objects.
    Subdomain,
    /// `IsQualifiedName`: keys of labels and taints.
    Key,
    /// `IsValidLabelValue`.
    Value,
    /// `IsValidPortName`.
    PortName,
}

impl Form {
    /// Whether a text has the form.
    ///
    /// Functions of the same names in apimachinery `pkg/util/validation/validation.go`, 1.34.
    pub(super) fn fits(self, text: &str) -> bool {
        match self {
            Self::Label => text.len() <= 63 && is_dns(text),
            Self::Subdomain => text.len() <= 253 && text.split('.').all(is_dns),
            Self::Key => is_label_key(text),
            Self::Value => is_label_value(text),
            Self::PortName => is_port_name(text),
        }
    }

    /// What a text of another form cannot be, in words that follow `cannot be`.
    pub(super) fn noun(self) -> &'static str {
        match self {
            Self::Label | Self::Subdomain => "a name",
            Self::Key => "a key",
            Self::Value => "a value",
            Self::PortName => "the name of a port",
        }
    }

    /// What to write.
    pub(super) fn advice(self) -> &'static str {
        match self {
            Self::Label => "use lower case letters, digits and -, at most 63 of them",
            Self::Subdomain => "use lower case letters, digits, - and .",
            Self::Key => "use letters, digits, - _ and ., with at most one / behind a domain",
            Self::Value => {
                "use letters, digits, - _ and ., at most 63 of them, a letter or digit at both ends"
            }
            Self::PortName => "use at most 15 lower case letters, digits and -, one letter among them",
        }
    }
}

fn is_dns(text: &str) -> bool {
    let small = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let ends = text.bytes().next().is_some_and(small) && text.bytes().last().is_some_and(small);
    ends && text.bytes().all(|byte| small(byte) || byte == b'-')
}

fn is_port_name(text: &str) -> bool {
    text.len() <= 15
        && is_dns(text)
        && !text.contains("--")
        && text.bytes().any(|byte| byte.is_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_those_of_upstream() {
        assert!(
            Form::Label.fits("a-1")
                && !Form::Label.fits("A")
                && !Form::Label.fits("a.b")
                && !Form::Label.fits("")
        );
        assert!(
            Form::Subdomain.fits("a.b-c.1") && !Form::Subdomain.fits("a..b") && !Form::Subdomain.fits("-a")
        );
        assert!(
            Form::PortName.fits("http-2") && !Form::PortName.fits("8080") && !Form::PortName.fits("a--b")
        );
        assert!(!Form::PortName.fits("more-than-fifteen"));
    }
}
