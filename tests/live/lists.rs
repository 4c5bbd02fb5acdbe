//! The operations on the bucket.

use crate::client::{Answer, Message};
use crate::suite::Check::{Element, Empty, Listed, Nothing, Only};
use crate::suite::{Case, Suite};
use crate::values::md5;

pub(crate) fn run(suite: &Suite) {
    let keys = ["list/1", "list/2", "list/folder/3"].map(|name| suite.key(name));
    let placed = keys.each_ref().map(|key| suite.place("the lists", key));
    let base = placed.iter().find(|answer| !answer.is_done()).unwrap_or(&placed[0]);
    suite.check_all(bucket_itself(suite));
    suite.check_all_after(base, lists(suite, &keys));
    in_two_parts(suite, base, &keys);
    delete_objects(suite, base, &keys);
}

fn bucket_itself(suite: &Suite) -> Vec<Case<'static>> {
    let bucket = suite.bucket();
    vec![
        ("HeadBucket", suite.sign(&bucket.head_bucket()), "200", Nothing),
        ("GetBucketLocation", suite.sign(&bucket.get_bucket_location()), "200", Nothing),
        (
            "any request for the bucket (GetBucketVersioning)",
            suite.sign(&bucket.bucket_request("GET").query("versioning", "")),
            "200",
            Nothing,
        ),
    ]
}

fn lists<'a>(suite: &Suite, [one, two, three]: &'a [String; 3]) -> Vec<Case<'a>> {
    let (bucket, prefix) = (suite.bucket(), suite.prefixed("list/"));
    let v1 = || bucket.list_objects().prefix(&prefix);
    let v2 = || bucket.list_objects_v2().prefix(&prefix);
    let versions = || bucket.list_object_versions().prefix(&prefix);
    let owner = v2().set("fetch-owner", "true").set("x-amz-optional-object-attributes", "RestoreStatus");
    let folder = &three[..three.len() - 1];
    vec![
        ("ListObjects", suite.sign(&v1()), "200", Listed(one)),
        ("ListObjects, marker", suite.sign(&v1().set("marker", one).max_keys(1)), "200", Only(two)),
        ("ListObjectsV2", suite.sign(&v2()), "200", Listed(one)),
        ("ListObjectsV2, delimiter", suite.sign(&v2().delimiter("/")), "200", Element("Prefix", folder)),
        ("ListObjectsV2, encoding-type", suite.sign(&v2().encoding_type()), "200", Listed(three)),
        ("ListObjectsV2, start-after", suite.sign(&v2().start_after(one).max_keys(1)), "200", Only(two)),
        ("ListObjectsV2, fetch-owner", suite.sign(&owner), "200", Listed(one)),
        ("ListObjectVersions", suite.sign(&versions()), "200", Listed(one)),
        (
            "ListObjectVersions, key-marker",
            suite.sign(&versions().set("key-marker", one).max_keys(1)),
            "200",
            Only(two),
        ),
    ]
}

/// The token that S3 gives has characters that need to be encoded.
fn in_two_parts(suite: &Suite, base: &Answer, [_, two, _]: &[String; 3]) {
    let prefix = suite.prefixed("list/");
    let list = suite.bucket().list_objects_v2().prefix(&prefix).max_keys(1);
    let first = ("ListObjectsV2, one key", suite.sign(&list), "200", Element("KeyCount", "1"));
    let answer = suite.check_after(base, first);
    if let Some(token) = answer.elements("NextContinuationToken").first() {
        let list = suite.sign(&list.continuation_token(token));
        suite.check_after(base, ("ListObjectsV2, continuation-token", list, "200", Only(two)));
    }
}

fn delete_objects(suite: &Suite, base: &Answer, keys: &[String; 3]) {
    let (bucket, prefix) = (suite.bucket(), suite.prefixed("list/"));
    let body = format!("<Delete><Object><Key>{}</Key></Object></Delete>", keys.join("</Key></Object><Object><Key>"));
    let delete: Message = suite.sign(&bucket.delete_objects().content_md5(&md5(&body))).with_body(body);
    let deleted = suite.check_after(base, ("DeleteObjects", delete, "200", Listed(&keys[0])));
    let list = suite.sign(&bucket.list_objects_v2().prefix(&prefix));
    suite.check_after(&deleted, ("DeleteObjects: ListObjectsV2", list, "200", Empty));
}
