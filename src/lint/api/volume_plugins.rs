//! Volumes of storage systems, most of them gone from the kubelet, each by its own rules.

use k8s_openapi::api::core::v1::{
    AzureDiskVolumeSource, FCVolumeSource, FlexVolumeSource, FlockerVolumeSource, GitRepoVolumeSource,
    ISCSIVolumeSource, QuobyteVolumeSource, StorageOSVolumeSource, Volume,
};

use super::Sink;
use super::names::Form;
use super::sink::shown;
use crate::lint::engine::placeholder::has_placeholder;
use crate::yaml::FieldPath;

const HIGHEST_BYTE: i64 = 255;

/// The functions named `validate…VolumeSource` in `pkg/apis/core/validation/validation.go`, 1.37.
pub(super) fn check(volume: &Volume, path: &FieldPath, sink: &mut Sink<'_>) {
    required_texts(volume, path, sink);
    required_lists(volume, path, sink);
    let at = |source: &'static str| path.clone().key(source);
    if let Some(source) = &volume.gce_persistent_disk {
        let partition = at("gcePersistentDisk").key("partition");
        byte(source.partition, partition, &at("persistentDisk").key("partition"), sink);
    }
    if let Some(source) = &volume.aws_elastic_block_store {
        let partition = at("awsElasticBlockStore").key("partition");
        byte(source.partition, partition.clone(), &partition, sink);
    }
    if let Some(source) = &volume.git_repo {
        git_repo(source, &at("gitRepo"), sink);
    }
    if let Some(source) = &volume.iscsi {
        iscsi(source, &volume.name, path, sink);
    }
    if let Some(source) = &volume.fc {
        fibre_channel(source, &at("fc"), sink);
    }
    if let Some(source) = &volume.flex_volume {
        flex(source, &at("flexVolume"), sink);
    }
    if let Some(source) = &volume.azure_disk {
        azure_disk(source, &at("azureDisk"), sink);
    }
    if let Some(source) = &volume.flocker {
        flocker(source, &at("flocker"), sink);
    }
    if let Some(source) = &volume.quobyte {
        quobyte(source, &at("quobyte"), sink);
    }
    if let Some(source) = &volume.storageos {
        storage_os(source, &at("storageos"), sink);
    }
}

/// Texts that must be there, and nothing more.
fn required_texts(volume: &Volume, path: &FieldPath, sink: &mut Sink<'_>) {
    let mut need = |source: &'static str, field: &'static str, text: &str| {
        sink.text(path.clone().key(source).key(field), text);
    };
    if let Some(source) = &volume.aws_elastic_block_store {
        need("awsElasticBlockStore", "volumeID", &source.volume_id);
    }
    if let Some(source) = &volume.git_repo {
        need("gitRepo", "repository", &source.repository);
    }
    if let Some(source) = &volume.iscsi {
        need("iscsi", "targetPortal", &source.target_portal);
        need("iscsi", "iqn", &source.iqn);
    }
    if let Some(source) = &volume.glusterfs {
        need("glusterfs", "endpoints", &source.endpoints);
        need("glusterfs", "path", &source.path);
    }
    if let Some(source) = &volume.rbd {
        need("rbd", "image", &source.image);
    }
    if let Some(source) = &volume.cinder {
        need("cinder", "volumeID", &source.volume_id);
        if let Some(secret) = &source.secret_ref {
            sink.text(path.clone().key("cinder").key("secretRef").key("name"), &secret.name);
        }
    }
    more_required_texts(volume, path, sink);
}

fn more_required_texts(volume: &Volume, path: &FieldPath, sink: &mut Sink<'_>) {
    let mut need = |source: &'static str, field: &'static str, text: &str| {
        sink.text(path.clone().key(source).key(field), text);
    };
    if let Some(source) = &volume.flex_volume {
        need("flexVolume", "driver", &source.driver);
    }
    if let Some(source) = &volume.azure_file {
        need("azureFile", "secretName", &source.secret_name);
        need("azureFile", "shareName", &source.share_name);
    }
    if let Some(source) = &volume.vsphere_volume {
        need("vsphereVolume", "volumePath", &source.volume_path);
    }
    if let Some(source) = &volume.photon_persistent_disk {
        need("photonPersistentDisk", "pdID", &source.pd_id);
    }
    if let Some(source) = &volume.portworx_volume {
        need("portworxVolume", "volumeID", &source.volume_id);
    }
    if let Some(source) = &volume.scale_io {
        need("scaleIO", "gateway", &source.gateway);
        need("scaleIO", "system", &source.system);
        need("scaleIO", "volumeName", source.volume_name.as_deref().unwrap_or_default());
    }
    // The server has another name for this source.
    if volume.gce_persistent_disk.as_ref().is_some_and(|source| source.pd_name.is_empty())
        && let Some(fault) = sink.required(path.clone().key("gcePersistentDisk").key("pdName"))
    {
        fault.named(path.clone().key("persistentDisk").key("pdName"));
    }
}

