//! The page, as its user sees it.

use std::env;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use fantoccini::Client;
use presign::Timestamp;
use serde_json::{Value, json};

use crate::driver::Chrome;

/// How long anything may take. It is only ever waited for in full by a test that fails.
const PATIENCE: Duration = Duration::from_mins(1);
const BETWEEN_LOOKS: Duration = Duration::from_millis(20);

/// The page's clock, so that URLs of the vectors are as old as they are to the library.
pub(crate) const NOW: &str = "20150830T124100Z";

pub(crate) struct Page<'c> {
    pub(crate) client: &'c Client,
}

/// The page that `site/build` made.
pub(crate) fn file() -> PathBuf {
    env::var_os("PRESIGN_SITE").expect("PRESIGN_SITE names the page that `.ci/site` builds").into()
}

pub(crate) fn from_disk() -> String {
    format!("file://{}", file().display())
}

pub(crate) fn now() -> Timestamp {
    Timestamp::parse(NOW).unwrap()
}

impl<'c> Page<'c> {
    /// Opens the page at an address, at the time of the vectors.
    pub(crate) async fn open(client: &'c Client, address: &str) -> Self {
        let page = Self { client };
        let clock = format!("Date.now = () => {};", now().unix_seconds() * 1000);
        page.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": clock })).await;
        page.go(address).await;
        page
    }

    pub(crate) async fn go(&self, address: &str) {
        self.client.goto(address).await.unwrap();
        if address != "about:blank" {
            self.wait_until("document.querySelector('#explain')?.hidden === false").await;
        }
    }

    pub(crate) async fn devtools(&self, method: &str, parameters: Value) -> Value {
        self.client.issue_cmd(Chrome::devtools(method, &parameters)).await.unwrap()
    }

    /// The value of an expression.
    pub(crate) async fn get(&self, expression: &str) -> Value {
        self.client.execute(&format!("return {expression}"), vec![]).await.unwrap()
    }

    pub(crate) async fn run(&self, script: &str) {
        self.client.execute(script, vec![]).await.unwrap();
    }

    /// Waits for an expression to be true.
    pub(crate) async fn wait_until(&self, expression: &str) {
        let begun = Instant::now();
        while self.get(expression).await != Value::Bool(true) {
            let state = || async { self.get("document.querySelector('main').innerText.slice(0, 4000)").await };
            assert!(begun.elapsed() < PATIENCE, "never true: {expression}\n{}", state().await);
            tokio::time::sleep(BETWEEN_LOOKS).await;
        }
    }

    /// Puts a text into the field as a paste does, and waits for the answer to it.
    pub(crate) async fn paste(&self, text: &str) {
        let script = "const [field, answer] = [document.querySelector('#paste'), document.querySelector('#answer')];
                      answer.replaceChildren();
                      field.value = arguments[0];
                      field.dispatchEvent(new Event('input', { bubbles: true }));";
        self.client.execute(script, vec![json!(text)]).await.unwrap();
        self.wait_until("document.querySelector('#answer').childElementCount > 0").await;
    }

    /// The causes, each with its certainty before it, as they are read on the page.
    pub(crate) async fn causes(&self) -> Vec<String> {
        let found = self.get("[...document.querySelectorAll('#answer .sentence')].map((it) => it.textContent)").await;
        serde_json::from_value(found).unwrap()
    }

    /// Light or dark, and without motion.
    pub(crate) async fn set_scheme(&self, scheme: &str) {
        let features = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        self.devtools("Emulation.setEmulatedMedia", features).await;
    }

    pub(crate) async fn set_width(&self, width: u32) {
        let metrics = json!({ "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false });
        self.devtools("Emulation.setDeviceMetricsOverride", metrics).await;
    }

    /// What the browser said since the last look: nothing is kept from loading or running, and nothing fails.
    pub(crate) async fn console(&self) -> Vec<String> {
        let log = self.client.issue_cmd(Chrome::log("browser")).await.unwrap();
        log.as_array().unwrap().iter().map(|entry| entry["message"].as_str().unwrap().to_owned()).collect()
    }

    /// The addresses that were asked for since the last look.
    pub(crate) async fn requests(&self) -> Vec<String> {
        let log = self.client.issue_cmd(Chrome::log("performance")).await.unwrap();
        let events = log.as_array().unwrap().iter().map(|entry| {
            let event: Value = serde_json::from_str(entry["message"].as_str().unwrap()).unwrap();
            event["message"].clone()
        });
        let sent = events.filter(|event| event["method"] == "Network.requestWillBeSent");
        sent.map(|event| event["params"]["request"]["url"].as_str().unwrap().to_owned()).collect()
    }
}
