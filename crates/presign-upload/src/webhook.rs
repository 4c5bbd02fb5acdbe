//! Tells another service that a file has arrived.

use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use hmac::{Hmac, KeyInit, Mac};
use serde_json::json;
use sha2::Sha256;
use ureq::Agent;

use crate::client;
use crate::hooks::{Arrived, Hooks};

/// Sends an event for each file that has arrived: a `POST` with JSON, signed with a secret that the receiver knows.
///
/// The header `presign-upload-signature` is `t=SECONDS,v1=HEX`: the time in seconds since 1970, and the HMAC-SHA256 of this
/// time, a dot and the body. A receiver computes it again, compares in constant time, and refuses what is older than some
/// minutes. An event may be sent again: its key says whether it is known.
#[derive(Debug)]
pub(crate) struct Webhook {
    url: String,
    secret: String,
    agent: Agent,
}

/// How often it is tried, and how long it rests before it tries again.
const RESTS: [Duration; 3] = [Duration::ZERO, Duration::from_secs(1), Duration::from_secs(10)];

impl Webhook {
    /// Sends to this URL.
    pub(crate) fn new(url: &str, secret: &str) -> Self {
        Self { url: url.into(), secret: secret.into(), agent: client::agent(true) }
    }

    fn signature(&self, time: u64, body: &str) -> String {
        // A key of any length is accepted.
        let mac = Hmac::<Sha256>::new_from_slice(self.secret.as_bytes());
        let mac = mac.map(|mac| mac.chain_update(format!("{time}.{body}")).finalize().into_bytes());
        format!("t={time},v1={}", mac.map(|mac| base16ct::lower::encode_string(&mac)).unwrap_or_default())
    }
}

impl Hooks for Webhook {
    fn arrived(&self, user: &str, file: &Arrived<'_>) {
        let Arrived { key, name, size, content_type } = file;
        let event = json!({ "key": key, "name": name, "size": size, "type": content_type, "user": user });
        let (body, url, agent) = (event.to_string(), self.url.clone(), self.agent.clone());
        let time = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        let signature = self.signature(time, &body);
        // Nobody waits for it: the file has arrived whatever the receiver says.
        thread::spawn(move || {
            for rest in RESTS {
                thread::sleep(rest);
                let request = agent.post(&url).content_type("application/json");
                let answer = request.header("presign-upload-signature", &signature).send(&body);
                if answer.is_ok_and(|answer| answer.status().is_success()) {
                    return;
                }
            }
            eprintln!("{}", json!({ "about": "webhook", "seen": "The receiver did not accept an event." }));
        });
    }
}
