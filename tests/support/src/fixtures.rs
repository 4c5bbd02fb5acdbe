//! The time, the credentials and the signer of tests in which these do not matter.

use std::time::Duration;

use presign::{Credentials, Signer, Timestamp};

pub const HOUR: Duration = Duration::from_secs(3600);

/// The secret access key of AWS's test suite.
pub const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

/// Reads a time such as `20150830T123600Z`.
pub fn at(time: &str) -> Timestamp {
    Timestamp::parse(time).unwrap()
}

/// The time of AWS's test suite.
pub fn now() -> Timestamp {
    at("20150830T123600Z")
}

/// The credentials of AWS's test suite.
pub fn credentials() -> Credentials {
    Credentials::new("AKIDEXAMPLE", SECRET)
}

/// A signer for a service in `us-east-1`.
pub fn signer(service: &str) -> Signer {
    Signer::new(credentials(), "us-east-1", service).unwrap()
}
