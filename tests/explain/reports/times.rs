//! Times: of the signer, of the URL, and in the scope.

use presign::explain::{compare_url, read_answer};

use super::{OPEN, tells, url, version_2};
use crate::wording::{MISMATCH, document};

#[test]
fn times_that_are_wrong() {
    let ahead = "the signer's clock is 47 minutes ahead of the server's: it signed at 20150830T123600Z when it was \
                 20150830T114900Z";
    let early = "<X-Amz-Date>1440938160000</X-Amz-Date><ServerTime>2015-08-30T11:49:00Z</ServerTime>";
    tells(None, &document("AccessDenied", "Request is not yet valid", early), "clock", ahead);
    let early = "<ServerTime>2015-08-30T11:49:00Z</ServerTime>";
    tells(Some(&url()), &document("AccessDenied", "Request is not yet valid", early), "clock", ahead);

    // Others than AWS have codes of their own. The server's time is in the headers.
    let expired = "the URL expired at 20150830T125100Z, 2 hours before it was used";
    let head =
        "HTTP/1.1 400 Bad Request\r\nDate: Sun, 30 Aug 2015 14:51:00 GMT\r\nContent-Type: application/xml\r\n\r\n";
    for (code, message) in [("ExpiredRequest", "Request has expired"), ("RequestExpired", "Request has expired")] {
        let answer = format!("{head}{}", document(code, message, ""));
        tells(Some(&url()), &answer, "expired", expired);
        tells(None, &document(code, message, ""), "expired", "the URL expired before it was used");
        let sentence = "the URL expired at 20150830T125100Z, before it was used";
        tells(Some(&url()), &document(code, message, ""), "expired", sentence);
    }
    let google = document(
        "ExpiredToken",
        "Invalid argument.",
        "<Details>The provided token has expired. Request signature expired at: 2015-08-30T12:51:00+00:00</Details>",
    );
    let sentence = "the URL has expired (The provided token has expired. Request signature expired at: \
                    2015-08-30T12:51:00+00:00)";
    tells(None, &google, "expired", sentence);

    // By whole hours: by the hours of a zone.
    let skewed = |request: &str, server: &str| {
        let times = format!("<RequestTime>{request}</RequestTime><ServerTime>{server}</ServerTime>");
        read_answer(&document("RequestTimeTooSkewed", "The difference is too large.", &times)).causes.remove(0).sentence
    };
    let zone = ", as far apart as time zones are: most often a local time was signed as UTC";
    assert!(skewed("20150830T123600Z", "2015-08-30T10:36:02Z").ends_with(zone));
    assert!(skewed("Sun, 30 Aug 2015 12:36:00 GMT", "2015-08-30T18:06:01Z").contains(zone));
    for server in ["2015-08-30T10:40:00Z", "2015-08-30T12:06:00Z", "2015-08-29T10:36:00Z"] {
        assert!(!skewed("20150830T123600Z", server).contains(zone), "{server}");
    }

    let expired =
        "Signature expired: 20150830T123600Z is now earlier than 20150830T124500Z (20150830T130000Z - 15 min.)";
    let sentence = "the request was signed at 20150830T123600Z, 24 minutes before it arrived at 20150830T130000Z: it \
                    was kept for too long, or the signer's clock is behind";
    tells(None, &format!("{{\"message\":\"{expired}\"}}"), "clock", sentence);
    let early = "Signature not yet current: 20150830T123600Z is still later than 20150830T120400Z (20150830T114900Z + \
                 15 min.)";
    tells(None, &document("SignatureDoesNotMatch", early, ""), "clock", ahead);
    let odd = "the request was signed at a time other than the server's (Signature expired)";
    tells(None, &document("SignatureDoesNotMatch", "Signature expired", ""), "clock", odd);

    let sentence = "the day of the credential is not that of the date: both must be in UTC, and the same across \
                    midnight (Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from \
                    HTTP: '20260819' != '20260820', from '20260820T000102Z'.)";
    let message = "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: \
                   '20260819' != '20260820', from '20260820T000102Z'.";
    tells(None, &document("SignatureDoesNotMatch", message, ""), "date", sentence);
    let milliseconds = document("AccessDenied", "Invalid date (should be seconds since epoch): 1787000000000", "");
    let sentence = "Expires is not in seconds since 1970: most often it is in milliseconds";
    tells(None, &milliseconds, "malformed", sentence);
    let of_url = compare_url(&version_2("1787000000000"), &milliseconds);
    assert_eq!(of_url.causes[0].kind(), "malformed");
}

/// B2 answers every mismatch so.
#[test]
fn a_mismatch_in_other_words_is_no_clock_error() {
    tells(None, &document("SignatureDoesNotMatch", "Signature validation failed", ""), "unknown", OPEN);
    tells(Some(&url()), &document("SignatureDoesNotMatch", "Signature validation failed", ""), "unknown", OPEN);
    tells(None, &document("SignatureDoesNotMatch", MISMATCH, ""), "unknown", OPEN);
}
