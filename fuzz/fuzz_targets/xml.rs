//! Any answer is read or refused, and what is read can be written again.

#![no_main]

use libfuzzer_sys::fuzz_target;
use presign::s3::xml::{self, CompletedUpload, ObjectPage, PartPage, ServerError};

fuzz_target!(|answer: &str| {
    let _ = xml::read_upload_id(answer);
    let _ = xml::read_copy(answer);
    let _ = xml::read_failed_deletions(answer);
    let _ = CompletedUpload::parse(answer);
    if let Some(error) = ServerError::parse(answer) {
        assert!(!error.code().is_empty());
        assert!(!error.to_string().contains('\n'));
    }
    if let Ok(page) = ObjectPage::parse(answer) {
        for object in &page.objects {
            // A control character came by an escape, or the key is longer than S3 has them.
            let _ = xml::write_keys([(object.key.as_str(), None)]);
        }
    }
    if let Ok(page) = PartPage::parse(answer) {
        for part in page.parts {
            assert!((1..=10_000).contains(&part.number));
            let _ = xml::write_parts([part]);
        }
    }
});
