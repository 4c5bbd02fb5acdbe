//! Faults that were once found by hand and belong nowhere else.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

use fantoccini::key::Key;
use presign_upload::app::App;
use presign_upload::options::Options;
use presign_upload::service::Limits;
use serde_json::{Value, json};

use crate::driver::{with_app, with_page};
use crate::load::sparse;
use crate::page::content;
use crate::{CARD, MIB, STANDSTILL, UPLOAD, small_parts};

/// F3: "deleted" was said of a file that the service had forgotten and the bucket still had.
#[test]
fn a_deletion_is_confirmed_by_the_bucket_alone() {
    with_page(Limits::default(), async |page| {
        page.choose("a.txt", b"text").await;
        page.wait_for_state("arrived").await;
        let answer = "const [status, code] = arguments; window.real ??= window.fetch;
                      window.fetch = (path, options) => (options?.method === 'DELETE'
                        ? Promise.resolve(new Response(JSON.stringify({ error: 'No.', code }), { status }))
                        : window.real(path, options));";
        for (status, code) in [(404, "unknown-upload"), (410, "gone"), (502, "bucket-unreachable"), (500, "internal")] {
            page.client.execute(answer, vec![json!(status), json!(code)]).await.unwrap();
            page.press(CARD, "delete").await;
            page.wait_for_text("#said", "is not deleted.").await;
            page.wait_for_text(&format!("{CARD} [data-do=delete]"), "Delete").await;
        }
        assert_eq!(page.objects().len(), 1);
        page.client.execute("window.fetch = window.real", vec![]).await.unwrap();
        page.press(CARD, "delete").await;
        page.wait_for_text("#said", "is deleted.").await;
        assert_eq!(page.objects().len(), 0);
    });
}

/// F8: whoever came when there was no room failed, and had to try again by hand.
#[test]
fn a_busy_service_is_waited_for() {
    with_page(Limits { max_open: 1, ..Limits::default() }, async |page| {
        let files = ["a.txt", "b.txt", "c.txt"].map(|name| page.file(name, name.as_bytes()));
        page.limit_network(1 << 10).await;
        for path in &files {
            page.choose_file(path).await;
        }
        page.wait_until("document.querySelector('#uploads > [data-state=retrying] .note')?.textContent.includes('when there is room')").await;
        page.limit_network(-1).await;
        page.wait_until("document.querySelectorAll('#uploads > [data-state=arrived]').length === 3").await;
        assert_eq!(page.objects().len(), 3);
    });
}

/// Passes everything below `/below/` on to whichever service it is told later.
fn proxy(listener: TcpListener) -> std::sync::mpsc::Sender<String> {
    let (sender, receiver) = std::sync::mpsc::channel::<String>();
    thread::spawn(move || {
        let Ok(service) = receiver.recv() else { return };
        for client in listener.incoming().flatten() {
            let service = service.clone();
            thread::spawn(move || pass_on(client, &service));
        }
    });
    sender
}

/// One request of a connection, and its answer.
fn pass_on(mut client: TcpStream, service: &str) -> Option<()> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        client.read_exact(&mut byte).ok()?;
        head.push(byte[0]);
    }
    let head = String::from_utf8(head).ok()?.replacen(" /below/", " /", 1);
    let head = head.replace("Connection: keep-alive", "Connection: close");
    let mut server = TcpStream::connect(service).ok()?;
    server.write_all(head.as_bytes()).ok()?;
    let (mut from, mut to) = (client.try_clone().ok()?, server.try_clone().ok()?);
    thread::spawn(move || std::io::copy(&mut from, &mut to));
    std::io::copy(&mut server, &mut client).ok()?;
    client.shutdown(std::net::Shutdown::Both).ok()
}

/// A module that is not asked for at once is asked for later, when another that needs it has come.
#[test]
fn all_modules_are_asked_for_at_once() {
    with_page(Limits::default(), async |page| {
        let asked =
            "performance.getEntriesByType('resource').map(({ name }) => name).filter((name) => name.endsWith('.js'))";
        let named = "[...document.querySelectorAll('link[rel=modulepreload], script')].map((one) => one.src ?? one.href).toSorted()";
        // The worker's script is no module.
        let needed = format!("[...new Set({asked})].filter((name) => !name.endsWith('/hash.js')).toSorted()");
        assert_eq!(page.get(&needed).await, page.get(named).await);
    });
}

