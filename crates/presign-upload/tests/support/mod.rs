//! What the tests of the servers share.

// Each test file is a program of its own, and none uses all of this.
#![allow(dead_code)]

pub(crate) mod service;

use std::time::Duration;

use presign::s3::Bucket;
use presign::{Request, Timestamp};
use presign_upload::server::Server;
use serde_json::Value;
use ureq::Agent;
use ureq::http::{self, HeaderMap};

pub(crate) const MINUTE: Duration = Duration::from_mins(1);

pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn text(&self) -> &str {
        str::from_utf8(&self.body).unwrap()
    }

    /// The code in the XML of the bucket's errors.
    pub(crate) fn code(&self) -> String {
        let document = roxmltree::Document::parse(self.text()).unwrap();
        let code = document.descendants().find(|node| node.has_tag_name("Code")).unwrap();
        code.text().unwrap().into()
    }

    /// The JSON of the service.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

pub(crate) fn send(method: &str, url: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
    let agent: Agent = Agent::config_builder().http_status_as_error(false).proxy(None).build().into();
    let mut request = http::Request::builder().method(method).uri(url);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let mut response = match method {
        "PUT" | "POST" => agent.run(request.body(body).unwrap()).unwrap(),
        _ => agent.run(request.body(()).unwrap()).unwrap(),
    };
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    Answer { status, headers, body: response.body_mut().read_to_vec().unwrap() }
}

/// Sends a form as browsers do: the fields, then the file.
pub(crate) fn send_form(url: &str, fields: &[(String, String)], file: &[u8]) -> Answer {
    let mut body = Vec::new();
    for (name, value) in fields {
        let part = format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.extend(part.into_bytes());
    }
    body.extend(b"--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"blob\"\r\n\r\n");
    body.extend(file);
    body.extend(b"\r\n--b--\r\n");
    send("POST", url, &[("content-type", "multipart/form-data; boundary=b")], &body)
}

pub(crate) fn bucket(server: &Server) -> Bucket {
    Bucket::new(server.bucket(), server.region()).unwrap().endpoint(server.endpoint()).unwrap()
}

pub(crate) fn presigned(server: &Server, request: &Request<'_>) -> String {
    let signer = bucket(server).signer(server.credentials()).unwrap();
    request.presign(&signer, MINUTE, Timestamp::now()).unwrap().into_string()
}
