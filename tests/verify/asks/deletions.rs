//! The keys in the body of DeleteObjects.

use presign::s3::xml::write_keys;
use presign::verify::Ask;
use proptest::prelude::*;

use crate::asks::client::both;
use crate::server::assert_refused;

fn ask() -> Ask {
    let [in_url, in_header] = both("POST", "/photos", "delete", &[]).map(Result::unwrap);
    assert_eq!(in_url, in_header);
    assert_eq!((in_url.operation(), in_url.bucket(), in_url.prefix()), ("DeleteObjects", Some("photos"), None));
    in_url
}

#[test]
fn keys_are_not_known_before_the_body_is_read() {
    let sentence = "the request names its keys in its body, which has not been read";
    assert_refused(ask().keys().map(drop), sentence, "AccessDenied", 403);
    // No other operation has keys in its body.
    for (method, query) in [("GET", ""), ("POST", "uploadId=1")] {
        for ask in both(method, "/photos/a", query, &[]) {
            let ask = ask.unwrap();
            assert_eq!(ask.clone().read_body(b"<Delete><Object><Key>b</Key></Object></Delete>").unwrap(), ask);
        }
    }
}

#[test]
fn documents_of_clients_are_read() {
    let namespace = "<Delete xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">";
    let table: [(String, &[&str], bool); 9] = [
        (format!("{namespace}<Object><Key>a</Key></Object><Object><Key>b</Key></Object></Delete>"), &["a", "b"], false),
        ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Delete><Quiet>true</Quiet><Object><Key>a</Key></Object></Delete>".into(), &["a"], false),
        ("\u{feff}<Delete>\n  <Object>\n <Key> a </Key>\n</Object>\n</Delete>\n".into(), &[" a "], false),
        ("<Delete><Object><Key>a&amp;b&lt;&#x2F;&#13;</Key></Object></Delete>".into(), &["a&b</\r"], false),
        ("<Delete><Object><Key><![CDATA[<a>]]>b</Key></Object></Delete>".into(), &["<a>b"], false),
        ("<Delete><Object><Key>a/../b</Key></Object><Object><Key>a</Key></Object><Object><Key>a</Key></Object></Delete>".into(), &["a/../b", "a", "a"], false),
        ("<Delete><Object><Key>a</Key><ETag>\"1\"</ETag><LastModifiedTime>x</LastModifiedTime><Size>1</Size></Object></Delete>".into(), &["a"], false),
        ("<Delete><Object><Key>a</Key></Object><Object><VersionId>1</VersionId><Key>b</Key></Object></Delete>".into(), &["a", "b"], true),
        ("<Delete><Object><Key>a</Key><VersionId/></Object></Delete>".into(), &["a"], true),
    ];
    for (document, keys, has_version) in table {
        let ask = ask().read_body(document.as_bytes()).expect(&document);
        assert_eq!(ask.keys().unwrap(), keys, "{document}");
        let actions: &[&str] = if has_version { &["DeleteObjects", "DeleteObjectVersion"] } else { &["DeleteObjects"] };
        assert_eq!(ask.actions(), actions, "{document}");
    }
}