/// F15: below a path of a proxy the page had no style and did nothing.
#[test]
fn page_works_below_a_path() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    let app = App::embedded(Options { origin: vec![origin.clone()], ..Limits::default().into() }).unwrap();
    let service = app.address().trim_start_matches("http://").trim_end_matches('/').to_owned();
    proxy(listener).send(service).unwrap();
    with_app(app, "", "document.querySelector('#limits')?.dataset.size !== undefined", async |page| {
        page.client.goto(&format!("{origin}/below/")).await.unwrap();
        page.wait_until("document.querySelector('#limits')?.dataset.size !== undefined").await;
        assert_eq!(page.get("getComputedStyle(document.querySelector('.drop')).borderStyle").await, "dashed");

        page.choose("a.txt", b"text").await;
        page.wait_for_state("arrived").await;

        page.wait_for_text(&format!("{CARD} .name"), "a.txt").await;
        assert_eq!(page.objects().len(), 1);
    });
}

/// F16: of many files the newest were not in the list.
#[test]
fn long_lists_have_pages_and_a_search() {
    with_page(Limits::default(), async |page| {
        for number in 0..55 {
            let asked = json!({ "name": format!("file {number}.txt"), "size": 0, "type": "text/plain" });
            let url = format!("{}api/uploads", page.app.address());
            let request = ureq::post(url).header("content-type", "application/json");
            let begun = request.send(asked.to_string()).unwrap().body_mut().read_to_string().unwrap();
            let begun: Value = serde_json::from_str(&begun).unwrap();
            let request = &begun["parts"][0]["request"];
            let mut put = ureq::put(request["url"].as_str().unwrap());
            for header in request["headers"].as_array().unwrap() {
                let [name, value] = [0, 1].map(|at| header[at].as_str().unwrap());
                if !["host", "content-length"].contains(&name) {
                    put = put.header(name, value);
                }
            }
            put.send("").unwrap();
        }
        page.reload().await;

        let shown = "document.querySelectorAll('#others > li').length";
        page.wait_until(&format!("{shown} === 50")).await;
        assert_eq!(page.text("#others > li .name").await, "file 54.txt");
        // Rows are laid out as they come into view, and move what is below them under a pointer.
        page.client.execute("document.querySelector('#gallery-more').focus()", vec![]).await.unwrap();
        page.key(Key::Enter).await;
        page.wait_until(&format!("{shown} === 55")).await;
        page.client.execute("document.querySelector('#search').focus()", vec![]).await.unwrap();
        page.choose_in("#search", "FILE 7".as_ref()).await;
        page.wait_until(&format!("{shown} === 1")).await;
        page.choose_in("#search", "!".as_ref()).await;
        page.wait_for_text("#gallery-empty", "No file has this in its name.").await;
    });
}

/// F17: without colours of its own no bar was to be seen.
#[test]
fn bars_are_seen_in_forced_colours() {
    with_page(small_parts(), async |page| {
        page.devtools(
            "Emulation.setEmulatedMedia",
            json!({ "features": [{ "name": "forced-colors", "value": "active" }] }),
        )
        .await;
        page.limit_network(STANDSTILL).await;
        page.choose("large.bin", &content(12 * MIB)).await;
        page.wait_for_state("sending").await;
        for bar in ["#total", "#uploads .row-main > progress", "#uploads .bars progress"] {
            let style = format!("getComputedStyle(document.querySelector('{bar}'))");
            assert_eq!(page.get(&format!("{style}.borderTopStyle")).await, "solid", "{bar}");
            assert_eq!(page.get(&format!("{style}.forcedColorAdjust")).await, "none", "{bar}");
        }
    });
}

/// F19: a page that could not ask for the limits once was dead, and what was dropped on it vanished.
#[test]
fn a_service_that_is_late_is_waited_for() {
    with_page(Limits::default(), async |page| {
        page.devtools("Network.enable", json!({})).await;
        page.devtools("Network.setBlockedURLs", json!({ "urls": ["*/api/limits"] })).await;
        page.client.refresh().await.unwrap();
        page.wait_for_text("#problem", "The service cannot be reached. It is asked again.").await;
        page.choose("early.txt", b"text").await;
        page.devtools("Network.setBlockedURLs", json!({ "urls": [] })).await;

        page.wait_for_state("arrived").await;

        assert_eq!(page.get("document.querySelector('#problem').hidden").await, true);
        assert_eq!(page.objects().len(), 1);
    });
}