fn required_lists(volume: &Volume, path: &FieldPath, sink: &mut Sink<'_>) {
    let lists = [
        ("rbd", volume.rbd.as_ref().map(|source| source.monitors.is_empty())),
        ("cephfs", volume.cephfs.as_ref().map(|source| source.monitors.is_empty())),
    ];
    for (source, _) in lists.into_iter().filter(|(_, is_empty)| *is_empty == Some(true)) {
        sink.required(path.clone().key(source).key("monitors"));
    }
}

fn byte(number: Option<i32>, path: FieldPath, field: &FieldPath, sink: &mut Sink<'_>) {
    let start = sink.len();
    sink.range(path, number.map(i64::from), 0, HIGHEST_BYTE);
    sink.rename_from(start, &field.to_string());
}

fn git_repo(source: &GitRepoVolumeSource, path: &FieldPath, sink: &mut Sink<'_>) {
    let directory = source.directory.as_deref().unwrap_or_default();
    let path = path.clone().key("directory");
    if directory.starts_with('/') {
        sink.invalid(path.clone(), "must be relative").help("write the path within the volume");
    }
    if directory.split('/').any(|part| part == "..") {
        sink.invalid(path, "must not contain ..").help("write the path within the volume");
    }
}

/// The longest `name:portal` where an initiator is named.
const LONGEST_SESSION: usize = 64;

fn iscsi(source: &ISCSIVolumeSource, name: &str, volume: &FieldPath, sink: &mut Sink<'_>) {
    let path = volume.clone().key("iscsi");
    let mut check = |field: &'static str, named: &'static str, text: &str| {
        if !is_initiator(text) && !has_placeholder(text) {
            sink.invalid(path.clone().key(field), format!("{} is no name of iSCSI", shown(text)))
                .named(path.clone().key(named))
                .help("write it as in iqn.2001-04.com.example:storage");
        }
    };
    if !source.iqn.is_empty() {
        check("iqn", "iqn", &source.iqn);
    }
    if let Some(initiator) = &source.initiator_name {
        check("initiatorName", "initiatorname", initiator);
        if name.len() + 1 + source.target_portal.len() > LONGEST_SESSION {
            sink.invalid(volume.clone().key("name"), "too long, together with the target portal")
                .help("shorten the name of the volume");
        }
    }
    let lun = path.clone().key("lun");
    byte(Some(source.lun), lun.clone(), &lun, sink);
    let has_login = source.chap_auth_discovery == Some(true) || source.chap_auth_session == Some(true);
    if has_login && source.secret_ref.is_none() {
        sink.required(path.key("secretRef"));
    }
}

/// `iscsiInitiatorIqnRegex` and its siblings.
fn is_initiator(text: &str) -> bool {
    let is_plain = |text: &str, length: usize| {
        text.len() == length && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    let behind_mark = |start: &str| {
        let mut rest = text.strip_prefix(start)?.chars();
        rest.next().map(|_| rest.as_str())
    };
    if text.starts_with("iqn") {
        return is_qualified(text);
    }
    behind_mark("eui").is_some_and(|rest| is_plain(rest, 16))
        || behind_mark("naa").is_some_and(|rest| is_plain(rest, 32))
}

/// `iqn.2001-04.com.example:storage`: year and month, a domain, and a name.
fn is_qualified(text: &str) -> bool {
    let is_number =
        |text: &str, length: usize| text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit());
    text.match_indices("iqn.").any(|(at, start)| {
        let rest = text.get(at + start.len()..).unwrap_or_default();
        let Some((date, rest)) = rest.split_once('.') else { return false };
        let Some((year, month)) = date.split_once('-') else { return false };
        let is_part = |char: char| char.is_ascii_alphanumeric() || char == '-' || char == '.';
        let domain = rest.split(|char| !is_part(char)).next().unwrap_or_default();
        let name = rest.get(domain.len()..).and_then(|rest| rest.strip_prefix(':')).unwrap_or_default();
        let is_name =
            !name.is_empty() && !name.contains(|char: char| ",;*&$|".contains(char) || char.is_whitespace());
        is_number(year, 4) && is_number(month, 2) && !domain.is_empty() && is_name
    })
}

