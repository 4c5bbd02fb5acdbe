//! The operations that read, set and delete a part of a bucket's configuration: a method and the name of a subresource.

use super::sealed::Sealed;
use super::{Acl, Body, ContinuationToken, GrantWrite, Mfa, ObjectLockToken, Owner, RequestPayer};

/// An operation on a part of the bucket's configuration: [`Bucket::configuration`](crate::s3::Bucket::configuration)
/// takes it.
pub trait Configuration: Sealed {
    /// The HTTP method.
    const METHOD: &'static str;
    /// The query parameter that names the part, such as `cors`.
    const SUBRESOURCE: &'static str;
}

/// An operation on one of several configurations with ids:
/// [`Bucket::configuration_with_id`](crate::s3::Bucket::configuration_with_id) takes it.
pub trait ConfigurationWithId: Sealed {
    /// The HTTP method.
    const METHOD: &'static str;
    /// The query parameter that names the part, such as `metrics`.
    const SUBRESOURCE: &'static str;
}

macro_rules! configurations {
    ($($kind:ident $name:ident $method:literal $subresource:literal: $($trait:ident)* $(+ $own:ident)?;)*) => {
        operations! {$(
            #[doc = concat!("Part of a bucket's configuration, by [`", stringify!($kind), "`]: `", $method, " ?", $subresource, "`.")]
            $name: $($trait)* Owner $(+ $own)?;
        )*}
        $(impl $kind for $name {
            const METHOD: &'static str = $method;
            const SUBRESOURCE: &'static str = $subresource;
        })*
    };
}

configurations! {
    Configuration GetBucketAbac "GET" "abac":;
    Configuration PutBucketAbac "PUT" "abac": Body;
    Configuration GetBucketAccelerateConfiguration "GET" "accelerate": RequestPayer;
    Configuration PutBucketAccelerateConfiguration "PUT" "accelerate": Body;
    Configuration GetBucketAcl "GET" "acl":;
    Configuration PutBucketAcl "PUT" "acl": Body Acl GrantWrite;
    ConfigurationWithId GetBucketAnalyticsConfiguration "GET" "analytics":;
    Configuration ListBucketAnalyticsConfigurations "GET" "analytics": ContinuationToken;
    ConfigurationWithId PutBucketAnalyticsConfiguration "PUT" "analytics": Body;
    ConfigurationWithId DeleteBucketAnalyticsConfiguration "DELETE" "analytics":;
    Configuration GetBucketCors "GET" "cors":;
    Configuration PutBucketCors "PUT" "cors": Body;
    Configuration DeleteBucketCors "DELETE" "cors":;
    Configuration GetBucketEncryption "GET" "encryption":;
    Configuration PutBucketEncryption "PUT" "encryption": Body;
    Configuration DeleteBucketEncryption "DELETE" "encryption":;
    ConfigurationWithId GetBucketIntelligentTieringConfiguration "GET" "intelligent-tiering":;
    Configuration ListBucketIntelligentTieringConfigurations "GET" "intelligent-tiering": ContinuationToken;
    ConfigurationWithId PutBucketIntelligentTieringConfiguration "PUT" "intelligent-tiering": Body;
    ConfigurationWithId DeleteBucketIntelligentTieringConfiguration "DELETE" "intelligent-tiering":;
    ConfigurationWithId GetBucketInventoryConfiguration "GET" "inventory":;
    Configuration ListBucketInventoryConfigurations "GET" "inventory": ContinuationToken;
    ConfigurationWithId PutBucketInventoryConfiguration "PUT" "inventory": Body;
    ConfigurationWithId DeleteBucketInventoryConfiguration "DELETE" "inventory":;
    Configuration GetBucketLifecycleConfiguration "GET" "lifecycle":;
    Configuration PutBucketLifecycleConfiguration "PUT" "lifecycle": Body + transition_default_minimum_object_size;
    Configuration DeleteBucketLifecycle "DELETE" "lifecycle":;
    Configuration GetBucketLogging "GET" "logging":;
    Configuration PutBucketLogging "PUT" "logging": Body;
    Configuration UpdateBucketMetadataAnnotationTableConfiguration "PUT" "metadataAnnotationTable": Body;
    Configuration GetBucketMetadataConfiguration "GET" "metadataConfiguration":;
    Configuration CreateBucketMetadataConfiguration "POST" "metadataConfiguration": Body;
    Configuration DeleteBucketMetadataConfiguration "DELETE" "metadataConfiguration":;
    Configuration UpdateBucketMetadataInventoryTableConfiguration "PUT" "metadataInventoryTable": Body;
    Configuration UpdateBucketMetadataJournalTableConfiguration "PUT" "metadataJournalTable": Body;
    Configuration GetBucketMetadataTableConfiguration "GET" "metadataTable":;
    Configuration CreateBucketMetadataTableConfiguration "POST" "metadataTable": Body;
    Configuration DeleteBucketMetadataTableConfiguration "DELETE" "metadataTable":;
    ConfigurationWithId GetBucketMetricsConfiguration "GET" "metrics":;
    Configuration ListBucketMetricsConfigurations "GET" "metrics": ContinuationToken;
    ConfigurationWithId PutBucketMetricsConfiguration "PUT" "metrics": Body;
    ConfigurationWithId DeleteBucketMetricsConfiguration "DELETE" "metrics":;
    Configuration GetBucketNotificationConfiguration "GET" "notification":;
    Configuration PutBucketNotificationConfiguration "PUT" "notification": Body + skip_destination_validation;
    Configuration GetObjectLockConfiguration "GET" "object-lock":;
    Configuration PutObjectLockConfiguration "PUT" "object-lock": Body RequestPayer ObjectLockToken;
    Configuration GetBucketOwnershipControls "GET" "ownershipControls":;
    Configuration PutBucketOwnershipControls "PUT" "ownershipControls": Body;
    Configuration DeleteBucketOwnershipControls "DELETE" "ownershipControls":;
    Configuration GetBucketPolicy "GET" "policy":;
    Configuration PutBucketPolicy "PUT" "policy": Body + confirm_remove_self_bucket_access;
    Configuration DeleteBucketPolicy "DELETE" "policy":;
    Configuration GetBucketPolicyStatus "GET" "policyStatus":;
    Configuration GetPublicAccessBlock "GET" "publicAccessBlock":;
    Configuration PutPublicAccessBlock "PUT" "publicAccessBlock": Body;
    Configuration DeletePublicAccessBlock "DELETE" "publicAccessBlock":;
    Configuration GetBucketReplication "GET" "replication":;
    Configuration PutBucketReplication "PUT" "replication": Body ObjectLockToken;
    Configuration DeleteBucketReplication "DELETE" "replication":;
    Configuration GetBucketRequestPayment "GET" "requestPayment":;
    Configuration PutBucketRequestPayment "PUT" "requestPayment": Body;
    Configuration GetBucketTagging "GET" "tagging":;
    Configuration PutBucketTagging "PUT" "tagging": Body;
    Configuration DeleteBucketTagging "DELETE" "tagging":;
    Configuration GetBucketVersioning "GET" "versioning":;
    Configuration PutBucketVersioning "PUT" "versioning": Body Mfa;
    Configuration GetBucketWebsite "GET" "website":;
    Configuration PutBucketWebsite "PUT" "website": Body;
    Configuration DeleteBucketWebsite "DELETE" "website":;
}
