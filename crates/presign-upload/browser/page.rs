//! The page, as its user sees it.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use fantoccini::Client;
use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::elements::Element;
use fantoccini::key::Key;
use fantoccini::wd::Locator::Css;
use presign_upload::app::App;
use serde_json::{Value, json};
use tempfile::TempDir;
use ureq::Body;
use ureq::http::Response;

use crate::UPLOAD;
use crate::driver::Chrome;

/// The page in a browser, the bucket, and a folder with the user's files.
pub(crate) struct Page {
    pub(crate) app: App,
    pub(crate) client: Client,
    is_ready: &'static str,
    files: TempDir,
}

/// How long anything may take. It is only ever waited for in full by a test that fails.
const PATIENCE: Duration = Duration::from_secs(30);
const BETWEEN_LOOKS: Duration = Duration::from_millis(20);

impl Page {
    pub(crate) async fn open(app: App, path: &str, is_ready: &'static str, client: Client) -> Self {
        client.goto(&format!("{}{path}", app.address())).await.unwrap();
        let page = Self { app, client, is_ready, files: TempDir::new().unwrap() };
        page.wait_until_ready().await;
        page
    }

    /// What the browser has written to its console since the last look. It never says that something was kept from
    /// loading or running, or failed.
    pub(crate) async fn console(&self) -> Vec<String> {
        let log = self.client.issue_cmd(Chrome::console()).await.unwrap();
        let messages = log.as_array().unwrap().iter().map(|entry| entry["message"].as_str().unwrap().to_owned());
        // Refusals and broken connections are what these tests are about.
        // So is a warning that the browser does not show: no hand has touched the page.
        let messages = messages.filter(|message| !message.contains("'beforeunload' confirmation panel"));
        messages.inspect(|message| assert!(message.contains("Failed to load resource"), "{message}")).collect()
    }

    async fn wait_until_ready(&self) {
        self.wait_until(self.is_ready).await;
    }

    pub(crate) async fn reload(&self) {
        self.client.refresh().await.unwrap();
        // The page warns before it is left while something is under way.
        let _ = self.client.accept_alert().await;
        self.wait_until_ready().await;
    }

    /// Writes a file into the user's folder.
    pub(crate) fn file(&self, name: &str, content: &[u8]) -> PathBuf {
        let path = self.files.path().join(name);
        fs::write(&path, content).unwrap();
        path
    }

    /// Writes a file and chooses it.
    pub(crate) async fn choose(&self, name: &str, content: &[u8]) {
        let path = self.file(name, content);
        self.choose_file(&path).await;
    }

    pub(crate) async fn choose_file(&self, path: &Path) {
        self.choose_in("#files", path).await;
    }

    /// Gives a field this file or folder.
    pub(crate) async fn choose_in(&self, field: &str, path: &Path) {
        self.client.find(Css(field)).await.unwrap().send_keys(path.to_str().unwrap()).await.unwrap();
    }

    /// Waits for the newest upload to be in this state.
    pub(crate) async fn wait_for_state(&self, state: &str) {
        self.wait_until(&format!("document.querySelector('#uploads > li')?.dataset.state === '{state}'")).await;
    }

    /// Waits for an element to be there and to contain a text, which is given.
    pub(crate) async fn wait_for_text(&self, css: &str, text: &str) -> String {
        let script = format!("document.querySelector('{css}')?.textContent.includes({})", json!(text));
        self.wait_until(&script).await;
        self.text(css).await
    }

    /// Waits for an expression to be true.
    pub(crate) async fn wait_until(&self, expression: &str) {
        self.wait_at_most(PATIENCE, expression).await;
    }

    /// The same for what takes minutes.
    pub(crate) async fn wait_long_until(&self, expression: &str) {
        self.wait_at_most(20 * PATIENCE, expression).await;
    }

    async fn wait_at_most(&self, patience: Duration, expression: &str) {
        let begun = Instant::now();
        while self.get(expression).await != Value::Bool(true) {
            let state = || async { self.get("document.querySelector('main').innerText").await };
            assert!(begun.elapsed() < patience, "never true: {expression}\n{}", state().await);
            tokio::time::sleep(BETWEEN_LOOKS).await;
        }
    }

    /// The value of an expression.
    pub(crate) async fn get(&self, expression: &str) -> Value {
        self.client.execute(&format!("return {expression}"), vec![]).await.unwrap()
    }

