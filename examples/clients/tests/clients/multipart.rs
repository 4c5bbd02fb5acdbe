//! An upload in parts to the S3 server of `crates/presign-upload`, which verifies every URL.

use clients::multipart_upload::upload;
use presign::Signer;
use presign::s3::xml::ServerError;
use presign::s3::{Bucket, MultipartPlan};
use presign_upload::server::Server;

fn bucket(server: &Server) -> (Bucket, Signer) {
    let bucket = Bucket::new(server.bucket(), server.region()).unwrap().endpoint(server.endpoint()).unwrap();
    let signer = bucket.signer(server.credentials()).unwrap();
    (bucket, signer)
}

#[test]
fn an_object_in_parts_arrives_whole() {
    let server = Server::start().unwrap();
    let (bucket, signer) = bucket(&server);
    let content: Vec<u8> =
        (0..2 * MultipartPlan::MIN_PART_SIZE + 7).map(|at| u8::try_from(at % 251).unwrap()).collect();
    let plan = MultipartPlan::new(content.len() as u64, MultipartPlan::MIN_PART_SIZE).unwrap();
    let key = "backups/a & b.tar";
    let completed = upload(&bucket, &signer, key, &plan, content.as_slice()).unwrap();
    assert!(std::fs::read(server.folder().join(key)).unwrap() == content, "the object is another");
    // The embedded server says where it is as S3 does.
    assert_eq!(completed.location.as_deref(), Some(bucket.object_url(key).unwrap().as_str()));
    assert!(completed.entity_tag.is_some_and(|tag| tag.ends_with('"')));
}

#[test]
fn an_upload_that_fails_leaves_nothing_behind() {
    let server = Server::start().unwrap();
    let (bucket, signer) = bucket(&server);
    let plan = MultipartPlan::new(MultipartPlan::MIN_PART_SIZE + 1, MultipartPlan::MIN_PART_SIZE).unwrap();
    // The content ends too early.
    let content = vec![0; usize::try_from(MultipartPlan::MIN_PART_SIZE).unwrap()];
    let error = upload(&bucket, &signer, "short", &plan, content.as_slice()).unwrap_err();
    assert!(error.is::<std::io::Error>(), "{error}");
    assert!(!server.folder().join("short").exists());

    let other = bucket.signer(presign::Credentials::new("AKIDDIRECTUPLOAD", "another secret")).unwrap();
    let error = upload(&bucket, &other, "short", &plan, content.as_slice()).unwrap_err();
    assert_eq!(error.downcast_ref::<ServerError>().map(ServerError::code), Some("SignatureDoesNotMatch"));
}
