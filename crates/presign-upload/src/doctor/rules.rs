//! The rules that a bucket needs, in each server's own shape, all from the files in `aws/`.

use presign::s3::Configuration;
use serde_json::{Value, json};

use super::provider::Provider;

const CORS: &str = include_str!("../../aws/cors.json");
const LIFECYCLE: &str = include_str!("../../aws/lifecycle.json");
const POLICY: &str = include_str!("../../aws/policy.json");
/// What the files say instead of what is known here.
const ORIGIN: &str = "https://upload.example.com";
const BUCKET: &str = "BUCKET";
const PREFIX: &str = "uploads/";

/// A file of `aws/`. It is part of this program, and a test reads it.
fn parse(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_default()
}

/// The rule for the page, of the two in the file: who has Uppy sets the other one too.
fn cors(origin: &str) -> Value {
    let mut rule = parse(CORS)["CORSRules"][0].take();
    for known in rule["AllowedOrigins"].as_array_mut().into_iter().flatten() {
        if known == ORIGIN {
            *known = json!(origin);
        }
    }
    json!({ "CORSRules": [rule] })
}

/// The rule for parts that nobody completes, below this prefix.
fn lifecycle(prefix: &str) -> Value {
    let mut rules = parse(LIFECYCLE);
    rules["Rules"][0]["Filter"]["Prefix"] = json!(prefix);
    rules
}

