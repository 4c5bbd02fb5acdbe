//! Prints the source of credentials that AWS's tools would use, as the environment and the files have it: `which PROFILE`.

use presign::Timestamp;
use presign_credentials::{Configuration, Error, Step};

fn main() -> Result<(), Error> {
    let profile = std::env::args().nth(1);
    let source = Configuration::load(profile.as_deref())?.source()?;
    // Keys are there already, and the access key id is not a secret.
    match source.session().step(Timestamp::now()) {
        Ok(Step::Done(credentials)) => println!("{:?} {}", source.kind(), credentials.access_key_id()),
        _ => println!("{:?}", source.kind()),
    }
    Ok(())
}
