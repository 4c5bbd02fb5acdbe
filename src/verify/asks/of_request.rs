//! What a request with a signature in its query or its header asks for.

use alloc::borrow::{Cow, ToOwned};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use crate::s3::{Level, Sent};
use crate::verify::asks::Ask;
use crate::verify::asks::address::Address;
use crate::verify::asks::rights::{GET_VERSION, actions};
use crate::verify::{Malformed, Refusal, SourceObject, Unsupported, Verified};

/// Instructions that are about how a request or its answer is sent, and that every operation may have. AWS's SDKs for
/// Java and Go have asked for a checksum at the end of a download by `x-amz-te`.
const OF_TRANSPORT: [&str; 5] =
    ["x-amz-decoded-content-length", "x-amz-sdk-checksum-algorithm", "x-amz-te", "x-amz-trailer", "x-amz-user-agent"];

/// AWS's SDKs name the operation in it. S3 does not look at it, but servers may that are generated from AWS's model.
const OPERATION_ID: &str = "x-id";

impl Verified {
    /// Returns what the request asks S3 for: the operation, the bucket, and every key that it names, all of it decoded
    /// and signed.
    ///
    /// `hosts` are the server's own, such as `s3.example.com`: before one of them stands the name of a bucket, as in
    /// `photos.s3.example.com`. One that is written without a port has any. Without hosts the first segment of the path
    /// is the bucket, whatever the host is. The operation is recognised by the table of S3's operations by which this
    /// crate signs them. A request that has a method, a sub-resource, a parameter or an `x-amz-` header which S3 does
    /// not document for one operation, and the same one, is refused, since some server may take it for a different
    /// operation.
    ///
    /// See [`Ask`] for an example.
    ///
    /// # Errors
    /// - [`Refusal::Unsupported`]: it is none of S3's operations, or not clearly one.
    /// - [`Refusal::Malformed`]: its host is not the server's; the name of the bucket is not one; its path or a
    ///   parameter is not UTF-8; a parameter is repeated, in any case of letters; `x-id` names a different operation;
    ///   an `x-amz-` instruction is repeated, in headers and in the query; or the source of a copy is not clearly a
    ///   bucket and a key.
    pub fn asks(&self, hosts: &[&str]) -> Result<Ask, Refusal> {
        let host = self.signed_header("host")?.unwrap_or_default();
        let address = Address::read(host, self.path()?, hosts)?;
        let level = address.level();
        let parameters = self.own_parameters()?;
        let instructions = self.instructions()?;
        let names = instructions.iter().map(|(name, _)| name.as_str());
        let headers: Vec<_> = names.filter(|name| !OF_TRANSPORT.contains(name)).collect();
        let method = &*self.received().wire.method;
        let is_express = self.request().scope().service() == "s3express";
        let sent = Sent { method, level, is_express, parameters: &parameters, headers: &headers };
        let operation = sent.operation().ok_or_else(|| Unsupported::Operation(shown(&sent)))?;
        // A URL for GetObject may be good for HEAD too, with all its parameters: see `Policy::head_for_get`.
        let is_same = |id| id == operation || (id == "GetObject" && operation == "HeadObject" && self.is_url());
        if self.parameter(OPERATION_ID)?.is_some_and(|id| !is_same(id)) {
            let reason = "names a different operation from that of the request";
            return Err(Malformed::Parameter { name: OPERATION_ID.to_owned(), reason }.into());
        }
        let value = |name| parameters.iter().find(|(other, _)| *other == name).map(|(_, value)| *value);
        let source = self.source()?;
        let mut actions = actions(operation, level, value("versionId").is_some(), headers.iter().copied());
        if source.as_ref().is_some_and(|source| source.version_id.is_some()) {
            actions.push(GET_VERSION);
        }
        Ok(Ask {
            actions,
            bucket: address.bucket,
            keys: (operation != "DeleteObjects").then(|| address.key.into_iter().collect()),
            prefix: value("prefix").filter(|_| level == Level::Bucket).map(ToOwned::to_owned),
            source,
        })
    }

    /// The parameters that neither sign the request nor are instructions.
    fn own_parameters(&self) -> Result<Vec<(&str, &str)>, Refusal> {
        let mut names: Vec<_> = self.parameters()?.map(|(name, _)| name.to_ascii_lowercase()).collect();
        names.sort_unstable();
        if let Some(pair) = names.windows(2).find(|pair| pair[0] == pair[1]) {
            return Err(Malformed::Parameter { name: pair[0].clone(), reason: "appears more than once" }.into());
        }
        let is_instruction = |name: &str| name.len() >= 6 && name.as_bytes()[..6].eq_ignore_ascii_case(b"x-amz-");
        Ok(self.parameters()?.filter(|(name, _)| !is_instruction(name) && *name != OPERATION_ID).collect())
    }

    /// What is copied or renamed.
    fn source(&self) -> Result<Option<SourceObject>, Refusal> {
        match self.instruction("x-amz-rename-source")? {
            Some(value) => SourceObject::parse(value).map(Some).map_err(|fault| Malformed::CopySource(fault).into()),
            None => self.copy_source(),
        }
    }
}

/// As in `GET of an object with "?acl&tagging"`.
fn shown(sent: &Sent<'_>) -> String {
    let what = match sent.level {
        Level::Service => "all buckets",
        Level::Bucket => "a bucket",
        Level::Object => "an object",
    };
    let parameters = sent.parameters.iter().map(|(name, value)| match *value {
        "" => Cow::Borrowed(*name),
        _ => format!("{name}=").into(),
    });
    let parameters = parameters.collect::<Vec<_>>().join("&");
    let headers = sent.headers.join(", ");
    let method = sent.method;
    match (parameters.is_empty(), headers.is_empty()) {
        (true, true) => format!("{method} of {what}"),
        (false, true) => format!("{method} of {what} with {:?}", format!("?{parameters}")),
        (true, false) => format!("{method} of {what} with {headers:?}"),
        (false, false) => format!("{method} of {what} with {:?}", format!("?{parameters}, {headers}")),
    }
}
