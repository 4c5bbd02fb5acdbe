//! The server: a stub that understands no speech, and verifies everything.

use std::io;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{self, Receiver};
use std::thread;

use presign::verify::{EventDecoder, Policy, Refusal, SignedRequest};
use presign::{Credentials, EventMessage, Timestamp};
use tungstenite::handshake::server::{ErrorResponse, Request, Response};
use tungstenite::{Message, WebSocket};

use crate::{Messages, REGION, SERVICE};

/// What became of a stream: how many bytes of audio were in it, or why it was refused.
pub type Outcome = Result<usize, String>;

/// A running server. Its threads end with the process.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    outcomes: Receiver<Outcome>,
}

impl Server {
    /// Starts a server on a free port of 127.0.0.1.
    ///
    /// # Errors
    /// There is no free port.
    pub fn start(credentials: Credentials, messages: Messages) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?;
        let (sender, outcomes) = mpsc::channel();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (credentials, sender) = (credentials.clone(), sender.clone());
                // Nobody may be interested any more.
                thread::spawn(move || sender.send(serve(stream, &credentials, messages)));
            }
        });
        Ok(Self { address, outcomes })
    }

    /// Returns where it listens, such as `127.0.0.1:34567`.
    #[must_use]
    pub fn address(&self) -> String {
        self.address.to_string()
    }

    /// Waits for the next stream to be over, and returns what became of it. `None` if the server has stopped.
    #[must_use]
    pub fn next_outcome(&self) -> Option<Outcome> {
        self.outcomes.recv().ok()
    }
}

#[allow(clippy::result_large_err, reason = "the type of `tungstenite` for what is answered in place of a WebSocket")]
fn serve(stream: TcpStream, credentials: &Credentials, messages: Messages) -> Outcome {
    let mut opened = None;
    let open = |request: &Request, response: Response| {
        let decoder = open(request, credentials, messages).map_err(|refusal| refused(&refusal))?;
        opened = Some(decoder);
        Ok(response)
    };
    let mut socket = tungstenite::accept_hdr(stream, open).map_err(|error| error.to_string())?;
    let mut decoder = opened.ok_or("no request")?;
    let heard = listen(&mut socket, &mut decoder, messages);
    if let Err(problem) = &heard {
        let exception = EventMessage::new(problem.as_str())
            .header(":message-type", "exception")
            .header(":exception-type", "BadRequestException")
            .header(":content-type", "application/json");
        // The client may be gone.
        let _ = exception.encode().map(|frame| socket.send(Message::binary(frame)));
    }
    let _ = socket.close(None);
    while socket.read().is_ok() {}
    heard
}

/// Verifies the URL, and returns what decodes the messages after it.
fn open(request: &Request, credentials: &Credentials, messages: Messages) -> Result<EventDecoder, Refusal> {
    let headers = request.headers().iter();
    // A header that is not UTF-8 is not signed by the client of this example: the signature would not match.
    let headers = headers.map(|(name, value)| (name.as_str(), value.to_str().unwrap_or_default()));
    let received = SignedRequest::parse(request.method().as_str(), &request.uri().to_string(), headers)?;
    let (now, policy) = (Timestamp::now(), Policy::new(REGION, SERVICE));
    match messages {
        Messages::Signed => received.verify_events(credentials, now, &policy).map(|(_, decoder)| decoder),
        Messages::Unsigned => received.verify(credentials, now, &policy).map(|_| EventDecoder::unsigned(&policy)),
    }
}

fn refused(refusal: &Refusal) -> ErrorResponse {
    let mut response = ErrorResponse::new(Some(refusal.to_string()));
    *response.status_mut() = refusal.status().try_into().unwrap_or_default();
    response
}

/// Reads the stream to its end, and answers each event.
fn listen(socket: &mut WebSocket<TcpStream>, decoder: &mut EventDecoder, messages: Messages) -> Outcome {
    let mut heard = 0;
    while let Ok(message) = socket.read() {
        let Message::Binary(frame) = message else { continue };
        let mut piece = &frame[..];
        while let Some(event) = decoder.decode(&mut piece, Timestamp::now()).map_err(|refusal| refusal.to_string())? {
            let audio = audio(&event)?;
            if messages == Messages::Unsigned && audio.is_empty() {
                return Ok(heard);
            }
            heard += audio.len();
            let transcript = EventMessage::new(format!("{{\"heard\":{heard}}}"))
                .header(":message-type", "event")
                .header(":event-type", "TranscriptEvent")
                .header(":content-type", "application/json");
            let frame = transcript.encode().map_err(|error| error.to_string())?;
            socket.send(Message::binary(frame)).map_err(|error| error.to_string())?;
        }
        if decoder.is_ended() {
            return Ok(heard);
        }
    }
    decoder.clone().finish().map_err(|refusal| refusal.to_string())?;
    Err("the connection ended before the stream".into())
}

/// The audio in an event. A message that is not one is refused, such as a signed one where messages are not signed.
fn audio(event: &EventMessage) -> Result<&[u8], String> {
    let value = |name| event.headers().find(|(other, _)| *other == name).and_then(|(_, value)| value.as_str());
    match (value(":message-type"), value(":event-type")) {
        (Some("event"), Some("AudioEvent")) => Ok(event.payload()),
        _ => Err("a message is not an audio event".into()),
    }
}
