//! Tokens with which clients sign in to databases, caches, clusters and brokers.

use clap::{Args, Subcommand};
use presign::Timestamp;
use presign::services::{self, bedrock, codecommit, dsql, eks, elasticache, memorydb, msk, rds};
use serde::Serialize;
use serde_json::{Value, json};

use crate::failure::Failure;
use crate::identity::{Identity, Who, variable};
use crate::scope::region_at;
use crate::values::{self, Lifetime};
use crate::{examples, output, time, warning};

/// A service, and what it requires.
#[derive(Args)]
pub(crate) struct Token {
    #[command(subcommand)]
    service: Service,
    /// Sign at this time, as in 20150830T123600Z or 2015-08-30T12:36:00Z [else: now]
    #[arg(long, value_name = "TIME", help_heading = "Time", value_parser = time::parse, global = true)]
    at: Option<Timestamp>,
    /// Print JSON: token, expires_at, expires_at_ms
    #[arg(long, help_heading = "Output", global = true)]
    json: bool,
    #[command(flatten)]
    who: Who,
}

#[derive(Subcommand)]
enum Service {
    /// The password of a database user of Amazon RDS, Aurora or RDS Proxy
    #[command(after_help = examples::RDS)]
    Rds {
        /// The database's endpoint by its own name, also where a tunnel or an alias in DNS is dialled
        host: String,
        /// The endpoint's own port, such as 5432 or 3306
        #[arg(long, value_parser = values::port)]
        port: u16,
        /// The endpoint, where HOST and --port are those of a tunnel or an alias in DNS that is dialled; without a port it
        /// has the same one. JSON has both
        #[arg(long = "for", value_name = "ENDPOINT[:PORT]", value_parser = values::endpoint)]
        endpoint: Option<(String, Option<u16>)>,
        /// The database user
        #[arg(long, value_name = "NAME")]
        user: String,
    },
    /// The password of a role of Aurora DSQL
    Dsql {
        /// The cluster's endpoint by its own name, also where a tunnel or an alias in DNS is dialled
        host: String,
        /// For the role admin
        #[arg(long)]
        admin: bool,
        /// How long the token is valid: seconds, or a number with s, m, h or d as in 15m, 12h or 7d
        #[arg(long, value_name = "TIME", default_value = "15m", aliases = ["expire", "expires-in"],
            value_parser = values::lifetime)]
        expires: Lifetime,
    },
    /// The password of a user of Amazon ElastiCache
    Elasticache {
        /// The replication group id, or the serverless cache's name; not the endpoint
        name: String,
        /// The id of the user
        #[arg(long, value_name = "ID")]
        user: String,
        /// For a serverless cache
        #[arg(long)]
        serverless: bool,
    },
    /// The password of a user of Amazon MemoryDB
    Memorydb {
        /// The cluster's name, not its endpoint
        name: String,
        /// The user's name
        #[arg(long, value_name = "NAME")]
        user: String,
    },
    /// The token of kubectl for a cluster of Amazon EKS
    #[command(after_help = examples::EKS)]
    Eks {
        /// The cluster's name
        cluster: String,
        /// Print the ExecCredential that kubectl reads
        #[arg(long, help_heading = "Output", conflicts_with = "json")]
        exec: bool,
    },
    /// The token of a Kafka client for Amazon MSK
    #[command(after_help = examples::MSK)]
    Msk,
    /// A short-term API key of Amazon Bedrock
    Bedrock {
        /// How long the key is valid, at most 12h: seconds, or a number with s, m or h as in 15m or 12h
        #[arg(long, value_name = "TIME", default_value = "12h", aliases = ["expire", "expires-in"],
            value_parser = values::lifetime)]
        expires: Lifetime,
    },
    /// User name and password of git for AWS CodeCommit
    #[command(after_help = examples::CODECOMMIT)]
    Codecommit {
        /// The repository's name
        repository: String,
    },
}

/// What programs read.
#[derive(Serialize)]
struct Json<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    username: Option<&'a str>,
    token: &'a str,
    expires_at: Timestamp,
    /// As Kafka clients want it.
    expires_at_ms: u64,
    /// What is dialled and what was signed, where these are two.
    #[serde(flatten)]
    through: Option<Through>,
}

/// A database that is reached by a different name from its own.
#[derive(Serialize)]
struct Through {
    host: String,
    signed_host: String,
}

