//! The documents of S3 that this gateway writes and reads.

use presign::Timestamp;

use crate::database::Object;

/// The text as it is written in XML. Keys with other control characters cannot be listed in XML 1.0 at all.
pub(crate) fn escaped(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => written.push_str("&amp;"),
            '<' => written.push_str("&lt;"),
            '>' => written.push_str("&gt;"),
            '\t' | '\n' | '\r' => written.extend(["&#", &u32::from(character).to_string(), ";"]),
            character => written.push(character),
        }
    }
    written
}

/// One page of a list.
#[derive(Debug, Default)]
pub(crate) struct Page {
    pub(crate) objects: Vec<Object>,
    pub(crate) prefixes: Vec<String>,
    /// The last key or prefix, if more follow.
    pub(crate) next: Option<String>,
}

impl Page {
    pub(crate) fn write(&self, bucket: &str, prefix: &str, most: usize, is_first_version: bool) -> String {
        let (count, is_truncated) = (self.objects.len() + self.prefixes.len(), self.next.is_some());
        let mut text = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Name>{}</Name><Prefix>{}</Prefix>\
             <MaxKeys>{most}</MaxKeys><IsTruncated>{is_truncated}</IsTruncated>",
            escaped(bucket),
            escaped(prefix)
        );
        if !is_first_version {
            text.push_str(&element("KeyCount", &count.to_string()));
        }
        if let Some(next) = &self.next {
            // Tokens need not be readable, but names are as good as any.
            text.push_str(&element(if is_first_version { "NextMarker" } else { "NextContinuationToken" }, next));
        }
        for object in &self.objects {
            text.push_str("<Contents>");
            text.push_str(&element("Key", &object.key));
            text.push_str(&element("LastModified", &iso(object.modified)));
            text.push_str(&element("ETag", &format!("\"{}\"", object.etag)));
            text.push_str(&element("Size", &object.size.to_string()));
            text.push_str("<StorageClass>STANDARD</StorageClass></Contents>");
        }
        for prefix in &self.prefixes {
            text.extend(["<CommonPrefixes>", &element("Prefix", prefix), "</CommonPrefixes>"]);
        }
        text.push_str("</ListBucketResult>");
        text
    }
}

fn element(name: &str, value: &str) -> String {
    format!("<{name}>{}</{name}>", escaped(value))
}

/// As in `2015-08-30T12:36:00.000Z`.
pub(crate) fn iso(seconds: u64) -> String {
    let time = Timestamp::from_unix_seconds(seconds).map(|time| time.to_string()).unwrap_or_default();
    if time.len() < 15 {
        return String::new();
    }
    let (date, time) = (&time[..8], &time[9..15]);
    format!("{}-{}-{}T{}:{}:{}.000Z", &date[..4], &date[4..6], &date[6..], &time[..2], &time[2..4], &time[4..])
}

/// Numbers and entity tags of a `CompleteMultipartUpload`.
pub(crate) fn parts(document: &str) -> Option<Vec<(u32, String)>> {
    let parts = document.split("<Part>").skip(1);
    let part = |part: &str| {
        let tag = value(part, "ETag")?.replace("&quot;", "").replace("&#34;", "").replace('"', "");
        Some((value(part, "PartNumber")?.trim().parse().ok()?, tag.trim().to_string()))
    };
    parts.map(part).collect::<Option<Vec<_>>>().filter(|parts| !parts.is_empty())
}

fn value<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(&format!("<{name}>"))?;
    rest.split_once(&format!("</{name}>")).map(|(value, _)| value)
}
