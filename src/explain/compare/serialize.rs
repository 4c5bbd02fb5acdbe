//! A comparison for programs that read JSON and the like.

use alloc::vec::Vec;

use serde::ser::{Serialize, SerializeStruct as _, Serializer};

use crate::explain::Finding;
use crate::explain::compare::comparison::Comparison;

/// A cause with what mends it.
struct Cause<'a>(&'a Comparison, &'a Finding);

#[derive(serde::Serialize)]
struct Cure {
    tool: &'static str,
    line: &'static str,
}

impl Serialize for Cause<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(comparison, cause) = self;
        let cures: Vec<_> = comparison.cures(cause).map(|(tool, line)| Cure { tool, line }).collect();
        let mut fields = serializer.serialize_struct("Cause", 4)?;
        fields.serialize_field("kind", cause.kind())?;
        fields.serialize_field("certainty", &cause.certainty)?;
        fields.serialize_field("sentence", &cause.sentence)?;
        fields.serialize_field("cures", &cures)?;
        fields.end()
    }
}

impl Serialize for Comparison {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let causes: Vec<_> = self.causes.iter().map(|cause| Cause(self, cause)).collect();
        let mut fields = serializer.serialize_struct("Comparison", 6)?;
        fields.serialize_field("code", &self.code)?;
        fields.serialize_field("message", &self.message)?;
        fields.serialize_field("differences", &self.differences)?;
        fields.serialize_field("lines", &self.lines)?;
        fields.serialize_field("causes", &causes)?;
        fields.serialize_field("findings", &self.findings)?;
        fields.end()
    }
}
