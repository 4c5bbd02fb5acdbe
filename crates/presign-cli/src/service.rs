//! URLs of services that have a form of their own.

use std::net::IpAddr;
use std::time::Duration;

use clap::{Args, Subcommand, ValueEnum};
use presign::services::{bedrock_agentcore, ec2_instance_connect, iot, kinesisvideo, polly, transcribe};
use presign::{PresignedUrl, Timestamp};

use crate::failure::Failure;
use crate::identity::{Identity, Who};
use crate::output::{self, Json};
use crate::scope::region_at;
use crate::time;
use crate::values::{self, Lifetime, Pair};
use crate::warning;

/// A service, and what it requires.
#[derive(Args)]
pub(crate) struct Service {
    #[command(subcommand)]
    recipe: Recipe,
    /// Sign at this time, as in 20150830T123600Z or 2015-08-30T12:36:00Z [else: now]
    #[arg(long, value_name = "TIME", help_heading = "Time", value_parser = time::parse, global = true)]
    at: Option<Timestamp>,
    /// Print JSON: url, method, headers (to be sent), expires_at
    #[arg(long, help_heading = "Output", global = true)]
    json: bool,
    #[command(flatten)]
    who: Who,
}

#[derive(Subcommand)]
enum Recipe {
    /// MQTT over WebSocket on AWS IoT Core
    Iot {
        /// The account's data endpoint (iot:Data-ATS), with or without a port
        endpoint: String,
    },
    /// Speech of Amazon Polly, for a player
    Polly {
        #[command(flatten)]
        query: Query,
        /// How long the URL is valid: seconds, or a number with s, m, h or d as in 15m, 12h or 7d
        #[arg(long, value_name = "TIME", default_value = "1h", aliases = ["expire", "expires-in"],
            value_parser = values::lifetime)]
        expires: Lifetime,
    },
    /// The WebSocket of a stream of Amazon Transcribe
    Transcribe {
        /// The kind of the stream
        #[arg(long, value_enum, default_value_t = Stream::Standard)]
        stream: Stream,
        #[command(flatten)]
        query: Query,
        /// How long the URL is valid, at most 300 seconds
        #[arg(long, value_name = "TIME", default_value = "60s", aliases = ["expire", "expires-in"],
            value_parser = values::lifetime)]
        expires: Lifetime,
    },
    /// The WebSocket of a signaling channel of Kinesis Video Streams
    Kinesisvideo {
        /// The wss:// endpoint that GetSignalingChannelEndpoint returned for the role
        endpoint: String,
        /// The ARN of the channel
        #[arg(long, value_name = "ARN")]
        channel: String,
        /// The viewer's id [else: the URL is the master's]
        #[arg(long, value_name = "ID")]
        client_id: Option<String>,
    },
    /// The WebSocket of an agent in Amazon Bedrock AgentCore Runtime
    Agentcore {
        /// The runtime's ARN
        runtime: String,
        #[command(flatten)]
        query: Query,
        /// How long the URL is valid, at most 300 seconds
        #[arg(long, value_name = "TIME", default_value = "300s", aliases = ["expire", "expires-in"],
            value_parser = values::lifetime)]
        expires: Lifetime,
    },
    /// The WebSocket of a tunnel through an EC2 Instance Connect Endpoint
    SshTunnel {
        /// The endpoint's DNS name
        endpoint: String,
        /// The private address of the instance
        #[arg(value_parser = values::address)]
        address: IpAddr,
        /// The port of the instance
        #[arg(long, default_value_t = 22, value_parser = values::port)]
        port: u16,
        /// How long the tunnel may be open, at most 1h [else: 1h]
        #[arg(long, value_name = "TIME", value_parser = values::duration)]
        max_duration: Option<Duration>,
    },
}

/// The parameters that the service documents.
#[derive(Args)]
struct Query {
    /// A parameter of the service, by its name in the API; may come again
    #[arg(long = "query", value_name = "NAME=VALUE", value_parser = values::parameter)]
    parameters: Vec<Pair>,
}

impl Query {
    fn pairs(&self) -> Vec<(&str, &str)> {
        self.parameters.iter().map(|Pair { name, value }| (name.as_str(), value.as_str())).collect()
    }
}

#[derive(Clone, Copy, ValueEnum)]
enum Stream {
    Standard,
    Medical,
    CallAnalytics,
}

impl Service {
    pub(crate) fn run(&self) -> Result<(), Failure> {
        let identity = self.who.identity()?;
        let region = region_at(self.recipe.endpoint(), &self.who, &identity)?;
        let url = self.recipe.url(&identity, &region, self.at.unwrap_or_else(Timestamp::now))?;
        warning::of_region(&region);
        if self.json {
            return output::print_json(&Json::new(url));
        }
        output::print(format!("{url}\n").as_bytes())
    }
}

impl Recipe {
    /// The host that the service gave out.
    fn endpoint(&self) -> Option<&str> {
        match self {
            Self::Iot { endpoint } | Self::Kinesisvideo { endpoint, .. } | Self::SshTunnel { endpoint, .. } => {
                Some(endpoint)
            }
            _ => None,
        }
    }

    fn url(&self, identity: &Identity, region: &str, now: Timestamp) -> Result<PresignedUrl, Failure> {
        let credentials = &identity.credentials;
        let at = || identity.region_of_endpoint();
        Ok(match self {
            Self::Iot { endpoint } => iot::MqttUrl { endpoint, region }.sign(credentials, now),
            Self::Polly { query, expires } => {
                polly::SpeechUrl { region: &at()?, parameters: &query.pairs(), expires_in: expires.from(now)? }
                    .sign(credentials, now)
            }
            Self::Transcribe { stream, query, expires } => {
                let stream = match stream {
                    Stream::Standard => transcribe::Stream::Standard,
                    Stream::Medical => transcribe::Stream::Medical,
                    Stream::CallAnalytics => transcribe::Stream::CallAnalytics,
                };
                let (parameters, region, expires_in) = (&query.pairs()[..], &*at()?, expires.from(now)?);
                transcribe::StreamUrl { stream, region, parameters, expires_in }.sign(credentials, now)
            }
            Self::Kinesisvideo { endpoint, channel: channel_arn, client_id } => {
                let viewer = client_id.as_deref();
                kinesisvideo::ChannelUrl { endpoint, channel_arn, region, viewer }.sign(credentials, now)
            }
            Self::Agentcore { runtime, query, expires } => bedrock_agentcore::RuntimeUrl {
                runtime_arn: runtime,
                region: &at()?,
                parameters: &query.pairs(),
                expires_in: expires.from(now)?,
            }
            .sign(credentials, now),
            Self::SshTunnel { endpoint, address, port, max_duration } => ec2_instance_connect::TunnelUrl {
                endpoint,
                port: *port,
                address: *address,
                region,
                max_duration: *max_duration,
            }
            .sign(credentials, now),
        }?)
    }
}
