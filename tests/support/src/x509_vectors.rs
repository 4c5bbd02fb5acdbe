//! Reading `tests/vectors/x509.toml`: requests to IAM Roles Anywhere.

use std::collections::BTreeMap;

use base64ct::{Base64, Encoding};
use presign::{Certificate, Request, Timestamp};
use serde::Deserialize;

use crate::vector_files::read;

/// The file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct X509File {
    pub certificates: BTreeMap<String, Entry>,
    #[serde(rename = "case")]
    pub cases: Vec<Row>,
    pub refuse: Vec<Refused>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    pub serial: String,
    der: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    pub name: String,
    #[allow(dead_code, reason = "for the reader of the file")]
    implementation: String,
    pub certificate: String,
    pub chain: Vec<String>,
    pub region: String,
    pub time: String,
    pub url: String,
    headers: Vec<(String, String)>,
    pub body: String,
    pub string_to_sign: String,
    pub authorization: String,
}

/// A request as it is sent.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Refused {
    pub name: String,
    pub because: String,
    pub url: String,
    pub headers: Vec<(String, String)>,
    pub body: String,
    pub authorization: String,
    pub string_to_sign: String,
}

impl X509File {
    pub fn read() -> Self {
        read("x509")
    }

    pub fn certificate(&self, row: &Row) -> Certificate {
        let chain = row.chain.iter().map(|name| self.certificates[name].der());
        let certificate = Certificate::from_der(self.certificates[&row.certificate].der()).expect(&row.name);
        certificate.with_intermediates(chain).expect(&row.name)
    }
}

impl Entry {
    pub fn der(&self) -> Vec<u8> {
        Base64::decode_vec(&self.der).expect("base64")
    }

    pub fn base64(&self) -> &str {
        &self.der
    }
}

impl Row {
    pub fn now(&self) -> Timestamp {
        Timestamp::parse(&self.time).expect("a time")
    }

    /// The request before it is signed.
    pub fn request(&self) -> Request<'_> {
        let request = Request::post(&self.url).expect("a URL");
        let named = |(name, _): &&(String, String)| name != "x-amz-content-sha256";
        let request =
            self.headers.iter().filter(named).fold(request, |request, (name, value)| request.header(name, value));
        let hash = self.headers.iter().find(|(name, _)| name == "x-amz-content-sha256");
        let request = request.body(&self.body);
        hash.map_or(request.clone(), |(name, value)| request.header(name, value))
    }

    /// The signature at the end of the header.
    pub fn signature(&self) -> Vec<u8> {
        let (_, digits) = self.authorization.rsplit_once("Signature=").expect("a signature");
        base16(digits)
    }
}

fn base16(digits: &str) -> Vec<u8> {
    let byte = |at| u8::from_str_radix(&digits[at..at + 2], 16).expect("hexadecimal digits");
    (0..digits.len()).step_by(2).map(byte).collect()
}
