//! The files of the page, as they are served: code under a name that changes with it, so that a browser asks once, and
//! compressed, if the feature `compression` is on.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, HeaderMap, IF_NONE_MATCH};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use sha2::{Digest, Sha256};

use crate::service::ApiError;

/// Files by their names.
pub(crate) type Files = BTreeMap<String, Cow<'static, str>>;

struct Asset {
    content_type: &'static str,
    tag: String,
    text: Cow<'static, str>,
    #[cfg(feature = "compression")]
    packed: std::sync::OnceLock<packed::Packed>,
}

/// How long a browser may keep what has its hash in its address: it never changes.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// The files of a program change with the program. A browser asks whether they have.
const ASKED: &str = "no-cache";

/// Serves each file under its own name, which is `/` for `index.html`, and all but the pages also in a folder that is named
/// by their hash. The pages name them there; between the others all names are relative.
pub(crate) fn routes(mut files: Files) -> Router {
    let version = version(&files);
    let (pages, others): (Vec<_>, Vec<_>) = files.keys().cloned().partition(|name| is_page(name));
    for page in pages {
        let text = others.iter().fold(files[&page].to_string(), |text, name| {
            text.replace(&format!("=\"{name}\""), &format!("=\"assets/{version}/{name}\""))
        });
        files.insert(page, text.into());
    }
    let assets: BTreeMap<_, _> =
        files.into_iter().map(|(name, text)| (name.clone(), Asset::new(&name, text))).collect();
    let assets = Arc::new(assets);
    let mut router = Router::new();
    for name in assets.keys().cloned() {
        let path = if name == "index.html" { "/".into() } else { format!("/{name}") };
        let assets = Arc::clone(&assets);
        router =
            router.route(&path, get(move |headers: HeaderMap| async move { assets[&name].answer(&headers, ASKED) }));
    }
    let versioned = move |Path((asked, name)): Path<(String, String)>, headers: HeaderMap| async move {
        // A page that another version of the program has served asks for its files, and gets what there is.
        let caching = if asked == version { FOR_EVER } else { ASKED };
        let asset = assets.get(&name).filter(|_| !is_page(&name)).ok_or(ApiError::NoRoute)?;
        Ok::<_, ApiError>(asset.answer(&headers, caching))
    };
    router.route("/assets/{version}/{*name}", get(versioned))
}

fn is_page(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, ending)| ending == "html")
}

/// The hash of all files: a module names the others without theirs.
fn version(files: &Files) -> String {
    let mut hash = Sha256::new();
    for (name, text) in files {
        hash.update(name.len().to_be_bytes());
        hash.update(name);
        hash.update(text.len().to_be_bytes());
        hash.update(text.as_bytes());
    }
    base16ct::lower::encode_string(&hash.finalize()[..8])
}

impl Asset {
    fn new(name: &str, text: Cow<'static, str>) -> Self {
        Self {
            content_type: type_of(name),
            tag: base16ct::lower::encode_string(&Sha256::digest(text.as_bytes())[..16]),
            text,
            #[cfg(feature = "compression")]
            packed: std::sync::OnceLock::new(),
        }
    }

    fn answer(&self, asked: &HeaderMap, caching: &'static str) -> Response {
        let (encoding, body) = self.body(asked);
        // What is sent differs by encoding, and so does its tag.
        let tag = encoding.map_or(format!("\"{}\"", self.tag), |encoding| format!("\"{}-{encoding}\"", self.tag));
        let is_known = asked.get(IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes());
        let head = [(CONTENT_TYPE, self.content_type.into()), (CACHE_CONTROL, caching.into()), (ETAG, tag)];
        let mut response = match (is_known, body) {
            (true, _) => (StatusCode::NOT_MODIFIED, head).into_response(),
            (false, Cow::Borrowed(text)) => (head, text.to_vec()).into_response(),
            (false, Cow::Owned(bytes)) => (head, bytes).into_response(),
        };
        let headers = response.headers_mut();
        if let Some(encoding) = encoding {
            headers.insert("content-encoding", HeaderValue::from_static(encoding));
        }
        if cfg!(feature = "compression") {
            headers.insert("vary", HeaderValue::from_static("accept-encoding"));
        }
        response
    }

    #[cfg(not(feature = "compression"))]
    fn body(&self, _: &HeaderMap) -> (Option<&'static str>, Cow<'_, [u8]>) {
        (None, Cow::Borrowed(self.text.as_bytes()))
    }

    #[cfg(feature = "compression")]
    fn body(&self, asked: &HeaderMap) -> (Option<&'static str>, Cow<'_, [u8]>) {
        let packed = || self.packed.get_or_init(|| packed::Packed::new(self.text.as_bytes()));
        let (encoding, bytes) = match packed::encoding(asked) {
            Some("br") => ("br", &packed().brotli),
            Some(_) => ("gzip", &packed().gzip),
            None => return (None, Cow::Borrowed(self.text.as_bytes())),
        };
        (Some(encoding), Cow::Borrowed(bytes))
    }
}

fn type_of(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        _ => "text/html; charset=utf-8",
    }
}

#[cfg(feature = "compression")]
mod packed {
    //! Compressed once, when the first browser asks.

    use std::io::Write;

    use axum::http::header::{ACCEPT_ENCODING, HeaderMap};
    use brotli::enc::BrotliEncoderParams;
    use flate2::Compression;
    use flate2::write::GzEncoder;

    pub(super) struct Packed {
        pub(super) brotli: Vec<u8>,
        pub(super) gzip: Vec<u8>,
    }

    impl Packed {
        pub(super) fn new(bytes: &[u8]) -> Self {
            let mut brotli = Vec::new();
            let parameters =
                BrotliEncoderParams { quality: 9, size_hint: bytes.len(), ..BrotliEncoderParams::default() };
            // A vector can always be written to.
            let _ = brotli::BrotliCompress(&mut &*bytes, &mut brotli, &parameters);
            let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
            let _ = gzip.write_all(bytes);
            Self { brotli, gzip: gzip.finish().unwrap_or_default() }
        }
    }

    /// What the browser accepts, the shorter first.
    pub(super) fn encoding(asked: &HeaderMap) -> Option<&'static str> {
        let accepted = asked.get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let accepts = |wanted: &str| {
            accepted.split(',').any(|one| {
                let mut words = one.split(';').map(str::trim);
                let is_it = words.next().is_some_and(|name| name.eq_ignore_ascii_case(wanted));
                let is_refused = words.filter_map(|word| word.strip_prefix("q=")).any(|q| q.parse() == Ok(0.0_f32));
                is_it && !is_refused
            })
        };
        ["br", "gzip"].into_iter().find(|encoding| accepts(encoding))
    }
}
