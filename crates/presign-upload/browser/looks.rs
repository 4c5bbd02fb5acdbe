//! What the page looks like, and that it can be used without a mouse.

use fantoccini::key::Key;
use presign_upload::service::Limits;
use serde_json::{Value, json};

use crate::driver::with_page;
use crate::page::{Page, content};
use crate::{CARD, MIB, PANEL, STANDSTILL, UPLOAD, small_parts};

const SCHEMES: [&str; 2] = ["light", "dark"];

/// Texts whose contrast with what is behind them is under 4.5, which the Web Content Accessibility Guidelines ask for.
const FAINT_TEXTS: &str = "(() => {
    // What is mixed is given as parts of 1, not of 255.
    const parse = (color) => color.match(/[\\d.]+/g).map((n) => (color.startsWith('color(srgb') ? n * 255 : Number(n)));
    const channel = (c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4);
    const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
    const ground = (element) => {
      const color = parse(getComputedStyle(element).backgroundColor);
      return color.length === 3 || color[3] === 1 ? color : ground(element.parentElement);
    };
    const hasText = (element) => [...element.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
    return [...document.body.querySelectorAll('*')].filter((e) => e.checkVisibility() && hasText(e)).map((e) => {
      const lights = [light(parse(getComputedStyle(e).color)), light(ground(e))].sort((a, b) => b - a);
      return [(lights[0] + 0.05) / (lights[1] + 0.05), e.textContent];
    }).filter(([contrast]) => contrast < 4.5);
})()";

/// A page with everything that it can show.
async fn fill(page: &Page) {
    page.click(".advanced summary").await;
    page.choose("picture.png", include_bytes!("picture.png")).await;
    page.wait_for_state("arrived").await;
    page.choose("page.html", b"text").await;
    page.wait_for_state("refused").await;
    page.choose(&format!("{}.bin", "long name ".repeat(20)), &content(12 * MIB)).await;
    page.wait_for_state("arrived").await;
    page.choose("text.txt", b"text").await;
    page.wait_for_state("arrived").await;
    page.press(UPLOAD, "signed").await;
    page.press(PANEL, "again").await;
    page.wait_for_text("#misuse-answer", "412").await;
    page.wait_until("document.querySelectorAll('#gallery > li, #others > li').length === 3").await;
}

#[test]
fn every_text_can_be_read_in_both_schemes() {
    with_page(small_parts(), async |page| {
        fill(page).await;
        let mut grounds = Vec::new();
        for scheme in SCHEMES {
            page.set_scheme(scheme).await;
            grounds.push(page.get("getComputedStyle(document.body).backgroundColor").await);
            assert_eq!(page.get(FAINT_TEXTS).await, json!([]), "{scheme}");
        }
        assert_ne!(grounds[0], grounds[1]);
    });
}

#[test]
fn nothing_sticks_out_at_any_width() {
    with_page(small_parts(), async |page| {
        fill(page).await;
        for width in [320, 390, 620, 768, 901, 1280, 1920] {
            let metrics = json!({ "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false });
            page.devtools("Emulation.setDeviceMetricsOverride", metrics).await;
            assert_eq!(page.get("innerWidth").await, width);
            let outside = page.get(
                "[...document.querySelectorAll('main *, header *')].filter((e) => {
                   const box = e.getBoundingClientRect();
                   return !e.closest('.hidden') && box.width > 0 && (box.left < 0 || box.right > innerWidth);
                 }).map((e) => `${e.localName}.${e.className}`)",
            );
            assert_eq!(outside.await, json!([]), "{width}");
            assert_eq!(page.get("document.documentElement.scrollWidth <= innerWidth").await, true);
        }
    });
}

