//! A headless Chromium, driven through chromedriver.

use std::io::{BufRead, BufReader};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::process::{Child, Command, Stdio};

use fantoccini::wd::{Capabilities, WebDriverCompatibleCommand};
use fantoccini::{Client, ClientBuilder};
use hyper::Method;
use hyper_util::client::legacy::connect::HttpConnector;
use presign_upload::app::App;
use presign_upload::service::Limits;
use serde_json::{Value, json};
use tempfile::TempDir;
use url::{ParseError, Url};

use crate::page::Page;

const MISSING: &str = "These tests need Chromium and its driver. On Debian and Ubuntu, `apt-get install chromium \
                       chromium-driver` installs them; elsewhere, have `chromedriver` in the PATH.";

const FLAGS: [&str; 11] = [
    "--headless",
    // The tests may run as root, in a container.
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    // Nothing but the page is to be on the network.
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    // A camera and a screen of no person.
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--auto-accept-this-tab-capture",
];

/// Serves a page with these limits, opens it in a browser, and ends both after the test.
pub(crate) fn with_page(limits: Limits, test: impl AsyncFnOnce(&Page)) {
    // The last thing that a page of this service does is to show its limits.
    let is_ready = "document.querySelector('#limits')?.dataset.size !== undefined";
    with_app(App::embedded(limits).unwrap(), "", is_ready, test);
}

/// Opens this page of a service, and waits until it is ready.
pub(crate) fn with_app(app: App, path: &str, is_ready: &'static str, test: impl AsyncFnOnce(&Page)) {
    let driver = Driver::start();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let client = runtime.block_on(driver.connect());
    let run = async || {
        let page = Page::open(app, path, is_ready, client.clone()).await;
        test(&page).await;
        page.console().await;
    };
    let result = catch_unwind(AssertUnwindSafe(|| runtime.block_on(run())));
    // The browser would outlive a test that fails.
    runtime.block_on(client.clone().close()).unwrap();
    if let Err(panic) = result {
        resume_unwind(panic);
    }
}

/// A running chromedriver with a folder of its own, for all that it and the browser write.
struct Driver {
    process: Child,
    address: String,
    folder: TempDir,
}

impl Driver {
    fn start() -> Self {
        let folder = TempDir::new().unwrap();
        let mut command = Command::new("chromedriver");
        command.arg("--port=0").env("TMPDIR", folder.path()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut process =
            command.spawn().unwrap_or_else(|error| panic!("chromedriver does not start: {error}. {MISSING}"));
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let port = lines.by_ref().map_while(Result::ok).find_map(|line| {
            let (_, port) = line.split_once("started successfully on port ")?;
            port.trim_end_matches('.').parse::<u16>().ok()
        });
        // Someone has to read what it says, or it waits.
        std::thread::spawn(move || lines.for_each(drop));
        let port = port.unwrap_or_else(|| panic!("chromedriver names no port. {MISSING}"));
        Self { process, address: format!("http://127.0.0.1:{port}"), folder }
    }

    async fn connect(&self) -> Client {
        let profile = format!("--user-data-dir={}", self.folder.path().join("profile").display());
        let flags: Vec<_> = FLAGS.into_iter().chain([profile.as_str(), "--window-size=1280,900"]).collect();
        let wanted = json!({
            "goog:chromeOptions": { "args": flags },
            "goog:loggingPrefs": { "browser": "ALL" },
        });
        let Value::Object(wanted) = wanted else { unreachable!("it is written as an object") };
        let mut builder = ClientBuilder::new(HttpConnector::new());
        let client = builder.capabilities(Capabilities::from(wanted)).connect(&self.address).await;
        client.unwrap_or_else(|error| panic!("Chromium does not start: {error}. {MISSING}"))
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A command of chromedriver's own: its path after the session, and its body.
#[derive(Debug)]
pub(crate) struct Chrome(&'static str, Value);

impl Chrome {
    /// A command of the Chrome DevTools Protocol.
    pub(crate) fn devtools(method: &str, parameters: &Value) -> Self {
        Self("goog/cdp/execute", json!({ "cmd": method, "params": parameters }))
    }

    /// What the browser has written to its console.
    pub(crate) fn console() -> Self {
        Self("se/log", json!({ "type": "browser" }))
    }
}

impl WebDriverCompatibleCommand for Chrome {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        base.join(&format!("session/{}/{}", session.unwrap_or_default(), self.0))
    }

    fn method_and_body(&self, _url: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(self.1.to_string()))
    }
}