impl Token {
    pub(crate) fn run(&self) -> Result<(), Failure> {
        let identity = self.who.identity()?;
        let region = region_at(self.service.endpoint(), &self.who, &identity)?;
        let now = self.at.unwrap_or_else(Timestamp::now);
        let (username, token) = self.service.token(&identity, &region, now)?;
        warning::of_region(&region);
        match self.service {
            Service::Eks { exec: true, .. } => print_exec(&token),
            _ => self.print(username.as_deref(), &token),
        }
    }

    fn print(&self, username: Option<&str>, token: &services::Token) -> Result<(), Failure> {
        let (expires_at, token) = (token.expires_at(), token.as_str());
        if self.json {
            let expires_at_ms = expires_at.unix_milliseconds();
            let through = self.service.through();
            return output::print_json(&Json { username, token, expires_at, expires_at_ms, through });
        }
        let text = match username {
            Some(username) => format!("username={username}\npassword={token}\n"),
            None => format!("{token}\n"),
        };
        output::print(text.as_bytes())
    }
}

impl Service {
    /// The endpoint of the database.
    fn endpoint(&self) -> Option<&str> {
        match self {
            Self::Rds { endpoint: Some((host, _)), .. } | Self::Rds { host, .. } | Self::Dsql { host, .. } => {
                Some(host)
            }
            _ => None,
        }
    }

    /// What is dialled and what is signed, where these are two.
    fn through(&self) -> Option<Through> {
        let Self::Rds { host, port, endpoint: Some((signed, other_port)), .. } = self else { return None };
        let signed_host = format!("{}:{}", signed.to_ascii_lowercase(), other_port.unwrap_or(*port));
        Some(Through { host: format!("{host}:{port}"), signed_host })
    }

    /// The token, and the user name where it belongs to it.
    fn token(
        &self,
        identity: &Identity,
        region: &str,
        now: Timestamp,
    ) -> Result<(Option<String>, services::Token), Failure> {
        let credentials = &identity.credentials;
        let token = match self {
            Self::Rds { host, port, user, endpoint } => {
                let (signed, other_port) = endpoint.as_ref().map_or((host, None), |(host, port)| (host, *port));
                let token = rds::AuthToken { host: signed, port: other_port.unwrap_or(*port), user, region };
                let dialled = rds::AuthToken { host, ..token };
                if !signed.eq_ignore_ascii_case(host) && dialled.sign(credentials, now).is_ok() {
                    return Err(Failure::TwoEndpoints { host: host.clone() });
                }
                token.sign(credentials, now)
            }
            Self::Dsql { host, admin, expires } => {
                dsql::AuthToken { host, region, admin: *admin, expires_in: expires.from(now)? }.sign(credentials, now)
            }
            Self::Elasticache { name, user, serverless } => {
                let token = elasticache::AuthToken { cache: name, user, region, serverless: *serverless };
                token.sign(credentials, now)
            }
            Self::Memorydb { name, user } => memorydb::AuthToken { cluster: name, user, region }.sign(credentials, now),
            Self::Eks { cluster, .. } => {
                if let Some(place) = identity.settings().other_sts()? {
                    return Err(Failure::OtherSts { place });
                }
                eks::AuthToken { cluster, region: &identity.region_of_endpoint()? }.sign(credentials, now)
            }
            Self::Msk => msk::AuthToken { region }.sign(credentials, now),
            Self::Bedrock { expires } => {
                bedrock::ApiKey { region, expires_in: expires.from(now)? }.sign(credentials, now)
            }
            Self::Codecommit { repository } => {
                let region = identity.region_of_endpoint()?;
                let git = codecommit::GitLogin { repository, region: &region }.sign(credentials, now)?;
                return Ok((Some(git.username().into()), git.password().clone()));
            }
        };
        Ok((None, token?))
    }
}

/// Prints what kubectl reads, in the version that it asks for.
fn print_exec(token: &services::Token) -> Result<(), Failure> {
    let asked = match variable("KUBERNETES_EXEC_INFO")? {
        Some(info) => serde_json::from_str::<Value>(&info).map_err(|_| Failure::ExecInfo)?["apiVersion"].take(),
        None => json!("client.authentication.k8s.io/v1"),
    };
    let known = ["client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1"];
    let version = known.into_iter().find(|known| asked == *known).ok_or(Failure::ExecInfo)?;
    output::print_json(&json!({
        "apiVersion": version,
        "kind": "ExecCredential",
        "spec": {},
        "status": { "expirationTimestamp": token.expires_at(), "token": token.as_str() },
    }))
}
