//! Asks IAM Roles Anywhere for credentials, with a key that a library or a device holds; or answers as it does.
//!
//! ```console
//! roles-anywhere session http://127.0.0.1:8080 anchor.pem library
//! PKCS11_MODULE=/usr/lib/softhsm/libsofthsm2.so PKCS11_PIN=1234 roles-anywhere session … anchor.pem device-ec
//! roles-anywhere serve anchor.pem
//! ```
//!
//! `session` makes a certificate authority, writes its certificate to the file, and lets it issue the certificate of the
//! key: a server that trusts the file accepts the request. With AWS these are a trust anchor and a certificate that
//! exist.

use std::error::Error;
use std::net::TcpListener;
use std::{env, fs};

use presign::{StringToSign, Timestamp};
use rcgen::{KeyPair, SigningKey as _};
use roles_anywhere::device::{Device, Kind};
use roles_anywhere::{issue, server, session};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<_> = env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["session", endpoint, anchor, holder] => {
            println!("{}", with_key_of(holder, endpoint, anchor)?);
            Ok(())
        }
        ["serve", anchor] => {
            let listener = TcpListener::bind("127.0.0.1:0")?;
            println!("http://{}", listener.local_addr()?);
            server::serve(&listener, &fs::read_to_string(anchor)?)
        }
        _ => Err("roles-anywhere session ENDPOINT ANCHOR library|device-ec|device-rsa, or roles-anywhere serve ANCHOR"
            .into()),
    }
}

/// Returns the answer to a request that is signed with the key of this holder.
fn with_key_of(holder: &str, endpoint: &str, anchor: &str) -> Result<String, Box<dyn Error>> {
    let authority = issue::authority()?;
    fs::write(anchor, authority.pem())?;
    let kind = match holder {
        "library" => {
            let key = KeyPair::generate()?;
            let certificate = issue::certificate(&authority, &key)?;
            let sign = |string: &StringToSign| Ok(key.sign(string.as_str().as_bytes())?);
            return session::create(endpoint, certificate, Timestamp::now(), sign);
        }
        "device-ec" => Kind::Ec,
        "device-rsa" => Kind::Rsa,
        _ => return Err("the key is of library, device-ec or device-rsa".into()),
    };
    let device = Device::with_new_key(&env::var("PKCS11_MODULE")?, &env::var("PKCS11_PIN")?, kind)?;
    let certificate = issue::certificate(&authority, &device)?;
    session::create(endpoint, certificate, Timestamp::now(), |string| device.sign(string))
}
