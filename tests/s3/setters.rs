//! The parameters of four SDKs, each with the setter of the same meaning.

use std::ops::ControlFlow::{self, Break, Continue};

use base64ct::{Base64, Encoding};
use presign::s3::{CopySource, Operation, op};
use presign::{Checksum, Timestamp};
use toml::{Table, Value};

use crate::fixtures::at;
use crate::url_parts::decode;

pub(crate) fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("no text: {value:?}"))
}

pub(crate) fn number<N: TryFrom<i64>>(value: &Value) -> N {
    let number = value.as_integer().or_else(|| value.as_str()?.parse().ok());
    number.and_then(|number| number.try_into().ok()).unwrap_or_else(|| panic!("no number: {value:?}"))
}

/// Reads `2015-01-01T00:00:00.000Z`.
fn time(value: &Value) -> Timestamp {
    at(&text(value).replace(['-', ':'], "").replace(".000Z", "Z"))
}

fn customer_key(value: &Value) -> [u8; 32] {
    text(value).as_bytes().try_into().expect("32 bytes")
}

fn pairs(value: &Value) -> impl Iterator<Item = (&str, &str)> {
    text(value).split('&').map(|pair| pair.split_once('=').expect("a pair"))
}

pub(crate) fn copy_source(params: &Table) -> CopySource {
    let source = decode(text(&params["CopySource"]));
    let (bucket, key) = source.split_once('/').expect("a bucket and a key");
    CopySource::new(bucket, key)
}

/// What a setter gives back: the operation with the parameter, or as it was, for the next setter.
pub(crate) type Tried<'a, O> = ControlFlow<Operation<'a, O>, Operation<'a, O>>;
/// Tries one parameter of an SDK.
pub(crate) type Setter<'a, O> = fn(Operation<'a, O>, &str, &Value) -> Tried<'a, O>;

pub(crate) fn reads<'a, O: op::Read>(o: Operation<'a, O>, name: &str, value: &Value) -> Tried<'a, O> {
    Break(match name {
        "ChecksumMode" => o.checksum_mode(),
        "IfModifiedSince" => o.if_modified_since(time(value)),
        "PartNumber" => o.part_number(number(value)),
        "Range" => o.range(text(value)),
        "ResponseCacheControl" => o.response_cache_control(text(value)),
        "ResponseContentDisposition" => o.response_content_disposition(text(value)),
        "ResponseContentEncoding" => o.response_content_encoding(text(value)),
        "ResponseContentLanguage" => o.response_content_language(text(value)),
        "ResponseContentType" => o.response_content_type(text(value)),
        "ResponseExpires" => o.response_expires(time(value)),
        _ => return Continue(o),
    })
}

pub(crate) fn creates<'a, O: op::NewObject>(o: Operation<'a, O>, name: &str, value: &Value) -> Tried<'a, O> {
    Break(match name {
        "ACL" => o.acl(text(value)),
        "BucketKeyEnabled" => {
            o.set("x-amz-server-side-encryption-bucket-key-enabled", &value.as_bool().unwrap().to_string())
        }
        "ContentType" => o.content_type(text(value)),
        "Metadata" => value.as_table().unwrap().iter().fold(o, |o, (name, value)| o.metadata(name, text(value))),
        "SSEKMSKeyId" => o.sse_kms_key_id(text(value)),
        "ServerSideEncryption" => o.server_side_encryption(text(value)),
        "StorageClass" => o.storage_class(text(value)),
        "Tagging" => o.tagging(pairs(value)),
        _ => return Continue(o),
    })
}

pub(crate) fn sends<'a, O: op::Body>(o: Operation<'a, O>, name: &str, value: &Value) -> Tried<'a, O> {
    Break(match name {
        "ChecksumAlgorithm" => o.header("x-amz-sdk-checksum-algorithm", text(value)),
        "ChecksumSHA256" => {
            let bytes = Base64::decode_vec(text(value)).unwrap();
            o.checksum(Checksum::Sha256(bytes.try_into().unwrap()))
        }
        "ContentLength" => o.content_length(number(value)),
        _ => return Continue(o),
    })
}

pub(crate) fn holds_key<'a, O>(o: Operation<'a, O>, name: &str, value: &Value) -> Tried<'a, O> {
    match name {
        "SSECustomerAlgorithm" => Break(o),
        "SSECustomerKey" => Break(o.sse_customer_key(&customer_key(value))),
        _ => Continue(o),
    }
}

pub(crate) fn is_versioned<'a, O>(o: Operation<'a, O>, name: &str, value: &Value) -> Tried<'a, O> {
    if name == "VersionId" { Break(o.version_id(text(value))) } else { Continue(o) }
}

pub(crate) fn matches<'a, O>(o: Operation<'a, O>, name: &str, value: &Value) -> Tried<'a, O> {
    if name == "IfMatch" { Break(o.if_match(text(value))) } else { Continue(o) }
}

pub(crate) fn is_paid<'a, O>(o: Operation<'a, O>, name: &str, _: &Value) -> Tried<'a, O> {
    if name == "RequestPayer" { Break(o.request_payer()) } else { Continue(o) }
}

pub(crate) fn lists<'a, O: op::Listing>(o: Operation<'a, O>, name: &str, value: &Value) -> Tried<'a, O> {
    Break(match name {
        "Prefix" => o.prefix(text(value)),
        "Delimiter" => o.delimiter(text(value)),
        "EncodingType" => o.encoding_type(),
        _ => return Continue(o),
    })
}

pub(crate) fn lists_v2<'a>(o: Operation<'a, op::List>, name: &str, value: &Value) -> Tried<'a, op::List> {
    Break(match name {
        "MaxKeys" => o.max_keys(number(value)),
        "ContinuationToken" => o.continuation_token(text(value)),
        "FetchOwner" => o.set("fetch-owner", "true"),
        "StartAfter" => o.start_after(text(value)),
        _ => return Continue(o),
    })
}

pub(crate) fn lists_parts<'a>(o: Operation<'a, op::List>, name: &str, value: &Value) -> Tried<'a, op::List> {
    Break(match name {
        "MaxParts" => o.set("max-parts", &number::<u32>(value).to_string()),
        "PartNumberMarker" => o.set("part-number-marker", &number::<u32>(value).to_string()),
        _ => return Continue(o),
    })
}

pub(crate) fn copies_part<'a>(
    o: Operation<'a, op::UploadPartCopy>,
    name: &str,
    value: &Value,
) -> Tried<'a, op::UploadPartCopy> {
    if name != "CopySourceRange" {
        return Continue(o);
    }
    let (first, last) = text(value).strip_prefix("bytes=").and_then(|range| range.split_once('-')).unwrap();
    Break(o.copy_source_range(first.parse().unwrap(), last.parse().unwrap()))
}
