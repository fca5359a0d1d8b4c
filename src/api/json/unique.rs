//! JSON in which every key stands once. Of two values for one key a proxy or a filter may have seen the
//! other one (RFC 8259, section 4, leaves it open which counts).

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use super::flaw::child;

/// Why a text is not such JSON.
#[derive(Debug)]
pub(super) enum Fault {
    /// It is no JSON.
    Malformed(serde_json::Error),
    /// A key stands twice in its object.
    Repeated {
        /// Pointer to it (RFC 6901).
        pointer: String,
    },
}

/// Reads a whole text as one value.
pub(super) fn parse(text: &[u8]) -> Result<Value, Fault> {
    let mut steps = Vec::new();
    let mut reader = serde_json::Deserializer::from_slice(text);
    let value = Unique { steps: &mut steps }.deserialize(&mut reader);
    value
        .and_then(|value| reader.end().map(|()| value))
        .map_err(|error| {
            if steps.is_empty() {
                return Fault::Malformed(error);
            }
            let pointer = pointer(&steps);
            Fault::Repeated { pointer }
        })
}

fn pointer(steps: &[String]) -> String {
    let outward = steps.iter().rev();
    outward.fold(String::new(), |above, step| child(&above, step))
}

/// One value. The steps to a repeated key are gathered from the inside on the way out, so that sound
/// values cost nothing.
struct Unique<'s> {
    steps: &'s mut Vec<String>,
}

impl Unique<'_> {
    fn below(&mut self) -> Unique<'_> {
        Unique { steps: self.steps }
    }

    /// Adds a step above one that is there.
    fn note(&mut self, step: impl fmt::Display) {
        if !self.steps.is_empty() {
            self.steps.push(step.to_string());
        }
    }
}

impl<'de> DeserializeSeed<'de> for Unique<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Value, D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Unique<'_> {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Value, E> {
        Ok(Value::Bool(flag))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Value, E> {
        Ok(Value::Number(number.into()))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(Value::Number(number.into()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Value, E> {
        Ok(Number::from_f64(number).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::String(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut items: A) -> Result<Value, A::Error> {
        let mut array = Vec::new();
        loop {
            match items.next_element_seed(self.below()) {
                Ok(Some(item)) => array.push(item),
                Ok(None) => return Ok(Value::Array(array)),
                Err(error) => {
                    self.note(array.len());
                    return Err(error);
                }
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut members: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(key) = members.next_key::<String>()? {
            if object.contains_key(&key) {
                self.steps.push(key);
                return Err(A::Error::custom("a key stands twice"));
            }
            match members.next_value_seed(self.below()) {
                Ok(value) => object.insert(key, value),
                Err(error) => {
                    self.note(key);
                    return Err(error);
                }
            };
        }
        Ok(Value::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sound_json_is_read_as_it_stands() {
        let text =
            r#" {"a": [null, true, -1, 18446744073709551615, 1.5, "\u00fc"], "b": {"a": {}}} "#;
        let expected: Value = serde_json::from_str(text).expect("it is sound");
        assert_eq!(parse(text.as_bytes()).expect("it is sound"), expected);
    }

    #[test]
    fn a_key_that_stands_twice_is_pointed_at() {
        for (text, expected) in [
            (r#"{"a": 1, "a": 1}"#, "/a"),
            (r#"{"a": 1, "\u0061": 2}"#, "/a"),
            (r#"{"x": [0, {"a/b": {"": 1, "": 2}}]}"#, "/x/1/a~1b/"),
            (r#"{"a": 1, "a": hunter2"#, "/a"),
        ] {
            match parse(text.as_bytes()) {
                Err(Fault::Repeated { pointer }) => assert_eq!(pointer, expected, "{text}"),
                other => panic!("{text}: {other:?}"),
            }
        }
    }

    #[test]
    fn what_is_no_json_is_malformed() {
        for text in ["", "{", "{}x", "[1,", r#"{"a": b}"#, "{1: 2}"] {
            let fault = parse(text.as_bytes()).expect_err(text);
            assert!(matches!(fault, Fault::Malformed(_)), "{text}: {fault:?}");
        }
        let deep = "[".repeat(30_000);
        assert!(matches!(parse(deep.as_bytes()), Err(Fault::Malformed(_))));
    }
}
