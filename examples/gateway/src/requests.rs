//! What S3 does with objects: a part of it. What is not known here is refused, so that nothing is asked for and not done.

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::header::{CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, ETAG, LAST_MODIFIED, RANGE};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use presign::Timestamp;
use presign::verify::{Ask, Place};
use presign_tower::{Refusal, Verified};

use crate::access::{Holder, check, may};
use crate::database::{Object, Terms};
use crate::objects::random_name;
use crate::xml::{self, Page};
use crate::{Database, Objects, tokens};

/// Of `CompleteMultipartUpload`: 10,000 parts.
const MAX_DOCUMENT: usize = 4 << 20;
const MAX_KEYS: usize = 1000;

/// The instructions that are obeyed, or may be left alone: checksums are compared before this. A name that ends with a
/// hyphen stands for all that begin with it.
const INSTRUCTIONS: [&str; 8] = [
    "x-amz-checksum-",
    "x-amz-decoded-content-length",
    "x-amz-meta-",
    "x-amz-mp-object-size",
    "x-amz-sdk-checksum-algorithm",
    "x-amz-te",
    "x-amz-trailer",
    "x-amz-user-agent",
];

/// Those by entity tags are obeyed where something is read, and `if-none-match: *` of an upload.
const CONDITIONS: [&str; 2] = ["if-modified-since", "if-unmodified-since"];

/// Headers that are kept with an object, besides `x-amz-meta-`.
const KEPT: [&str; 6] =
    ["cache-control", "content-disposition", "content-encoding", "content-language", "content-type", "expires"];

/// A request that may be answered.
struct Asked<'a> {
    database: &'a Database,
    objects: &'a Objects,
    verified: &'a Verified<Holder>,
    ask: &'a Ask,
    bucket: &'a str,
    key: &'a str,
    headers: HeaderMap,
}

pub(crate) async fn answer(
    database: &Database,
    objects: &Objects,
    verified: &Verified<Holder>,
    request: Request,
) -> Result<Response, Refusal> {
    let (parts, body) = request.into_parts();
    if tokens::is_asked(&parts) {
        return tokens::answer(verified.identity(), body).await;
    }
    let ask = &check(database, verified)?;
    refuse_what_is_not_done(verified, ask, &parts.headers)?;
    let bucket = ask.bucket().unwrap_or_default();
    let key = ask.keys().ok().and_then(|keys| keys.first()).map_or("", String::as_str);
    let asked = Asked { database, objects, verified, ask, bucket, key, headers: parts.headers };
    match ask.operation() {
        "GetObject" => asked.get(false).await,
        "HeadObject" => asked.get(true).await,
        "PutObject" => asked.put(body).await,
        "DeleteObject" => asked.delete().await,
        "CreateMultipartUpload" => asked.begin_upload(),
        "UploadPart" => asked.put_part(body).await,
        "CompleteMultipartUpload" => asked.complete(body).await,
        "AbortMultipartUpload" => asked.abort().await,
        "ListObjects" | "ListObjectsV2" => asked.list(),
        "DeleteObjects" => asked.delete_many(body).await,
        "HeadBucket" => Ok(StatusCode::OK.into_response()),
        "GetBucketLocation" => Ok(document("<LocationConstraint/>".into())),
        operation => {
            let message = format!("{operation} is not done here");
            Err(Refusal::new(StatusCode::NOT_IMPLEMENTED, "NotImplemented", message))
        }
    }
}

/// Copies, locks, lists of rights: a client that asks for one relies on it.
fn refuse_what_is_not_done(verified: &Verified<Holder>, ask: &Ask, headers: &HeaderMap) -> Result<(), Refusal> {
    let request = verified.request();
    let refused = |name: &str| {
        let message = format!("the request asks for {name:?}, which this server does not do");
        Refusal::new(StatusCode::NOT_IMPLEMENTED, "NotImplemented", message)
    };
    let is_meant = |name: &str, known: &str| name == known || (known.ends_with('-') && name.starts_with(known));
    let is_default = |name: &str, value: &str| {
        matches!((name, value), ("x-amz-acl", "private") | ("x-amz-storage-class", "STANDARD"))
    };
    for (name, value) in request.instructions()? {
        if !INSTRUCTIONS.iter().any(|known| is_meant(&name, known)) && !is_default(&name, value) {
            return Err(refused(&name));
        }
    }
    // Conditions count without a signature too.
    let is_read = matches!(*verified.method(), Method::GET | Method::HEAD);
    let mut conditions = CONDITIONS.into_iter().chain((!is_read).then_some("if-match"));
    let condition = conditions.find(|name| headers.contains_key(*name));
    let is_part = |name: &str| name.starts_with("response-") || (is_read && name == "partNumber");
    let parameter = request.parameters()?.map(|(name, _)| name).find(|name| is_part(name));
    // Versions, tags, locks; access control lists were looked at above.
    let action = ask.actions().iter().skip(1).copied().find(|action| *action != "PutObjectAcl");
    match condition.or(parameter).or(action) {
        Some(name) => Err(refused(name)),
        None => Ok(()),
    }
}

