//! How a signature differs from a row of `tests/vectors`.

use presign::Explanation;

/// The first of some strings, each with its name, that is not as expected: what was made, then what was expected.
pub fn difference(strings: &[(&str, &str, &str)]) -> Option<String> {
    let (what, ours, expected) = strings.iter().find(|(_, ours, expected)| ours != expected)?;
    Some(format!("another {what}\n--- ours:\n{ours}\n--- expected:\n{expected}\n"))
}

/// How a signature differs from the three strings that every row has.
pub fn signing_difference(
    explanation: &Explanation,
    canonical_request: &str,
    string_to_sign: &str,
    signature: &str,
) -> Option<String> {
    difference(&[
        ("canonical request", explanation.canonical_request.as_str(), canonical_request),
        ("string to sign", explanation.string_to_sign.as_str(), string_to_sign),
        ("signature", &explanation.signature.to_string(), signature),
    ])
}
