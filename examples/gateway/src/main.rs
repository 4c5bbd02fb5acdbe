//! ```console
//! cargo run -p gateway -- FOLDER [PORT] [CERTIFICATE KEY]
//! ```
//!
//! Serves the objects in this folder on 127.0.0.1, with TLS if a certificate and its key are given, as PEM. It makes two
//! users with a bucket each, and prints their keys.

use std::error::Error;
use std::fmt::Write;
use std::path::Path;

use gateway::access::gateway;
use gateway::{Database, Limits, Objects, serve, tls};
use tokio::net::TcpListener;

const REGION: &str = "us-east-1";

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let (folder, port, files) = match words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [folder] => (folder, 0, None),
        [folder, port] => (folder, port.parse()?, None),
        [folder, port, certificate, key] => (folder, port.parse()?, Some((certificate, key))),
        _ => return Err("usage: gateway FOLDER [PORT] [CERTIFICATE KEY]".into()),
    };
    let folder = Path::new(folder);
    let database = Database::open(&folder.join("gateway.sqlite"))?;
    let tls = files.map(|(certificate, key)| tls(Path::new(certificate), Path::new(key))).transpose()?;
    let listener = TcpListener::bind(("127.0.0.1", port)).await?;
    let scheme = if tls.is_some() { "https" } else { "http" };
    let endpoint = format!("{scheme}://{}", listener.local_addr()?);
    let mut text = format!("AWS_ENDPOINT_URL={endpoint} AWS_REGION={REGION} AWS_DEFAULT_REGION={REGION}\n");
    for (id, bucket) in [("AKIDALICE", "alice"), ("AKIDBOB", "bob")] {
        let mut secret = [0; 20];
        getrandom::fill(&mut secret)?;
        let secret = hex::encode(secret);
        database.add_user(id, &secret, bucket)?;
        writeln!(text, "BUCKET={bucket} AWS_ACCESS_KEY_ID={id} AWS_SECRET_ACCESS_KEY={secret}")?;
    }
    // At once: whoever reads the first line alone may be gone before the last.
    print!("{text}");
    let objects = folder.join("objects");
    std::fs::create_dir_all(&objects)?;
    serve(listener, tls, gateway(database, Objects::new(&objects), REGION), Limits::default()).await;
    Ok(())
}
