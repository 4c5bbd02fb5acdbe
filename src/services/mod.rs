//! Tokens and URLs of other services than S3.
//!
//! Databases, clusters and brokers accept a presigned URL in place of a password; other services open a WebSocket with
//! one. Each service has a module with a function or two: what the service requires, then the credentials, then the time.
//! The result knows when it expires, never later than the credentials; `Debug` does not print it.
//!
//! ```
//! use presign::{Credentials, Timestamp, services::rds};
//!
//! let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
//! let host = "prod-instance.us-east-1.rds.amazonaws.com";
//! let token = rds::auth_token(host, 5432, "app", "us-east-1", &credentials, Timestamp::now())?;
//! // PGPASSWORD="$TOKEN" psql "host=$HOST user=app dbname=app sslmode=verify-full sslrootcert=global-bundle.pem"
//! # Ok::<(), presign::Error>(())
//! ```
//!
//! | service | what | valid for |
//! |---|---|---|
//! | Amazon RDS, Aurora, RDS Proxy | [`rds::auth_token`] | 15 minutes |
//! | Aurora DSQL | [`dsql::connect_token`], [`dsql::admin_token`] | up to 7 days |
//! | ElastiCache | [`elasticache::auth_token`], [`elasticache::serverless_auth_token`] | 15 minutes |
//! | MemoryDB | [`memorydb::auth_token`] | 15 minutes |
//! | EKS | [`eks::token`] | 15 minutes |
//! | STS | [`sts::caller_identity_url`] | 15 minutes |
//! | MSK | [`msk::auth_token`] | 15 minutes |
//! | Bedrock | [`bedrock::api_key`] | up to 12 hours |
//! | CodeCommit | [`codecommit::git_credentials`] | 15 minutes |
//! | IoT Core | [`iot::mqtt_url`] | 5 minutes |
//! | Polly | [`polly::speech_url`] | up to 7 days |
//! | Transcribe | [`transcribe::stream_url`] and two more | up to 300 seconds |
//! | Kinesis Video Streams | [`kinesisvideo::master_url`], [`kinesisvideo::viewer_url`] | 299 seconds |
//! | Bedrock AgentCore | [`bedrock_agentcore::runtime_url`], [`bedrock_agentcore::browser_live_view_url`] | up to 300 seconds |
//! | EC2 Instance Connect | [`ec2_instance_connect::tunnel_url`] | 60 seconds |
//! | Chime SDK messaging | [`chime::messaging_url`] | 10 seconds |
//! | Location | [`location::map_url`] | 5 minutes |
//! | VPC Lattice | [`vpc_lattice::url`] | up to 7 days |
//! | EC2, RDS, DocumentDB, Neptune | [`ec2::copy_snapshot_url`], [`rds::cross_region_url`] | up to 7 days |
//! | AppSync | [`appsync::graphql_url`], [`appsync::events_subprotocol`] | 5 minutes |
//! | CloudWatch (OTLP) | [`otlp::logs`], [`otlp::traces`], [`otlp::metrics`] | 5 minutes, signed by headers |
//! | Managed Service for Prometheus | [`aps::remote_write`] | 5 minutes, signed by headers |
//!
//! # Regions
//! A region is named as in `eu-west-1`. It determines the partition, and with it the host: `cn-north-1` is at
//! `amazonaws.com.cn`, and those of GovCloud, ISO and the European Sovereign Cloud have theirs. Where the host follows from
//! the region, `us-east-1-fips` asks for the FIPS endpoint, as in AWS's tools. That such a host exists is not checked: AWS
//! lists the regions of each service.
//!
//! # Databases behind a tunnel
//! RDS and Aurora DSQL compare a token with the endpoint that they gave out, not with what the client dials. Behind a
//! tunnel, a proxy or an alias in DNS, sign for the endpoint's own name (and, for RDS, its own port) and connect to the other:
//! `psql "host=ENDPOINT hostaddr=127.0.0.1 port=54321"`. Another host is `not-an-endpoint`. A server
//! that only speaks like them, such as an emulator, is one of the services below: presign
//! `https://HOST:PORT/?Action=connect&DBUser=USER` for `rds-db`, and cut off `https://`.
//!
//! # Any other service
//! A service that takes ordinary requests needs no function: give the URL, and the name of the service in the credential
//! scope.
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
pub mod kinesisvideo;
pub mod location;
pub mod memorydb;
pub mod msk;
pub mod otlp;
pub mod polly;
mod presign;
pub mod rds;
pub mod sts;
mod token;
pub mod transcribe;
pub mod vpc_lattice;

pub use token::Token;
