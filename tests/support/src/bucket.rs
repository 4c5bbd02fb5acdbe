//! The bucket of tests in which its name and its place do not matter.

use presign::s3::Bucket;

/// `examplebucket` in `us-east-1`.
pub fn bucket() -> Bucket {
    Bucket::new("examplebucket", "us-east-1").unwrap()
}
