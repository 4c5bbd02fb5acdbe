//! A URL in the wrong hands.

use presign_upload::service::Limits;

use crate::driver::with_page;
use crate::page::content;
use crate::{PANEL, UPLOAD};

const ANSWER: &str = "#misuse-answer";

#[test]
fn changed_url_is_refused_and_the_page_says_so() {
    with_page(Limits::default(), async |page| {
        let bytes = content(5000);
        page.choose("a.txt", &bytes).await;
        page.wait_for_state("arrived").await;
        page.press(UPLOAD, "signed").await;

        for trial in ["other-key", "other-type", "longer"] {
            page.press(PANEL, trial).await;
            let answer = page.wait_for_text(ANSWER, "403 SignatureDoesNotMatch").await;
            assert!(answer.starts_with("Refused. This is not the request that was signed"), "{answer}");
            page.press(PANEL, "again").await;
            page.wait_for_text(ANSWER, "412").await;
        }

        let objects = page.objects();
        assert!(objects.len() == 1 && objects[0].1 == bytes, "the objects are not the file");
    });
}

#[test]
fn second_upload_to_the_same_key_is_refused() {
    with_page(Limits::default(), async |page| {
        page.choose("a.txt", b"text").await;
        page.wait_for_state("arrived").await;

        page.press(UPLOAD, "signed").await;
        page.press(PANEL, "again").await;

        let answer = page.wait_for_text(ANSWER, "412 PreconditionFailed").await;
        assert!(answer.starts_with("Refused. Something is at this key already, and it is not replaced."), "{answer}");
    });
}

#[test]
fn url_is_taken_apart() {
    with_page(Limits::default(), async |page| {
        page.choose("a.txt", b"text").await;
        page.wait_for_state("arrived").await;
        page.press(UPLOAD, "signed").await;

        for (name, value) in [
            ("X-Amz-Algorithm", "AWS4-HMAC-SHA256"),
            ("X-Amz-Credential", "AKIDDIRECTUPLOAD/"),
            ("X-Amz-Expires", "300"),
            ("content-length", "4"),
            ("content-type", "text/plain"),
            ("if-none-match", "*"),
            ("x-amz-checksum-sha256", "mC2ePrmW9VnmM/TRlN7zdh2Qn1o7ZH0ahR/q1nwyydE="),
        ] {
            page.wait_for_text(&format!("{PANEL} code[data-name={name}]"), value).await;
        }
        assert_eq!(page.text(&format!("{PANEL} code[data-name=X-Amz-Signature]")).await.len(), 64);
        page.wait_for_text("#signed-end", "Good for another 4:").await;
    });
}

#[test]
fn url_that_has_ended_is_refused() {
    with_page(Limits { expires: 1, ..Limits::default() }, async |page| {
        page.choose("a.txt", b"text").await;
        page.wait_for_state("arrived").await;
        page.press(UPLOAD, "signed").await;

        page.wait_for_text("#signed-end", "It has ended").await;
        page.press(PANEL, "again").await;
        let answer = page.wait_for_text(ANSWER, "403 AccessDenied").await;
        assert!(answer.starts_with("Refused. The URL has expired."), "{answer}");
    });
}
