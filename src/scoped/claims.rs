//! What a token says: its blocks, written as Cloudflare's sample writes them, and read strictly.
//!
//! A member that is repeated, unknown, `null` or of another type is refused, and so is an array in the place of an
//! object. No value is nested deeper than its type, so that nothing here recurses.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Error as _, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::action::Action;

/// The first block of s1, and the claims of R2's form.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Root {
    pub(super) bucket: String,
    #[serde(default, deserialize_with = "given")]
    pub(super) scope: Option<Scope>,
    #[serde(default, deserialize_with = "given")]
    pub(super) actions: Option<Actions>,
    #[serde(default, deserialize_with = "given_object")]
    pub(super) paths: Option<Paths>,
    #[serde(default, deserialize_with = "given")]
    pub(super) sub: Option<String>,
    pub(super) iss: String,
    pub(super) aud: String,
    pub(super) iat: u64,
    pub(super) exp: u64,
}

/// A later block of s1, with at least one member.
#[derive(Clone, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Narrower {
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    pub(super) actions: Option<Actions>,
    #[serde(default, deserialize_with = "given_object", skip_serializing_if = "Option::is_none")]
    pub(super) paths: Option<Paths>,
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    pub(super) exp: Option<u64>,
}

#[derive(Clone, Copy, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Scope {
    ObjectReadOnly,
    ObjectReadWrite,
    AdminReadOnly,
    AdminReadWrite,
}

#[derive(Clone)]
pub(super) struct Actions(pub(super) Vec<Action>);

#[derive(Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct Paths {
    #[serde(default)]
    pub(super) prefix_paths: Vec<String>,
    #[serde(default)]
    pub(super) object_paths: Vec<String>,
}

impl Root {
    /// Its members in this order, without white space, in UTF-8. The order is free, and the secret depends on it.
    pub(super) fn write(&self, order: &[&str]) -> String {
        let members = order.iter().filter_map(|name| Some(format!("\"{name}\":{}", self.member(name)?)));
        format!("{{{}}}", members.collect::<Vec<_>>().join(","))
    }

    fn member(&self, name: &str) -> Option<String> {
        match name {
            "bucket" => Some(json(&self.bucket)),
            "scope" => self.scope.as_ref().map(json),
            "actions" => self.actions.as_ref().map(json),
            "paths" => self.paths.as_ref().map(json),
            "sub" => self.sub.as_ref().map(json),
            "iss" => Some(json(&self.iss)),
            "aud" => Some(json(&self.aud)),
            "iat" => Some(json(&self.iat)),
            "exp" => Some(json(&self.exp)),
            _ => None,
        }
    }

    /// Whether its scope is one that only R2 has.
    pub(super) fn is_for_admins(&self) -> bool {
        matches!(self.scope, Some(Scope::AdminReadOnly | Scope::AdminReadWrite))
    }

    /// Whether it says what it allows, once.
    pub(super) fn is_whole(&self) -> bool {
        self.scope.is_some() != self.actions.is_some() && self.paths.as_ref().is_none_or(Paths::is_usable)
    }

    /// Whether the rights cover an operation. What R2's administrators may do besides is not in the list of operations.
    pub(super) fn allows(&self, action: Action) -> bool {
        let in_scope = self.scope.is_none_or(|scope| match scope {
            Scope::ObjectReadOnly | Scope::AdminReadOnly => action.reads(),
            Scope::ObjectReadWrite | Scope::AdminReadWrite => true,
        });
        in_scope && self.actions.as_ref().is_none_or(|actions| actions.0.contains(&action))
    }
}

impl Narrower {
    pub(super) fn is_whole(&self) -> bool {
        (self.actions.is_some() || self.paths.is_some() || self.exp.is_some())
            && self.paths.as_ref().is_none_or(Paths::is_usable)
    }
}

impl Paths {
    /// Whether it says which keys: nobody says what no prefix and no key would mean, and the empty prefix is
    /// everything.
    fn is_usable(&self) -> bool {
        let has_some = !self.prefix_paths.is_empty() || !self.object_paths.is_empty();
        has_some && !self.prefix_paths.iter().chain(&self.object_paths).any(String::is_empty)
    }

    /// Whether a key is one of these. To a server that resolves them, `.` and `..` lead elsewhere.
    pub(super) fn cover_key(&self, key: &str) -> bool {
        !has_dot_segment(key) && (self.cover_start(key) || self.object_paths.iter().any(|path| path == key))
    }

    /// Whether all keys that begin with this are among those that begin with a prefix.
    pub(super) fn cover_start(&self, start: &str) -> bool {
        self.prefix_paths.iter().any(|prefix| start.starts_with(prefix.as_str()))
    }
}

pub(super) fn has_dot_segment(key: &str) -> bool {
    key.split('/').any(|segment| matches!(segment, "." | ".."))
}

/// Writes JSON as `JSON.stringify` does.
pub(super) fn json(value: &impl Serialize) -> String {
    // Strings, numbers, lists and objects with names can all be written.
    serde_json::to_string(value).unwrap_or_default()
}

/// Reads a JSON object, and nothing else.
pub(super) fn read<T: for<'de> Deserialize<'de>>(json: &[u8]) -> Option<T> {
    serde_json::from_slice::<Object<T>>(json).ok().map(|object| object.0)
}

/// A struct that is written as an object: the derived reader accepts an array too.
struct Object<T>(T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Members<T> {
            type Value = Object<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Object<T>, A::Error> {
                T::deserialize(MapAccessDeserializer::new(map)).map(Object)
            }
        }

        deserializer.deserialize_map(Members(PhantomData))
    }
}

/// A member that is there: `null` is not one of its values.
fn given<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

fn given_object<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    Object::deserialize(deserializer).map(|object| Some(object.0))
}

impl<'de> Deserialize<'de> for Actions {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let names: Vec<String> = Vec::deserialize(deserializer)?;
        let actions = names.iter().map(|name| name.parse()).collect::<Result<_, _>>();
        actions.map(Self).map_err(D::Error::custom)
    }
}

impl Serialize for Actions {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(|action| format!("{action}")))
    }
}
