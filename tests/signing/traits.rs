//! The traits that users of a value expect, and the ones that would give a secret away.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt::{Debug, Display};
use std::hash::Hash;
use std::str::FromStr;
use std::time::Duration;

use presign::s3::{Bucket, CopySource, MultipartPlan, Part, Provider};
use presign::verify::{Payload, Place};
use presign::{
    Checksum, ChecksumAlgorithm, Credentials, Error, ErrorKind, EventMessage, EventSigner, EventValue, PayloadHeader,
    PresignedUrl, Request, Rules, Scope, Signature, Signer, SigningKey, StringToSign, Timestamp,
};

use crate::refused::refused;

fn is_value<T: Clone + Debug + PartialEq + Eq + Send + Sync>() {}

fn is_key<T: Clone + Debug + Eq + Hash + Send + Sync>() {}

fn is_text<T: Display + FromStr<Err = Error> + Send + Sync>() {}

fn is_shared<T: Clone + Debug + Send + Sync>() {}

#[test]
fn every_type_has_the_traits_of_its_kind() {
    is_key::<Checksum>();
    is_key::<ChecksumAlgorithm>();
    is_key::<ErrorKind>();
    is_key::<EventValue>();
    is_key::<MultipartPlan>();
    is_key::<Part>();
    is_key::<Payload>();
    is_key::<PayloadHeader>();
    is_key::<Place>();
    is_key::<Provider<'static>>();
    is_key::<Rules>();
    is_key::<Scope>();
    is_key::<StringToSign>();
    is_key::<Timestamp>();
    is_value::<Bucket>();
    is_value::<CopySource>();
    is_value::<Error>();
    is_value::<EventMessage>();
    is_text::<ChecksumAlgorithm>();
    is_text::<Scope>();
    is_text::<Signature>();
    is_text::<Timestamp>();
    // They hold secrets, which `==` would compare byte by byte.
    is_shared::<Credentials>();
    is_shared::<EventSigner>();
    is_shared::<PresignedUrl>();
    is_shared::<Request<'static>>();
    is_shared::<Signature>();
    is_shared::<Signer>();
    is_shared::<SigningKey>();
}

#[test]
fn scopes_are_keys_of_maps() -> Result<(), Error> {
    let now = Timestamp::parse("20150830T123600Z")?;
    let scopes = [
        Scope::new(now, "eu-west-1", "s3")?,
        Scope::new(now, "us-east-1", "iam")?,
        Scope::new(now + Duration::from_secs(86_400), "eu-west-1", "s3")?,
    ];
    let sorted: BTreeMap<_, _> = scopes.iter().rev().map(|scope| (scope, scope.as_str())).collect();
    assert!(sorted.keys().copied().eq(&scopes), "{sorted:?}");
    let hashed: HashMap<_, _> = scopes.iter().map(|scope| (scope.clone(), scope.date())).collect();
    assert_eq!(hashed[&Scope::new(now, "us-east-1", "iam")?], "20150830");
    Ok(())
}

#[test]
fn a_scope_is_read_as_it_is_written() -> Result<(), Error> {
    let now = Timestamp::parse("20150830T123600Z")?;
    for scope in [Scope::new(now, "us-east-1", "s3")?, Scope::new(now, "*", "é")?, Scope::multi_region(now, "s3")?] {
        assert_eq!(scope.to_string().parse::<Scope>()?, scope);
        let json = serde_json::to_string(&scope).unwrap();
        assert_eq!(json, format!("\"{scope}\""));
        assert_eq!(serde_json::from_str::<Scope>(&json).unwrap(), scope);
    }
    Ok(())
}

