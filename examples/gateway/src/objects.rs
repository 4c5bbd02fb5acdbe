//! The files of objects. Their names are random, so that no key reaches another file.

use std::error::Error;
use std::io::{self, SeekFrom};
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use axum::body::{Body, Bytes, HttpBody};
use axum::http::StatusCode;
use http_body_util::BodyExt;
use md5::{Digest, Md5};
use presign_tower::Refusal;
use tokio::fs::{self, File};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncSeekExt, AsyncWriteExt, ReadBuf, Take};

use crate::database::Object;

/// The folder of the objects. Clones share it.
#[derive(Clone, Debug)]
pub struct Objects(Arc<Path>);

/// How much of a file is sent at a time.
const PIECE: usize = 64 << 10;

impl Objects {
    /// The objects in this folder, which is there.
    #[must_use]
    pub fn new(folder: &Path) -> Self {
        Self(folder.into())
    }

    fn path(&self, file: &str) -> PathBuf {
        self.0.join(file)
    }

    /// Stores a body in a new file, which is gone if the body comes to no end.
    pub(crate) async fn write(&self, mut body: Body) -> Result<Object, Refusal> {
        let mut new = NewFile::create(self).await?;
        let (mut size, mut hash) = (0, Md5::new());
        while let Some(frame) = body.frame().await {
            // Of a body that is refused, the layer says why.
            let frame = frame.map_err(|error| unreadable(&error))?;
            let Ok(data) = frame.into_data() else { continue };
            new.file.write_all(&data).await.map_err(refusal)?;
            hash.update(&data);
            size += data.len() as u64;
        }
        new.file.flush().await.map_err(refusal)?;
        Ok(Object { file: new.keep(), size, etag: hex::encode(hash.finalize()), ..Object::default() })
    }

    /// Stores what is in these files, one after the other, in a new one.
    pub(crate) async fn join(&self, parts: &[Object]) -> Result<Object, Refusal> {
        let mut new = NewFile::create(self).await?;
        let (mut size, mut hash) = (0, Md5::new());
        for part in parts {
            let mut file = File::open(self.path(&part.file)).await.map_err(refusal)?;
            size += tokio::io::copy(&mut file, &mut new.file).await.map_err(refusal)?;
            hash.update(hex::decode(&part.etag).unwrap_or_default());
        }
        new.file.flush().await.map_err(refusal)?;
        let etag = format!("{}-{}", hex::encode(hash.finalize()), parts.len());
        Ok(Object { file: new.keep(), size, etag, ..Object::default() })
    }

    /// A part of a file, from this byte on.
    pub(crate) async fn read(&self, file: &str, from: u64, length: u64) -> Result<Body, Refusal> {
        let mut file = File::open(self.path(file)).await.map_err(refusal)?;
        file.seek(SeekFrom::Start(from)).await.map_err(refusal)?;
        Ok(Body::new(FileBody(file.take(length))))
    }

    /// Removes a file that nothing names any more.
    pub(crate) async fn remove(&self, file: Option<String>) {
        if let Some(file) = file {
            // It takes room, and does no harm.
            let _ = fs::remove_file(self.path(&file)).await;
        }
    }
}

/// A file that is removed again unless it is kept.
struct NewFile {
    path: PathBuf,
    name: String,
    file: File,
    is_kept: bool,
}

impl NewFile {
    async fn create(objects: &Objects) -> Result<Self, Refusal> {
        let name = random_name()?;
        let path = objects.path(&name);
        let file = File::create_new(&path).await.map_err(refusal)?;
        Ok(Self { path, name, file, is_kept: false })
    }

    fn keep(mut self) -> String {
        self.is_kept = true;
        std::mem::take(&mut self.name)
    }
}

impl Drop for NewFile {
    fn drop(&mut self) {
        if !self.is_kept {
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

fn unreadable(error: &axum::Error) -> Refusal {
    let mut causes = std::iter::successors(Some(error as &(dyn Error + 'static)), |error| (*error).source());
    let is_late = |error: &io::Error| error.kind() == io::ErrorKind::TimedOut;
    let is_late = causes.any(|error| error.downcast_ref().is_some_and(is_late));
    let (code, message) = if is_late {
        ("RequestTimeout", "the body arrives too slowly")
    } else {
        ("IncompleteBody", "the body ends before its length")
    };
    Refusal::new(StatusCode::BAD_REQUEST, code, message)
}

/// 128 random bits.
pub(crate) fn random_name() -> Result<String, Refusal> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(io::Error::other).map_err(refusal)?;
    Ok(hex::encode(bytes))
}

/// A part of a file as a body.
struct FileBody(Take<File>);

impl HttpBody for FileBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<io::Result<http_body::Frame<Bytes>>>> {
        let mut piece = vec![0; PIECE];
        let mut buffer = ReadBuf::new(&mut piece);
        ready!(Pin::new(&mut self.0).poll_read(context, &mut buffer))?;
        let length = buffer.filled().len();
        if length == 0 {
            // The file is shorter than it was.
            return Poll::Ready((self.0.limit() > 0).then(|| Err(io::ErrorKind::UnexpectedEof.into())));
        }
        piece.truncate(length);
        Poll::Ready(Some(Ok(http_body::Frame::data(piece.into()))))
    }

    fn is_end_stream(&self) -> bool {
        self.0.limit() == 0
    }

    fn size_hint(&self) -> http_body::SizeHint {
        http_body::SizeHint::with_exact(self.0.limit())
    }
}

#[allow(clippy::needless_pass_by_value, reason = "for map_err")]
fn refusal(error: io::Error) -> Refusal {
    eprintln!("the files: {error}");
    Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, "InternalError", "the object cannot be read or written now")
}
