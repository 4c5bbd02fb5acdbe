//! Narrower credentials, made by whoever holds some.

use alloc::format;

use crate::action::Action;
use crate::credentials::Credentials;
use crate::error::{Error, Reason};
use crate::scoped::claims::{self, Actions, Narrower, json};
use crate::scoped::grant::Grant;
use crate::scoped::s1::{check_segments, credentials, spell};
use crate::scoped::token::{Blocks, MAX_BLOCKS, spelled_blocks};
use crate::scoped::{Paths, chain};
use crate::timestamp::Timestamp;

/// What narrower credentials are limited to, besides what those that they are made from allow. At least one of them.
///
/// Whoever holds credentials of the form s1 can make narrower ones of them, offline: for a worker, for one upload, for
/// a browser. The holder of those cannot go back. At most eight generations.
///
/// ```
/// use core::time::Duration;
/// use presign::s3::Action;
/// use presign::scoped::{Narrowing, Paths, Rights, S1};
/// use presign::{Credentials, Timestamp};
///
/// let parent = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
/// let (server, bucket, rights) = ("s3.example.com", "photos", Rights::ReadWrite);
/// let all = S1 { server, bucket, rights, paths: None, subject: None, expires_in: Duration::from_secs(900) };
/// let all = all.mint(&parent, Timestamp::parse("20150830T123600Z")?)?;
///
/// let paths = Some(Paths { keys: &["uploads/42/cat.jpg"], ..Paths::default() });
/// let one_upload = Narrowing { actions: Some(&[Action::PutObject]), paths, expires_at: None }.narrow(&all)?;
/// assert_eq!(one_upload.expiry(), all.expiry());
///
/// let wider = Narrowing { actions: Some(&[Action::GetObject]), ..Narrowing::default() }.narrow(&one_upload);
/// assert_eq!(wider.unwrap_err().code(), "not-narrower");
/// # Ok::<(), presign::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Narrowing<'a> {
    /// These operations alone.
    pub actions: Option<&'a [Action]>,
    /// These keys alone.
    pub paths: Option<Paths<'a>>,
    /// Until this time at most.
    pub expires_at: Option<Timestamp>,
}

impl Narrowing<'_> {
    /// Makes narrower credentials.
    ///
    /// What is not narrower is refused as a courtesy: a server asks every block of the token, so that a block that
    /// allows more than those before it gives nothing.
    ///
    /// # Errors
    /// - `not-a-parent`: the credentials are not of the form s1.
    /// - `not-narrower`: an operation, a prefix or a key is not among those of the credentials, or the end is later.
    /// - `empty-scope`: nothing is limited, there are no operations, or paths that are empty.
    /// - `open-prefix`, `dot-segment`, `key-too-long`: as for [`S1::mint`](crate::scoped::S1::mint).
    /// - `scope-too-large`: the block has more than 2048 bytes, the token more than 4096 characters or eight blocks.
    pub fn narrow(&self, holder: &Credentials) -> Result<Credentials, Error> {
        let token = holder.session_token().unwrap_or_default();
        let blocks = Blocks::read(token).ok_or(Error(Reason::NotAParent(
            "the session token is not of the form s1: only credentials of that form can be narrowed",
        )))?;
        if spelled_blocks(token).is_none_or(|blocks| blocks.count() >= MAX_BLOCKS) {
            return Err(Error(Reason::ScopeTooLarge("the credentials were narrowed seven times, which is the limit")));
        }
        let narrower = self.claims()?;
        let grant = Grant::new("", blocks.root, blocks.narrower);
        check(&narrower, &grant)?;
        let block = spell(&json(&narrower))?;
        let secret = chain::narrow(holder.secret(), &block);
        let expiry = grant.end().min(narrower.exp.unwrap_or(u64::MAX));
        credentials(holder.access_key_id(), &secret, format!("{token}.{block}"), expiry)
    }

    fn claims(&self) -> Result<Narrower, Error> {
        if let Some([]) = self.actions {
            return Err(Error(Reason::EmptyScope("the list of actions is empty: it would allow nothing")));
        }
        let narrower = Narrower {
            actions: self.actions.map(|actions| Actions(actions.to_vec())),
            paths: self.paths.map(Paths::claims).transpose()?,
            exp: self.expires_at.map(Timestamp::unix_seconds),
        };
        check_segments(narrower.paths.as_ref())?;
        if narrower.is_whole() { Ok(narrower) } else { Err(Error(Reason::EmptyScope("nothing is limited"))) }
    }
}

/// Refuses what is not narrower.
fn check(narrower: &Narrower, grant: &Grant) -> Result<(), Error> {
    let actions = narrower.actions.iter().flat_map(|actions| &actions.0);
    let outside = |paths: &claims::Paths, grant: &Grant| {
        !paths.prefix_paths.iter().all(|prefix| grant.cover_start(prefix))
            || !paths.object_paths.iter().all(|key| grant.cover_key(key))
    };
    let problem = [
        (!actions.clone().all(|action| grant.allows_action(*action)), "an operation is not among theirs"),
        (narrower.paths.as_ref().is_some_and(|paths| outside(paths, grant)), "a prefix or a key is not among theirs"),
        (narrower.exp.is_some_and(|exp| exp > grant.end()), "they would expire later"),
    ];
    match problem.into_iter().find(|(is_wider, _)| *is_wider) {
        Some((_, problem)) => Err(Error(Reason::NotNarrower(problem))),
        None => Ok(()),
    }
}
