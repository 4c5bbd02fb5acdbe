//! Tokens and URLs of other services than S3.
//!
//! Databases, clusters and brokers accept a presigned URL in place of a password; other services open a WebSocket with
//! one. Each service has a module with a struct or two, whose fields are what the service requires, and whose method
//! `sign` accepts [`Credentials`](crate::Credentials) or a kept [`Signer`](crate::Signer) ([`Keys`]), then the time. A
//! field that is not required says what `None`, `false` or an empty slice means. The result knows when it expires,
//! never later than the credentials; `Debug` does not print it.
//!
//! ```
//! use presign::{Credentials, Timestamp, services::rds};
//!
//! let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
//! let host = "prod-instance.us-east-1.rds.amazonaws.com";
//! let token = rds::AuthToken { host, port: 5432, user: "app", region: "us-east-1" };
//! let token = token.sign(&credentials, Timestamp::now())?;
//! // PGPASSWORD="$TOKEN" psql "host=$HOST user=app dbname=app sslmode=verify-full sslrootcert=global-bundle.pem"
//! # Ok::<(), presign::Error>(())
//! ```
//!
//! | service | what | valid for | signed for |
//! |---|---|---|---|
//! | Amazon RDS, Aurora, RDS Proxy | [`rds::AuthToken`] | 15 minutes | `rds-db` |
//! | Aurora DSQL | [`dsql::AuthToken`] | up to 7 days | `dsql` |
//! | ElastiCache | [`elasticache::AuthToken`] | 15 minutes | `elasticache` |
//! | MemoryDB | [`memorydb::AuthToken`] | 15 minutes | `memorydb` |
//! | EKS | [`eks::AuthToken`] | 15 minutes | `sts` |
//! | STS | [`sts::CallerIdentityUrl`] | 15 minutes | `sts` |
//! | MSK | [`msk::AuthToken`] | 15 minutes | `kafka-cluster` |
//! | Bedrock | [`bedrock::ApiKey`] | up to 12 hours | `bedrock` |
//! | CodeCommit | [`codecommit::GitLogin`] | 15 minutes | `codecommit` |
//! | IoT Core | [`iot::MqttUrl`] | 5 minutes | `iotdevicegateway` |
//! | Polly | [`polly::SpeechUrl`] | up to 7 days | `polly` |
//! | Transcribe | [`transcribe::StreamUrl`] | up to 300 seconds | `transcribe` |
//! | Kinesis Video Streams | [`kinesisvideo::ChannelUrl`] | 299 seconds | `kinesisvideo` |
//! | Bedrock AgentCore | [`bedrock_agentcore::RuntimeUrl`], [`bedrock_agentcore::BrowserLiveViewUrl`] | up to 300 seconds | `bedrock-agentcore` |
//! | EC2 Instance Connect | [`ec2_instance_connect::TunnelUrl`] | 60 seconds | `ec2-instance-connect` |
//! | Chime SDK messaging | [`chime::MessagingUrl`] | 10 seconds | `chime` |
//! | Location | [`location::MapUrl`] | 5 minutes | `geo` |
//! | VPC Lattice | [`vpc_lattice::RequestUrl`] | up to 7 days | `vpc-lattice-svcs` |
//! | EC2 | [`ec2::CopySnapshotUrl`] | up to 7 days | `ec2` |
//! | RDS, DocumentDB, Neptune | [`rds::CrossRegionUrl`] | up to 7 days | `rds` |
//! | AppSync | [`appsync::GraphqlUrl`], [`appsync::EventsSocket`], [`appsync::Authorization`] | 5 minutes | `appsync` |
//! | CloudWatch (OTLP) | [`otlp::Export`] | 5 minutes, signed by headers | `logs`, `xray`, `monitoring` |
//! | Managed Service for Prometheus | [`aps::RemoteWrite`] | 5 minutes, signed by headers | `aps` |
//!
//! # Regions
//! A region is named as in `eu-west-1`. It determines the partition, and with it the host: `cn-north-1` is at
//! `amazonaws.com.cn`, and those of GovCloud, ISO and the European Sovereign Cloud have theirs. Where the host follows
//! from the region, `us-east-1-fips` asks for the FIPS endpoint, as in AWS's tools. That such a host exists is not
//! checked: AWS lists the regions of each service.
//!
//! # Databases behind a tunnel
//! RDS and Aurora DSQL compare a token with the endpoint that they gave out, not with what the client dials. Behind a
//! tunnel, a proxy or an alias in DNS, sign for the endpoint's own name (and, for RDS, its own port) and connect to the
//! other: `psql "host=ENDPOINT hostaddr=127.0.0.1 port=54321"`. Another host is `not-an-endpoint`. A server that only
//! speaks like them, such as an emulator, is one of the services below: presign
//! `https://HOST:PORT/?Action=connect&DBUser=USER` for `rds-db`, and cut off `https://`.
//!
//! # Any other service
//! A service that accepts ordinary requests needs no type of its own: give the URL, and the name of the service in the
//! credential scope.
//!
//! | service | name | URL |
//! |---|---|---|
//! | API Gateway, also WebSocket APIs | `execute-api` | `https://ID.execute-api.REGION.amazonaws.com/STAGE/…`, or `wss://` |
//! | Lambda function URLs | `lambda` | `https://ID.lambda-url.REGION.on.aws/…` |
//! | OpenSearch Service | `es` | the domain's endpoint |
//! | OpenSearch Serverless | `aoss` | the collection's endpoint; sign by headers, with the body |
//! | Neptune | `neptune-db` | `https://ENDPOINT:8182/…`, or `wss://ENDPOINT:8182/gremlin` |
//!
//! ```
//! use core::time::Duration;
//! use presign::{Credentials, Request, Signer, Timestamp};
//!
//! let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
//! let now = Timestamp::parse("20150830T123600Z")?;
//! let signer = Signer::new(credentials.clone(), "us-east-1", "execute-api")?;
//! let url = Request::get("wss://abc123.execute-api.us-east-1.amazonaws.com/prod")?
//!     .presign(&signer, Duration::from_secs(300), now)?;
//! assert!(url.as_str().starts_with("wss://abc123.execute-api.us-east-1.amazonaws.com/prod?X-Amz-Algorithm="));
//!
//! let signer = Signer::new(credentials, "us-east-1", "es")?;
//! let signed = Request::post("https://search-my-domain.us-east-1.es.amazonaws.com/logs/_doc")?
//!     .body(r#"{"level":"info"}"#)
//!     .sign(&signer, now)?;
//! assert_eq!(signed.headers().count(), 3);
//! # Ok::<(), presign::Error>(())
//! ```

#![allow(clippy::exhaustive_structs, reason = "callers write the fields: a new required one is meant to stop them")]

pub mod appsync;
pub mod aps;
pub mod bedrock;
pub mod bedrock_agentcore;
mod cache;
pub mod chime;
pub mod codecommit;
pub(crate) mod database;
pub mod dsql;
pub mod ec2;
pub mod ec2_instance_connect;
pub mod eks;
pub mod elasticache;
mod endpoint;
pub mod iot;
mod keys;
pub mod kinesisvideo;
pub mod location;
pub mod memorydb;
pub mod msk;
pub mod otlp;
pub mod polly;
pub mod rds;
pub mod sts;
mod token;
pub mod transcribe;
pub mod vpc_lattice;

pub use keys::Keys;
pub use token::Token;
