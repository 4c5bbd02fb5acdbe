//! Commands for a shell.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::path::Path;

use presign::PresignedUrl;

/// What the body of a request is made of.
#[derive(Clone)]
pub(crate) enum Body<'a> {
    /// There is none, by the method.
    None,
    /// It is empty, which a POST and a PUT must say.
    Empty,
    /// A file with the name of the last segment of this path.
    File(Cow<'a, str>),
    /// The file of this path, or standard input if it is `-`.
    Data(&'a Path),
    /// A piece of the file of the last segment's name, in bytes.
    Piece { path: &'a str, offset: u64, length: u64 },
}

/// What is sent besides the body.
pub(crate) struct Message<'a> {
    pub(crate) method: &'a str,
    pub(crate) url: &'a str,
    pub(crate) headers: Vec<(&'a str, &'a str)>,
}

impl<'a> From<&'a PresignedUrl> for Message<'a> {
    fn from(url: &'a PresignedUrl) -> Self {
        Self { method: url.method(), url: url.as_str(), headers: url.headers().collect() }
    }
}

/// Whether a request with this method must say how long its body is, even if it is empty.
pub(crate) fn wants_length(method: &str) -> bool {
    matches!(method, "POST" | "PUT" | "PATCH")
}

/// Appends a command that makes the request.
pub(crate) fn push_command(text: &mut String, message: &Message<'_>, body: &Body<'_>) {
    if let Body::Piece { path, offset, length } = body {
        // `tail` counts from 1.
        let start = offset + 1;
        let file = quoted(&local_file(path));
        // Writing to a `String` cannot fail.
        let _ = write!(text, "tail -c +{start} {file} | head -c {length} | ");
    }
    let mut words = vec!["curl".to_string()];
    match (message.method, body) {
        // With data, curl would send a POST.
        ("GET", Body::None) => {}
        ("HEAD", Body::None) => words.push("--head".into()),
        (method, _) => words.extend(["--request".into(), quoted(method)]),
    }
    for (name, value) in &message.headers {
        // curl measures a file. A length that is not the file's would cut the object short, and nobody would notice.
        let is_measured = *name == "content-length" && !matches!(body, Body::None | Body::Empty);
        if !is_measured {
            words.extend(["--header".into(), header(name, value)]);
        }
    }
    words.extend(body_words(message, body));
    if message.url.contains(['[', ']', '{', '}']) {
        // curl takes these as patterns.
        words.push("--globoff".into());
    }
    words.push(quoted(message.url));
    text.push_str(&words.join(" "));
}

fn body_words(message: &Message<'_>, body: &Body<'_>) -> Vec<String> {
    let has = |name| message.headers.iter().any(|(other, _)| *other == name);
    let data = |file: &str| {
        let mut words = vec!["--data-binary".into(), quoted(&format!("@{file}"))];
        if !has("content-type") {
            // curl would say that it is a form.
            words.extend(["--header".into(), quoted("content-type:")]);
        }
        words
    };
    match body {
        Body::None => Vec::new(),
        Body::Empty if has("content-length") => Vec::new(),
        Body::Empty => vec!["--header".into(), quoted("content-length: 0")],
        // With --upload-file, curl puts the file's name after a slash at the path's end: another object.
        Body::File(path) if ends_in_slash(message.url) => data(&local_file(path)),
        Body::File(path) => vec!["--upload-file".into(), quoted(&local_file(path))],
        Body::Data(path) => data(&path.to_string_lossy()),
        // With --upload-file, curl sends standard input in chunks, which S3 refuses.
        Body::Piece { .. } => data("-"),
    }
}

fn ends_in_slash(url: &str) -> bool {
    url.split('?').next().is_some_and(|address| address.ends_with('/'))
}

/// A header as curl takes it. It reads `name:` as an order to leave the header out, and `name;` as the empty value.
fn header(name: &str, value: &str) -> String {
    quoted(&if value.is_empty() { format!("{name};") } else { format!("{name}: {value}") })
}

/// The file in the current folder with the name of a path's last segment, whatever that begins with.
pub(crate) fn local_file(path: &str) -> String {
    match path.trim_end_matches('/').rsplit('/').next().unwrap_or_default() {
        "" => "./file".into(),
        name if name.contains(char::is_control) => "./file".into(),
        name => format!("./{name}"),
    }
}

/// A word that a POSIX shell reads as this text: between single quotes only the single quote means something else.
pub(crate) fn quoted(text: &str) -> String {
    if !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"./_-".contains(&b)) {
        return text.into();
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}