impl Asked<'_> {
    fn parameter(&self, name: &str) -> Result<Option<&str>, Refusal> {
        self.verified.request().parameter(name).map_err(Into::into)
    }

    async fn get(&self, is_head: bool) -> Result<Response, Refusal> {
        let none_match = self.headers.get("if-none-match");
        let found = self.database.object(self.bucket, self.key)?;
        let object =
            found.ok_or_else(|| Refusal::new(StatusCode::NOT_FOUND, "NoSuchKey", "there is no object of this key"))?;
        let mut answer = HeaderMap::new();
        for (name, value) in object.headers.lines().filter_map(|line| line.split_once(':')) {
            if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
                answer.append(name, value);
            }
        }
        answer.entry(CONTENT_TYPE).or_insert(HeaderValue::from_static("binary/octet-stream"));
        let text = |text: String| HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static(""));
        answer.insert(ETAG, text(format!("\"{}\"", object.etag)));
        answer.insert(LAST_MODIFIED, text(http_date(object.modified)));
        answer.insert("accept-ranges", HeaderValue::from_static("bytes"));
        // What users upload runs in no browser.
        answer.insert("x-content-type-options", HeaderValue::from_static("nosniff"));
        let range = self.headers.get(RANGE).and_then(|value| range(value.to_str().ok()?, object.size));
        let (from, length) = match range {
            Some(Err(())) => {
                let message = "the range begins beyond the end of the object";
                return Err(Refusal::new(StatusCode::RANGE_NOT_SATISFIABLE, "InvalidRange", message));
            }
            Some(Ok((from, length))) => {
                let last = from + length - 1;
                answer.insert(CONTENT_RANGE, text(format!("bytes {from}-{last}/{}", object.size)));
                (from, length)
            }
            None => (0, object.size),
        };
        if self.headers.get("if-match").is_some_and(|tags| *tags != "*" && *tags != answer[ETAG]) {
            let message = "the object has an entity tag other than the one in if-match";
            return Err(Refusal::new(StatusCode::PRECONDITION_FAILED, "PreconditionFailed", message));
        }
        if none_match.is_some_and(|tags| *tags == answer[ETAG]) {
            return Ok((StatusCode::NOT_MODIFIED, answer).into_response());
        }
        answer.insert(CONTENT_LENGTH, length.into());
        let status = if range.is_some() { StatusCode::PARTIAL_CONTENT } else { StatusCode::OK };
        let body = if is_head { Body::empty() } else { self.objects.read(&object.file, from, length).await? };
        Ok((status, answer, body).into_response())
    }

    async fn put(&self, body: Body) -> Result<Response, Refusal> {
        let terms = self.terms()?;
        let written = self.objects.write(body).await?;
        self.commit(Object { headers: self.kept(), ..written }, terms).await
    }

    /// Puts a file that is whole in its place. The link is used up by that, and not by an upload that failed.
    async fn commit(&self, written: Object, terms: Terms) -> Result<Response, Refusal> {
        let modified = Timestamp::now().unix_seconds();
        let object = Object { key: self.key.into(), modified, ..written };
        match self.database.put(self.bucket, &object, terms) {
            Ok(old) => self.objects.remove(old).await,
            Err(refusal) => {
                self.objects.remove(Some(object.file)).await;
                return Err(refusal);
            }
        }
        Ok(([(ETAG, format!("\"{}\"", object.etag))], ()).into_response())
    }

    fn terms(&self) -> Result<Terms, Refusal> {
        let request = self.verified.request();
        let refuse = |message| Err(Refusal::new(StatusCode::NOT_IMPLEMENTED, "NotImplemented", message));
        let only_new = match self.headers.get("if-none-match").map(HeaderValue::as_bytes) {
            None => false,
            Some(b"*") => true,
            Some(_) => return refuse("an upload may have no if-none-match other than *"),
        };
        let is_link = request.request().place() == Place::Query;
        Ok(Terms { only_new, link: is_link.then(|| (self.verified.link(), request.not_after())) })
    }

    /// The headers to keep with an object.
    fn kept(&self) -> String {
        let is_kept = |name: &str| KEPT.contains(&name) || name.starts_with("x-amz-meta-");
        let lines = self.headers.iter().filter(|(name, _)| is_kept(name.as_str()));
        let lines = lines.filter_map(|(name, value)| Some(format!("{name}:{}\n", value.to_str().ok()?)));
        lines.collect()
    }

    async fn delete(&self) -> Result<Response, Refusal> {
        let file = self.database.delete(self.bucket, self.key)?;
        self.objects.remove(file).await;
        Ok(StatusCode::NO_CONTENT.into_response())
    }

    async fn delete_many(&self, body: Body) -> Result<Response, Refusal> {
        let malformed = |_| Refusal::new(StatusCode::BAD_REQUEST, "MalformedXML", "the document cannot be read");
        let bytes = to_bytes(body, MAX_DOCUMENT).await.map_err(malformed)?;
        let ask = self.ask.clone().read_body(&bytes)?;
        may(self.verified, &ask)?;
        refuse_what_is_not_done(self.verified, &ask, &self.headers)?;
        let mut text = String::from("<DeleteResult>");
        for key in ask.keys()? {
            let file = self.database.delete(self.bucket, key)?;
            self.objects.remove(file).await;
            text.extend(["<Deleted><Key>", &xml::escaped(key), "</Key></Deleted>"]);
        }
        Ok(document(text + "</DeleteResult>"))
    }

    fn begin_upload(&self) -> Result<Response, Refusal> {
        let id = random_name()?;
        self.database.begin_upload(&id, self.bucket, self.key, &self.kept())?;
        Ok(document(format!(
            "<InitiateMultipartUploadResult><Bucket>{}</Bucket><Key>{}</Key><UploadId>{id}</UploadId>\
             </InitiateMultipartUploadResult>",
            xml::escaped(self.bucket),
            xml::escaped(self.key)
        )))
    }

    /// The id and the headers of the upload that is meant.
    fn upload(&self) -> Result<(&str, String), Refusal> {
        let id = self.parameter("uploadId")?.unwrap_or_default();
        Ok((id, self.database.upload(id, self.bucket, self.key)?))
    }

    async fn put_part(&self, body: Body) -> Result<Response, Refusal> {
        let (id, _) = self.upload()?;
        let number = self.parameter("partNumber")?.and_then(|number| number.parse().ok());
        let Some(number) = number.filter(|number| (1..=10_000).contains(number)) else {
            let message = "partNumber is not a number from 1 to 10000";
            return Err(Refusal::new(StatusCode::BAD_REQUEST, "InvalidArgument", message));
        };
        let part = self.objects.write(body).await?;
        let old = self.database.put_part(id, number, &part)?;
        self.objects.remove(old).await;
        Ok(([(ETAG, format!("\"{}\"", part.etag))], ()).into_response())
    }

    async fn complete(&self, body: Body) -> Result<Response, Refusal> {
        let (id, headers) = self.upload()?;
        let invalid = |message| Refusal::new(StatusCode::BAD_REQUEST, "InvalidPart", message);
        let bytes = to_bytes(body, MAX_DOCUMENT).await.map_err(|_| invalid("the document cannot be read"))?;
        let wanted = std::str::from_utf8(&bytes).ok().and_then(xml::parts);
        let wanted = wanted.ok_or_else(|| invalid("the document names no parts"))?;
        let there = self.database.parts(id)?;
        let find = |(number, tag): &(u32, String)| {
            there.iter().find(|(other, part)| other == number && part.etag == *tag).map(|(_, part)| part.clone())
        };
        let parts: Option<Vec<_>> = wanted.iter().map(find).collect();
        let parts = parts.filter(|_| wanted.is_sorted_by(|one, next| one.0 < next.0));
        let parts = parts.ok_or_else(|| invalid("a part is not there, or not in its order"))?;
        let written = self.objects.join(&parts).await?;
        let etag = written.etag.clone();
        self.commit(Object { headers, ..written }, self.terms()?).await?;
        self.forget(id).await?;
        Ok(document(format!(
            "<CompleteMultipartUploadResult><Bucket>{}</Bucket><Key>{}</Key><ETag>\"{etag}\"</ETag>\
             </CompleteMultipartUploadResult>",
            xml::escaped(self.bucket),
            xml::escaped(self.key)
        )))
    }

    async fn abort(&self) -> Result<Response, Refusal> {
        let (id, _) = self.upload()?;
        self.forget(id).await?;
        Ok(StatusCode::NO_CONTENT.into_response())
    }

    async fn forget(&self, upload: &str) -> Result<(), Refusal> {
        let parts = self.database.parts(upload)?;
        self.database.end_upload(upload)?;
        for (_, part) in parts {
            self.objects.remove(Some(part.file)).await;
        }
        Ok(())
    }

    fn list(&self) -> Result<Response, Refusal> {
        let is_first_version = self.parameter("list-type")? != Some("2");
        let prefix = self.parameter("prefix")?.unwrap_or_default();
        let delimiter = self.parameter("delimiter")?.filter(|delimiter| !delimiter.is_empty());
        let most = self.parameter("max-keys")?.and_then(|most| most.parse().ok()).unwrap_or(MAX_KEYS).min(MAX_KEYS);
        let after = if is_first_version {
            self.parameter("marker")?
        } else {
            self.parameter("continuation-token")?.or(self.parameter("start-after")?)
        };
        let page = self.page(prefix, delimiter, after.unwrap_or_default(), most)?;
        Ok(document(page.write(self.bucket, prefix, most, is_first_version)))
    }

    fn page(&self, prefix: &str, delimiter: Option<&str>, after: &str, most: usize) -> Result<Page, Refusal> {
        let (mut page, mut after) = (Page::default(), after.to_string());
        loop {
            let found = self.database.objects(self.bucket, prefix, &after, most + 1)?;
            let is_last = found.len() <= most;
            for object in found {
                let common = delimiter.and_then(|delimiter| {
                    let at = object.key[prefix.len()..].find(delimiter)?;
                    Some(&object.key[..prefix.len() + at + delimiter.len()])
                });
                after.clone_from(&object.key);
                // The keys of a prefix follow each other, and the page before may have had it.
                if let Some(common) = common
                    && page.prefixes.last().is_some_and(|last| last == common)
                {
                    continue;
                }
                if page.objects.len() + page.prefixes.len() == most {
                    return Ok(page);
                }
                if let Some(common) = common {
                    // Beyond all keys of this prefix.
                    page.next = Some(format!("{common}\u{10ffff}"));
                    page.prefixes.push(common.to_string());
                } else {
                    page.next = Some(object.key.clone());
                    page.objects.push(object);
                }
            }
            if is_last {
                page.next = None;
                return Ok(page);
            }
        }
    }
}

