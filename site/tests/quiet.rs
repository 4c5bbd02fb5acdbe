//! Nothing leaves the page, wherever it comes from, and no secret stays in it.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use serde_json::json;

use crate::driver::with_browser;
use crate::page::{Page, file, from_disk};

const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

/// A server of the page under a path of its own, which keeps what it is asked for.
fn serve() -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let asked = Arc::new(Mutex::new(Vec::new()));
    let list = Arc::clone(&asked);
    std::thread::spawn(move || listener.incoming().map_while(Result::ok).for_each(|stream| answer(&stream, &list)));
    (address, asked)
}

fn answer(mut stream: &TcpStream, asked: &Mutex<Vec<String>>) {
    let mut line = String::new();
    // A connection that a browser opens ahead of time asks for nothing.
    if BufReader::new(stream).read_line(&mut line).is_err() || line.is_empty() {
        return;
    }
    asked.lock().unwrap().push(line.trim().to_owned());
    let page = std::fs::read(file()).unwrap();
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        page.len()
    );
    let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&page));
}

/// Uses all that the page has.
async fn use_all(page: &Page<'_>) {
    page.run(
        "const list = document.querySelector('#example');
         list.value = 'host';
         list.dispatchEvent(new Event('change'));",
    )
    .await;
    page.wait_until("document.querySelector('#answer').childElementCount > 0").await;
    search(page).await;
    page.wait_until("document.querySelector('#solved').childElementCount > 0").await;
    page.run("document.querySelector('#tab-making').click(); document.querySelector('#make').requestSubmit();").await;
    page.wait_until("document.querySelector('#made').childElementCount > 0").await;
}

async fn search(page: &Page<'_>) {
    let script = "document.querySelector('#secret').open = true;
                  document.querySelector('#key-secret').value = arguments[0];
                  document.querySelector('#search').requestSubmit();";
    page.client.execute(script, vec![json!(SECRET)]).await.unwrap();
}

#[test]
fn nothing_but_the_page_is_asked_for() {
    let (address, asked) = serve();
    let mut answers = Vec::new();
    with_browser(async |client| {
        for start in [format!("{address}/any/path/index.html"), from_disk()] {
            // What the browser's own page asks for is not the page's.
            let page = Page::open(client, "about:blank").await;
            let _ = page.requests().await;
            page.go(&start).await;
            use_all(&page).await;
            // Blobs and data are parts of the page.
            let requests = page.requests().await;
            let others: Vec<_> = requests
                .iter()
                .filter(|url| **url != start && !url.starts_with("blob:") && !url.starts_with("data:"))
                .collect();
            assert_eq!(others, [""; 0]);
            assert!(requests.contains(&start), "the watch sees nothing: {requests:?}");
            assert_eq!(page.console().await, [""; 0]);
            answers.push(page.get("document.querySelector('#answer').innerText").await);
        }
        assert_eq!(answers[0], answers[1], "the page from disk answers the same");
        assert_eq!(*asked.lock().unwrap(), ["GET /any/path/index.html HTTP/1.1"]);
    });
}

/// What would leave is stopped by the page's own policy.
#[test]
fn what_would_leave_the_page_is_stopped() {
    let (address, asked) = serve();
    with_browser(async |client| {
        let page = Page::open(client, &from_disk()).await;
        let script = "const [address, done] = arguments;
             const image = new Image();
             image.src = `${address}/image`;
             navigator.sendBeacon(`${address}/beacon`, 'x');
             const style = document.createElement('link');
             style.rel = 'stylesheet';
             style.href = `${address}/style`;
             document.head.append(style);
             fetch(`${address}/fetch`).then(() => done('sent'), () => setTimeout(() => done('stopped'), 500));";
        let sent = client.execute_async(script, vec![json!(address)]).await.unwrap();
        assert_eq!(sent, "stopped");
        assert_eq!(*asked.lock().unwrap(), [""; 0]);
        let said = page.console().await;
        for directive in ["connect-src", "img-src", "style-src"] {
            assert!(said.iter().any(|line| line.contains(directive)), "{directive}: {said:?}");
        }
    });
}

