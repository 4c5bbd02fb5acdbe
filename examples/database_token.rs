//! Prints a token with which a user of a database in RDS signs in, in place of a password.
//!
//! ```console
//! AWS_ACCESS_KEY_ID=... AWS_SECRET_ACCESS_KEY=... cargo run --example database_token -- HOST REGION USER
//! ```

use std::error::Error;

use presign::services::rds;
use presign::{Credentials, Timestamp};

fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<_> = std::env::args().skip(1).collect();
    let [host, region, user] = words.as_slice() else {
        return Err("usage: database_token HOST REGION USER".into());
    };
    // PGPASSWORD="$(cargo run --example database_token -- ...)" psql "host=HOST user=USER sslmode=verify-full"
    let token = rds::AuthToken { host, port: 5432, user, region }.sign(&Credentials::from_env()?, Timestamp::now())?;
    println!("{}", token.as_str());
    // It is asked for when a connection is opened; open connections stay.
    eprintln!("It opens connections until {}.", token.expires_at().to_rfc3339());
    Ok(())
}
