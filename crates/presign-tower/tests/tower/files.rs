//! A body that is written into a file: the README has the function `write`.

use std::convert::Infallible;
use std::error::Error;
use std::fs;
use std::future::Future;
use std::path::{Path, PathBuf};
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::{Extension, Router};
use bytes::Bytes;
use http_body::Frame;
use http_body_util::BodyExt;
use presign_tower::{Refusal, VerifyLayer};
use tempfile::{NamedTempFile, TempDir};
use tokio::fs::File;
use tokio::io::AsyncWriteExt;

use crate::forms::{ALICE, FORMS, now, upload};
use crate::server::{answer, keys, policy, run};

/// Writes a body into a new file of the folder. The file is gone unless the body comes to its end, which it does once it
/// is verified: also where the client goes away, and this future is dropped.
async fn write(mut body: Body, folder: &Path) -> Result<PathBuf, Box<dyn Error + Send + Sync>> {
    let (file, path) = NamedTempFile::new_in(folder)?.into_parts();
    let mut file = File::from_std(file);
    while let Some(frame) = body.frame().await {
        if let Ok(data) = frame?.into_data() {
            file.write_all(&data).await?;
        }
    }
    file.flush().await?;
    file.sync_all().await?;
    Ok(path.keep()?)
}

async fn store(State(folder): State<PathBuf>, request: Request) -> Result<StatusCode, Extension<Refusal>> {
    let written = write(request.into_body(), &folder).await;
    written.map(|_| StatusCode::OK).map_err(|_| Extension(Refusal::unavailable("the object was not stored")))
}

fn files(folder: &TempDir) -> Vec<Vec<u8>> {
    fs::read_dir(folder).unwrap().map(|file| fs::read(file.unwrap().path()).unwrap()).collect()
}

#[test]
fn only_a_body_that_is_verified_leaves_a_file() {
    let object: Vec<_> = (0..=250).cycle().take(100_000).collect();
    for form in FORMS {
        for is_changed in [false, true] {
            let folder = TempDir::new().unwrap();
            let app = Router::new().fallback(store).with_state(folder.path().to_owned());
            let app = app.layer(VerifyLayer::new(keys, policy()).clock(now));
            let mut sent = upload(form, ALICE, "/alice/a", &object);
            if is_changed {
                let middle = sent.body.len() / 2;
                sent.body[middle] ^= 1;
            }
            let answer = run(answer(app, sent.in_pieces(10_000).map(Body::new)));
            if is_changed {
                assert!(answer.status == 400 || answer.status == 403, "{form:?} {}", answer.text);
                assert_ne!(answer.code, "ServiceUnavailable", "{form:?}: the layer says why");
                assert!(files(&folder).is_empty(), "{form:?}");
            } else {
                assert_eq!(answer.status, 200, "{form:?} {}", answer.text);
                assert!(files(&folder) == [object.clone()], "{form:?}");
            }
        }
    }
}

/// A body of which nothing comes.
struct Silent;

impl http_body::Body for Silent {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Pending
    }
}

#[test]
fn a_client_that_goes_away_leaves_no_file() {
    let folder = TempDir::new().unwrap();
    {
        let mut written = pin!(write(Body::new(Silent), folder.path()));
        assert!(written.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        assert_eq!(files(&folder), [b""]);
    }
    assert!(files(&folder).is_empty());
}

#[test]
fn the_readme_has_the_function() {
    let page = include_str!("../../README.md");
    let function = include_str!("files.rs").split("\n\n").find(|part| part.contains("async fn write(")).unwrap();
    assert!(page.contains(function), "the README has a different `write`");
}
