//! Times, in either of the forms that are in use.

use presign::Timestamp;

use crate::hint::listed;

/// A time as in `20150830T123600Z`, or in RFC 3339 as in `2015-08-30T14:36:00.5+02:00`. Fractions are cut off. The error
/// is the end of a sentence that begins with the time.
pub(crate) fn parse(text: &str) -> Result<Timestamp, String> {
    let wrong = "write it as in 20150830T123600Z, or in RFC 3339 as in 2015-08-30T12:36:00Z";
    Timestamp::parse(text).or_else(|_| match Timestamp::parse_rfc3339(text) {
        Err(error) if error.code() == "malformed-rfc3339" => Err(lacking(text).unwrap_or_else(|| wrong.into())),
        result => result.map_err(|error| error.to_string()),
    })
}

/// What a day with a time lacks to be one of RFC 3339, which people leave out: the seconds, the zone, the letter between
/// them. `None` for everything else.
pub(crate) fn lacking(text: &str) -> Option<String> {
    let (day, time) = text.split_at_checked(10)?;
    let time = time.trim_start_matches(['T', 't', ' ']);
    // A zone, after the time.
    let at = time.find(|c: char| !c.is_ascii_digit() && !matches!(c, ':' | '.')).unwrap_or(time.len());
    let (clock, zone) = time.split_at(at);
    let zone = zone.trim_start();
    let has_seconds = clock.matches(':').count() > 1;
    let full =
        format!("{day}T{clock}{}{}", if has_seconds { "" } else { ":00" }, if zone.is_empty() { "Z" } else { zone });
    Timestamp::parse_rfc3339(&full).ok()?;
    let missing: Vec<_> = [
        (!text[10..].starts_with(['T', 't']), "the T after the day"),
        (!has_seconds, "the seconds"),
        (zone.is_empty(), "the time zone"),
    ]
    .into_iter()
    .filter_map(|(is_missing, name)| is_missing.then_some(name))
    .collect();
    let verb = match missing[..] {
        [] => return None,
        [one] if one != "the seconds" => "is",
        _ => "are",
    };
    let names = listed(&missing);
    let of_zone = if zone.is_empty() { ", where Z is UTC" } else { "" };
    Some(format!("{names} {verb} missing: write {full}{of_zone}"))
}
