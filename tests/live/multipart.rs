//! Uploads in parts.

use presign::Timestamp;
use presign::s3::{CopySource, MultipartPlan, Part};

use crate::client::{Answer, Message};
use crate::suite::Check::{Bytes, Element, Header, Nothing};
use crate::suite::{Case, Suite};
use crate::values::{CONTENT, LIFE};

/// The smallest first part that S3 accepts, and a little more.
const SIZE: u64 = FIRST + CONTENT.len() as u64;
const FIRST: u64 = MultipartPlan::MIN_PART_SIZE;

pub(crate) fn run(suite: &Suite) {
    let key = suite.key("in parts");
    let Some(upload_id) = create(suite, &key) else { return };
    let parts = [vec![b'1'; FIRST.try_into().expect("a few MiB")], CONTENT.to_vec()];
    let entity_tags = upload_parts(suite, &key, &upload_id, &parts);
    suite.check_all(lists(suite, &key, &upload_id));
    let complete = suite.bucket().complete_multipart_upload(&key, &upload_id);
    let complete = suite.sign(&complete).with_body(part_list(&entity_tags));
    let whole = suite.check("CompleteMultipartUpload", &complete, "200", Element("Key", &key));
    suite.check_all_after(&whole, completed(suite, &key, &parts, &parts.concat()));
    give_up(suite, &whole, &key);
    copy_part(suite);
}

pub(crate) fn create(suite: &Suite, key: &str) -> Option<String> {
    let create = suite.sign(&suite.bucket().create_multipart_upload(key).content_type("text/x-parts"));
    let answer = suite.check("CreateMultipartUpload", &create, "200", Element("Key", key));
    let upload_id = answer.elements("UploadId").into_iter().next()?;
    suite.remember_upload(key, &upload_id);
    Some(upload_id)
}

/// All parts of a plan, signed by one call. Gives their entity tags.
fn upload_parts(suite: &Suite, key: &str, upload_id: &str, parts: &[Vec<u8>; 2]) -> [String; 2] {
    let plan = MultipartPlan::new(SIZE, FIRST).expect("a plan for two parts");
    let operation = |part: Part| suite.bucket().upload_part(key, upload_id, part.number).content_length(part.length);
    let urls = plan.presign(&suite.signer, LIFE, Timestamp::now(), operation).expect("parts that can be signed");
    let mut urls = urls.into_iter();
    parts.each_ref().map(|part| {
        let url = urls.next().expect("a URL for each part");
        let answer = suite.check("UploadPart", &Message::from(url).with_body(part.as_slice()), "200", Nothing);
        answer.header("etag").unwrap_or_default().into()
    })
}

/// Makes another object of one part. An upload of its own: some servers regard the copy as an empty part.
fn copy_part(suite: &Suite) {
    let (bucket, key, other) = (suite.bucket(), suite.key("of a copied part"), suite.key("a part"));
    let base = suite.place("UploadPartCopy", &other);
    let Some(upload_id) = create(suite, &key) else { return };
    let copy = bucket.upload_part_copy(&key, &upload_id, 1, &CopySource::new(bucket.name(), &other));
    let copied = suite.check_after(&base, ("UploadPartCopy", suite.sign(&copy), "200", Nothing));
    let entity_tag = copied.elements("ETag").into_iter().next().unwrap_or_default();
    let complete = bucket.complete_multipart_upload(&key, &upload_id).if_none_match("*");
    let complete = suite.sign(&complete).with_body(part_list(&[entity_tag]));
    let check = Element("Key", &key);
    let whole = suite.check_after(&copied, ("CompleteMultipartUpload, if-none-match", complete, "200", check));
    let get = suite.sign(&bucket.get_object(&key));
    suite.check_after(&whole, ("UploadPartCopy: GetObject", get, "200", Bytes(CONTENT)));
}

fn lists<'a>(suite: &Suite, key: &'a str, upload_id: &'a str) -> Vec<Case<'a>> {
    let bucket = suite.bucket();
    let uploads = bucket.list_multipart_uploads().prefix(key).set("max-uploads", "10");
    let later = bucket.list_parts(key, upload_id).set("part-number-marker", "1").set("max-parts", "10");
    vec![
        ("ListParts", suite.sign(&bucket.list_parts(key, upload_id)), "200", Element("PartNumber", "1")),
        ("ListParts, part-number-marker", suite.sign(&later), "200", Element("PartNumber", "2")),
        ("ListMultipartUploads", suite.sign(&uploads), "200", Element("UploadId", upload_id)),
    ]
}

/// The body that completes an upload.
fn part_list(entity_tags: &[String]) -> String {
    let part = |(number, tag)| format!("<Part><PartNumber>{number}</PartNumber><ETag>{tag}</ETag></Part>");
    let parts: String = (1..).zip(entity_tags).map(part).collect();
    format!("<CompleteMultipartUpload>{parts}</CompleteMultipartUpload>")
}

fn completed<'a>(suite: &Suite, key: &str, [_, second]: &'a [Vec<u8>; 2], whole: &'a [u8]) -> Vec<Case<'a>> {
    let (get, head) = (|| suite.bucket().get_object(key), suite.bucket().head_object(key));
    vec![
        ("CompleteMultipartUpload: GetObject", suite.sign(&get()), "200", Bytes(whole)),
        ("CompleteMultipartUpload: HeadObject", suite.sign(&head), "200", Header("content-type", "text/x-parts")),
        ("GetObject, partNumber", suite.sign(&get().part_number(2)), "206", Bytes(second)),
    ]
}

/// Copies a range, which S3 does from objects over 5 MiB only, and gives the upload up.
fn give_up(suite: &Suite, base: &Answer, source: &str) {
    let (bucket, key) = (suite.bucket(), suite.key("given up"));
    let Some(upload_id) = create(suite, &key) else { return };
    let source = CopySource::new(bucket.name(), source);
    let copy = bucket.upload_part_copy(&key, &upload_id, 1, &source).copy_source_range(0, FIRST - 1);
    let list = suite.sign(&bucket.list_parts(&key, &upload_id));
    let size = FIRST.to_string();
    let copied = suite.check_after(base, ("UploadPartCopy, copy-source-range", suite.sign(&copy), "200", Nothing));
    let check = Element("Size", &size);
    suite.check_after(&copied, ("UploadPartCopy, copy-source-range: ListParts", list.clone(), "200", check));
    let abort = suite.sign(&bucket.abort_multipart_upload(&key, &upload_id));
    let aborted = suite.check("AbortMultipartUpload", &abort, "204", Nothing);
    suite.check_after(&aborted, ("AbortMultipartUpload: ListParts", list, "404 NoSuchUpload", Nothing));
}