#[test]
fn a_text_that_is_not_a_scope_is_refused() {
    let malformed = "the credential scope is not written as in 20150830/us-east-1/s3/aws4_request";
    for text in [
        "",
        "20150830",
        "20150830/aws4_request",
        "20150830/us-east-1/s3",
        "20150830/us-east-1/s3/aws4_request/",
        "20150830//s3/aws4",
        "20150830/us-east-1/s3/aws4_request/aws4_request",
        "20150830/us-east-1/s3/AWS4_REQUEST",
        "/20150830/us-east-1/s3/aws4_request",
        "20150230/us-east-1/s3/aws4_request",
        "2015083/us-east-1/s3/aws4_request",
        "20150830T000000Z/us-east-1/s3/aws4_request",
        "19691231/us-east-1/s3/aws4_request",
        "20150230/s3/aws4_request",
    ] {
        refused(text.parse::<Scope>(), "malformed-scope", malformed);
    }
    refused("20150830//s3/aws4_request".parse::<Scope>(), "empty-name", "the region is empty");
    refused("20150830/us-east-1//aws4_request".parse::<Scope>(), "empty-name", "the service is empty");
    let sentence = "the region contains ' ', which a credential scope cannot hold";
    refused("20150830/us east/s3/aws4_request".parse::<Scope>(), "scope-character", sentence);
    let error = serde_json::from_str::<Scope>("\"s3\"").unwrap_err();
    assert!(error.to_string().starts_with(malformed), "{error}");
}

#[test]
fn a_signature_is_read_as_it_is_written() -> Result<(), Error> {
    let text = "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7";
    assert_eq!(text.parse::<Signature>()?.to_string(), text);
    assert_eq!("5D".parse::<Signature>().unwrap_err().code(), "invalid-signature");
    Ok(())
}

#[test]
fn a_provider_displays_the_name_by_which_it_is_chosen() {
    let mut names = HashSet::new();
    for (name, ..) in Provider::NAMES {
        let provider = Provider::named(name, |_| Ok::<_, Error>("x")).unwrap().unwrap();
        assert_eq!((provider.name(), provider.to_string().as_str()), (*name, *name));
        assert!(names.insert(provider), "{name} is there twice");
    }
    assert_eq!(format!("{:>4}", Provider::R2("a")), "  r2");
}

#[test]
fn buckets_are_equal_if_all_that_was_set_is() -> Result<(), Error> {
    let bucket = Bucket::new("examplebucket", "eu-west-1")?;
    assert_eq!(bucket, Bucket::new("examplebucket", "eu-west-1")?);
    assert_ne!(bucket, Bucket::new("examplebucket", "eu-west-2")?);
    assert_ne!(bucket, Bucket::new("examplebucket2", "eu-west-1")?);
    assert_ne!(bucket, bucket.clone().path_style()?);
    assert_ne!(bucket, bucket.clone().dual_stack()?);
    assert_ne!(bucket, bucket.clone().endpoint("https://minio.example")?);
    Ok(())
}

#[test]
fn a_clone_of_a_signer_signs_the_same_at_every_time() -> Result<(), Error> {
    let credentials = Credentials::new("ASIDEXAMPLE", "SECRETEXAMPLE").with_session_token("TOKEN");
    let signer = Signer::new(credentials.clone(), "us-east-1", "execute-api")?;
    let request = Request::get("https://api.example.com/a")?;
    let days = ["20150830T123600Z", "20150831T000000Z", "20150830T123600Z"];
    let url = |signer: &Signer, time| -> Result<String, Error> {
        Ok(request.presign(signer, Duration::from_secs(60), Timestamp::parse(time)?)?.into_string())
    };
    let fresh = signer.clone();
    for time in days {
        let expected = url(&signer, time)?;
        assert_eq!(url(&signer.clone(), time)?, expected, "a clone that begins with the keys at {time}");
        assert_eq!(url(&fresh, time)?, expected, "a clone that was made before the first key");
        let new = Signer::new(credentials.clone(), "us-east-1", "execute-api")?;
        assert_eq!(url(&new, time)?, expected, "a signer of its own");
    }
    let strict = signer.clone().require_full_lifetime();
    assert_eq!(url(&strict, days[0]).unwrap_err().code(), "credentials-expiry-unknown");
    assert!(url(&signer, days[0]).is_ok(), "what is set for a clone is its own");
    Ok(())
}