/// The body of the request that sets a rule.
pub(super) fn xml(configuration: Configuration, origin: &str, prefix: &str) -> String {
    let (name, rules) = match configuration {
        Configuration::Cors => ("CORSConfiguration", cors(origin)),
        _ => ("LifecycleConfiguration", lifecycle(prefix)),
    };
    format!("<{name} xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">{}</{name}>", elements(&rules))
}

/// Members as elements; those of a list have its name in the singular.
fn elements(value: &Value) -> String {
    match value {
        Value::Object(members) => members.iter().map(|(name, value)| element(name, value)).collect(),
        Value::String(text) => text.replace('&', "&amp;").replace('<', "&lt;"),
        other => other.to_string(),
    }
}

fn element(name: &str, value: &Value) -> String {
    match value {
        Value::Array(values) => {
            let name = name.strip_suffix('s').unwrap_or(name);
            values.iter().map(|value| element(name, value)).collect()
        }
        value => format!("<{name}>{}</{name}>", elements(value)),
    }
}

/// How to set the CORS rules by hand.
pub(super) fn cors_cure(provider: Provider, origin: &str, endpoint: &str, bucket: &str) -> String {
    let rules = cors(origin);
    let rule = &rules["CORSRules"][0];
    let lower = |name: &str| rule[name].clone();
    let (command, document) = match provider {
        Provider::R2 => (
            format!("npx wrangler r2 bucket cors set {bucket} --file cors.json"),
            json!({ "rules": [{
                "allowed": {
                    "origins": lower("AllowedOrigins"),
                    "methods": lower("AllowedMethods"),
                    "headers": lower("AllowedHeaders"),
                },
                "exposeHeaders": lower("ExposeHeaders"),
                "maxAgeSeconds": lower("MaxAgeSeconds"),
            }] }),
        ),
        Provider::B2 => {
            (format!("b2 bucket update {bucket} allPrivate --cors-rules \"$(cat cors.json)\""), cors_of_b2(rule))
        }
        Provider::MinIo => {
            return format!(
                "MinIO has one list of origins for the whole server: start it with MINIO_API_CORS_ALLOW_ORIGIN={origin},\n\
                 or `mc admin config set ALIAS api cors_allow_origin={origin}` and `mc admin service restart ALIAS`."
            );
        }
        Provider::Aws | Provider::Garage | Provider::Other => (
            format!(
                "aws s3api put-bucket-cors --bucket {bucket} --endpoint-url {endpoint} --cors-configuration file://cors.json"
            ),
            rules,
        ),
    };
    format!(
        "`presign-upload doctor --apply` sets this rule, and so does, with it in cors.json,\n`{command}`:\n{document:#}"
    )
}

/// What lets pages in where the server has no rules for them.
pub(super) fn cors_elsewhere(origin: &str) -> String {
    format!(
        "The server keeps no such rules: an option of it, or a proxy in front of it, has to answer pages as this one says:\n{:#}",
        cors(origin)
    )
}

/// The rule as B2 writes it, whose operations are of both its interfaces.
fn cors_of_b2(rule: &Value) -> Value {
    let methods = rule["AllowedMethods"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let operations: Vec<_> = methods.map(|method| format!("s3_{}", method.to_ascii_lowercase())).collect();
    json!([{
        "corsRuleName": rule["ID"],
        "allowedOrigins": rule["AllowedOrigins"],
        "allowedOperations": operations,
        "allowedHeaders": rule["AllowedHeaders"],
        "exposeHeaders": rule["ExposeHeaders"],
        "maxAgeSeconds": rule["MaxAgeSeconds"],
    }])
}

/// How to have the parts deleted that nobody completes.
pub(super) fn lifecycle_cure(provider: Provider, endpoint: &str, bucket: &str, prefix: &str) -> String {
    let rules = lifecycle(prefix);
    let (prefix, days) = (&rules["Rules"][0]["Filter"]["Prefix"], &rules["Rules"][0]["AbortIncompleteMultipartUpload"]);
    let days = days["DaysAfterInitiation"].as_u64().unwrap_or(1);
    let (command, document) = match provider {
        Provider::R2 => (
            format!("npx wrangler r2 bucket lifecycle set {bucket} --file lifecycle.json"),
            json!({ "rules": [{
                "id": rules["Rules"][0]["ID"],
                "enabled": true,
                "conditions": { "prefix": prefix },
                "abortMultipartUploadsTransition": { "condition": { "type": "Age", "maxAge": days * 86_400 } },
            }] }),
        ),
        Provider::B2 => (
            format!("b2 bucket update {bucket} allPrivate --lifecycle-rule \"$(cat lifecycle.json)\""),
            json!({ "fileNamePrefix": prefix, "daysFromStartingToCancelingUnfinishedLargeFiles": days }),
        ),
        Provider::MinIo => return "MinIO deletes them by itself, after a day.".into(),
        Provider::Aws | Provider::Garage | Provider::Other => (
            format!(
                "aws s3api put-bucket-lifecycle-configuration --bucket {bucket} --endpoint-url {endpoint} \
                 --lifecycle-configuration file://lifecycle.json"
            ),
            rules,
        ),
    };
    format!(
        "Let the bucket delete them: `presign-upload doctor --apply` sets this rule, and so does, with it in lifecycle.json,\n\
         `{command}`:\n{document:#}"
    )
}

/// What deletes the parts where the server has no rules for that.
pub(super) fn lifecycle_elsewhere(endpoint: &str, bucket: &str) -> String {
    format!(
        "Some servers delete them by themselves. Else abort what is older than a day, each day:\n\
         `aws s3api list-multipart-uploads --bucket {bucket} --endpoint-url {endpoint}` lists it."
    )
}

/// What reading and setting a rule needs, which uploading does not.
pub(super) fn owner_cure(provider: Provider, bucket: &str) -> String {
    let needs = match provider {
        Provider::Aws => "keys that may s3:GetBucketCORS, s3:PutBucketCORS, s3:GetLifecycleConfiguration and\n\
             s3:PutLifecycleConfiguration"
            .into(),
        Provider::R2 => "a token with \"Admin Read & Write\"".into(),
        Provider::B2 => "an application key with writeBuckets".into(),
        Provider::Garage => format!("`garage bucket allow --owner {bucket} --key KEY`"),
        Provider::MinIo | Provider::Other => "keys of the bucket's owner".into(),
    };
    format!("`--apply` needs {needs}, once.")
}

/// How to let a key do what the service needs, and no more.
pub(super) fn policy_cure(provider: Provider, bucket: &str, prefix: &str) -> String {
    let policy = POLICY.replace(BUCKET, bucket).replace(PREFIX, prefix);
    let (policy, owner) = (policy.trim(), owner_cure(provider, bucket));
    match provider {
        Provider::Aws => format!(
            "Let the keys do this, with it in policy.json: `aws iam put-user-policy --user-name USER --policy-name \
             presign-upload\n--policy-document file://policy.json`, or put-role-policy for a role:\n{policy}"
        ),
        Provider::MinIo => format!(
            "Let the keys do this, with it in policy.json: `mc admin policy create ALIAS presign-upload policy.json` and\n\
             `mc admin policy attach ALIAS presign-upload --user ACCESS_KEY`:\n{policy}"
        ),
        Provider::R2 => format!(
            "Use an API token with \"Object Read & Write\" for the bucket {bucket} alone: R2, Manage API tokens. A token for\n\
             objects may not set rules. {owner}"
        ),
        Provider::B2 => format!(
            "Use an application key of its own: `b2 key create --bucket {bucket} --name-prefix \"{prefix}\" presign-upload\n\
             listFiles,readFiles,writeFiles,deleteFiles`. {owner}"
        ),
        Provider::Garage => {
            format!("`garage bucket allow --read --write {bucket} --key KEY`. {owner}")
        }
        Provider::Other => format!(
            "Let the keys list, read, write and delete below \"{prefix}\", and give up uploads in parts. Servers with policies \
             as AWS has them\naccept this one:\n{policy}"
        ),
    }
}

#[cfg(test)]
mod tests {
    use roxmltree::Document;

    use super::*;

    const ALL: [Provider; 6] =
        [Provider::Aws, Provider::R2, Provider::B2, Provider::MinIo, Provider::Garage, Provider::Other];

    /// The document in a cure.
    fn document(cure: &str) -> Value {
        let begins = cure.find("\n{").or(cure.find("\n[")).expect("a document");
        serde_json::from_str(&cure[begins..]).expect("JSON")
    }

    /// The texts of all elements of a name.
    fn texts<'a>(document: &'a Document<'_>, name: &str) -> Vec<&'a str> {
        let nodes = document.descendants().filter(|node| node.tag_name().name() == name);
        nodes.map(|node| node.text().unwrap_or_default()).collect()
    }

    /// There is one rule, in one file: whoever changes it changes all shapes.
    #[test]
    fn each_shape_says_what_the_file_says() {
        let rule = &parse(CORS)["CORSRules"][0];
        let list = |name: &str| rule[name].as_array().unwrap().iter().map(|v| v.as_str().unwrap()).collect::<Vec<_>>();
        let origin = "https://a&b.example";
        let body = xml(Configuration::Cors, origin, "");
        let body = Document::parse(&body).unwrap();
        assert_eq!(texts(&body, "AllowedOrigin"), [origin]);
        for name in ["AllowedMethod", "AllowedHeader", "ExposeHeader"] {
            assert_eq!(texts(&body, name), list(&format!("{name}s")), "{name}");
        }
        assert_eq!((texts(&body, "MaxAgeSeconds"), texts(&body, "ID")), (vec!["600"], vec!["page"]));
        for provider in ALL {
            let cure = cors_cure(provider, origin, "https://s3.example", "mine");
            assert!(cure.contains(origin), "{cure}");
            if provider != Provider::MinIo {
                let text = document(&cure).to_string();
                for header in list("AllowedHeaders") {
                    assert!(text.contains(header) && text.contains("\"ETag\""), "{provider:?} {header}: {text}");
                }
                assert!(cure.contains(" mine "), "{cure}");
            }
        }
        let body = xml(Configuration::Lifecycle, "", "in/");
        let body = Document::parse(&body).unwrap();
        assert_eq!((texts(&body, "Prefix"), texts(&body, "DaysAfterInitiation")), (vec!["in/"], vec!["1"]));
        for (provider, days) in [(Provider::Aws, "1"), (Provider::R2, "86400"), (Provider::B2, "1")] {
            let cure = document(&lifecycle_cure(provider, "https://s3.example", "mine", "in/")).to_string();
            assert!(cure.contains("\"in/\"") && cure.contains(days), "{cure}");
        }
        for provider in [Provider::Aws, Provider::MinIo, Provider::Other] {
            let policy = document(&policy_cure(provider, "mine", "in/"));
            assert_eq!(policy["Statement"][1]["Resource"], "arn:aws:s3:::mine");
            assert_eq!(policy["Statement"][0]["Resource"], "arn:aws:s3:::mine/in/*");
            assert_eq!(policy["Statement"][1]["Condition"]["StringLike"]["s3:prefix"], "in/*");
        }
    }

    #[test]
    fn provider_is_told_by_its_address() {
        let garage = "GK31c2f218a2e44f485b94239e";
        for (endpoint, key_id, provider) in [
            ("https://s3.eu-central-1.amazonaws.com", "AKIDEXAMPLE", Provider::Aws),
            ("https://s3.cn-north-1.amazonaws.com.cn/", "AKIDEXAMPLE", Provider::Aws),
            ("https://0123.r2.cloudflarestorage.com", "AKIDEXAMPLE", Provider::R2),
            ("https://0123.eu.r2.cloudflarestorage.com:443/x", "AKIDEXAMPLE", Provider::R2),
            ("https://s3.us-west-004.backblazeb2.com", "AKIDEXAMPLE", Provider::B2),
            ("https://amazonaws.com.evil.example", "AKIDEXAMPLE", Provider::Other),
            ("http://127.0.0.1:9000", "AKIDEXAMPLE", Provider::Other),
            ("http://127.0.0.1:3900", garage, Provider::Garage),
            ("http://127.0.0.1:3900", &garage[1..], Provider::Other),
            ("http://127.0.0.1:3900", "GKEEPER", Provider::Other),
            ("https://s3.us-west-004.backblazeb2.com", garage, Provider::B2),
        ] {
            assert_eq!(Provider::of(endpoint, key_id, None), provider, "{endpoint} {key_id}");
        }
    }
}
