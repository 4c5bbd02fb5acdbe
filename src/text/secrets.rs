//! Names whose values are secret.

/// How the names of headers, parameters and fields end whose value grants access or decrypts, in lower case.
pub(crate) const SECRETS: [&str; 13] = [
    // With `Proxy-Authorization` and `Set-Cookie`.
    "authorization",
    "cookie",
    // Amazon S3 and Google Cloud Storage, encryption with a key of the customer's.
    "customer-key",
    "encryption-key",
    "secret-access-key",
    "secret_access_key",
    "secretaccesskey",
    "security-token",
    "security_token",
    "session-token",
    "session_token",
    "sessiontoken",
    // `X-Amz-Signature`, those of Google, Alibaba and Tencent, and plain `Signature` as in Signature Version 2.
    "signature",
];

/// Whether the value of a header, parameter or field of this name, in lower case, grants access or decrypts.
pub(crate) fn is_secret(name: &str) -> bool {
    SECRETS.iter().any(|secret| name.ends_with(secret))
}
