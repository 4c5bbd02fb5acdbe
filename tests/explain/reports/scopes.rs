//! Access keys and their tokens, regions and services, and redirects to another region.

use std::time::Duration;

use presign::explain::compare_url;
use presign::{Credentials, Request, Signer};

use super::{causes, request, sign, tells, url};
use crate::fixtures::now;
use crate::wording::document;

#[test]
fn credentials_and_scopes() {
    let message = "Error parsing the X-Amz-Credential parameter; the Credential is mal-formed; expecting \
                   \"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request\".";
    let malformed = document("AuthorizationQueryParametersError", message, "");
    let sentence = "the credential is not written as ID/DATE/REGION/SERVICE/aws4_request: most often it is \
                    percent-encoded twice, with %252F where %2F should be";
    tells(None, &malformed, "malformed", sentence);
    let twice = compare_url(&url().replace("%2F", "%252F"), &malformed);
    let expected = "the query is percent-encoded twice: X-Amz-Credential has %252F where %2F should be";
    assert_eq!(causes(&twice), [("encoded-twice", expected), ("malformed", sentence)]);

    let message = "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, \
                   X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.";
    let lacking = document("AuthorizationQueryParametersError", message, "");
    let without = url().replace("X-Amz-Expires=900&", "");
    let comparison = compare_url(&without, &lacking);
    assert_eq!(causes(&comparison)[0], ("malformed", "servers refuse the URL: the query has no X-Amz-Expires"));
    let sentence = "the request arrived without some of the parameters X-Amz-Algorithm, X-Amz-Credential, X-Amz-Date, \
                    X-Amz-Expires, X-Amz-Signature and X-Amz-SignedHeaders: in a shell, a URL must be in quotes, or it \
                    ends at the first &; an upload form must have method=\"post\" and enctype=\"multipart/form-data\", or its \
                    fields are sent as the query of a GET";
    tells(Some(&url()), &lacking, "not-signed", sentence);

    let region = |code, message, more| document(code, message, more);
    for (answer, sentence) in [
        (
            region(
                "IllegalLocationConstraintException",
                "The eu-west-3 location constraint is incompatible for the region \
             specific endpoint this request was sent to.",
                "",
            ),
            "the request went to a host of a different region from the bucket's or the one it names (The eu-west-3 \
             location constraint is incompatible for the region specific endpoint this request was sent to.): sign for \
             the bucket's region, and send it to that region's own host",
        ),
        (
            region("InvalidRegion", "Region does not match.", ""),
            "the region that the request is signed for is not the server's: its scope must have the region of the endpoint",
        ),
        (
            region(
                "AuthorizationHeaderMalformed",
                "The authorization header is malformed; the region is wrong; expecting \
             'garage'.",
                "",
            ),
            "the request is signed for another region, and the right one is garage",
        ),
        (
            region(
                "InvalidRegionName",
                "The region name 'eu-west-1' is not valid. Must be one of: wnam, enam, weur, eeur, \
             apac, auto",
                "",
            ),
            "the request is signed for the region eu-west-1, and the right one is auto, as everywhere at Cloudflare R2",
        ),
    ] {
        tells(None, &answer, "region", sentence);
    }
    let answer = region("InvalidRegion", "Region does not match.", "");
    let sentence = "the URL is signed for the region us-east-1, and that is not the server's";
    tells(Some(&url()), &answer, "region", sentence);

    let message = "Error parsing the X-Amz-Credential parameter; incorrect service \"execute-api\". This endpoint \
                   belongs to \"s3\".";
    let sentence = "the request is signed for the service execute-api, and the right one is s3";
    tells(None, &document("AuthorizationQueryParametersError", message, ""), "service", sentence);
    let message = "Credential should be scoped to correct service: s3";
    let sentence = "the request is signed for another service, and the right one is s3";
    tells(None, &document("SignatureDoesNotMatch", message, ""), "service", sentence);
    let message =
        "The authorization header is malformed; a non-empty Access Key (AKID) must be provided in the credential.";
    let sentence = "the credential has no access key id: the signer had empty credentials";
    tells(None, &document("AuthorizationHeaderMalformed", message, ""), "malformed", sentence);
}

#[test]
fn redirects_name_the_region() {
    let message = "The bucket you are attempting to access must be addressed using the specified endpoint. Please send \
                   all future requests to this endpoint.";
    let redirect =
        |code, endpoint| document(code, message, &format!("<Endpoint>{endpoint}</Endpoint><Bucket>b</Bucket>"));
    for (endpoint, region) in [
        ("b.s3-eu-west-1.amazonaws.com", "eu-west-1"),
        ("b.s3.ap-south-1.amazonaws.com", "ap-south-1"),
        ("s3.amazonaws.com", "us-east-1"),
    ] {
        let sentence = format!("the bucket is in the region {region}, at {endpoint}: sign for that region and host");
        tells(None, &redirect("PermanentRedirect", endpoint), "region", &sentence);
    }
    let sentence = "the bucket is in another region, at gateway.example.com: sign for that region and host";
    tells(None, &redirect("PermanentRedirect", "gateway.example.com"), "region", sentence);
    let head = "HTTP/2 301\nx-amz-bucket-region: eu-north-1\nserver: AmazonS3\n\n";
    let answer = format!("{head}{}", redirect("PermanentRedirect", "b.s3.amazonaws.com"));
    let sentence = "the bucket is in the region eu-north-1, at b.s3.amazonaws.com: sign for that region and host";
    tells(None, &answer, "region", sentence);

    // A new bucket at the global host: the region is right.
    let signer = Signer::new(Credentials::new("AKIDEXAMPLE", "secret"), "eu-west-1", "s3").unwrap();
    let url = Request::put("https://b.s3.amazonaws.com/k").unwrap();
    let url = url.presign(&signer, Duration::from_secs(900), now()).unwrap();
    let comparison = compare_url(url.as_str(), &redirect("TemporaryRedirect", "b.s3-eu-west-1.amazonaws.com"));
    let sentence = "the URL is signed for the bucket's region, but not for its host, b.s3-eu-west-1.amazonaws.com: S3 \
                    redirects requests to other hosts, which browsers refuse to follow from another origin (CORS)";
    assert_eq!(causes(&comparison), [("endpoint", sentence)]);
}

#[test]
fn temporary_keys_without_their_token() {
    let message = "The AWS Access Key Id you provided does not exist in our records.";
    let unknown = |id: &str| document("InvalidAccessKeyId", message, &format!("<AWSAccessKeyId>{id}</AWSAccessKeyId>"));
    let url = sign(&request("PUT"), "ASIAEXAMPLE");
    let sentence = "the access key ASIAEXAMPLE is temporary, but its session token is not part of the request";
    tells(Some(&url), &unknown("ASIAEXAMPLE"), "token-missing", sentence);
    tells(Some(&url), &document("InvalidAccessKeyId", message, ""), "token-missing", sentence);
    let sentence = "the access key ASIAEXAMPLE is temporary, as ASIA says: most often its session token was not part \
                    of the request";
    tells(None, &unknown("ASIAEXAMPLE"), "token-missing", sentence);
    let sentence = "the server does not know the access key AKIDEXAMPLE: it was deleted, belongs to another provider \
                    or partition, or was mistyped";
    tells(None, &unknown("AKIDEXAMPLE"), "access-key", sentence);
    let length = document("InvalidArgument", "Credential access key has length 20, should be 32", "");
    let sentence = "the access key id is not one of this provider's: it has another length (Credential access key has \
                    length 20, should be 32); it was copied with white space, a quote or a line end, was cut, or is the id of something else";
    tells(Some(&url), &length, "access-key", sentence);
}
