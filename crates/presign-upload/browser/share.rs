//! Links that are given to others, and to what was signed.

use presign_upload::service::Limits;
use serde_json::json;

use crate::driver::with_page;
use crate::page::content;
use crate::{CARD, MIB, PANEL, UPLOAD, small_parts};

const LIVES: &str = "[...document.querySelectorAll('#share input[name=life]')].map((one) => Number(one.value))";
const URL: &str = "document.querySelector('#share-url').value";

/// F14: what was copied was nearly over at times, and nobody said when it would be.
#[test]
fn a_link_is_good_for_what_was_chosen() {
    with_page(Limits { expires: 30, ..Limits::default() }, async |page| {
        page.devtools(
            "Browser.grantPermissions",
            json!({ "permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"] }),
        )
        .await;
        page.choose("a.txt", b"text").await;
        page.wait_for_state("arrived").await;
        page.press(CARD, "share").await;
        page.wait_for_text("#share-end", "Good until").await;
        assert_eq!(page.get("document.querySelector('#share').open").await, true);
        assert_eq!(page.get(LIVES).await, json!([300, 3600, 86400]));
        page.wait_until(&format!("{URL}.includes('X-Amz-Expires=300&')")).await;

        page.click("#share input[value='86400']").await;
        page.wait_until(&format!("{URL}.includes('X-Amz-Expires=86400&')")).await;
        let shown = page.get(URL).await;
        // A second later it is another link: the one that is copied is fresh.
        tokio::time::sleep(std::time::Duration::from_millis(1100)).await;
        page.press("#share", "copy").await;
        page.wait_for_text("#share-end", "Copied. Good until").await;
        let copied =
            page.client.execute_async("navigator.clipboard.readText().then(arguments[0])", vec![]).await.unwrap();
        assert_ne!(copied, shown);
        assert_eq!(ureq::get(copied.as_str().unwrap()).call().unwrap().body_mut().read_to_string().unwrap(), "text");
        // Tomorrow has a date.
        let end = page.text("#share-end").await;
        assert!(end.contains(", 20"), "{end}");

        page.press("#share", "close").await;
        assert_eq!(page.get("document.querySelector('#share').open").await, false);
        assert_eq!(page.get("document.activeElement.dataset.do").await, "share");
    });
}

#[test]
fn links_are_no_longer_than_the_service_allows() {
    with_page(Limits { max_link: 3600, ..Limits::default() }, async |page| {
        page.choose("a.txt", b"text").await;
        page.wait_for_state("arrived").await;
        page.press(CARD, "share").await;
        page.wait_for_text("#share-end", "Good until").await;
        assert_eq!(page.get(LIVES).await, json!([300, 3600]));
    });
    with_page(Limits { max_link: 60, ..Limits::default() }, async |page| {
        page.choose("a.txt", b"text").await;
        page.wait_for_state("arrived").await;
        page.press(CARD, "share").await;
        page.wait_until(&format!("{URL}.includes('X-Amz-Expires=60&')")).await;
        assert_eq!(page.get(LIVES).await, json!([60]));
    });
}

/// F23: of an upload in parts the first one was shown.
#[test]
fn every_part_can_be_looked_at_and_linked() {
    with_page(small_parts(), async |page| {
        page.choose("large.bin", &content(12 * MIB)).await;
        page.wait_for_state("arrived").await;
        page.press(UPLOAD, "signed").await;
        page.wait_for_text("#signed-part", "of 3").await;
        for number in [3, 1, 2] {
            let choose = "const field = document.querySelector('#signed-number'); field.value = arguments[0];
                          field.dispatchEvent(new Event('input'));";
            page.client.execute(choose, vec![json!(number)]).await.unwrap();
            page.wait_for_text("#signed code[data-name=partNumber]", &number.to_string()).await;
        }
        page.press(PANEL, "link").await;
        page.wait_until("location.hash.endsWith('&part=2')").await;

        // The address shows the file after a reload, when its parts are history.
        page.wait_for_text(&format!("{CARD} .name"), "large.bin").await;
        page.reload().await;
        page.wait_for_text(&format!("{CARD} {PANEL}"), "response-content-disposition").await;
        page.press(PANEL, "close").await;
        assert_eq!(page.get("location.hash").await, "");
    });
}
