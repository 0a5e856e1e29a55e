//! Projected volumes: several sources in one directory.

use std::collections::BTreeSet;

use k8s_openapi::api::core::v1::{
    ClusterTrustBundleProjection, PodCertificateProjection, ProjectedVolumeSource,
    ServiceAccountTokenProjection, VolumeProjection,
};

use super::names::Form;
use super::sink::shown;
use super::volume_files::{downward_files, items, local_path, mode};
use super::{Sink, metadata, selectors, signers};
use crate::lint::engine::placeholder::has_placeholder;
use crate::yaml::FieldPath;

/// Seconds for which a certificate may last: an hour to 91 days, or a day by a signer of Kubernetes.
const LEAST_CERTIFICATE: i64 = 3600;
const MOST_CERTIFICATE: i64 = 91 * 86_400;
const MOST_OF_KUBERNETES: i64 = 86_400;

const KEY_TYPES: [&str; 6] = ["RSA3072", "RSA4096", "ECDSAP256", "ECDSAP384", "ECDSAP521", "ED25519"];

/// `validateProjectedVolumeSource` and `validateProjectionSources` in `pkg/apis/core/validation/validation.go`, 1.37.
pub(super) fn check(volume: &ProjectedVolumeSource, path: &FieldPath, sink: &mut Sink<'_>) {
    mode(volume.default_mode, path.clone().key("defaultMode"), sink);
    let mut paths = Paths { known: BTreeSet::new(), volume: path };
    for (index, source) in volume.sources.iter().flatten().enumerate() {
        let path = path.clone().key("sources").index(index);
        files(source, &path, &mut paths, sink);
        if let Some(token) = &source.service_account_token {
            token_of(token, &path.clone().key("serviceAccountToken"), &paths, sink);
        }
        if let Some(bundle) = &source.cluster_trust_bundle {
            trust_bundle(bundle, &path.clone().key("clusterTrustBundle"), &mut paths, sink);
        }
        if let Some(certificate) = &source.pod_certificate {
            certificate_of(certificate, &path.clone().key("podCertificate"), &mut paths, sink);
        }
        let count = [
            source.secret.is_some(),
            source.config_map.is_some(),
            source.downward_api.is_some(),
            source.service_account_token.is_some(),
            source.cluster_trust_bundle.is_some(),
            source.pod_certificate.is_some(),
        ];
        if count.into_iter().filter(|is_written| *is_written).count() > 1 {
            sink.invalid(path, "more than one source").help("make an item of each");
        }
    }
}

/// The paths that are taken; the server reports what collides at the volume.
struct Paths<'a> {
    known: BTreeSet<String>,
    volume: &'a FieldPath,
}

impl Paths<'_> {
    fn take(&mut self, path: &str, at: FieldPath, sink: &mut Sink<'_>) {
        if !self.known.insert(path.to_owned()) && !has_placeholder(path) {
            sink.invalid(at, format!("the path {} is taken", shown(path)))
                .named(self.volume)
                .help("write another path");
        }
    }

    fn take_all<'b>(&mut self, list: impl Iterator<Item = &'b str>, at: &FieldPath, sink: &mut Sink<'_>) {
        for (index, path) in list.enumerate().filter(|(_, path)| !path.is_empty()) {
            self.take(path, at.clone().index(index).key("path"), sink);
        }
    }
}

fn files(source: &VolumeProjection, path: &FieldPath, paths: &mut Paths<'_>, sink: &mut Sink<'_>) {
    let field = |source: &'static str, name: &'static str| path.clone().key(source).key(name);
    if let Some(secret) = &source.secret {
        sink.text(field("secret", "name"), &secret.name);
        let list = field("secret", "items");
        items(secret.items.as_deref(), &list, sink);
        paths.take_all(secret.items.iter().flatten().map(|item| item.path.as_str()), &list, sink);
    }
    if let Some(config) = &source.config_map {
        sink.text(field("configMap", "name"), &config.name);
        let list = field("configMap", "items");
        items(config.items.as_deref(), &list, sink);
        paths.take_all(config.items.iter().flatten().map(|item| item.path.as_str()), &list, sink);
    }
    if let Some(fields) = &source.downward_api {
        downward_files(fields.items.as_deref(), &path.clone().key("downwardAPI"), sink);
        let list = field("downwardAPI", "items");
        paths.take_all(fields.items.iter().flatten().map(|item| item.path.as_str()), &list, sink);
    }
}

