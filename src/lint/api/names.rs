//! The forms of names that the server knows.

use crate::placement::{is_label_key, is_label_value};

/// A form that a name must have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// `IsDNS1123Label`: names of containers, volumes, namespaces.
    Label,
    /// `IsDNS1123Subdomain`: names of objects.
    Subdomain,
    /// `IsDNS1123SubdomainWithUnderscore`: search domains.
    SearchDomain,
    /// `IsQualifiedName`: keys of labels and taints.
    Key,
    /// `IsValidLabelValue`.
    Value,
    /// `IsValidPortName`.
    PortName,
    /// `IsConfigMapKey`: keys of ConfigMaps and Secrets.
    DataKey,
    /// `IsRelaxedEnvVarName`.
    Variable,
    /// `IsHTTPHeaderName`.
    Header,
}

impl Form {
    /// Whether a text has the form.
    ///
    /// Functions of the same names in apimachinery `pkg/util/validation/validation.go`, 1.37.
    pub(super) fn fits(self, text: &str) -> bool {
        match self {
            Self::Label => text.len() <= 63 && is_dns(text),
            Self::Subdomain => text.len() <= 253 && text.split('.').all(is_dns),
            Self::SearchDomain => text.len() <= 253 && text.split('.').all(is_dns_with_underscore),
            Self::Key => is_label_key(text),
            Self::Value => is_label_value(text),
            Self::PortName => is_port_name(text),
            Self::DataKey => is_data_key(text),
            Self::Variable => {
                !text.is_empty() && text.bytes().all(|byte| (b' '..=b'~').contains(&byte) && byte != b'=')
            }
            Self::Header => {
                !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            }
        }
    }

    /// What a text of another form cannot be, in words that follow `cannot be`.
    pub(super) fn noun(self) -> &'static str {
        match self {
            Self::Label | Self::Subdomain => "a name",
            Self::SearchDomain => "a domain",
            Self::Key | Self::DataKey => "a key",
            Self::Value => "a value",
            Self::PortName => "the name of a port",
            Self::Variable => "the name of a variable",
            Self::Header => "the name of a header",
        }
    }

    /// What to write.
    pub(super) fn advice(self) -> &'static str {
        match self {
            Self::Label => "use lower case letters, digits and -, at most 63 of them",
            Self::Subdomain => "use lower case letters, digits, - and .",
            Self::SearchDomain => "use lower case letters, digits, - _ and .",
            Self::Key => "use letters, digits, - _ and ., with at most one / behind a domain",
            Self::Value => {
                "use letters, digits, - _ and ., at most 63 of them, a letter or digit at both ends"
            }
            Self::PortName => "use at most 15 lower case letters, digits and -, one letter among them",
            Self::DataKey => "use letters, digits, - _ and ., and do not start with ..",
            Self::Variable => "use printable characters other than =",
            Self::Header => "use letters, digits and -",
        }
    }
}

fn is_small(byte: u8) -> bool {
    byte.is_ascii_lowercase() || byte.is_ascii_digit()
}

fn is_dns(text: &str) -> bool {
    let ends = text.bytes().next().is_some_and(is_small) && text.bytes().last().is_some_and(is_small);
    ends && text.bytes().all(|byte| is_small(byte) || byte == b'-')
}

fn is_dns_with_underscore(text: &str) -> bool {
    let text = text.strip_prefix('_').unwrap_or(text);
    let ends = text.bytes().next().is_some_and(is_small) && text.bytes().last().is_some_and(is_small);
    ends && text.bytes().all(|byte| is_small(byte) || byte == b'-' || byte == b'_')
}

fn is_port_name(text: &str) -> bool {
    text.len() <= 15
        && is_dns(text)
        && !text.contains("--")
        && text.bytes().any(|byte| byte.is_ascii_lowercase())
}

fn is_data_key(text: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    !text.is_empty()
        && text.len() <= 253
        && text.bytes().all(is_part)
        && text != "."
        && !text.starts_with("..")
}

/// `IsEnvVarName`: what servers before 1.32 take as the name of a variable.
pub(super) fn is_env_var_name(text: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
    let is_dots = text == "." || text.starts_with("..");
    text.bytes().all(is_part) && !text.starts_with(|first: char| first.is_ascii_digit()) && !is_dots
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

    #[test]
    fn names_of_data_and_domains() {
        assert!(Form::SearchDomain.fits("a_b.local") && Form::SearchDomain.fits("_tcp.x"));
        assert!(!Form::SearchDomain.fits("a_.b") && !Form::SearchDomain.fits("A"));
        assert!(Form::DataKey.fits(".x") && !Form::DataKey.fits("..x") && !Form::DataKey.fits("a b"));
        assert!(Form::Header.fits("X-A") && !Form::Header.fits("X_A") && !Form::Header.fits(""));
        assert!(Form::Variable.fits("a b") && !Form::Variable.fits("a=b"));
    }
}