#[test]
fn secret_is_used_once_and_nowhere_kept() {
    with_browser(async |client| {
        let page = Page::open(client, &from_disk()).await;
        use_all(&page).await;
        assert_eq!(page.get("document.querySelector('#key-secret').value").await, "");
        let kept = page.get("document.documentElement.outerHTML + JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie, location.href, history.state])").await;
        let kept = kept.as_str().unwrap();
        // The script itself has AWS's example, twice in its source and nowhere else.
        let script = page.get("[...document.scripts].find((it) => !it.type).textContent").await;
        assert_eq!(kept.matches(SECRET).count(), script.as_str().unwrap().matches(SECRET).count());
        let types = page.get("['#key-secret', '#key-token', '#make-secret', '#make-token'].map((it) => [document.querySelector(it).type, document.querySelector(it).autocomplete].join())").await;
        assert_eq!(types, json!(["password,off", "password,off", "password,off", "password,off"]));
    });
}

#[test]
fn search_finds_what_was_signed_and_can_be_stopped() {
    with_browser(async |client| {
        let page = Page::open(client, &from_disk()).await;
        page.run("const list = document.querySelector('#example'); list.value = 'method'; list.dispatchEvent(new Event('change'));").await;
        page.wait_until("document.querySelector('#answer').childElementCount > 0").await;
        // The same URL, sent by GET.
        let url = page.get("document.querySelector('#paste').value.match(/https:[^']*/)[0]").await;
        page.paste(&format!("curl -H 'content-type: text/plain' '{}'", url.as_str().unwrap())).await;
        search(&page).await;
        page.wait_until("document.querySelector('#solved .sentence') !== null").await;
        let found = page.get("document.querySelector('#solved .sentence').textContent").await;
        assert_eq!(found, "provedthe signature is right for a request with the method PUT instead of GET");

        // With another secret the search is long.
        let script = "document.querySelector('#key-secret').value = 'another';
                      document.querySelector('#search').requestSubmit();";
        page.run(script).await;
        page.wait_until("document.querySelector('#progress').value > 0").await;
        assert_eq!(page.get("document.querySelector('#stop').hidden").await, false);
        page.run("document.querySelector('#stop').focus(); document.querySelector('#stop').click()").await;
        page.wait_until("document.querySelector('#solved').textContent.includes('was stopped')").await;
        assert_eq!(page.get("document.querySelector('#stop').hidden").await, true);
        assert_eq!(page.get("document.activeElement.textContent").await, "Search");

        // Without a secret there is nothing to search with, and the ID is that of the paste.
        page.run("document.querySelector('#search').requestSubmit()").await;
        assert_eq!(page.get("document.activeElement.id").await, "key-secret");
        assert_eq!(page.get("document.querySelector('#stop').hidden").await, true);
        page.paste(&url.as_str().unwrap().replace("AKIDEXAMPLE", "AKIDOTHER")).await;
        page.wait_until("document.querySelector('#key-id').value === 'AKIDOTHER'").await;
    });
}

/// AWS's example secret signs for its own ID, and for no other by mistake.
#[test]
fn example_secret_signs_for_the_example_alone() {
    with_browser(async |client| {
        let page = Page::open(client, &from_disk()).await;
        let script = "document.querySelector('#tab-making').click();
                      const id = document.querySelector('#make-id');
                      id.value = 'AKIDOTHER';
                      id.dispatchEvent(new Event('input'));
                      document.querySelector('#make').requestSubmit();";
        page.run(script).await;
        assert_eq!(page.get("document.activeElement.id").await, "make-secret");
        assert_eq!(page.get("document.querySelector('#made').childElementCount").await, 0);
    });
}
