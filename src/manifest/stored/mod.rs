//! What the API server makes of a DaemonSet that it is sent: the object as it is stored.
//!
//! Two objects that are equal here are equal to the server, whatever was written: zero values and empty collections that
//! the API types leave out are gone, quantities have their canonical form, and defaults are filled in. Admission
//! webhooks are not known, and leave nothing here.

mod defaults;
mod zero;

use serde_json::{Map, Value};

use super::schema::{self, Ty, Type};
use crate::placement::Quantity;

/// The object as the server stores it; its fields that the API does not know are left out.
///
/// Decoding into the types of `k8s.io/api` 0.37, `SetObjectDefaults_DaemonSet` in
/// `pkg/apis/apps/v1/zz_generated.defaults.go` 1.37, and encoding again. Values that do not fit their type stay as they
/// are: the server refuses them.
pub fn stored(object: &Value) -> Value {
    let Some(root) = schema::root("apps/v1", "DaemonSet") else { return object.clone() };
    value(object, &Ty::Ref(root))
}

fn value(written: &Value, ty: &Ty) -> Value {
    match (ty, written) {
        (Ty::Ref(ty), Value::Object(fields)) => Value::Object(object(fields, ty)),
        (Ty::List(ty), Value::Array(items)) => items.iter().map(|item| value(item, ty)).collect(),
        (Ty::Map(ty), Value::Object(entries)) => {
            let is_resource_list = matches!(ty, Ty::Quantity);
            let present = entries.iter().filter(|(_, entry)| !entry.is_null());
            let stored = |entry| if is_resource_list { resource(entry) } else { value(entry, ty) };
            Value::Object(present.map(|(key, entry)| (key.clone(), stored(entry))).collect())
        }
        (Ty::Quantity, written) => quantity(written).map_or_else(|| written.clone(), canonical),
        _ => written.clone(),
    }
}

fn object(fields: &Map<String, Value>, ty: &'static Type) -> Map<String, Value> {
    let known = ty.fields.iter().filter_map(|field| {
        let written = fields.get(field.name).filter(|written| !written.is_null())?;
        let stored = value(written, &field.ty);
        (!zero::is_left_out(ty, field, &stored)).then(|| (field.name.to_owned(), stored))
    });
    let mut stored = known.collect();
    defaults::fill(&mut stored, ty);
    stored
}

/// An entry of a list of resources, which the server rounds up to thousandths (`SetDefaults_ResourceList` in
/// `pkg/apis/core/v1/defaults.go`, 1.37).
fn resource(written: &Value) -> Value {
    quantity(written).map_or_else(|| written.clone(), |quantity| canonical(quantity.rounded_to_milli()))
}

fn quantity(written: &Value) -> Option<Quantity> {
    match written {
        Value::String(text) => text.trim().parse().ok(),
        Value::Number(number) => number.to_string().parse().ok(),
        _ => None,
    }
}

fn canonical(quantity: Quantity) -> Value {
    Value::from(quantity.to_string())
}

#[cfg(test)]
mod tests;
