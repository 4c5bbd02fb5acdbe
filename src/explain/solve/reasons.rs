//! Why a line was signed as it was, where the two texts show it.

use crate::text::percent::decode;

/// Why a change is as it is, where that can be seen in it: what people do not see in two long strings.
type Reason = (fn(&str, &str) -> bool, &'static str);

/// The reasons for another host, given what was signed and what was sent.
const HOSTS: [Reason; 4] = [
    (
        |signed, _| signed.contains("://"),
        "the signer was given the host as a whole URL, with its scheme, where it wants the name alone",
    ),
    (|signed, _| signed.contains('/'), "the signer was given the host with a path"),
    (
        |signed, sent| [":443", ":80"].iter().any(|port| is_cut(signed, sent, port) || is_cut(sent, signed, port)),
        "clients and servers leave the default port, :443 or :80, out of the host, so that it must not be signed or sent",
    ),
    (
        |signed, sent| name(signed) == name(sent),
        "the port is a part of the host: the signer, the client or a proxy leaves it out or has another",
    ),
];

/// The reasons for another path.
const PATHS: [Reason; 4] = [
    (
        |signed, sent| is_cut(signed, sent, "/") || is_cut(sent, signed, "/"),
        "only the slash at its end differs, which a redirect, a proxy or a client adds or removes",
    ),
    (
        |signed, sent| signed.len() > 1 && sent.ends_with(signed),
        "what stands before it was added after signing, as by a proxy with a prefix, or is the bucket in path style",
    ),
    (
        |signed, sent| sent.len() > 1 && signed.ends_with(sent),
        "its beginning was cut off after signing, as by a proxy, or is the bucket in path style",
    ),
    (
        |signed, sent| signed != sent && decode(signed) == decode(sent),
        "it is the same name, percent-encoded in another way: the server's way is Signature Version 4's, which encodes all but letters, \
         digits and - . _ ~",
    ),
];

fn name(host: &str) -> &str {
    host.split(':').next().unwrap_or_default()
}

fn is_cut(whole: &str, part: &str, end: &str) -> bool {
    whole.strip_suffix(end) == Some(part)
}

/// The reason for a change of a line, if one is known.
pub(super) fn of(line: &str, signed: &str, sent: &str) -> Option<&'static str> {
    let reasons = match line {
        "host" | "header host" => &HOSTS[..],
        "path" => &PATHS[..],
        _ => return None,
    };
    reasons.iter().find(|(is_seen, _)| is_seen(signed, sent)).map(|(_, reason)| *reason)
}
