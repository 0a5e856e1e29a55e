//! Names of signers of certificates, and of the bundles named after them.

use super::Sink;
use super::names::Form;
use super::sink::shown;
use crate::lint::engine::placeholder::has_placeholder;
use crate::yaml::FieldPath;

const ADVICE: &str = "write a domain and a name: example.com/signer";

/// `ValidateSignerName` in `pkg/apis/core/validation/names.go`, 1.37.
pub(super) fn name(text: &str, path: FieldPath, sink: &mut Sink<'_>) {
    if sink.text(path.clone(), text) && !is_name(text) && !has_placeholder(text) {
        sink.invalid(path, format!("{} cannot be a signer", shown(text))).help(ADVICE);
    }
}

fn is_name(text: &str) -> bool {
    let Some((domain, name)) = text.split_once('/') else { return false };
    domain.len() <= 253
        && domain.contains('.')
        && domain.split('.').all(|label| Form::Label.fits(label))
        && name.split('.').all(|part| Form::Subdomain.fits(part))
        && text.len() <= 253 + 253 + 63 + 2
}

/// `IsKubernetesSignerName`.
pub(super) fn is_of_kubernetes(text: &str) -> bool {
    let domain = text.split('/').next().unwrap_or_default();
    domain == "kubernetes.io" || domain.ends_with(".kubernetes.io")
}

/// `ValidateClusterTrustBundleName`: one of a signer starts with it, `example.com:signer:name`; one of nobody has no colon.
pub(super) fn bundle_name(text: &str, path: FieldPath, sink: &mut Sink<'_>) {
    if sink.text(path.clone(), text) && !is_bundle(text) && !has_placeholder(text) {
        sink.invalid(path, format!("{} cannot be the name of a bundle", shown(text)))
            .help("write a name, or behind a signer: example.com:signer:name");
    }
}

fn is_bundle(text: &str) -> bool {
    match text.rsplit_once(':') {
        Some((signer, name)) => !signer.contains('/') && Form::Subdomain.fits(name),
        None => Form::Subdomain.fits(text),
    }
}
