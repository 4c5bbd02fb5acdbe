//! The parts of a bucket's configuration, and the operations that S3 has on each of them.

use crate::error::{Error, Reason};
use crate::s3::table::{BODY, Demand, OWNER, Place, Row};

/// An operation on a part of the configuration.
struct Entry {
    part: Configuration,
    row: Row,
}

macro_rules! configurations {
    ($(
        $(#[$doc:meta])*
        $part:ident $subresource:literal: $($method:ident $(($id:ident))? $operation:ident $([$($member:literal)*])?),+;
    )*) => {
        /// Names a part of a bucket's configuration, for [`Bucket::configuration`](crate::s3::Bucket::configuration).
        ///
        /// Each part says which operations S3 has on it, by their HTTP methods.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Configuration {$(
            $(#[$doc])*
            #[doc = concat!("\n`?", $subresource, "`:\n" $(, "\n- `", stringify!($method), "`" $(, " with an ", stringify!($id))?, ": ", stringify!($operation))+)]
            $part,
        )*}

        impl Configuration {
            /// The name of the query parameter.
            const fn subresource(self) -> &'static str {
                match self {$(
                    Self::$part => $subresource,
                )*}
            }
        }

        const ENTRIES: &[Entry] = &[$($(
            Entry {
                part: Configuration::$part,
                row: Row {
                    name: stringify!($operation),
                    method: stringify!($method),
                    place: configurations!(@place $part),
                    demand: Demand::Nothing,
                    address: &[($subresource, "")],
                    needs: &[$(concat!("?", stringify!($id)))?],
                    members: &[OWNER, configurations!(@body $method), &[$($($member),*)?]],
                    problem: concat!("does not belong to ", stringify!($operation)),
                },
            },
        )+)*];
    };
    // What directory buckets have at their Zonal endpoint, according to `UseS3ExpressControlEndpoint` in AWS's model of
    // S3. What they do not have at all, they do not have at their Regional endpoint either.
    (@place Abac) => { Place::Bucket };
    (@place ObjectLock) => { Place::Bucket };
    (@place $part:ident) => { Place::Regional };
    (@body GET) => { &[] };
    (@body DELETE) => { &[] };
    (@body $method:ident) => { BODY };
}