/// The server names the path as one of the volume.
fn token_of(token: &ServiceAccountTokenProjection, path: &FieldPath, paths: &Paths<'_>, sink: &mut Sink<'_>) {
    let start = sink.len();
    let at = path.clone().key("path");
    local_path(&token.path, at.clone(), sink);
    sink.shorten_from(start, &at.to_string(), &paths.volume.clone().key("path").to_string());
    sink.range(path.clone().key("expirationSeconds"), token.expiration_seconds, 600, 1 << 32);
}

fn trust_bundle(
    bundle: &ClusterTrustBundleProjection,
    path: &FieldPath,
    paths: &mut Paths<'_>,
    sink: &mut Sink<'_>,
) {
    match (&bundle.name, &bundle.signer_name) {
        (Some(_), Some(_)) => {
            sink.invalid(path.clone(), "name and signerName together").help("keep one of them");
        }
        (Some(name), None) => {
            signers::bundle_name(name, path.clone().key("name"), sink);
            if bundle.label_selector.is_some() {
                sink.invalid(path.clone().key("labelSelector"), "not with name")
                    .help("remove it, or write signerName in place of name");
            }
        }
        (None, Some(signer)) => {
            signers::name(signer, path.clone().key("signerName"), sink);
            selectors::check(bundle.label_selector.as_ref(), &path.clone().key("labelSelector"), sink);
        }
        (None, None) => {
            sink.invalid(path.clone(), "neither name nor signerName").help("name the bundle, or its signer");
        }
    }
    local_path(&bundle.path, path.clone().key("path"), sink);
    paths.take(&bundle.path, path.clone().key("path"), sink);
}

fn certificate_of(
    certificate: &PodCertificateProjection,
    path: &FieldPath,
    paths: &mut Paths<'_>,
    sink: &mut Sink<'_>,
) {
    signers::name(&certificate.signer_name, path.clone().key("signerName"), sink);
    user_annotations(certificate, path, sink);
    sink.word(path.clone().key("keyType"), Some(&certificate.key_type), &KEY_TYPES);
    let most = if signers::is_of_kubernetes(&certificate.signer_name) {
        MOST_OF_KUBERNETES
    } else {
        MOST_CERTIFICATE
    };
    let seconds = certificate.max_expiration_seconds.map(i64::from);
    sink.range(path.clone().key("maxExpirationSeconds"), seconds, LEAST_CERTIFICATE, most);
    let files = [
        ("credentialBundlePath", &certificate.credential_bundle_path),
        ("keyPath", &certificate.key_path),
        ("certificateChainPath", &certificate.certificate_chain_path),
    ];
    let mut written = 0;
    for (field, file) in files {
        let Some(file) = file.as_deref().filter(|file| !file.is_empty()) else { continue };
        written += 1;
        local_path(file, path.clone().key(field), sink);
        paths.take(file, path.clone().key(field), sink);
    }
    if written == 0 {
        sink.invalid(path.clone(), "no path to write to").help("set credentialBundlePath");
    }
}

/// `ValidateUserAnnotations`: keys behind a domain.
fn user_annotations(certificate: &PodCertificateProjection, path: &FieldPath, sink: &mut Sink<'_>) {
    let path = path.clone().key("userAnnotations");
    let written = certificate.user_annotations.as_ref();
    metadata::annotation_keys(written, &path, &path.to_string(), sink);
    for (key, _) in written.into_iter().flatten() {
        if !key.contains('/') && Form::Key.fits(key) {
            sink.invalid(path.clone().entry(key), format!("{} has no domain", shown(key)))
                .named(&path)
                .help("write the key behind a domain: example.com/key");
        }
    }
}
