//! Streams audio to a server on loopback: with signed messages, with unsigned ones, and with unsigned ones where signed
//! ones are expected.

use std::error::Error;

use presign::{Credentials, Signer};
use transcribe::{Messages, REGION, SERVICE, Server, transcribe};

fn main() -> Result<(), Box<dyn Error>> {
    let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
    let signer = Signer::new(credentials.clone(), REGION, SERVICE)?;
    let piece = [0; 3200];
    let second = [&piece[..]; 10];
    for (sent, expected) in [
        (Messages::Signed, Messages::Signed),
        (Messages::Unsigned, Messages::Unsigned),
        (Messages::Unsigned, Messages::Signed),
    ] {
        let server = Server::start(credentials.clone(), expected)?;
        let answer = transcribe(&server.address(), &signer, &second, sent)?;
        println!("sent {sent:?}, expected {expected:?}:");
        println!("  the client got {} transcripts, {:?}", answer.transcripts.len(), answer.exception);
        println!("  the server says {:?}", server.next_outcome());
    }
    Ok(())
}