// Source: Amazon S3 API Reference, each operation's page.
configurations! {
    /// Attribute-based access control.
    Abac "abac": GET GetBucketAbac, PUT PutBucketAbac;
    /// S3 Transfer Acceleration.
    Accelerate "accelerate":
        GET GetBucketAccelerateConfiguration ["x-amz-request-payer"],
        PUT PutBucketAccelerateConfiguration;
    /// The access control list.
    Acl "acl":
        GET GetBucketAcl,
        PUT PutBucketAcl [
            "x-amz-acl" "x-amz-grant-full-control" "x-amz-grant-read" "x-amz-grant-read-acp" "x-amz-grant-write-acp"
            "x-amz-grant-write"
        ];
    /// Storage class analyses.
    Analytics "analytics":
        GET(id) GetBucketAnalyticsConfiguration,
        GET ListBucketAnalyticsConfigurations ["?continuation-token"],
        PUT(id) PutBucketAnalyticsConfiguration,
        DELETE(id) DeleteBucketAnalyticsConfiguration;
    /// Cross-origin resource sharing.
    Cors "cors": GET GetBucketCors, PUT PutBucketCors, DELETE DeleteBucketCors;
    /// The default encryption.
    Encryption "encryption": GET GetBucketEncryption, PUT PutBucketEncryption, DELETE DeleteBucketEncryption;
    /// Tiers of S3 Intelligent-Tiering.
    IntelligentTiering "intelligent-tiering":
        GET(id) GetBucketIntelligentTieringConfiguration,
        GET ListBucketIntelligentTieringConfigurations ["?continuation-token"],
        PUT(id) PutBucketIntelligentTieringConfiguration,
        DELETE(id) DeleteBucketIntelligentTieringConfiguration;
    /// Inventories.
    Inventory "inventory":
        GET(id) GetBucketInventoryConfiguration,
        GET ListBucketInventoryConfigurations ["?continuation-token"],
        PUT(id) PutBucketInventoryConfiguration,
        DELETE(id) DeleteBucketInventoryConfiguration;
    /// The lifecycle rules.
    Lifecycle "lifecycle":
        GET GetBucketLifecycleConfiguration,
        PUT PutBucketLifecycleConfiguration ["x-amz-transition-default-minimum-object-size"],
        DELETE DeleteBucketLifecycle;
    /// Server access logging.
    Logging "logging": GET GetBucketLogging, PUT PutBucketLogging;
    /// The annotation table of S3 Metadata.
    MetadataAnnotationTable "metadataAnnotationTable": PUT UpdateBucketMetadataAnnotationTableConfiguration;
    /// S3 Metadata.
    MetadataConfiguration "metadataConfiguration":
        GET GetBucketMetadataConfiguration,
        POST CreateBucketMetadataConfiguration,
        DELETE DeleteBucketMetadataConfiguration;
    /// The inventory table of S3 Metadata.
    MetadataInventoryTable "metadataInventoryTable": PUT UpdateBucketMetadataInventoryTableConfiguration;
    /// The journal table of S3 Metadata.
    MetadataJournalTable "metadataJournalTable": PUT UpdateBucketMetadataJournalTableConfiguration;
    /// S3 Metadata, in its first version.
    MetadataTable "metadataTable":
        GET GetBucketMetadataTableConfiguration,
        POST CreateBucketMetadataTableConfiguration,
        DELETE DeleteBucketMetadataTableConfiguration;
    /// Request metrics.
    Metrics "metrics":
        GET(id) GetBucketMetricsConfiguration,
        GET ListBucketMetricsConfigurations ["?continuation-token"],
        PUT(id) PutBucketMetricsConfiguration,
        DELETE(id) DeleteBucketMetricsConfiguration;
    /// Event notifications.
    Notification "notification":
        GET GetBucketNotificationConfiguration,
        PUT PutBucketNotificationConfiguration ["x-amz-skip-destination-validation"];
    /// Object Lock.
    ObjectLock "object-lock":
        GET GetObjectLockConfiguration,
        PUT PutObjectLockConfiguration ["x-amz-request-payer" "x-amz-bucket-object-lock-token"];
    /// Who owns the objects.
    OwnershipControls "ownershipControls":
        GET GetBucketOwnershipControls,
        PUT PutBucketOwnershipControls,
        DELETE DeleteBucketOwnershipControls;
    /// The bucket policy.
    Policy "policy":
        GET GetBucketPolicy,
        PUT PutBucketPolicy ["x-amz-confirm-remove-self-bucket-access"],
        DELETE DeleteBucketPolicy;
    /// Whether the bucket policy makes the bucket public.
    PolicyStatus "policyStatus": GET GetBucketPolicyStatus;
    /// Block Public Access.
    PublicAccessBlock "publicAccessBlock":
        GET GetPublicAccessBlock,
        PUT PutPublicAccessBlock,
        DELETE DeletePublicAccessBlock;
    /// Replication.
    Replication "replication":
        GET GetBucketReplication,
        PUT PutBucketReplication ["x-amz-bucket-object-lock-token"],
        DELETE DeleteBucketReplication;
    /// Who pays for requests.
    RequestPayment "requestPayment": GET GetBucketRequestPayment, PUT PutBucketRequestPayment;
    /// Tags.
    Tagging "tagging": GET GetBucketTagging, PUT PutBucketTagging, DELETE DeleteBucketTagging;
    /// Versioning.
    Versioning "versioning": GET GetBucketVersioning, PUT PutBucketVersioning ["x-amz-mfa"];
    /// The static website.
    Website "website": GET GetBucketWebsite, PUT PutBucketWebsite, DELETE DeleteBucketWebsite;
}

impl Configuration {
    /// Returns what S3 has at this method, on the whole part or on the configuration with an id.
    pub(super) fn operation(self, method: &'static str, has_id: bool) -> Result<&'static Row, Error> {
        let mut rows = ENTRIES
            .iter()
            .filter(|entry| entry.part == self && entry.row.method == method)
            .map(|entry| &entry.row)
            .peekable();
        let id = match (rows.peek().is_some(), has_id) {
            (false, _) => "",
            (true, true) => " with an id",
            (true, false) => " without an id",
        };
        let found = rows.find(|row| row.needs.is_empty() != has_id);
        found.ok_or(Error(Reason::NoSuchOperation { method, subresource: self.subresource(), id }))
    }
}

/// The operations on all parts.
pub(super) fn rows() -> impl Iterator<Item = &'static Row> {
    ENTRIES.iter().map(|entry| &entry.row)
}