#[test]
fn everything_that_can_be_used_has_a_name() {
    with_page(small_parts(), async |page| {
        fill(page).await;

        let tree = page.devtools("Accessibility.getFullAXTree", json!({})).await;

        let text = |node: &Value, property: &str| node[property]["value"].as_str().unwrap_or_default().to_owned();
        let nodes: Vec<_> = tree["nodes"].as_array().unwrap().iter().filter(|node| node["ignored"] == false).collect();
        let named = ["button", "link", "radio", "progressbar", "image", "combobox", "list", "region", "group"];
        for role in &named[..5] {
            assert!(nodes.iter().any(|node| text(node, "role") == *role), "{role}");
        }
        for node in nodes {
            let (role, name) = (text(node, "role"), text(node, "name"));
            let is_list = role == "list" || role == "group";
            assert!(!named.contains(&role.as_str()) || is_list || !name.is_empty(), "{node}");
        }
    });
}

#[test]
fn keyboard_is_enough() {
    with_page(small_parts(), async |page| {
        for id in ["language", "files", "folder", "record", "picture", "example"] {
            page.key(Key::Tab).await;
            assert_eq!(page.get("document.activeElement.id").await, id);
        }
        page.key(Key::Tab).await;
        page.key(Key::Enter).await;
        page.key(Key::Tab).await;
        assert_eq!(page.get("document.activeElement.value").await, "put");
        page.key(Key::Down).await;
        assert_eq!(page.get("document.querySelector('input[name=way]:checked').value").await, "form");
        page.key(Key::Up).await;

        page.limit_network(STANDSTILL).await;
        page.choose("large.bin", &content(12 * MIB)).await;
        page.wait_until(&format!("document.querySelector('{UPLOAD} .row-main > progress').value > 0")).await;
        go_to(page, UPLOAD, "pause").await;
        page.key(Key::Enter).await;
        page.wait_for_state("pausing").await;
        assert_eq!(page.get("document.activeElement.dataset.do").await, "stop");
        page.key(Key::Enter).await;
        page.wait_for_state("paused").await;
        // The button has gone, and the one in its place has the focus.
        assert_eq!(page.get("document.activeElement.dataset.do").await, "resume");
        page.limit_network(-1).await;
        page.key(Key::Enter).await;
        page.wait_for_state("arrived").await;

        go_to(page, UPLOAD, "signed").await;
        page.key(Key::Enter).await;
        assert_eq!(page.get("document.activeElement.id").await, "signed-title");
        // It is in its row, and gives the focus back.
        assert_eq!(page.get("document.querySelector('#uploads > li .signed') !== null").await, true);
        page.key(Key::Escape).await;
        assert_eq!(page.get("document.querySelector('.signed')").await, Value::Null);
        assert_eq!(page.get("document.activeElement.dataset.do").await, "signed");
        page.control(CARD, "download").await;
        go_to(page, CARD, "download").await;
    });
}

/// Goes from control to control until this one has the focus, and looks whether that can be seen.
async fn go_to(page: &Page, place: &str, action: &str) {
    let focused = format!("document.activeElement === document.querySelector(\"{place} [data-do='{action}']\")");
    page.control(place, action).await;
    page.client.execute("document.activeElement.blur()", vec![]).await.unwrap();
    for _ in 0..60 {
        page.key(Key::Tab).await;
        if page.get(&focused).await == true {
            assert_eq!(page.get("getComputedStyle(document.activeElement).outlineStyle").await, "solid");
            return;
        }
    }
    panic!("the keyboard does not lead to {action}");
}

#[test]
fn page_without_a_network_waits_for_it() {
    with_page(Limits::default(), async |page| {
        page.take_network_away().await;

        // F7: it failed after five attempts, which would be over at once here.
        let hurry = "const real = setTimeout; globalThis.setTimeout = (then) => real(then, 1);";
        page.client.execute(hurry, vec![]).await.unwrap();
        page.choose("a.txt", b"text").await;
        page.wait_for_state("offline").await;
        let later = "let left = 200; const wait = () => (left-- > 0 ? setTimeout(wait) : arguments[0]()); wait();";
        page.client.execute_async(later, vec![]).await.unwrap();
        page.wait_for_state("offline").await;

        page.limit_network(-1).await;
        page.wait_for_state("arrived").await;
    });
}
