//! Documents with one fault, or none: every field of the schema, in turn, is left out, repeated, or replaced by values
//! that its type takes and does not take. Each starts from a document of `testdata/server/bases.json`, all of which the
//! server takes.

use std::fs;

use daemonset_lint::manifest::schema::{self, Ty, TypeRef};
use serde_json::{Value, json};

/// Fields that no manifest has, or that name the place to which a test writes.
const LEFT_OUT: [&str; 12] = [
    "apiVersion",
    "kind",
    "status",
    "namespace",
    "managedFields",
    "resourceVersion",
    "selfLink",
    "uid",
    "generation",
    "creationTimestamp",
    "deletionTimestamp",
    "deletionGracePeriodSeconds",
];

/// Texts of many forms, and words of which each is known to some field.
const TEXTS: [&str; 26] = [
    "",
    "x",
    "A_b",
    "a b",
    "x ",
    "/abs",
    "../up",
    "a/b",
    "..x",
    ".",
    "é",
    "0",
    "::ffff:1.2.3.4",
    "a@b",
    "5%",
    "x=y",
    "example.com/x",
    "Never",
    "Localhost",
    "In",
    "Exists",
    "Bidirectional",
    "Unmasked",
    "ReadWriteOncePod",
    "None",
    "requests.memory",
];

/// All documents, each with the name of what was done to it.
pub(crate) fn documents() -> Vec<(String, Value)> {
    let text = fs::read_to_string("testdata/server/bases.json").unwrap();
    let bases: Vec<Value> = serde_json::from_str(&text).unwrap();
    let root = schema::root("apps/v1", "DaemonSet").unwrap();
    let mut found = Vec::new();
    for base in &bases {
        let name = base["metadata"]["name"].as_str().unwrap().to_owned();
        found.push((name.clone(), base.clone()));
        let mut walk = Walk { base, name, steps: Vec::new(), found: &mut found };
        walk.object(base, root);
    }
    found
}

struct Walk<'a> {
    base: &'a Value,
    name: String,
    /// The way to the current value, as JSON pointers have it.
    steps: Vec<String>,
    found: &'a mut Vec<(String, Value)>,
}

impl Walk<'_> {
    fn object(&mut self, value: &Value, ty: TypeRef) {
        self.put("noSuchField", Some(json!(1)));
        for field in ty.fields.iter().filter(|field| !LEFT_OUT.contains(&field.name)) {
            let present = value.get(field.name);
            // Without a spec, what says more than its name is a patch to us.
            if present.is_some() && !(self.steps.is_empty() && field.name == "spec") {
                self.put(field.name, None);
            }
            for other in values(field.ty) {
                self.put(field.name, Some(other));
            }
            let Some(present) = present else { continue };
            self.steps.push(field.name.to_owned());
            self.value(present, field.ty);
            self.steps.pop();
        }
    }

    fn value(&mut self, value: &Value, ty: Ty) {
        match (value, ty) {
            (Value::Object(_), Ty::Ref(ty)) => self.object(value, ty),
            (Value::Array(items), Ty::List(item)) => self.items(items, *item),
            _ => {}
        }
    }

    fn items(&mut self, items: &[Value], ty: Ty) {
        if let Some(first) = items.first() {
            let twice: Vec<Value> = items.iter().chain([first]).cloned().collect();
            self.replace(json!(twice), "twice");
        }
        for (index, item) in items.iter().enumerate() {
            self.steps.push(index.to_string());
            if !matches!(ty, Ty::Ref(_)) {
                for other in values(ty) {
                    let words = other.to_string();
                    self.replace(other, &words);
                }
            }
            self.value(item, ty);
            self.steps.pop();
        }
    }

    /// Writes a field of the current object, or leaves it out.
    fn put(&mut self, field: &str, value: Option<Value>) {
        let mut document = self.base.clone();
        let Some(Value::Object(map)) = document.pointer_mut(&self.pointer()) else { return };
        let what = if let Some(value) = value {
            let what = format!("{field} = {value}");
            map.insert(field.to_owned(), value);
            what
        } else {
            map.remove(field);
            format!("{field} left out")
        };
        self.found.push((format!("{}: {} {what}", self.name, self.steps.join(".")), document));
    }

    /// Puts something else in the place of the current value.
    fn replace(&mut self, value: Value, words: &str) {
        let mut document = self.base.clone();
        let Some(place) = document.pointer_mut(&self.pointer()) else { return };
        *place = value;
        self.found.push((format!("{}: {} = {words}", self.name, self.steps.join(".")), document));
    }

    fn pointer(&self) -> String {
        self.steps.iter().flat_map(|step| ["/", step]).collect()
    }
}

/// Values that a type takes and that it does not take.
fn values(ty: Ty) -> Vec<Value> {
    match ty {
        Ty::Str => {
            let long = ["a".repeat(64), "a".repeat(254)];
            let texts = TEXTS.iter().map(|text| json!(text)).chain(long.iter().map(|text| json!(text)));
            texts.chain([json!(5), json!(true), json!([]), Value::Null]).collect()
        }
        Ty::Bool => list(json!([true, false, "true", 1])),
        Ty::Int32 => list(json!([-1, 0, 2, 300, 70000, 1_i64 << 31, "5", 1.5])),
        Ty::Int64 => list(json!([-1, 0, 700, 1_i64 << 33, "5", 1.5])),
        Ty::Quantity => list(json!(["-1", "0", "1", "1m", "3Mi", "100k", "2Ei", "abc", 1.5, true])),
        Ty::IntOrString => list(json!([0, -1, 70000, "http", "80", "A_b", "50%", "101%", 1.5, true])),
        Ty::Time | Ty::Bytes | Ty::Any => list(json!(["x", 1])),
        Ty::List(Ty::Ref(_)) => list(json!([[], [null], "x", {}, [{}]])),
        Ty::List(_) => list(json!([[], [null], "x", {}, ["x", "x"]])),
        Ty::Map(Ty::Quantity) => list(json!([
            {}, {"cpu": "1"}, {"memory": "-1"}, {"gpu": 1}, {"example.com/a": "500m"}, {"hugepages-2Mi": "3Mi"},
            {"storage": "1"}, []
        ])),
        Ty::Map(_) => list(json!([
            {}, {"a b": "x"}, {"a": "b c"}, {"a": 1}, {"": "x"}, {"Example.com/x": "y"}, []
        ])),
        Ty::Ref(_) => list(json!([{}, null, [], "x"])),
    }
}

fn list(values: Value) -> Vec<Value> {
    let Value::Array(values) = values else { return Vec::new() };
    values
}
