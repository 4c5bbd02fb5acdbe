//! ```console
//! cargo run -p credential-proxy -- --upstream https://s3.eu-west-1.amazonaws.com --region eu-west-1 --bucket photos
//! ```

use std::error::Error;

use clap::Parser;
use credential_proxy::{Policy, Proxy};
use hyper::Method;
use presign::Credentials;
use tokio::net::TcpListener;

/// Accepts requests to S3 that are signed with a placeholder key, and forwards those that are allowed, signed with the real
/// key from `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and `AWS_SESSION_TOKEN`.
#[derive(Parser)]
struct Arguments {
    /// The endpoint of S3, or of a server that is compatible with it
    #[arg(long, value_name = "URL")]
    upstream: String,
    /// The region that clients sign for, and the upstream's
    #[arg(long)]
    region: String,
    /// A bucket that clients may use; may be repeated
    #[arg(long = "bucket", value_name = "NAME", required = true)]
    buckets: Vec<String>,
    /// A method that clients may use; may be repeated
    #[arg(long = "method", value_name = "METHOD", default_values = ["GET", "HEAD"])]
    methods: Vec<Method>,
    /// A host, besides the proxy's own address, that clients may sign for, such as s3.eu-west-1.amazonaws.com, if they use
    /// this as their HTTP_PROXY; may be repeated
    #[arg(long = "host", value_name = "HOST")]
    hosts: Vec<String>,
    /// The port on 127.0.0.1; 0 is any that is free
    #[arg(long, default_value_t = 0)]
    port: u16,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let Arguments { upstream, region, buckets, methods, mut hosts, port } = Arguments::parse();
    let listener = TcpListener::bind(("127.0.0.1", port)).await?;
    let address = listener.local_addr()?;
    hosts.push(address.to_string());
    hosts.push(format!("localhost:{}", address.port()));

    // Others on this machine can reach the port too.
    let mut secret = [0; 20];
    getrandom::fill(&mut secret)?;
    let secret = hex::encode(secret);
    let placeholder = Credentials::new("AKIDPLACEHOLDER", secret.clone());
    let policy = Policy { hosts, buckets, methods };
    let proxy = Proxy::new(placeholder, Credentials::from_env()?, &region, &upstream, policy)?;

    println!("export AWS_ENDPOINT_URL_S3=http://{address}");
    println!("export AWS_REGION={region}");
    println!("export AWS_ACCESS_KEY_ID=AKIDPLACEHOLDER");
    println!("export AWS_SECRET_ACCESS_KEY={secret}");
    println!("unset AWS_SESSION_TOKEN");
    proxy.serve(listener).await;
    Ok(())
}
