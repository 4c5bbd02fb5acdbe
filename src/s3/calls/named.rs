//! Operations whose names are known when the program runs.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::String;

use crate::error::{Error, Reason};
use crate::s3::operation::rows;
use crate::s3::table::{Place, Row};
use crate::s3::{Bucket, Operation, op};

impl Bucket {
    /// Returns the operation with this name, such as `GetObject`, as S3 writes it: for what has no method of its own,
    /// such as legal holds, retention and annotations, for programs whose users name the operation, and for other
    /// languages. It is checked like those that have one.
    ///
    /// An operation on an object needs its key, no other has one. `members` are headers and parameters that S3
    /// documents for the operation, given as to [`set`](Operation::set). Those that a method has as arguments must be
    /// among them: `partNumber` and `uploadId` of UploadPart, `x-amz-copy-source` of CopyObject, `id` of
    /// GetBucketMetricsConfiguration and the like. Others may be set later.
    ///
    /// Signing fails with `no-such-operation`, `missing-member`, `unexpected-key`, and with `invalid-field` for a
    /// member that does not belong to the operation.
    ///
    /// ```
    /// use core::time::Duration;
    /// use presign::{Credentials, Timestamp, s3::Bucket};
    ///
    /// let bucket = Bucket::new("examplebucket", "us-east-1")?;
    /// let signer = bucket.signer(Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"))?;
    /// let (expires_in, now) = (Duration::from_secs(900), Timestamp::parse("20150830T123600Z")?);
    ///
    /// let members = [("partNumber", "2"), ("uploadId", "VXBsb2FkIElE")];
    /// let part = bucket.operation("UploadPart", Some("backup.tar"), members).presign(&signer, expires_in, now)?;
    /// let typed = bucket.upload_part("backup.tar", "VXBsb2FkIElE", 2).presign(&signer, expires_in, now)?;
    /// assert_eq!(part.as_str(), typed.as_str());
    ///
    /// let cors = bucket.operation("PutBucketCors", None, [("content-length", "120")]);
    /// let hold = bucket.operation("GetObjectLegalHold", Some("a.txt"), []).version_id("L4kqtJlcpXroDTDmpUMLUo");
    /// let error = bucket.operation("GetObject", Some("a.txt"), [("prefix", "a")]).presign(&signer, expires_in, now);
    /// assert_eq!(error.unwrap_err().to_string(), "the header or parameter prefix does not belong to GetObject");
    /// # Ok::<(), presign::Error>(())
    /// ```
    #[must_use]
    pub fn operation<'a, 'm>(
        &'a self,
        name: &str,
        key: Option<&'a str>,
        members: impl IntoIterator<Item = (&'m str, &'m str)>,
    ) -> Operation<'a, op::Any> {
        let Some(row) = rows().find(|row| row.name == name) else {
            return Operation::refused(self, Error(Reason::UnknownOperation(String::from(name))));
        };
        let mut operation = match (row.place, key) {
            (Place::Object, Some(key)) => Operation::of_key(self, row, Cow::Borrowed(key)),
            (Place::Object, None) => return Operation::refused(self, missing(row, String::from("an object key"))),
            (_, Some(_)) => return Operation::refused(self, Error(Reason::UnexpectedKey(row.name))),
            (_, None) => Operation::of_row(self, row),
        };
        for (name, value) in members {
            operation = operation.set(name, value);
        }
        let absent = row.needs.iter().find(|need| !operation.has(need));
        operation.check(absent.map_or(Ok(()), |need| {
            Err(missing(
                row,
                match need.strip_prefix('?') {
                    Some(parameter) => format!("the parameter {parameter}"),
                    None => format!("the header {need}"),
                },
            ))
        }));
        operation
    }
}

fn missing(row: &Row, what: String) -> Error {
    Error(Reason::MissingMember { operation: row.name, what })
}
