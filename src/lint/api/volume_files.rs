//! Files of volumes: their paths and modes, and the items that make them.

use k8s_openapi::api::core::v1::{DownwardAPIVolumeFile, KeyToPath};

use super::sink::shown;
use super::{Sink, downward};
use crate::yaml::FieldPath;

/// `rwx` for all three.
const HIGHEST_MODE: i32 = 0o777;

pub(super) fn mode(mode: Option<i32>, path: FieldPath, sink: &mut Sink<'_>) {
    let Some(mode) = mode.filter(|mode| !(0..=HIGHEST_MODE).contains(mode)) else { return };
    let digits = mode.to_string();
    let is_octal = digits.len() == 3 && digits.bytes().all(|byte| (b'0'..=b'7').contains(&byte));
    let fault = sink.invalid(path, format!("{mode} is {mode:#o}; at most 0777").replace("0o", "0"));
    if is_octal {
        fault.help(format!(
            "write 0{mode}: without the zero the number is decimal (in JSON write {})",
            decimal(&digits)
        ));
    } else {
        fault.help("write an octal number with a zero in front, such as 0644");
    }
}

/// An octal number as JSON has to write it.
fn decimal(digits: &str) -> i32 {
    i32::from_str_radix(digits, 8).unwrap_or_default()
}

/// `validateUserField`: servers without the gate drop it.
pub(super) fn items(items: Option<&[KeyToPath]>, path: &FieldPath, sink: &mut Sink<'_>) {
    for (index, item) in items.iter().copied().flatten().enumerate() {
        let path = path.clone().index(index);
        sink.text(path.clone().key("key"), &item.key);
        local_path(&item.path, path.clone().key("path"), sink);
        mode(item.mode, path.key("mode"), sink);
    }
}

/// `validateDownwardAPIVolumeFile`; the server names the source without the item.
pub(super) fn downward_files(
    items: Option<&[DownwardAPIVolumeFile]>,
    source: &FieldPath,
    sink: &mut Sink<'_>,
) {
    for (index, item) in items.iter().copied().flatten().enumerate() {
        let path = source.clone().key("items").index(index);
        let start = sink.len();
        local_path(&item.path, path.clone().key("path"), sink);
        mode(item.mode, path.clone().key("mode"), sink);
        if let Some(field) = &item.field_ref {
            downward::field(field, &downward::OF_VOLUMES, &path.clone().key("fieldRef"), sink);
        } else if let Some(resource) = &item.resource_field_ref {
            downward::resource(resource, true, &path.clone().key("resourceFieldRef"), sink);
        }
        match (&item.field_ref, &item.resource_field_ref) {
            (None, None) => {
                if let Some(fault) = sink.required(path.clone().key("fieldRef")) {
                    fault.named(&path).help("name a field in fieldRef, or a resource in resourceFieldRef");
                }
            }
            (Some(_), Some(_)) => {
                sink.invalid(path.clone(), "fieldRef and resourceFieldRef together").help("keep one of them");
            }
            _ => {}
        }
        sink.shorten_from(start, &path.to_string(), &source.to_string());
    }
}

/// `validateLocalNonReservedPath` in `pkg/apis/core/validation/validation.go`, 1.37.
pub(super) fn local_path(text: &str, path: FieldPath, sink: &mut Sink<'_>) {
    if !sink.text(path.clone(), text) {
        return;
    }
    if text.starts_with('/') {
        sink.invalid(path, format!("{} must be relative", shown(text)))
            .help("write the path within the volume");
    } else if text.starts_with("..") || text.split('/').any(|part| part == "..") {
        sink.invalid(path, "must not contain ..").help("write the path within the volume");
    }
}