fn document(text: String) -> Response {
    ([(CONTENT_TYPE, "application/xml")], text).into_response()
}

/// The first byte and the length of the range that is asked for. Nothing for what is not one range of bytes, which is
/// answered with the whole.
fn range(value: &str, size: u64) -> Option<Result<(u64, u64), ()>> {
    let (first, last) = value.strip_prefix("bytes=")?.split_once('-')?;
    let (from, to) = match (first.parse::<u64>(), last.parse::<u64>()) {
        (Ok(from), Ok(to)) if from <= to => (from, to.min(size.saturating_sub(1))),
        (Ok(from), Err(_)) if last.is_empty() => (from, size.saturating_sub(1)),
        (Err(_), Ok(count)) if first.is_empty() => (size.saturating_sub(count), size.saturating_sub(1)),
        _ => return None,
    };
    Some(if from < size { Ok((from, to - from + 1)) } else { Err(()) })
}

/// As in `Sun, 30 Aug 2015 12:36:00 GMT`.
fn http_date(seconds: u64) -> String {
    const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let iso = xml::iso(seconds);
    let day = usize::try_from(seconds / 86_400 % 7).unwrap_or_default();
    let month = iso.get(5..7).and_then(|month| month.parse::<usize>().ok()).unwrap_or(1);
    let part = |range| iso.get(range).unwrap_or_default();
    format!("{}, {} {} {} {} GMT", DAYS[day], part(8..10), MONTHS[month - 1], part(0..4), part(11..19))
}