    pub(crate) async fn text(&self, css: &str) -> String {
        let text = self.get(&format!("document.querySelector('{css}').textContent")).await;
        text.as_str().unwrap().to_owned()
    }

    /// The button or link that does this, of the newest upload, of the first card, or of the panel.
    pub(crate) async fn control(&self, place: &str, action: &str) -> Element {
        let css = format!("{place} [data-do='{action}']:not([hidden])");
        self.client.wait().at_most(PATIENCE).for_element(Css(&css)).await.unwrap()
    }

    pub(crate) async fn click(&self, css: &str) {
        self.client.find(Css(css)).await.unwrap().click().await.unwrap();
    }

    pub(crate) async fn press(&self, place: &str, action: &str) {
        self.control(place, action).await.click().await.unwrap();
    }

    /// Pauses the newest upload, whose parts under way are stopped, unless they end before that.
    pub(crate) async fn pause(&self) {
        self.press(UPLOAD, "pause").await;
        let stop = format!("document.querySelector(\"{UPLOAD} [data-do='stop']:not([hidden])\")?.click()");
        self.wait_until(&format!("({stop}, document.querySelector('{UPLOAD}').dataset.state === 'paused')")).await;
    }

    /// What a link leads to, got by another client: it needs nothing but the URL.
    pub(crate) async fn follow(&self, place: &str, action: &str) -> Response<Body> {
        let url = self.control(place, action).await.prop("href").await.unwrap().unwrap();
        // The bucket has a thread of its own: it answers while this one waits.
        ureq::get(&url).call().unwrap()
    }

    /// Waits for something that is not in the page.
    pub(crate) async fn eventually(&self, is_true: impl Fn(&Self) -> bool) {
        let begun = Instant::now();
        while !is_true(self) {
            assert!(begun.elapsed() < PATIENCE, "it never came true");
            tokio::time::sleep(BETWEEN_LOOKS).await;
        }
    }

    /// Types a key to whatever has the focus.
    pub(crate) async fn key(&self, key: Key) {
        let value = key.into();
        let keys = KeyActions::new("keyboard".into());
        let keys = keys.then(KeyAction::Down { value }).then(KeyAction::Up { value });
        self.client.perform_actions(keys).await.unwrap();
    }

    pub(crate) async fn devtools(&self, method: &str, parameters: Value) -> Value {
        self.client.issue_cmd(Chrome::devtools(method, &parameters)).await.unwrap()
    }

    /// Makes uploads slow enough to be watched; -1 bytes a second is any speed.
    pub(crate) async fn limit_network(&self, bytes_a_second: i64) {
        self.set_network(false, bytes_a_second).await;
    }

    pub(crate) async fn take_network_away(&self) {
        self.set_network(true, -1).await;
    }

    /// Light or dark, and without motion: colours change in a while otherwise.
    pub(crate) async fn set_scheme(&self, scheme: &str) {
        let features = json!({ "features": [
            { "name": "prefers-color-scheme", "value": scheme },
            { "name": "prefers-reduced-motion", "value": "reduce" },
        ] });
        self.devtools("Emulation.setEmulatedMedia", features).await;
    }

    async fn set_network(&self, offline: bool, upload: i64) {
        self.devtools("Network.enable", json!({})).await;
        let conditions =
            json!({ "offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": upload });
        self.devtools("Network.emulateNetworkConditions", conditions).await;
    }

    /// The objects in the bucket: keys and contents.
    pub(crate) fn objects(&self) -> Vec<(String, Vec<u8>)> {
        let folder = self.app.server().unwrap().folder().join("uploads");
        let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
        let entries = entries.map(|entry| entry.unwrap());
        let mut objects: Vec<_> =
            entries.map(|e| (e.file_name().into_string().unwrap(), fs::read(e.path()).unwrap())).collect();
        objects.sort();
        objects
    }

    /// What is in the bucket of uploads in parts that are not complete.
    pub(crate) fn leftovers(&self) -> Vec<String> {
        let folder = self.app.server().unwrap().folder();
        let entries = fs::read_dir(folder.parent().unwrap()).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.filter(|name| name.starts_with(".upload")).collect()
    }
}

/// Bytes that are not the same twice in a row, so that a part in the wrong place shows.
pub(crate) fn content(length: usize) -> Vec<u8> {
    let mut state = 1_u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    (0..length).map(|_| next()).collect()
}
