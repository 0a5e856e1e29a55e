//! Documents with one fault, or none: every field of the schema, in turn, is left out, repeated, or replaced by values
//! that its type takes and does not take. Each starts from a document of `testdata/server/bases.json`, all of which the
//! server takes.

use std::fs;

use daemonset_lint::manifest::schema::{self, Ty, TypeRef};
use serde_json::{Map, Value, json};

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
        let what = match value {
            Some(value) => {
                let what = format!("{field} = {value}");
                map.insert(field.to_owned(), value);
                what
            }
            None => {
                map.remove(field);
                format!("{field} left out")
            }
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
        self.steps.iter().map(|step| format!("/{step}")).collect()
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
        Ty::Bool => vec![json!(true), json!(false), json!("true"), json!(1)],
        Ty::Int32 => {
            vec![
                json!(-1),
                json!(0),
                json!(2),
                json!(300),
                json!(70000),
                json!(1_i64 << 31),
                json!("5"),
                json!(1.5),
            ]
        }
        Ty::Int64 => vec![json!(-1), json!(0), json!(700), json!(1_i64 << 33), json!("5"), json!(1.5)],
        Ty::Quantity => {
            let texts = ["-1", "0", "1", "1m", "3Mi", "100k", "2Ei", "abc"];
            texts.iter().map(|text| json!(text)).chain([json!(1.5), json!(true)]).collect()
        }
        Ty::IntOrString => vec![
            json!(0),
            json!(-1),
            json!(70000),
            json!("http"),
            json!("80"),
            json!("A_b"),
            json!("50%"),
            json!("101%"),
            json!(1.5),
            json!(true),
        ],
        Ty::Time | Ty::Bytes | Ty::Any => vec![json!("x"), json!(1)],
        Ty::List(item) => {
            let mut all = vec![json!([]), json!([null]), json!("x"), json!({})];
            if let Ty::Ref(_) = item {
                all.push(json!([{}]));
            } else {
                all.push(json!(["x", "x"]));
            }
            all
        }
        Ty::Map(Ty::Quantity) => vec![
            json!({}),
            json!({"cpu": "1"}),
            json!({"memory": "-1"}),
            json!({"gpu": 1}),
            json!({"example.com/a": "500m"}),
            json!({"hugepages-2Mi": "3Mi"}),
            json!({"storage": "1"}),
            json!([]),
        ],
        Ty::Map(_) => {
            let mut odd = Map::new();
            odd.insert("Example.com/x".to_owned(), json!("y"));
            vec![
                json!({}),
                json!({"a b": "x"}),
                json!({"a": "b c"}),
                json!({"a": 1}),
                json!({"": "x"}),
                Value::Object(odd),
                json!([]),
            ]
        }
        Ty::Ref(_) => vec![json!({}), Value::Null, json!([]), json!("x")],
    }
}