fn fibre_channel(source: &FCVolumeSource, path: &FieldPath, sink: &mut Sink<'_>) {
    let is_there = |list: &Option<Vec<String>>| list.as_ref().is_some_and(|list| !list.is_empty());
    let (targets, wide) = (is_there(&source.target_wwns), is_there(&source.wwids));
    let field = path.clone().key("targetWWNs");
    if targets == wide {
        let what = if targets { "not beside wwids" } else { "neither targetWWNs nor wwids" };
        sink.invalid(field, what).help("write one of them");
    }
    let lun = path.clone().key("lun");
    match source.lun {
        None if targets => {
            sink.required(lun);
        }
        number if targets => byte(number, lun.clone(), &lun, sink),
        _ => {}
    }
}

fn flex(source: &FlexVolumeSource, path: &FieldPath, sink: &mut Sink<'_>) {
    for (key, _) in source.options.iter().flatten() {
        let domain = key.split('/').next().unwrap_or_default().to_ascii_lowercase();
        let domain = format!(".{domain}");
        if domain.ends_with(".kubernetes.io") || domain.ends_with(".k8s.io") {
            sink.invalid_entry(&path.clone().key("options"), key, "reserved for Kubernetes")
                .help("take another key");
        }
    }
}

fn azure_disk(source: &AzureDiskVolumeSource, path: &FieldPath, sink: &mut Sink<'_>) {
    sink.text(path.clone().key("diskName"), &source.disk_name);
    let uri = path.clone().key("diskURI");
    sink.text(uri.clone(), &source.disk_uri);
    let caching = source.caching_mode.as_deref();
    sink.word(path.clone().key("cachingMode"), caching, &["None", "ReadOnly", "ReadWrite"]);
    // `SetDefaults_AzureDiskVolumeSource`.
    let kind = source.kind.as_deref().unwrap_or("Shared");
    sink.word(path.clone().key("kind"), Some(kind), &["Shared", "Dedicated", "Managed"]);
    let start = if kind == "Managed" { "/subscriptions/" } else { "https://" };
    if !source.disk_uri.starts_with(start) && !has_placeholder(&source.disk_uri) {
        sink.invalid(uri, format!("must start with {start} for kind {kind}"))
            .help("a managed disk is written with `kind: Managed`");
    }
}

fn flocker(source: &FlockerVolumeSource, path: &FieldPath, sink: &mut Sink<'_>) {
    let name = source.dataset_name.as_deref().unwrap_or_default();
    let id = source.dataset_uuid.as_deref().unwrap_or_default();
    if name.is_empty() == id.is_empty() {
        sink.invalid(path.clone(), "one of datasetName and datasetUUID is needed").help("write one of them");
    }
    if name.contains('/') {
        sink.invalid(path.clone().key("datasetName"), "must not contain /");
    }
}

fn quobyte(source: &QuobyteVolumeSource, path: &FieldPath, sink: &mut Sink<'_>) {
    const LONGEST_TENANT: usize = 64;
    sink.text(path.clone().key("volume"), &source.volume);
    let registry = path.clone().key("registry");
    if !sink.text(registry.clone(), &source.registry) || has_placeholder(&source.registry) {
        return;
    }
    if source.tenant.as_ref().is_some_and(|tenant| tenant.len() > LONGEST_TENANT) {
        sink.invalid(path.clone().key("tenant"), format!("at most {LONGEST_TENANT} characters"));
    } else if source.registry.split(',').any(|pair| !is_host_and_port(pair)) {
        sink.invalid(registry, "no host and port").help("write pairs of them, joined by commas: host:7861");
    }
}

/// `net.SplitHostPort`, of which neither part need be there.
fn is_host_and_port(pair: &str) -> bool {
    match pair.strip_prefix('[') {
        Some(rest) => {
            rest.split_once("]:").is_some_and(|(host, port)| !host.contains('[') && !port.contains(':'))
        }
        None => pair.matches(':').count() == 1 && !pair.contains(['[', ']']),
    }
}

fn storage_os(source: &StorageOSVolumeSource, path: &FieldPath, sink: &mut Sink<'_>) {
    let name = source.volume_name.as_deref().unwrap_or_default();
    if sink.text(path.clone().key("volumeName"), name) {
        sink.form(path.clone().key("volumeName"), name, Form::Label);
    }
    let namespace = source.volume_namespace.as_deref().unwrap_or_default();
    sink.form(path.clone().key("volumeNamespace"), namespace, Form::Label);
    if let Some(secret) = &source.secret_ref {
        sink.text(path.clone().key("secretRef").key("name"), &secret.name);
    }
}
