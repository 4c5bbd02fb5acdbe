//! An inspection for programs that read JSON and the like.

use serde::ser::{Serialize, SerializeStruct as _, Serializer};

use crate::explain::Inspection;
use crate::signing::Scope;

impl Serialize for Inspection {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("Inspection", 13)?;
        fields.serialize_field("signed_with", &self.signed_with)?;
        fields.serialize_field("host", &self.host)?;
        fields.serialize_field("path", &self.path)?;
        fields.serialize_field("access_key_id", &self.access_key_id)?;
        fields.serialize_field("region", &self.scope.as_ref().map(Scope::region))?;
        fields.serialize_field("service", &self.scope.as_ref().map(Scope::service))?;
        fields.serialize_field("has_session_token", &self.has_session_token)?;
        fields.serialize_field("signed_at", &self.signed_at)?;
        fields.serialize_field("expires_at", &self.expires_at)?;
        fields.serialize_field("seconds_left", &self.seconds_left)?;
        fields.serialize_field("headers_to_send", &self.headers_to_send)?;
        fields.serialize_field("operation", &self.operation)?;
        fields.serialize_field("findings", &self.findings)?;
        fields.end()
    }
}