#[test]
fn documents_that_readers_may_read_in_two_ways_are_refused() {
    let other = "has an element that it does not have at S3, or one twice";
    let (comment, xml) = ("has a comment, an instruction or a document type", "is not XML");
    let object = "<Object><Key>a</Key></Object>";
    let table = [
        (String::new(), xml),
        ("a".into(), "has text between its elements"),
        ("<Delete>".into(), xml),
        (format!("<Delete>{object}"), xml),
        (format!("<Delete>{object}</Delet>"), xml),
        (format!("<Delete>{object}</Delete><Delete>{object}</Delete>"), other),
        (format!("<Delete>{object}</Delete>a"), "has text between its elements"),
        (format!("<Remove>{object}</Remove>"), other),
        (format!("<delete>{object}</delete>"), other),
        (format!("<a:Delete xmlns:a=\"b\">{object}</a:Delete>"), other),
        ("<Delete></Delete>".into(), "names no key"),
        ("<Delete/>".into(), "names no key"),
        ("<Delete><Quiet>true</Quiet></Delete>".into(), "names no key"),
        (format!("<Delete><Quiet>true</Quiet><Quiet>false</Quiet>{object}</Delete>"), other),
        ("<Delete><Object></Object></Delete>".into(), "has an object without a key"),
        ("<Delete><Object><Key></Key></Object></Delete>".into(), "has an object without a key"),
        ("<Delete><Object><Key>a</Key><Key>b</Key></Object></Delete>".into(), other),
        ("<Delete><Object><key>a</key></Object></Delete>".into(), other),
        ("<Delete><Object><x:Key xmlns:x=\"y\">a</x:Key></Object></Delete>".into(), other),
        ("<Delete><Object><Key>a<b>c</b></Key></Object></Delete>".into(), other),
        ("<Delete><Object><Key>a<!-- b -->c</Key></Object></Delete>".into(), comment),
        ("<Delete><Object><Key>a<?b c?></Key></Object></Delete>".into(), comment),
        (format!("<!DOCTYPE Delete><Delete>{object}</Delete>"), comment),
        (format!("<!-- a --><Delete>{object}</Delete>"), comment),
        ("<Delete><Object><Key>&a;</Key></Object></Delete>".into(), xml),
        ("<Delete><Object><Key>a</Key>b</Object></Delete>".into(), "has text between its elements"),
        (format!("<Delete>a{object}</Delete>"), "has text between its elements"),
        ("<Delete><Object><Object><Key>a</Key></Object></Object></Delete>".into(), other),
        ("<Delete><Key>a</Key></Delete>".into(), other),
        (format!("<Delete>{object}<Objects>{object}</Objects></Delete>"), other),
        ("{\"Objects\":[{\"Key\":\"a\"}]}".into(), "has text between its elements"),
    ];
    for (document, reason) in table {
        let refused = ask().read_body(document.as_bytes());
        assert_refused(refused, &format!("the body of DeleteObjects {reason}"), "MalformedXML", 400);
    }
    let latin = ask().read_body(b"<Delete><Object><Key>\xe9</Key></Object></Delete>");
    assert_refused(latin, "the body of DeleteObjects is not UTF-8", "MalformedXML", 400);
}

proptest! {
    /// Oracle: the crate's writer, and roxmltree for documents that are not its own.
    #[test]
    fn keys_are_those_that_were_written(keys in prop::collection::vec("[a-z<>&'\"/ é\u{1F600}\t\n\r.-]{1,12}", 1..5)) {
        let document = write_keys(keys.iter().map(|key| (key.as_str(), None))).unwrap();
        let ask = ask().read_body(document.as_bytes()).unwrap();
        prop_assert_eq!(ask.keys().unwrap(), &keys);
    }

    #[test]
    fn what_is_read_is_what_another_reader_reads(
        parts in prop::collection::vec(prop::sample::select(&[
            "<Delete>", "</Delete>", "<Object>", "</Object>", "<Key>", "</Key>", "<Key/>", "<VersionId>1</VersionId>", "a", "b/",
            "<Object><Key>c</Key></Object>", "&amp;", "&#x41;", "<![CDATA[d]]>", "<!-- e -->", " ", "\r\n", "<Quiet>true</Quiet>",
        ][..]), 0..8)
    ) {
        let document = format!("<Delete><Object><Key>k</Key></Object>{}</Delete>", parts.concat());
        if let Ok(ask) = ask().read_body(document.as_bytes()) {
            let tree = roxmltree::Document::parse(&document).unwrap();
            let objects = tree.root_element().children().filter(|node| node.has_tag_name("Object"));
            let key = |object: roxmltree::Node<'_, '_>| {
                let key = object.children().find(|node| node.has_tag_name("Key")).unwrap();
                key.children().filter_map(|text| text.text()).collect::<String>()
            };
            prop_assert_eq!(ask.keys().unwrap(), &objects.map(key).collect::<Vec<_>>());
        }
    }
}
