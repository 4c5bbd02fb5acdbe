//! The page in a real browser.

mod driver;
mod failures;
mod looks;
mod misuse;
#[cfg(feature = "npm")]
mod npm;
mod page;
mod pictures;
mod resume;
mod uploads;

/// The newest upload.
const UPLOAD: &str = "#uploads > li";
/// The newest file in the bucket.
const CARD: &str = ":is(#gallery, #others) > li";
/// What was signed.
const PANEL: &str = ".signed";

const MIB: usize = 1 << 20;

/// Parts as small as S3 accepts them.
fn small_parts() -> presign_upload::service::Limits {
    presign_upload::service::Limits { max_put: 5 << 20, part_size: 5 << 20, ..Default::default() }
}
