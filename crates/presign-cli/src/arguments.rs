//! The command line's shape, and its help.

use clap::builder::Styles;
use clap::builder::styling::AnsiColor;
use clap::{Parser, Subcommand};
use clap_complete::Shell;

#[cfg(feature = "cloudfront")]
use crate::cloudfront::CloudFront;
use crate::credentials::Scoped;
use crate::examples;
use crate::explain::Explain;
#[cfg(not(feature = "cloudfront"))]
use crate::left_out::CloudFront;
use crate::list::List;
use crate::multipart::Multipart;
use crate::object::{Copy, Delete, Put, Read};
use crate::post::Post;
use crate::service::Service;
use crate::sign::Sign;
use crate::token::Token;
use crate::url::AnyService;
use crate::verify::Verify;

/// Presigned URLs for S3 and every other AWS service
///
/// Whoever has a presigned URL can make one request with it until it expires: the one with its method and its signed
/// headers. Nothing is sent anywhere.
#[derive(Parser)]
#[command(name = "presign", version, after_help = examples::PRESIGN, max_term_width = 120, styles = STYLES)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// The colours of cargo. clap leaves them out where the output is no terminal.
pub(crate) const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default())
    .error(AnsiColor::Red.on_default().bold())
    .valid(AnsiColor::Cyan.on_default().bold())
    .invalid(AnsiColor::Yellow.on_default().bold());

/// What to do.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Download an object (GetObject)
    #[command(after_help = examples::GET, visible_alias = "share")]
    Get(Box<Read>),
    /// Upload an object (PutObject)
    #[command(after_help = examples::PUT)]
    Put(Box<Put>),
    /// Ask for an object's size, type and metadata (HeadObject)
    #[command(after_help = examples::HEAD)]
    Head(Box<Read>),
    /// Delete an object (DeleteObject)
    #[command(after_help = examples::DELETE, visible_alias = "rm")]
    Delete(Box<Delete>),
    /// Make an object from another one (CopyObject)
    #[command(after_help = examples::COPY, visible_alias = "cp")]
    Copy(Box<Copy>),
    /// List a bucket's objects (ListObjectsV2)
    #[command(after_help = examples::LIST, visible_alias = "ls")]
    List(Box<List>),
    /// Upload an object in parts
    #[command(subcommand, after_help = examples::MULTIPART)]
    Multipart(Box<Multipart>),
    /// Upload by an HTML form, within conditions (PostObject)
    #[command(after_help = examples::POST)]
    Post(Box<Post>),
    /// Any request to any service
    #[command(after_help = examples::URL)]
    Url(Box<AnyService>),
    /// Any request to any service, signed by its headers instead of its URL
    #[command(after_help = examples::SIGN)]
    Sign(Box<Sign>),
    /// A token to sign in to a database, a cache, a cluster or a broker
    #[command(after_help = examples::TOKEN)]
    Token(Box<Token>),
    /// A URL of a service with a form of its own, such as a WebSocket
    #[command(after_help = examples::SERVICE)]
    Service(Box<Service>),
    /// Credentials that are limited to a bucket, to operations, to keys and to a time
    #[command(after_help = examples::CREDENTIALS)]
    Credentials(Box<Scoped>),
    /// Signed URLs and signed cookies of CloudFront
    #[cfg(feature = "cloudfront")]
    #[command(subcommand, name = "cloudfront", after_help = examples::CLOUDFRONT)]
    CloudFront(Box<CloudFront>),
    /// Signed URLs and signed cookies of CloudFront, which this build leaves out
    #[cfg(not(feature = "cloudfront"))]
    #[command(name = "cloudfront")]
    CloudFront(Box<CloudFront>),
    /// Take a presigned URL apart, or say why a server refused it
    #[command(after_help = examples::EXPLAIN)]
    Explain(Box<Explain>),
    /// Verify a signed request, as its server would
    #[command(after_help = examples::VERIFY)]
    Verify(Box<Verify>),
    /// Print completions for a shell
    #[command(after_help = examples::COMPLETIONS)]
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Print the manual page of the program, or of a command, for man
    #[command(hide = true)]
    Man {
        /// The command, such as `multipart plan`
        command: Vec<String>,
    },
}
