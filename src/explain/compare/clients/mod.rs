//! Causes that clients, browsers and databases tell, and those of the checksums that SDKs add.

mod checksums;
mod clusters;
mod cors;
mod databases;
mod headers;
mod network;
mod providers;

pub(super) use checksums::{
    empty_in_log, listed_without_chunks, listed_without_trailer, mismatch_without_hashes, not_a_hash, sdk_checksum,
    sent_with_trailer, streamed, unknown_checksum,
};
pub(super) use clusters::{cluster, kafka, kubectl, other_sts, serverless};
pub(super) use cors::{cors, failed_fetch, mixed_content};
pub(super) use databases::{
    clear_password, database_login, password_of_database, token_of_database, unencrypted_login,
};
pub(super) use headers::{line_end_in_header, space_in_credential};
pub(super) use network::{cut_by_shell, no_answer, no_such_host, other_certificate};
pub(super) use providers::{
    argument, asked_aws, cloudfront_signs, component, form_of_version_2, forwarded_to_s3, not_at_r2, own_header,
    token_of_environment,
};
