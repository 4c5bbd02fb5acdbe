//! Uploads in parts.

use presign::Timestamp;
use presign::s3::{CopySource, MultipartPlan, Part};

use crate::client::Message;
use crate::suite::Check::{Bytes, Element, Header, Nothing};
use crate::suite::{Case, Suite};
use crate::values::{CONTENT, LIFE};

/// The smallest first part that S3 takes, and a little more.
const SIZE: u64 = FIRST + CONTENT.len() as u64;
const FIRST: u64 = MultipartPlan::MIN_PART_SIZE;
/// What the second part is in the end.
const COPIED: &[u8] = b"copied from another object";

pub(crate) fn run(suite: &Suite) {
    let key = suite.key("in parts");
    let Some(upload_id) = create(suite, &key) else { return };
    let mut parts = [vec![b'1'; FIRST.try_into().expect("a few MiB")], CONTENT.to_vec()];
    let mut entity_tags = upload_parts(suite, &key, &upload_id, &parts);
    if let Some(entity_tag) = copy_part(suite, &key, &upload_id) {
        entity_tags[1] = entity_tag;
        parts[1] = COPIED.to_vec();
    }
    suite.check_all(lists(suite, &key, &upload_id));
    complete(suite, &key, &upload_id, &entity_tags);
    suite.check_all(completed(suite, &key, &parts, &parts.concat()));
    give_up(suite, &key);
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

/// Replaces the second part by another object.
fn copy_part(suite: &Suite, key: &str, upload_id: &str) -> Option<String> {
    let (bucket, other) = (suite.bucket(), suite.key("a part"));
    let put = suite.sign(&bucket.put_object(&other)).with_body(COPIED);
    suite.check("PutObject for UploadPartCopy", &put, "200", Nothing);
    let copy = bucket.upload_part_copy(key, upload_id, 2, &CopySource::new(bucket.name(), &other));
    let answer = suite.check("UploadPartCopy", &suite.sign(&copy), "200", Nothing);
    answer.elements("ETag").into_iter().next()
}

fn lists<'a>(suite: &Suite, key: &'a str, upload_id: &'a str) -> Vec<Case<'a>> {
    let bucket = suite.bucket();
    let uploads = bucket.list_multipart_uploads().prefix(key).max_uploads(10);
    let later = bucket.list_parts(key, upload_id).part_number_marker(1).max_parts(10);
    vec![
        ("ListParts", suite.sign(&bucket.list_parts(key, upload_id)), "200", Element("PartNumber", "1")),
        ("ListParts, part-number-marker", suite.sign(&later), "200", Element("PartNumber", "2")),
        ("ListMultipartUploads", suite.sign(&uploads), "200", Element("UploadId", upload_id)),
    ]
}

fn complete(suite: &Suite, key: &str, upload_id: &str, entity_tags: &[String; 2]) {
    let [one, two] = entity_tags;
    let body = format!(
        "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>{one}</ETag></Part>\
         <Part><PartNumber>2</PartNumber><ETag>{two}</ETag></Part></CompleteMultipartUpload>"
    );
    let complete = suite.bucket().complete_multipart_upload(key, upload_id).if_none_match("*");
    let message = suite.sign(&complete).with_body(body);
    suite.check("CompleteMultipartUpload", &message, "200", Element("Key", key));
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
fn give_up(suite: &Suite, source: &str) {
    let (bucket, key) = (suite.bucket(), suite.key("given up"));
    let Some(upload_id) = create(suite, &key) else { return };
    let source = CopySource::new(bucket.name(), source);
    let copy = bucket.upload_part_copy(&key, &upload_id, 1, &source).copy_source_range(0, FIRST - 1);
    let list = suite.sign(&bucket.list_parts(&key, &upload_id));
    let size = FIRST.to_string();
    suite.check_all([
        ("UploadPartCopy, copy-source-range", suite.sign(&copy), "200", Nothing),
        ("UploadPartCopy, copy-source-range: ListParts", list.clone(), "200", Element("Size", &size)),
        ("AbortMultipartUpload", suite.sign(&bucket.abort_multipart_upload(&key, &upload_id)), "204", Nothing),
        ("AbortMultipartUpload: ListParts", list, "404 NoSuchUpload", Nothing),
    ]);
}
