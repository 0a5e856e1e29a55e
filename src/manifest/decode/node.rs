//! A serde format over located values.

use serde::de::value::BorrowedStrDeserializer;
use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Unexpected, Visitor};
use serde::forward_to_deserialize_any;

use crate::manifest::schema::scalar::whole;
use crate::yaml::{Entries, EntriesIter, Entry, List, Node, Number, Segment, Value};

use super::DecodeError;
use super::repair::{Meant, Repairs};

/// Hands a node to serde.
#[derive(Clone, Copy)]
pub(super) struct NodeDeserializer<'de> {
    value: Value<'de>,
    repairs: Option<&'de Repairs>,
    /// Whether `apiVersion` and `kind` of objects are kept from the type, which would compare them with its own.
    untyped: bool,
}

type Result<T> = std::result::Result<T, DecodeError>;

impl<'de> NodeDeserializer<'de> {
    /// For types that take every field as it is.
    pub(super) fn new(node: Node<'de>) -> Self {
        Self::below(node, None, false)
    }

    /// For objects of the API, some of whose values are to be taken for others.
    pub(super) fn of_object(node: Node<'de>, repairs: Option<&'de Repairs>) -> Self {
        Self::below(node, repairs, true)
    }

    fn below(node: Node<'de>, repairs: Option<&'de Repairs>, untyped: bool) -> Self {
        let value = match repairs.and_then(Repairs::own) {
            None => node.value,
            Some(Meant::Text(text)) => Value::String(text),
            Some(Meant::Int(int)) => Value::Number(Number::Int(*int)),
            Some(Meant::Bool(flag)) => Value::Bool(*flag),
            Some(Meant::Absent) => Value::Null,
        };
        Self { value, repairs, untyped }
    }

    fn is_null(self) -> bool {
        matches!(self.value, Value::Null)
    }

    fn number<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        match self.value {
            Value::Null => visitor.visit_i64(0),
            Value::Number(number) => match (whole(number), number) {
                (Some(number), _) => visitor.visit_i64(number),
                (None, Number::Uint(number)) => visitor.visit_u64(number),
                (None, _) => self.deserialize_any(visitor),
            },
            _ => self.deserialize_any(visitor),
        }
    }

    fn map<V: Visitor<'de>>(self, without: &'static [&'static str], visitor: V) -> Result<V::Value> {
        let entries = match self.value {
            Value::Map(map) => map.entries,
            Value::Null => Entries::default(),
            _ => return self.deserialize_any(visitor),
        };
        let Self { repairs, untyped, .. } = self;
        visitor.visit_map(Fields { left: entries.iter(), current: None, without, repairs, untyped })
    }
}

/// Fields that only an object of the API has together; others use `apiVersion` and `kind` for references.
fn is_object(fields: &[&str]) -> bool {
    ["apiVersion", "kind", "metadata"].iter().all(|field| fields.contains(field))
}

impl<'de> Deserializer<'de> for NodeDeserializer<'de> {
    type Error = DecodeError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        match self.value {
            Value::Null => visitor.visit_unit(),
            Value::Bool(value) => visitor.visit_bool(value),
            Value::Number(Number::Int(value)) => visitor.visit_i64(value),
            Value::Number(Number::Uint(value)) => visitor.visit_u64(value),
            Value::Number(number @ Number::Float(value)) => match whole(number) {
                Some(whole) => visitor.visit_i64(whole),
                None => visitor.visit_f64(value),
            },
            Value::String(text) => visitor.visit_borrowed_str(text),
            Value::List(_) => self.deserialize_seq(visitor),
            Value::Map(_) => self.map(&[], visitor),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        if self.is_null() { visitor.visit_bool(false) } else { self.deserialize_any(visitor) }
    }

    fn deserialize_i8<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.number(visitor)
    }

    fn deserialize_i16<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.number(visitor)
    }

    fn deserialize_i32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.number(visitor)
    }

    fn deserialize_i64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.number(visitor)
    }

    fn deserialize_u8<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.number(visitor)
    }

    fn deserialize_u16<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.number(visitor)
    }

    fn deserialize_u32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.number(visitor)
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.number(visitor)
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.number(visitor)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.number(visitor)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        if self.is_null() { visitor.visit_borrowed_str("") } else { self.deserialize_any(visitor) }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        if self.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, name: &'static str, visitor: V) -> Result<V::Value> {
        if name == "Quantity" && self.is_null() {
            return visitor.visit_borrowed_str("0");
        }
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        let all = match self.value {
            Value::List(items) => items,
            Value::Null => List::default(),
            _ => return self.deserialize_any(visitor),
        };
        visitor.visit_seq(Items { all, next: 0, repairs: self.repairs, untyped: self.untyped })
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.map(&[], visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value> {
        let compared = self.untyped && is_object(fields);
        self.map(if compared { &["apiVersion", "kind"] } else { &[] }, visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value> {
        let Value::String(text) = self.value else {
            return Err(DecodeError::invalid_type(Unexpected::Other("a value that is no string"), &visitor));
        };
        visitor.visit_enum(BorrowedStrDeserializer::new(text))
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! { i128 u128 char bytes byte_buf unit unit_struct tuple tuple_struct identifier }
}

struct Items<'de> {
    all: List<'de>,
    next: usize,
    repairs: Option<&'de Repairs>,
    untyped: bool,
}

impl<'de> SeqAccess<'de> for Items<'de> {
    type Error = DecodeError;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>> {
        let Some(node) = self.all.get(self.next) else { return Ok(None) };
        let at = self.next;
        self.next += 1;
        let repairs = self.repairs.and_then(|repairs| repairs.item(at));
        let value = seed.deserialize(NodeDeserializer::below(node, repairs, self.untyped));
        value.map(Some).map_err(|error| error.below(Segment::Index(at)))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.all.len() - self.next)
    }
}

struct Fields<'de> {
    left: EntriesIter<'de>,
    current: Option<(Entry<'de>, Option<&'de Repairs>)>,
    without: &'static [&'static str],
    repairs: Option<&'de Repairs>,
    untyped: bool,
}

impl<'de> MapAccess<'de> for Fields<'de> {
    type Error = DecodeError;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>> {
        for entry in self.left.by_ref() {
            let repairs = self.repairs.and_then(|repairs| repairs.field(entry.key));
            if self.without.contains(&entry.key) || repairs.is_some_and(Repairs::is_absent) {
                continue;
            }
            self.current = Some((entry, repairs));
            return seed.deserialize(BorrowedStrDeserializer::new(entry.key)).map(Some);
        }
        Ok(None)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value> {
        let Some((entry, repairs)) = self.current else {
            return Err(DecodeError::custom("a value was asked for before its key"));
        };
        let value = seed.deserialize(NodeDeserializer::below(entry.value, repairs, self.untyped));
        value.map_err(|error| error.below(Segment::Key(entry.key.to_owned().into())))
    }
}
