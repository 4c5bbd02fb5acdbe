//! The header `Date` instead of `x-amz-date`.

use presign::verify::{Payload, Refusal, SignedRequest};

use super::Client;
use crate::fixtures::{at, credentials, now};
use crate::server::{HOST, Verdict as _, assert_refused, policy};

const HASH: (&str, &str) = ("x-amz-content-sha256", "UNSIGNED-PAYLOAD");
const CLIENT: Client<'_> = Client { method: "GET", signed: &[HASH], payload: "UNSIGNED-PAYLOAD" };
const IMF: &str = "Sun, 30 Aug 2015 12:36:00 GMT";

#[test]
fn counts_where_there_is_no_amazon_date() {
    for date in [IMF, "20150830T123600Z"] {
        assert_eq!(CLIENT.sends(&[HASH, ("Date", date)]), Ok(Payload::Unsigned));
        let signed = [("date", date), HASH];
        assert_eq!(Client { signed: &signed, ..CLIENT }.sends(&[HASH, ("Date", date)]), Ok(Payload::Unsigned));
    }
}

#[test]
fn does_not_count_where_there_is_one() {
    let date = ("x-amz-date", "20150830T123600Z");
    let client = Client { signed: &[HASH, date], ..CLIENT };
    assert_eq!(client.sends(&[HASH, date, ("Date", "Mon, 31 Aug 2015 12:36:00 GMT")]), Ok(Payload::Unsigned));
    assert_eq!(client.sends(&[HASH, date, ("Date", "yesterday")]), Ok(Payload::Unsigned));
}

/// It is a line of the string to sign.
#[test]
fn cannot_be_changed() {
    let sent = CLIENT.sends(&[HASH, ("Date", "Sun, 30 Aug 2015 12:36:01 GMT")]);
    assert_eq!(sent, Err(Refusal::SignatureMismatch));
    let sent = CLIENT.sends(&[HASH, ("Date", "Mon, 31 Aug 2015 12:36:00 GMT")]);
    let sentence = "the credential in the header Authorization is for the day 20150830, but the signature is dated \
                    20150831T123600Z";
    assert_refused(sent, sentence, "AuthorizationHeaderMalformed", 400);
}

/// A request that was recorded does not become younger.
#[test]
fn cannot_stand_in_for_a_signed_amazon_date() {
    let client = Client { signed: &[HASH, ("x-amz-date", "20150830T123600Z")], ..CLIENT };
    let sentence = "the header x-amz-date is signed but was not sent";
    assert_refused(client.sends(&[HASH, ("Date", IMF)]), sentence, "SignatureDoesNotMatch", 403);
    let sentence = "the header x-amz-date was sent but is not signed";
    let both = CLIENT.sends(&[HASH, ("Date", IMF), ("x-amz-date", "20150830T123600Z")]);
    assert_refused(both, sentence, "AccessDenied", 403);
}

#[test]
fn cannot_be_old() {
    let authorization = CLIENT.authorization();
    let headers = [("host", HOST), HASH, ("date", IMF), ("authorization", &authorization)];
    let request = SignedRequest::parse("GET", "/k", headers).unwrap();
    let late = at("20150830T125101Z");
    let verified = request.verify(&credentials(), late, &policy()).payload();
    assert_eq!(verified, Err(Refusal::TimeTooSkewed { date: now(), now: late }));
}

#[test]
fn must_be_there_once_and_be_a_time() {
    let sentence = "the request has no header x-amz-date";
    assert_refused(CLIENT.sends(&[HASH]), sentence, "AccessDenied", 403);
    let sentence = "the request has the header date more than once";
    assert_refused(CLIENT.sends(&[HASH, ("date", IMF), ("date", IMF)]), sentence, "InvalidRequest", 400);
    for date in [
        "",
        "Sun, 30 Aug 2015 12:36:00",
        "Sun, 30 Aug 2015 12:36:00 UTC",
        "Sun, 30 Aug 2015 12:36:00 +0000",
        "Sun, 30 Aug 2015 14:36:00 +0200",
        "Sunday, 30-Aug-15 12:36:00 GMT",
        "Sun Aug 30 12:36:00 2015",
        "Sun, 30 Feb 2015 12:36:00 GMT",
        "Sun, 30 Aug 1915 12:36:00 GMT",
        "Mon, 30 Aug 2015 12:36:00 GMT",
        "Sun, 30 Aug 2015 25:36:00 GMT",
        "30 Aug 2015 12:36:00      GMT",
        "2015-08-30T12:36:00Z",
    ] {
        let sentence =
            "the header date is written neither as in Sun, 30 Aug 2015 12:36:00 GMT nor as in 20150830T123600Z";
        assert_refused(CLIENT.sends(&[HASH, ("date", date)]), sentence, "AuthorizationHeaderMalformed", 400);
    }
}
