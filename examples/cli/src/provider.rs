//! Services that speak S3, by name: where their buckets are.

use clap::ValueEnum;
use presign::s3::Bucket;

use crate::failure::Failure;
use crate::identity::Identity;

/// A service that speaks S3.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Provider {
    /// Alibaba Cloud OSS; needs --region
    Alibaba,
    /// Backblaze B2; needs --region
    B2,
    /// Ceph Object Gateway; needs --endpoint
    Ceph,
    /// Exoscale SOS; needs --region, the zone
    Exoscale,
    /// Garage; needs --endpoint
    Garage,
    /// Google Cloud Storage, with an HMAC key
    Gcs,
    /// Hetzner Object Storage; needs --region, the location
    Hetzner,
    /// Huawei Cloud OBS; needs --region
    Huawei,
    /// IBM Cloud Object Storage; needs --region
    Ibm,
    /// Akamai (Linode) Object Storage; needs --region, the cluster
    Linode,
    /// MinIO; needs --endpoint
    Minio,
    /// OVHcloud Object Storage; needs --region
    Ovh,
    /// Cloudflare R2; needs --account
    R2,
    /// Scaleway Object Storage; needs --region
    Scaleway,
    /// Selectel Object Storage; needs --region, the pool
    Selectel,
    /// DigitalOcean Spaces; needs --region
    Spaces,
    /// Supabase Storage; needs --account, the project's reference, and --region
    Supabase,
    /// Tencent Cloud COS; needs --region
    Tencent,
    /// Tigris
    Tigris,
    /// Vultr Object Storage; needs --region
    Vultr,
    /// Wasabi; needs --region
    Wasabi,
    /// Yandex Object Storage
    Yandex,
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
        let regional = |bucket: fn(&str, &str) -> Result<Bucket, presign::Error>| {
            identity.region().map(|region| bucket(name, region))
        };
        Ok(match self {
            Self::Alibaba => regional(Bucket::alibaba)?,
            Self::B2 => regional(Bucket::b2)?,
            Self::Exoscale => regional(Bucket::exoscale)?,
            Self::Gcs => Bucket::gcs(name),
            Self::Hetzner => regional(Bucket::hetzner)?,
            Self::Huawei => regional(Bucket::huawei)?,
            Self::Ibm => regional(Bucket::ibm)?,
            Self::Linode => regional(Bucket::linode)?,
            Self::Ovh => regional(Bucket::ovh)?,
            Self::R2 => Bucket::r2(name, account()?),
            Self::Scaleway => regional(Bucket::scaleway)?,
            Self::Selectel => regional(Bucket::selectel)?,
            Self::Spaces => regional(Bucket::spaces)?,
            Self::Supabase => Bucket::supabase(name, account()?, identity.region()?),
            Self::Tencent => regional(Bucket::tencent)?,
            Self::Tigris => Bucket::tigris(name),
            Self::Vultr => regional(Bucket::vultr)?,
            Self::Wasabi => regional(Bucket::wasabi)?,
            Self::Yandex => Bucket::yandex(name),
            // Their endpoint is given: they do not come here.
            Self::Ceph | Self::Garage | Self::Minio => return Err(Failure::ProviderNeedsEndpoint),
        }?)
    }
}