/// F21: each event went through a bar for each of 9,000 parts.
#[test]
fn many_parts_have_one_bar() {
    with_page(Limits { max_size: 1 << 40, ..small_parts() }, async |page| {
        page.limit_network(1 << 20).await;
        page.choose_file(&sparse(page, "large.bin", 600 * (5 << 20))).await;
        page.wait_for_text(&format!("{UPLOAD} .sent"), "0 of 600 parts").await;
        assert_eq!(page.get(&format!("document.querySelectorAll('{UPLOAD} progress').length")).await, 1);
        page.press(UPLOAD, "cancel").await;
        page.wait_for_state("cancelled").await;
        page.eventually(|page| page.leftovers().is_empty()).await;
    });
}

/// F27: on a telephone 20 files were 8,300 pixels high, with five buttons each.
#[test]
fn narrow_screens_have_menus() {
    with_page(small_parts(), async |page| {
        for number in 0..5 {
            page.choose(&format!("{number}.txt"), b"text").await;
        }
        page.wait_until("document.querySelectorAll('#others > li').length === 5").await;
        let metrics = json!({ "width": 360, "height": 740, "deviceScaleFactor": 1, "mobile": false });
        page.devtools("Emulation.setDeviceMetricsOverride", metrics).await;

        let height = page.get("document.querySelector('#others').scrollHeight / 5").await.as_f64().unwrap();
        assert!(height < 100.0, "{height}");
        let download = format!("document.querySelector('{CARD} [data-do=download]').checkVisibility()");
        assert_eq!(page.get(&download).await, false);
        page.press(CARD, "more").await;
        assert_eq!(page.get(&download).await, true);
        assert_eq!(page.get("document.activeElement.ariaExpanded").await, "true");
        page.key(Key::Tab).await;
        page.key(Key::Escape).await;
        assert_eq!(page.get(&download).await, false);
        assert_eq!(page.get("document.activeElement.dataset.do").await, "more");
        // What is done with an upload is seen at once.
        page.limit_network(STANDSTILL).await;
        page.choose("large.bin", &content(12 * MIB)).await;
        page.wait_for_state("sending").await;
        page.press(UPLOAD, "pause").await;
        page.press(UPLOAD, "more").await;
        page.press(UPLOAD, "cancel").await;
        page.wait_for_state("cancelled").await;
        tokio::time::sleep(Duration::from_millis(100)).await;
        // One thing that can be done needs no menu.
        assert_eq!(
            page.get(
                "document.querySelectorAll('#uploads [data-state=cancelled] [data-do=remove]')[0].checkVisibility()"
            )
            .await,
            true
        );
    });
}

/// Speed and time that are left, of each and of all. What is refused is no part of a total, what failed is.
#[test]
fn totals_are_true() {
    with_page(small_parts(), async |page| {
        page.choose("page.html", b"text").await;
        page.limit_network(2 << 20).await;
        for name in ["a.bin", "b.bin"] {
            page.choose(name, &content(10 * MIB)).await;
        }

        let rate = "/ of 20 MiB · [\\d.]+ (M|K)iB\\/s · \\d+ (s|min) left$/.test(document.querySelector('#total-text').textContent)";
        page.wait_until(rate).await;
        let row = format!(
            "/^[\\d.]+ (bytes|[MK]iB) of 10 MiB · [\\d.]+ [MK]iB\\/s · \\d+ (s|min) left · \\d of 2 parts$/.test(document.querySelector('{UPLOAD} .sent').textContent)"
        );
        page.wait_until(&row).await;
        assert_eq!(page.get("document.querySelector('#total').max").await, 20 * MIB);
        assert!(page.text("#total-text").await.starts_with("0 of 2 files · "));
        page.limit_network(-1).await;
        page.wait_until("document.querySelectorAll('#uploads > [data-state=arrived]').length === 2").await;
        page.wait_until("document.querySelector('#total-text').textContent === '2 of 2 files'").await;
        assert_eq!(page.get("document.title").await, "Direct upload");
    });
}
