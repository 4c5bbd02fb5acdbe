//! Services that speak S3, by name: where their buckets are.

use clap::ValueEnum;
use presign::s3::Bucket;

use crate::failure::Failure;
use crate::identity::Identity;

/// A service that speaks S3.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Provider {
    /// Backblaze B2; needs --region
    B2,
    /// Ceph Object Gateway; needs --endpoint
    Ceph,
    /// Garage; needs --endpoint
    Garage,
    /// MinIO; needs --endpoint
    Minio,
    /// OVHcloud Object Storage; needs --region
    Ovh,
    /// Cloudflare R2; needs --account
    R2,
    /// Scaleway Object Storage; needs --region
    Scaleway,
    /// DigitalOcean Spaces; needs --region
    Spaces,
    /// Supabase Storage; needs --account, the project's reference, and --region
    Supabase,
    /// Tigris
    Tigris,
    /// Wasabi; needs --region
    Wasabi,
}

impl Provider {
    /// The region of a server, which has an endpoint of its owner's.
    pub(crate) fn region_of_server(self) -> Option<&'static str> {
        match self {
            Self::Ceph | Self::Minio => Some("us-east-1"),
            Self::Garage => Some("garage"),
            _ => None,
        }
    }

    /// The bucket at a service whose host is known.
    pub(crate) fn bucket(self, name: &str, account: Option<&str>, identity: &Identity) -> Result<Bucket, Failure> {
        let account = || account.ok_or(Failure::NoAccount);
        Ok(match self {
            Self::B2 => Bucket::b2(name, identity.region()?),
            Self::Ovh => Bucket::ovh(name, identity.region()?),
            Self::R2 => Bucket::r2(name, account()?),
            Self::Scaleway => Bucket::scaleway(name, identity.region()?),
            Self::Spaces => Bucket::spaces(name, identity.region()?),
            Self::Supabase => Bucket::supabase(name, account()?, identity.region()?),
            Self::Tigris => Bucket::tigris(name),
            Self::Wasabi => Bucket::wasabi(name, identity.region()?),
            // Their endpoint is given: they do not come here.
            Self::Ceph | Self::Garage | Self::Minio => return Err(Failure::ProviderNeedsEndpoint),
        }?)
    }
}
