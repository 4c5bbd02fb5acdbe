//! JSON in the spelling of botocore, so that the same policy has the same signature in both.

use alloc::string::String;

/// Appends `{"name": "value", ...}`.
pub(crate) fn push_object<'t>(json: &mut String, members: impl IntoIterator<Item = (&'t str, &'t str)>) {
    json.push('{');
    for (i, (name, value)) in members.into_iter().enumerate() {
        json.push_str(if i == 0 { "" } else { ", " });
        push_text(json, name);
        json.push_str(": ");
        push_text(json, value);
    }
    json.push('}');
}

/// Appends a quoted string, in ASCII.
pub(crate) fn push_text(json: &mut String, text: &str) {
    json.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => json.extend(['\\', c]),
            ' '..='~' => json.push(c),
            _ => c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| push_escape(json, *unit)),
        }
    }
    json.push('"');
}

/// Appends `\u` and four hexadecimal digits.
fn push_escape(json: &mut String, unit: u16) {
    json.push_str("\\u");
    json.extend([12, 8, 4, 0].into_iter().filter_map(|shift| char::from_digit(u32::from(unit >> shift) & 15, 16)));
}
