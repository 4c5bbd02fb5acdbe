//! Bodies in XML, and what is read out of answers: as servers write them, in any style, and hostile.

use presign::s3::xml::{
    AnswerError, CompletedUpload, ObjectPage, PartPage, ServerError, UploadedPart, read_copy, read_failed_deletions,
    read_upload_id, write_keys, write_parts,
};
use presign::{Checksum, ChecksumAlgorithm};
use proptest::prelude::*;
use roxmltree::Document;
use serde::Deserialize;

use crate::refused::refused;

/// An answer, and what is in it.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Answer {
    server: String,
    source: String,
    document: String,
    xml: String,
    upload_id: Option<String>,
    parts: Option<Vec<String>>,
    next: Option<String>,
    entity_tag: Option<String>,
    location: Option<String>,
    objects: Option<Vec<String>>,
    prefixes: Vec<String>,
    failed: Option<Vec<String>>,
    error: Option<String>,
}

#[derive(Deserialize)]
struct Answers {
    answers: Vec<Answer>,
}

/// What is read out of an answer, as a row has it.
fn read(document: &str, xml: &str) -> Result<Answer, AnswerError> {
    let empty = Answer::default();
    Ok(match document {
        "upload-id" => Answer { upload_id: Some(read_upload_id(xml)?), ..empty },
        "copy" => Answer { entity_tag: Some(read_copy(xml)?), ..empty },
        "completed" => {
            let CompletedUpload { entity_tag, location, .. } = CompletedUpload::parse(xml)?;
            Answer { entity_tag, location, ..empty }
        }
        "parts" => {
            let page = PartPage::parse(xml)?;
            let size = |part: &UploadedPart| part.size.map_or("-".into(), |size| size.to_string());
            let row = |part: &UploadedPart| format!("{} {} {}", part.number, part.entity_tag, size(part));
            let next = page.next_part_number_marker.map(|marker| marker.to_string());
            Answer { parts: Some(page.parts.iter().map(row).collect()), next, ..empty }
        }
        "objects" => {
            let page = ObjectPage::parse(xml)?;
            let size = |size: Option<u64>| size.map_or("-".into(), |size| size.to_string());
            let objects = page.objects.iter().map(|object| format!("{} {}", object.key, size(object.size))).collect();
            let (prefixes, next) = (page.common_prefixes, page.next_continuation_token);
            Answer { objects: Some(objects), prefixes, next, ..empty }
        }
        "deletions" => {
            let failed = read_failed_deletions(xml)?.into_iter().map(|failed| {
                let version = failed.version_id.map(|id| format!(" {id}")).unwrap_or_default();
                format!("{}{version} {}", failed.key, failed.error.code())
            });
            Answer { failed: Some(failed.collect()), ..empty }
        }
        "error" => Answer { error: ServerError::parse(xml).map(|error| error.code().to_owned()), ..empty },
        other => panic!("no reader of {other}"),
    })
}

fn answers() -> Vec<Answer> {
    toml::from_str::<Answers>(include_str!("answers.toml")).unwrap().answers
}

#[test]
fn the_answers_of_servers_are_read() {
    let answers = answers();
    assert!(answers.len() > 30, "{}", answers.len());
    for expected in answers {
        assert!(!expected.source.is_empty(), "{}: {}", expected.server, expected.document);
        let found = match read(&expected.document, &expected.xml) {
            Ok(found) => found,
            Err(AnswerError::Server(error)) => Answer { error: Some(error.code().into()), ..Answer::default() },
            Err(error) => panic!("{error}: {expected:?}"),
        };
        let Answer { server, source, document, xml, .. } = expected.clone();
        assert_eq!(Answer { server, source, document, xml, ..found }, expected);
    }
}

#[test]
fn an_answer_that_is_cut_off_is_refused() {
    for answer in answers() {
        let xml = answer.xml.trim_end();
        let ends = xml.char_indices().map(|(end, _)| end);
        for end in ends {
            let cut = &xml[..end];
            if answer.document == "error" {
                assert_eq!(ServerError::parse(cut), None, "{cut}");
            } else {
                let error = read(&answer.document, cut).expect_err(cut);
                assert!(matches!(error, AnswerError::Empty | AnswerError::NotXml), "{error}: {cut}");
            }
        }
    }
}

