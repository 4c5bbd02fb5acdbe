//! Which server the suite talks to.

use std::env;

use presign::Credentials;
use presign::s3::Bucket;
use presign_upload::server::Server;

/// A bucket on a server, and who signs for it.
pub(crate) struct Target {
    pub(crate) endpoint: String,
    pub(crate) bucket: Bucket,
    /// The same bucket under the name of a region where it is not.
    pub(crate) misplaced: Bucket,
    pub(crate) credentials: Credentials,
    /// Whether the server runs in this process, so that no proxy is between.
    pub(crate) is_embedded: bool,
}

const VARIABLES: [&str; 5] = ["S3_ENDPOINT", "S3_BUCKET", "AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"];

impl Target {
    /// The server that the environment names, if `S3_ENDPOINT` or `S3_BUCKET` is set. The AWS variables alone say
    /// nothing: they are set in many shells for other reasons. An empty variable is not set.
    pub(crate) fn from_env() -> Option<Self> {
        let values = VARIABLES.map(|name| env::var(name).unwrap_or_default());
        let [endpoint, bucket, region, ..] = &values;
        if endpoint.is_empty() && bucket.is_empty() {
            return None;
        }
        for (name, value) in VARIABLES.iter().zip(&values) {
            assert!(!value.is_empty(), "{name} is not set. A server is named by {}.", VARIABLES.join(", "));
        }
        let has_tls = cfg!(feature = "tls") || !endpoint.starts_with("https:");
        assert!(has_tls, "{endpoint} needs TLS: `cargo test -p live --features tls`");
        let credentials = Credentials::from_env().expect("credentials in the environment");
        Some(Self::new(endpoint, bucket, region, credentials))
    }

    pub(crate) fn embedded(server: &Server) -> Self {
        let target = Self::new(server.endpoint(), server.bucket(), server.region(), server.credentials());
        Self { is_embedded: true, ..target }
    }

    fn new(endpoint: &str, bucket: &str, region: &str, credentials: Credentials) -> Self {
        let other_region = if region == "us-west-2" { "eu-west-1" } else { "us-west-2" };
        let in_region = |region| Bucket::new(bucket, region)?.endpoint(endpoint);
        Self {
            endpoint: endpoint.into(),
            bucket: in_region(region).expect("a bucket that can be signed for"),
            misplaced: in_region(other_region).expect("a bucket that can be signed for"),
            credentials,
            is_embedded: false,
        }
    }
}
