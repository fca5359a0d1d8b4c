//! A JSON value that knows where it stands while it is read into a shape.

use serde::de::value::StrDeserializer;
use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error as _, IntoDeserializer as _, MapAccess,
    SeqAccess, Unexpected, Visitor,
};
use serde_json::Value;

use super::flaw::{Flaw, child};

/// Reads `value` into a shape.
pub(in crate::api) fn read<'de, T: Deserialize<'de>>(value: &'de Value) -> Result<T, Flaw> {
    T::deserialize(Tracked {
        value,
        pointer: String::new(),
    })
}

/// A value and the pointer to it.
struct Tracked<'de> {
    value: &'de Value,
    pointer: String,
}

impl<'de> Tracked<'de> {
    fn visit<V: Visitor<'de>>(&self, visitor: V) -> Result<V::Value, Flaw> {
        match self.value {
            Value::Null => visitor.visit_unit(),
            Value::Bool(flag) => visitor.visit_bool(*flag),
            Value::Number(number) => match (number.as_u64(), number.as_i64()) {
                (Some(number), _) => visitor.visit_u64(number),
                (None, Some(number)) => visitor.visit_i64(number),
                (None, None) => visitor.visit_f64(number.as_f64().unwrap_or(f64::NAN)),
            },
            Value::String(text) => visitor.visit_borrowed_str(text),
            Value::Array(items) => visitor.visit_seq(Items {
                items: items.iter().enumerate(),
                pointer: &self.pointer,
            }),
            Value::Object(members) => visitor.visit_map(Members {
                entries: members.iter(),
                value: None,
                pointer: &self.pointer,
            }),
        }
    }
}

impl<'de> Deserializer<'de> for Tracked<'de> {
    type Error = Flaw;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Flaw> {
        self.visit(visitor).map_err(|flaw| flaw.at(&self.pointer))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Flaw> {
        if self.value.is_null() {
            visitor.visit_none()
        } else {
            visitor.visit_some(self)
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Flaw> {
        visitor.visit_newtype_struct(self)
    }

    /// Shapes are objects; serde would take an array for one, too.
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Flaw> {
        if self.value.is_object() {
            self.deserialize_any(visitor)
        } else {
            let flaw = Flaw::invalid_type(Unexpected::Other("value"), &"an object");
            Err(flaw.at(&self.pointer))
        }
    }

    /// Enumerations travel as text.
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Flaw> {
        let read = match self.value.as_str() {
            Some(text) => {
                let text: StrDeserializer<'_, Flaw> = text.into_deserializer();
                visitor.visit_enum(text)
            }
            None => Err(Flaw::invalid_type(Unexpected::Other("value"), &"a string")),
        };
        read.map_err(|flaw| flaw.at(&self.pointer))
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf unit unit_struct
        seq tuple tuple_struct map identifier ignored_any
    }
}

struct Items<'de, 'p> {
    items: std::iter::Enumerate<std::slice::Iter<'de, Value>>,
    pointer: &'p str,
}

impl<'de> SeqAccess<'de> for Items<'de, '_> {
    type Error = Flaw;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Flaw> {
        let Some((index, value)) = self.items.next() else {
            return Ok(None);
        };
        let pointer = format!("{}/{index}", self.pointer);
        seed.deserialize(Tracked { value, pointer }).map(Some)
    }
}

struct Members<'de, 'p> {
    entries: serde_json::map::Iter<'de>,
    /// The value whose key was given out last, and the pointer to it.
    value: Option<Tracked<'de>>,
    pointer: &'p str,
}

impl<'de> MapAccess<'de> for Members<'de, '_> {
    type Error = Flaw;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Flaw> {
        let Some((key, value)) = self.entries.next() else {
            return Ok(None);
        };
        let pointer = child(self.pointer, key);
        let text: StrDeserializer<'_, Flaw> = key.as_str().into_deserializer();
        let key = seed.deserialize(text).map_err(|flaw| flaw.at(&pointer))?;
        self.value = Some(Tracked { value, pointer });
        Ok(Some(key))
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Flaw> {
        let value = self.value.take();
        seed.deserialize(value.expect("serde asks for a value after its key"))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::domain::Invalid;

    #[derive(Debug, PartialEq, Eq, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Outer {
        name: String,
        size: Option<u64>,
        kind: Option<Kind>,
        inner: Option<Vec<Inner>>,
    }

    #[derive(Debug, PartialEq, Eq, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Inner {
        flag: bool,
    }

    #[derive(Debug, PartialEq, Eq, serde::Deserialize)]
    #[serde(rename_all = "lowercase")]
    enum Kind {
        Plain,
        Other,
    }

    #[test]
    fn a_sound_body_is_read() {
        let value = json!({"name": "a", "size": null, "kind": "plain", "inner": [{"flag": true}]});
        let expected = Outer {
            name: "a".to_owned(),
            size: None,
            kind: Some(Kind::Plain),
            inner: Some(vec![Inner { flag: true }]),
        };
        assert_eq!(read::<Outer>(&value).expect("it is sound"), expected);
    }

    #[test]
    fn what_is_wrong_is_pointed_at_and_never_shown() {
        for (value, pointer, code) in [
            (json!([]), "", "wrong_type"),
            (json!("hunter2"), "", "wrong_type"),
            (json!({}), "/name", "missing_key"),
            (json!({"name": 7}), "/name", "wrong_type"),
            (json!({"name": "a", "a/b~": 1}), "/a~1b~0", "unknown_key"),
            (json!({"name": "a", "size": -1}), "/size", "invalid_value"),
            (json!({"name": "a", "size": 1.5}), "/size", "wrong_type"),
            (
                json!({"name": "a", "kind": "hunter2"}),
                "/kind",
                "unknown_value",
            ),
            (json!({"name": "a", "kind": 1}), "/kind", "wrong_type"),
            (
                json!({"name": "a", "inner": [{"flag": true}, {}]}),
                "/inner/1/flag",
                "missing_key",
            ),
            (
                json!({"name": "a", "inner": [{"x": 1}]}),
                "/inner/0/x",
                "unknown_key",
            ),
            (
                json!({"name": "a", "inner": [{"flag": "hunter2"}]}),
                "/inner/0/flag",
                "wrong_type",
            ),
        ] {
            let invalid = Invalid::from(read::<Outer>(&value).expect_err("it is wrong"));
            assert_eq!(
                (invalid.field.as_str(), invalid.code),
                (pointer, code),
                "{value}"
            );
            assert!(
                !invalid.reason.contains("hunter2") && !invalid.malformed,
                "{invalid}"
            );
        }
    }
}