/// A page of a list in the styles that servers choose between.
#[derive(Clone, Debug)]
#[allow(clippy::struct_excessive_bools, reason = "each is a choice of its own")]
struct Style {
    declaration: &'static str,
    namespace: &'static str,
    prefix: &'static str,
    between: &'static str,
    order: bool,
    is_encoded: bool,
    space: &'static str,
    quote: &'static str,
    cdata: bool,
    more: bool,
}

fn style() -> impl Strategy<Value = Style> {
    let first = (
        prop::sample::select(vec![
            "",
            "<?xml version=\"1.0\"?>",
            "<?xml version='1.0' encoding='utf-8' standalone='yes'?>\n",
        ]),
        prop::sample::select(vec!["", " xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"", " xmlns:s3='urn:x' a='>'"]),
        prop::sample::select(vec!["", "s3:"]),
        prop::sample::select(vec!["", "\n  ", "<!-- note -->", "\r\n\t"]),
    );
    let second = (
        any::<bool>(),
        any::<bool>(),
        prop::sample::select(vec!["%20", "+"]),
        prop::sample::select(vec!["\"", "&quot;", "&#34;", "&#x22;"]),
        any::<bool>(),
        any::<bool>(),
    );
    (first, second).prop_map(|((declaration, namespace, prefix, between), second)| {
        let (order, is_encoded, space, quote, cdata, more) = second;
        Style { declaration, namespace, prefix, between, order, is_encoded, space, quote, cdata, more }
    })
}

impl Style {
    fn element(&self, name: &str, content: &str) -> String {
        let (prefix, between) = (self.prefix, self.between);
        if content.is_empty() && self.order {
            return format!("<{prefix}{name}/>{between}");
        }
        format!("<{prefix}{name}>{content}</{prefix}{name}>{between}")
    }

    fn text(&self, text: &str) -> String {
        if self.cdata && !text.contains("]]>") && !text.contains('\r') {
            return format!("<![CDATA[{text}]]>");
        }
        let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('\r', "&#13;");
        text.replace('"', self.quote)
    }

    fn key(&self, key: &str) -> String {
        if !self.is_encoded {
            return self.text(key);
        }
        let escaped = key.bytes().map(|byte| match byte {
            b' ' => self.space.to_owned(),
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' => char::from(byte).into(),
            _ => format!("%{byte:02X}"),
        });
        escaped.collect()
    }

    fn page(&self, objects: &[(String, u64, String)], prefixes: &[String], next: Option<&str>) -> String {
        let mut parts = vec![self.element("Name", "photos"), self.element("Unknown", &self.element("Key", "no key"))];
        if self.is_encoded {
            parts.push(self.element("EncodingType", "url"));
        }
        match next {
            Some(next) => {
                parts.push(self.element("IsTruncated", "true"));
                parts.push(self.element("NextContinuationToken", &self.text(next)));
            }
            None if self.more => parts.push(self.element("IsTruncated", "false")),
            None => {}
        }
        for (key, size, tag) in objects {
            let mut fields = [
                self.element("Key", &self.key(key)),
                self.element("Size", &size.to_string()),
                self.element("ETag", &self.text(tag)),
                self.element("Owner", &self.element("ID", &self.element("Key", "deep"))),
            ];
            if self.order {
                fields.reverse();
            }
            parts.push(self.element("Contents", &format!("{}{}", self.between, fields.concat())));
        }
        for prefix in prefixes {
            parts.push(self.element("CommonPrefixes", &self.element("Prefix", &self.key(prefix))));
        }
        // The order of the objects has to stay.
        if self.order {
            parts.rotate_left(1);
        }
        let (declaration, namespace, prefix) = (self.declaration, self.namespace, self.prefix);
        let content = parts.concat();
        format!(
            "{declaration}{0}<{prefix}ListBucketResult{namespace}>{content}</{prefix}ListBucketResult>\n",
            self.between
        )
    }
}

/// Keys as XML can hold them.
const KEYS: &str = "[a-z +%&<>\"'é😀\\]\t\n\r/]{1,12}";

proptest! {
    #[test]
    fn a_list_is_read_in_every_style(
        style in style(),
        objects in prop::collection::vec((KEYS, any::<u64>(), "\"[0-9a-f]{4}\""), 0..4),
        prefixes in prop::collection::vec(KEYS, 0..3),
        next in prop::option::of("[a-z +/=&]{1,8}"),
    ) {
        let xml = style.page(&objects, &prefixes, next.as_deref());
        let page = ObjectPage::parse(&xml).map_err(|error| TestCaseError::fail(format!("{error}: {xml}")))?;
        let found: Vec<_> = page.objects.iter().map(|object| {
            (object.key.clone(), object.size.unwrap(), object.entity_tag.clone().unwrap())
        }).collect();
        prop_assert_eq!(found, objects, "{}", xml);
        prop_assert_eq!(page.common_prefixes, prefixes);
        prop_assert_eq!(page.next_continuation_token, next);
    }

    #[test]
    fn what_is_written_is_what_a_parser_of_xml_reads(
        keys in prop::collection::vec((KEYS, prop::option::of("[!-~]{1,8}")), 1..5),
    ) {
        let body = write_keys(keys.iter().map(|(key, version)| (key.as_str(), version.as_deref()))).unwrap();
        let document = Document::parse(&body).unwrap();
        let objects = document.root_element().children().filter(|node| node.has_tag_name(("http://s3.amazonaws.com/doc/2006-03-01/", "Object")));
        let text = |node: &roxmltree::Node<'_, '_>, name: &str| {
            let child = node.children().find(|child| child.tag_name().name() == name)?;
            Some(child.text().unwrap_or_default().to_owned())
        };
        let found: Vec<_> = objects.map(|object| (text(&object, "Key").unwrap(), text(&object, "VersionId"))).collect();
        prop_assert_eq!(found, keys);
    }

    #[test]
    fn parts_are_written_in_order_whatever_their_order_was(mut numbers in prop::collection::hash_set(1..=10_000_u32, 1..20)) {
        let parts = numbers.iter().map(|number| UploadedPart::new(*number, &format!("\"{number:x}\"")));
        let body = write_parts(parts).unwrap();
        let document = Document::parse(&body).unwrap();
        let texts = |name: &'static str| {
            let named = document.descendants().filter(move |node| node.tag_name().name() == name);
            named.map(|node| node.text().unwrap_or_default().to_owned()).collect::<Vec<_>>()
        };
        let mut sorted: Vec<_> = numbers.drain().collect();
        sorted.sort_unstable();
        prop_assert_eq!(texts("PartNumber"), sorted.iter().map(u32::to_string).collect::<Vec<_>>());
        prop_assert_eq!(texts("ETag"), sorted.iter().map(|number| format!("\"{number:x}\"")).collect::<Vec<_>>());
    }

    #[test]
    fn no_answer_is_too_odd_to_refuse(text in "(<|>|/|&|;|\\?|!|\\[CDATA\\[|\\]\\]>|Error|Code|ListBucketResult|a|\"|=| ){0,40}") {
        for document in ["upload-id", "copy", "completed", "parts", "objects", "deletions"] {
            let _ = read(document, &text);
        }
    }
}

#[test]
fn a_part_keeps_its_checksum_from_the_list_to_the_body() {
    for name in ["CRC32", "CRC32C", "CRC64NVME", "MD5", "SHA1", "SHA256", "SHA512", "XXHASH3", "XXHASH64", "XXHASH128"]
    {
        let algorithm: ChecksumAlgorithm = name.parse().unwrap();
        let checksum = algorithm.of("hello");
        let part = UploadedPart::new(1, "\"a\"").with_checksum(checksum);
        let body = write_parts([part.clone()]).unwrap();
        let element = format!("<Checksum{algorithm}>{checksum}</Checksum{algorithm}>");
        assert!(body.contains(&element), "{body}");
        let part_xml = format!("<Part><PartNumber>1</PartNumber><ETag>\"a\"</ETag>{element}</Part>");
        let page = PartPage::parse(&format!("<ListPartsResult>{part_xml}</ListPartsResult>")).unwrap();
        assert_eq!(page.parts, [part]);
    }
    // An algorithm that is not known yet.
    let page = PartPage::parse(
        "<ListPartsResult><Part><PartNumber>1</PartNumber><ETag>a</ETag><ChecksumCRC128>?</ChecksumCRC128></Part>\
         </ListPartsResult>",
    );
    assert_eq!(page.unwrap().parts[0].checksum, None::<Checksum>);
}

#[test]
fn bodies_that_s3_would_refuse_are_refused() {
    let part = |number, tag: &str| UploadedPart::new(number, tag);
    let argument = "invalid-argument";
    refused(write_parts([]), argument, "an upload is completed with one part or more");
    refused(write_parts([part(2, "a"), part(2, "b")]), argument, "two parts of an upload have the same number");
    for number in [0, 10_001, u32::MAX] {
        let sentence = format!("the part number is {number}: S3 accepts 1 to 10000");
        refused(write_parts([part(number, "a")]), "part-number-out-of-range", &sentence);
    }
    refused(write_parts([part(1, "")]), "empty-value", "the entity tag is empty");
    let sentence = "the entity tag has the character '\\u{1b}', which XML cannot hold";
    refused(write_parts([part(1, "a\u{1b}")]), "not-in-xml", sentence);

    refused(write_keys([]), argument, "DeleteObjects deletes one object or more");
    let sentence = "one DeleteObjects deletes at most 1000 objects";
    refused(write_keys(vec![("a", None); 1001]), argument, sentence);
    assert!(write_keys(vec![("a", None); 1000]).is_ok());
    refused(write_keys([("", None)]), "empty-key", "the key is empty: the URL would name the bucket itself");
    let long = "a".repeat(1025);
    refused(write_keys([(long.as_str(), None)]), "key-too-long", "the key is 1025 bytes long: S3 allows 1024 bytes");
    refused(write_keys([("a", Some(""))]), "empty-value", "the version id is empty");
    for character in ('\0'..'\u{20}').chain(['\u{fffe}', '\u{ffff}']) {
        let key = format!("a{character}");
        if ['\t', '\n', '\r'].contains(&character) {
            assert!(write_keys([(key.as_str(), None)]).is_ok(), "{key:?}");
        } else {
            let sentence = format!("the key has the character {character:?}, which XML cannot hold");
            refused(write_keys([(key.as_str(), None)]), "not-in-xml", &sentence);
        }
    }
}

#[test]
fn every_reason_not_to_read_an_answer_is_a_sentence() {
    let list =
        |content: &str| ObjectPage::parse(&format!("<ListBucketResult>{content}</ListBucketResult>")).unwrap_err();
    let said = |error: AnswerError| error.to_string();
    for nothing in ["", " \r\n", "\u{feff}"] {
        assert_eq!(said(CompletedUpload::parse(nothing).unwrap_err()), "the answer is empty");
    }
    let not_xml = "the answer is not a whole XML document";
    for text in [
        "{\"code\":\"NoSuchKey\"}",
        "upstream connect error",
        "<?xml version=\"1.0\"?>",
        "<ListBucketResult></ListBucketResult><ListBucketResult/>",
        "<ListBucketResult></ListBucketResult> and more",
        "<ListBucketResult><Name></ListBucketResult>",
        "<ListBucketResult>&nosuch;</ListBucketResult>",
        "<!DOCTYPE html><html></html>",
        "<!DOCTYPE l [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><ListBucketResult><Name>&b;</Name></ListBucketResult>",
    ] {
        assert_eq!(said(ObjectPage::parse(text).unwrap_err()), not_xml, "{text}");
    }
    let other = ObjectPage::parse("<html><body>Sign in</body></html>").unwrap_err();
    assert_eq!(said(other), "the answer is a document \"html\", not ListBucketResult");
    let long = format!("<{0}></{0}>", "é".repeat(1000));
    assert_eq!(said(ObjectPage::parse(&long).unwrap_err()).chars().count(), 113);
    assert_eq!(said(list("<IsTruncated>true</IsTruncated>")), "the answer has no NextContinuationToken");
    assert_eq!(said(list("<IsTruncated>yes</IsTruncated>")), "the IsTruncated in the answer is not true or false");
    assert_eq!(said(list("<EncodingType>base64</EncodingType>")), "the EncodingType in the answer is not url");
    assert_eq!(said(list("<Contents><Size>1</Size></Contents>")), "the answer has no Key");
    assert_eq!(said(list("<CommonPrefixes/>")), "the answer has no Prefix");
    assert_eq!(said(list("<Contents><Key>a</Key><Key>b</Key></Contents>")), "the answer has more than one Key");
    for size in ["-1", "+1", "1.0", "18446744073709551616", "1 2"] {
        let object = format!("<Contents><Key>a</Key><Size>{size}</Size></Contents>");
        assert_eq!(said(list(&object)), "the Size in the answer is not a number", "{size}");
    }
    let encoded = "<EncodingType>url</EncodingType><Contents><Key>%ff</Key></Contents>";
    assert_eq!(said(list(encoded)), "the Key in the answer is not percent-encoded UTF-8");
    let parts = |content: &str| PartPage::parse(&format!("<ListPartsResult>{content}</ListPartsResult>")).unwrap_err();
    for number in ["0", "10001", "4294967297"] {
        let part = format!("<Part><PartNumber>{number}</PartNumber><ETag>a</ETag></Part>");
        assert_eq!(said(parts(&part)), "the PartNumber in the answer is not 1 to 10000", "{number}");
    }
    assert_eq!(said(parts("<Part><PartNumber>1</PartNumber></Part>")), "the answer has no ETag");
    assert_eq!(said(parts("<IsTruncated>true</IsTruncated>")), "the answer has no NextPartNumberMarker");
    let checksum = "<Part><PartNumber>1</PartNumber><ETag>a</ETag><ChecksumCRC32>ZJAnHyG8=</ChecksumCRC32></Part>";
    assert_eq!(said(parts(checksum)), "the checksum in the answer is not the base64 of one");
    let twice = "<CopyObjectResult><ETag>a</ETag><ETag>b</ETag></CopyObjectResult>";
    assert_eq!(said(read_copy(twice).unwrap_err()), "the answer has more than one ETag");
    let none = "<InitiateMultipartUploadResult><UploadId> </UploadId></InitiateMultipartUploadResult>";
    assert_eq!(said(read_upload_id(none).unwrap_err()), "the answer has no UploadId");
}

#[test]
fn an_error_shows_nothing_but_its_code_and_its_message() {
    let answer = "<Error><Code>SignatureDoesNotMatch</Code><Message>one\ntwo\u{1b}[2J</Message>\
                  <CanonicalRequest>X-Amz-Security-Token=SECRET</CanonicalRequest></Error>";
    let error = CompletedUpload::parse(answer).unwrap_err();
    assert_eq!(error.to_string(), "the server answered SignatureDoesNotMatch: one two [2J");
    assert!(!format!("{error:?}").contains("SECRET"), "{error:?}");
    let field = error.server().and_then(|error| error.field("CanonicalRequest"));
    assert_eq!(field, Some("X-Amz-Security-Token=SECRET"), "whoever asks for it gets it");
    let bare = ServerError::parse("<Error><Code>SlowDown</Code></Error>").unwrap();
    assert_eq!((bare.to_string().as_str(), bare.message()), ("the server answered SlowDown", ""));
    assert_eq!(ServerError::parse("<Error><Message>a</Message></Error>"), None, "it has no code");
    assert_eq!(ServerError::parse("<ListBucketResult/>"), None);
}

/// What a stranger's server can send: the work has to grow with the length and no faster.
#[test]
fn memory_grows_with_the_answer_and_no_faster() {
    let list = |content: String| format!("<ListBucketResult>{content}</ListBucketResult>");
    let shapes: [fn(usize) -> String; 7] = [
        |count| "<a>".repeat(count) + &"</a>".repeat(count),
        |count| "<Contents>".repeat(count) + &"</Contents>".repeat(count),
        |count| "<a/>".repeat(count),
        |count| "<Contents><Key>k</Key></Contents>".repeat(count),
        |count| format!("<Contents><Key>{}</Key></Contents>", "&amp;".repeat(count)),
        |count| format!("<Contents><Key>{}</Key></Contents>", "<![CDATA[a]]>".repeat(count)),
        |count| format!("<a{}></a>", " b='c'".repeat(count)),
    ];
    for (number, shape) in shapes.into_iter().enumerate() {
        // The most that is ever held: an element of four bytes takes a name and two empty lists.
        for count in [1000, 100_000] {
            let xml = list(shape(count));
            let held = allocation_counter::measure(|| drop(ObjectPage::parse(&xml))).bytes_max;
            assert!(held < xml.len() as u64 * 40, "shape {number}, {count}: {held} bytes of {}", xml.len());
        }
    }
}
