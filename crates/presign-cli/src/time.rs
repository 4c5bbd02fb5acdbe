//! Times, in either of the forms that are in use.

use presign::Timestamp;

/// A time as in `20150830T123600Z`, or in RFC 3339 as in `2015-08-30T14:36:00.5+02:00`. Fractions are cut off. The error
/// is the end of a sentence that begins with the time.
pub(crate) fn parse(text: &str) -> Result<Timestamp, String> {
    let wrong = "write it as in 20150830T123600Z, or in RFC 3339 as in 2015-08-30T12:36:00Z";
    Timestamp::parse(text).or_else(|_| match Timestamp::parse_rfc3339(text) {
        Err(error) if error.code() == "malformed-rfc3339" => Err(wrong.into()),
        result => result.map_err(|error| error.to_string()),
    })
}
