//! Directory buckets: which credentials sign what, and under which name their token is sent.

use presign::s3::{Bucket, Configuration, CopySource, Operation};
use presign::{Credentials, Error, ErrorKind, Request, Signer};

use crate::fixtures::{HOUR, now};

fn directory() -> Bucket {
    Bucket::new("photos--usw2-az1--x-s3", "us-west-2").unwrap()
}

fn temporary() -> Credentials {
    Credentials::new("ASIAEXAMPLE", "SECRET").with_session_token("TOKEN")
}

fn session() -> Signer {
    directory().session_signer(temporary()).unwrap()
}

fn presign<O>(operation: &Operation<'_, O>, signer: &Signer) -> Result<String, Error> {
    operation.presign(signer, HOUR, now()).map(String::from)
}

/// Checks that an operation is refused to a session, and that IAM credentials sign it.
fn needs_iam<O>(operation: &Operation<'_, O>, what: &str) {
    let sentence = format!(
        "a directory bucket does not accept {what} from a session: sign with Bucket::signer and IAM credentials"
    );
    let refused = presign(operation, &session()).expect_err(what);
    assert_eq!(refused.to_string(), sentence);
    assert_eq!(refused.kind(), ErrorKind::Signer);
    // So are requests that are signed by their headers.
    assert_eq!(operation.sign(&session(), now()).expect_err(what), refused);
    let url = presign(operation, &directory().signer(temporary()).unwrap()).expect(what);
    assert!(url.contains("&X-Amz-Security-Token=TOKEN&") && !url.contains("S3session"), "{url}");
}

#[test]
fn copies_need_iam_credentials() {
    let (bucket, source) = (directory(), CopySource::new("photos--usw2-az1--x-s3", "a.jpg"));
    needs_iam(&bucket.copy_object("b.jpg", &source), "a copy");
    needs_iam(&bucket.copy_object("b.jpg", &source).hoist_headers(), "a copy");
    needs_iam(&bucket.upload_part_copy("b.jpg", "id", 1, &source), "a copy");
    needs_iam(&bucket.request("PUT", "b.jpg").header("X-Amz-Copy-Source", "photos--usw2-az1--x-s3/a.jpg"), "a copy");
}

#[test]
fn what_is_asked_about_the_bucket_needs_iam_credentials() {
    let bucket = directory();
    needs_iam(&bucket.head_bucket(), "HeadBucket");
    needs_iam(&bucket.bucket_request("HEAD"), "HeadBucket");
    needs_iam(&bucket.create_session(), "CreateSession");
    needs_iam(&bucket.bucket_request("GET").query("session", ""), "CreateSession");
    let regional = bucket.regional_endpoint().unwrap();
    needs_iam(&regional.bucket_request("PUT"), "requests at its Regional endpoint");
    needs_iam(&regional.configuration(Configuration::Policy).get(), "requests at its Regional endpoint");
}

#[test]
fn a_session_signs_the_other_operations() {
    let bucket = directory();
    for url in [
        presign(&bucket.get_object("k"), &session()),
        presign(&bucket.head_object("k"), &session()),
        presign(&bucket.put_object("k"), &session()),
        presign(&bucket.delete_object("k"), &session()),
        presign(&bucket.get_object_attributes("k", &["ETag"]), &session()),
        presign(&bucket.list_objects_v2(), &session()),
        presign(&bucket.delete_objects(), &session()),
        presign(&bucket.create_multipart_upload("k"), &session()),
        presign(&bucket.upload_part("k", "id", 1), &session()),
        presign(&bucket.complete_multipart_upload("k", "id"), &session()),
        presign(&bucket.abort_multipart_upload("k", "id"), &session()),
        presign(&bucket.list_parts("k", "id"), &session()),
        presign(&bucket.list_multipart_uploads(), &session()),
    ] {
        let url = url.unwrap();
        assert!(url.contains("&X-Amz-S3session-Token=TOKEN&") && !url.contains("Security-Token"), "{url}");
    }
}

#[test]
fn a_copy_into_another_bucket_is_signed_with_any_token() {
    let bucket = Bucket::new("examplebucket", "us-west-2").unwrap();
    let signer = bucket.signer(temporary()).unwrap();
    assert!(presign(&bucket.copy_object("k", &CopySource::new("src", "k")), &signer).is_ok());
    assert!(presign(&bucket.head_bucket(), &signer).is_ok());
}

/// A directory bucket accepts `X-Amz-S3session-Token` for a session's, which the token of STS is not.
#[test]
fn the_service_alone_does_not_make_a_session() {
    let signer = Signer::new(temporary(), "us-west-2", "s3express").unwrap();
    let request = Request::get("https://photos--usw2-az1--x-s3.s3express-usw2-az1.us-west-2.amazonaws.com/k").unwrap();
    let url = request.presign(&signer, HOUR, now()).unwrap().into_string();
    assert!(url.contains("&X-Amz-Security-Token=TOKEN&") && !url.contains("S3session"), "{url}");
    // It is the bucket's own signer.
    assert_eq!(presign(&directory().get_object("k"), &signer), Ok(url.clone()));
    assert_eq!(presign(&directory().get_object("k"), &directory().signer(temporary()).unwrap()), Ok(url));
}
