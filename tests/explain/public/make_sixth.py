#!/usr/bin/env python3
"""Writes sixth.toml next to this file: more refused requests from public reports, of SDKs, signers made by hand and
services other than S3.

    python3 make_sixth.py            writes the file, then checks it
    python3 make_sixth.py --check    fails if the file is not what this script writes

It signs with the functions of make_third.py, which share no code with the crate. What a person pasted is made anew in
the same shape, with example names.
"""

import sys
import tomllib
from pathlib import Path

sys.dont_write_bytecode = True

import make_fourth
import make_third as kit
from make_third import API_MISMATCH, BUCKET, DATE, DENIED, ENCODED, MISMATCH, NOTHING, OTHER_SECRET, by_query, error

kit.CASES.clear()
FALSE = [DENIED, NOTHING, *OTHER_SECRET]
KEYS = [DENIED, NOTHING]
NOT_SIGNED = [NOTHING, *OTHER_SECRET]
API = "a1b2c3d4e5.execute-api.us-west-2.amazonaws.com"


def add(name, thread, year, sdk, server, cause, must, must_not, paste, **inputs):
    kit.add(name, thread, year, sdk, server, "", cause, must, must_not, (), paste=paste, **inputs)


def told(text, service="execute-api", region="us-west-2"):
    """The message of a service that quotes both strings, as JSON."""
    return make_fourth.api_says(text, kit.scope_of(region, service))


# --- First ten -------------------------------------------------------------------------------------------------------

add(
    "aws4-path-without-the-stage",
    "mhart/aws4#50",
    2017,
    "JavaScript (aws4, axios)",
    "API Gateway",
    "The path that is signed lacks the stage, which the URL has.",
    [["path"], ["stage", "/prod", "differ", "another", "other"]],
    FALSE,
    f"""let request = {{
  method: 'GET',
  url: 'https://{API}/Prod/pets',
  host: '{API}',
  region: 'us-west-2',
  service: 'execute-api',
  path: '/pets',
  headers: {{ 'Content-Type': 'application/json' }}
}}

let signedRequest = aws4.sign(request, {{ secretAccessKey, accessKeyId, sessionToken }})
delete signedRequest.headers['Host']
let response = await axios(signedRequest)

API Gateway always returns 403: {API_MISMATCH}""",
)

add(
    "aws4-body-after-signing",
    "mhart/aws4#81",
    2018,
    "JavaScript (aws4)",
    "API Gateway",
    "The body is set after the request was signed, so that the hash of an empty one is signed.",
    [["body"], ["after", "before", "empty", "not signed", "hash"]],
    FALSE,
    f"""{API_MISMATCH}

var httpOptions = {{
  service: 'execute-api',
  region: 'ap-northeast-1',
  hostname: event.hostname,
  path: event.path,
  method: event.method
}};

var signedOptions = aws4.sign(httpOptions, credentials);
signedOptions.body = event.body
var req = https.request(signedOptions, function (res) {{ }});
req.write('{{"query": {{"match": {{"_all": "4543d*"}}}}}}');
req.end();

without body the request was working fine""",
)

add(
    "dotnet-encryption-header",
    "aws/aws-sdk-net#1205",
    2019,
    ".NET",
    "S3",
    "The URL is signed with x-amz-server-side-encryption, which the upload has to send.",
    [["x-amz-server-side-encryption", "header"], ["send", "sent"]],
    FALSE,
    """var request = new GetPreSignedUrlRequest
{
    BucketName = "examplebucket",
    Key = "a.txt",
    Verb = HttpVerb.PUT,
    ServerSideEncryptionMethod = ServerSideEncryptionMethod.AES256,
    Expires = DateTime.UtcNow.AddMinutes(30)
};
var url = client.GetPreSignedURL(request);

When I PUT a file to the url I get 403 SignatureDoesNotMatch""",
)

query, _ = make_fourth.version_2(f"/{BUCKET}/1_myfile", 1767229200, "PUT")
add(
    "angular-sends-a-form-type",
    "aws/aws-sdk-js#557",
    2015,
    "JavaScript v2",
    "S3",
    "Angular sends Content-Type: multipart/form-data, which the URL was not signed with.",
    [["content type", "content-type"], ["multipart/form-data"]],
    FALSE,
    f"""it returns a URL like https://s3.amazonaws.com/{BUCKET}/1_myfile?{query}

If I curl a file to it, it works just fine. However, using AngularJS I am trying to PUT a file up. The response I'm getting is:
<?xml version="1.0" encoding="UTF-8"?>
<Error>
   <Code>SignatureDoesNotMatch</Code>
   <Message>{MISMATCH}</Message>
   <AWSAccessKeyId>AKIDEXAMPLE</AWSAccessKeyId>
   <StringToSign>PUT

multipart/form-data
1767229200
/{BUCKET}/1_myfile</StringToSign>
</Error>""",
)

add(
    "gateway-client-token-undefined",
    "kndt84/aws-api-gateway-client#31",
    2017,
    "JavaScript",
    "API Gateway",
    "The session token is undefined, and is sent as that word.",
    [["token"], ["undefined", "not set", "no value", "empty", "missing"]],
    KEYS,
    """{message: "The security token included in the request is invalid."} randomly for any API call

Header:
x-amz-security-token:undefined""",
)

add(
    "vector-region-custom",
    "vectordotdev/vector#2403",
    2020,
    "Rust (rusoto)",
    "OpenSearch",
    "The client signs for a region called custom, since it was given an endpoint and no region.",
    [["region"], ["custom"], ["set", "endpoint", "not the server's"]],
    FALSE,
    """Response from AWS:

HTTP/1.1 403 Forbidden
Date: Thu, 01 Jan 2026 00:00:14 GMT
Content-Type: application/json
Content-Length: 75
Connection: keep-alive
x-amzn-RequestId: 62e2a8cf-846b-11ea-b204-1bd2d5c29e76
Access-Control-Allow-Origin: *

{"message":"Credential should be scoped to a valid region, not 'custom'. "}""",
)

add(
    "java2-global-region",
    "aws/aws-sdk-java-v2#988",
    2019,
    "Java v2",
    "IAM",
    "The SDK signs for aws-global, and IAM wants us-east-1.",
    [["region"], ["aws-global"], ["us-east-1"]],
    FALSE,
    """software.amazon.awssdk.services.iam.model.IamException: Credential should be scoped to a valid region, not 'aws-global'.  (Service: Iam, Status Code: 403, Request ID: 01234567-89ab-cdef-0123-456789abcdef)
	at software.amazon.awssdk.core.internal.http.pipeline.stages.HandleResponseStage.handleErrorResponse(HandleResponseStage.java:114)
	at software.amazon.awssdk.services.iam.DefaultIamClient.listRoles(DefaultIamClient.java:7050)""",
)

add(
    "flutter-encodes-the-key-twice",
    "aws-amplify/amplify-flutter#7097",
    2026,
    "Dart (Amplify)",
    "S3",
    "The key is percent-encoded by hand, and once more by Uri.",
    [["encod"], ["twice", "once more", "double", "again"]],
    FALSE,
    """final encodedFileName = Uri.encodeComponent(fileName);
uri = Uri(
  scheme: 'https',
  host: host,
  path: '/$configPath/$encodedFileName',
);
final request = AWSHttpRequest(method: awsHttpMethod, uri: uri, headers: {AWSHeaders.host: host});

the file name contains spaces. The spaces are URL-encoded in the constructed URL, but the request fails with a "SignatureDoesNotMatch" error.""",
)

m = by_query("ecs.example.com", f"/{BUCKET}/a.txt", method="PUT", signed={"a-custom-header": "1", "z-custom-header": "2"})
add(
    "php-signed-headers-not-in-order",
    "aws/aws-sdk-php#3241",
    2026,
    "PHP",
    "Dell ECS",
    "X-Amz-SignedHeaders is not in order, while the signature was made with it in order.",
    [["signed headers", "x-amz-signedheaders", "signedheaders"], ["order", "sorted"]],
    FALSE,
    m.url.replace("a-custom-header%3Bhost%3Bz-custom-header", "host%3Bz-custom-header%3Ba-custom-header")
    + f"""

HTTP/1.1 403 Forbidden
<Error>
<Code>SignatureDoesNotMatch</Code>
<Message>{MISMATCH}</Message>
</Error>""",
)

add(
    "dart-policy-with-null",
    "furaiev/amazon-cognito-identity-dart-2#1",
    2019,
    "Dart",
    "S3",
    "The access key ID is null.",
    [["null", "no value", "empty"], ["access key"]],
    KEYS,
    """flutter:  credentials null/20260101/ap-south-1/s3/aws4_request
flutter:  datetime 20260101T000000Z
flutter: Presigned policy region ap-south-1
flutter: Presigned policy key square.mp4
flutter: 403""",
)

# --- Second ten ------------------------------------------------------------------------------------------------------

add(
    "postman-empty-content-length",
    "postmanlabs/postman-app-support#4186",
    2018,
    "JavaScript (Postman)",
    "OpenSearch",
    "Postman signs content-length in a GET, which arrives empty.",
    [["content-length"], ["empty", "not sent", "no body", "should not be signed"]],
    FALSE,
    "The latest postman version gets the following error:\n\n"
    + told(
        "GET\n/state/state\n\ncontent-length:\ncontent-type:application/x-www-form-urlencoded\n"
        f"host:search-example.us-east-1.es.amazonaws.com\nx-amz-date:{DATE}\n\ncontent-length;content-type;host;x-amz-date\n"
        f"{kit.EMPTY}",
        "es",
        "us-east-1",
    )
    + "\n\nI decided to try the chrome version, with the same credentials, and got a good response",
)

add(
    "postman-token-twice",
    "postmanlabs/postman-app-support#1734",
    2016,
    "JavaScript (Postman)",
    "API Gateway",
    "The session token is sent twice, once by Postman and once as a header by hand.",
    [["x-amz-security-token", "token"], ["twice", "two", "more than once", "second"]],
    FALSE,
    f"""Postman sends the session token header, which leads to a mismatched signature response. The request, captured with an HTTP proxy:

X-Amz-Security-Token: {kit.TOKEN}
X-Amz-Security-Token: {kit.TOKEN}
X-Amz-Date: {DATE}
Host: {API}""",
)

add(
    "petstore-without-the-token",
    "aws-samples/api-gateway-secure-pet-store#26",
    2017,
    "JavaScript (Postman)",
    "API Gateway",
    "The request is not signed with credentials that API Gateway knows: the session token is missing.",
    [["token", "signature", "signed", "credentials"]],
    KEYS,
    """I am able to login and get valid accesskey, secretKey and sessionToken. However I cannot test other endpoints, via Postman.

Thu Jan 01 00:00:07 UTC 2026 : Execution failed due to configuration error: API Gateway could not determine the callers credentials""",
)

add(
    "sagemaker-invoke-url",
    "udacity/sagemaker-deployment#7",
    2019,
    "browser",
    "API Gateway",
    "The URL has no resource, or is opened with GET, where the API has no method.",
    [["path", "resource", "stage"], ["method"]],
    NOT_SIGNED,
    """I created an HTTP endpoint via API Gateway. When opened in the browser it displays the following:

{"message":"Missing Authentication Token"}""",
)

add(
    "mymove-region-of-the-database",
    "transcom/mymove#2633",
    2019,
    "Go v1",
    "RDS",
    "The token is signed for a region that is not the database's.",
    [["token"], ["region"]],
    FALSE,
    """DB_IAM=true
DB_REGION=us-east-2
DB_HOST=example.abcdefghijkl.us-west-2.rds.amazonaws.com

pq: PAM authentication failed for user "ecs_user\"""",
)

m = by_query(
    "s3.us-east-1.amazonaws.com",
    f"/{BUCKET}/image.jpeg",
    method="PUT",
    signed={"content-disposition": "inline"},
    more=[("x-amz-acl", "private"), ("x-id", "PutObject")],
)
add(
    "js3-content-disposition-not-sent",
    "aws/aws-sdk-js-v3#6062",
    2024,
    "JavaScript v3",
    "S3",
    "Content-Disposition is signed, and fetch does not send it.",
    [["content-disposition"], ["send", "sent"]],
    FALSE,
    f"""{m.url}

const response = await fetch(url, {{
  method: "PUT",
  body: payload,
  headers: {{
    "Content-Length": statSync(filePath).size
  }}
}})

403 SignatureDoesNotMatch""",
)

m = by_query("s3.ap-northeast-2.amazonaws.com", f"/{BUCKET}/result.zip", "PUT", region="ap-northeast-2", signed={"x-amz-acl": "public-read"})
add(
    "boto3-acl-not-sent",
    "boto/boto3#3335",
    2022,
    "Python (boto3)",
    "S3",
    "x-amz-acl is signed, and has to be sent as a header.",
    [["x-amz-acl"], ["send", "sent"]],
    FALSE,
    f"""url = s3.generate_presigned_url(
        ClientMethod='put_object',
        ExpiresIn=3600,
        Params={{'ACL': 'public-read', 'Bucket': '{BUCKET}', 'Key': 'result.zip'}},
    )

Above code generates the below url.

{m.url}

returns SignatureDoesNotMatch when I upload with requests.put(url, data=data)""",
)

m = by_query(f"{BUCKET}.s3.amazonaws.com", "/private/a.txt", "PUT", more=[("x-amz-acl", "public-read")])
add(
    "uploader-adds-the-acl",
    "odysseyscience/react-s3-uploader#106",
    2017,
    "Ruby",
    "S3",
    "The uploader sends x-amz-acl as a header, which is in the query and not among the signed headers.",
    [["x-amz-acl"], ["not signed", "do not send"]],
    FALSE,
    f"""signer = Aws::S3::Presigner.new
signer.presigned_url(:put_object, bucket: '{BUCKET}', key: "private/a.txt", acl: 'public-read')

{m.url}

{error("AccessDenied", "There were headers present in the request which were not signed", "<HeadersNotSigned>x-amz-acl</HeadersNotSigned>")}""",
)

add(
    "toolkit-login-by-vpn",
    "aws/aws-toolkit-jetbrains#3525",
    2023,
    "Java (pgAdmin)",
    "RDS",
    "The user's policy does not allow rds-db:connect for this database user.",
    [["rds-db:connect", "policy"]],
    FALSE,
    """* Connected to rdsauthproxy (10.0.0.5) port 1108 (#0)
> POST /authenticateRequest HTTP/1.1
Host: rdsauthproxy:1108
Accept: */*
Content-Length: 1812

< HTTP/1.1 403 Forbidden
< Content-Type: text/html;charset=utf-8
< Content-Length: 0
<
* Connection #0 to host rdsauthproxy left intact
2026-01-01 08:19:37 UTC:10.0.0.7(50249):iamuser/dbuser@postgres:[4319]:LOG: pam_authenticate failed: Permission denied
2026-01-01 08:19:37 UTC:10.0.0.7(50249):iamuser/dbuser@postgres:[4319]:FATAL: PAM authentication failed for user "iamuser\"""",
)

add(
    "aws4-signs-no-body",
    "mhart/aws4#83",
    2019,
    "JavaScript (aws4)",
    "API Gateway",
    "The options that are signed have no body, and one is sent.",
    [["body"], ["sign", "hash"]],
    FALSE,
    f"""{API_MISMATCH}

const aws4 = require('aws4');
const postOptions = {{
    host: process.env.url,
    path: `/dev/api/GetDetails`,
    method: 'POST',
    headers: {{ 'Content-Type': 'application/json' }}
}};
aws4.sign(postOptions);

The API endpoint is POST and requires a JSON body to be posted which works fine without AWS_IAM enabled. However, if I enable AWS_IAM I get the above error.""",
)

# --- Writing and checking --------------------------------------------------------------------------------------------

kit.HEADING = """# Written by make_sixth.py: change that, and run it.
# Scored in batches before `explain` was changed for them. See README.md for the format.
"""


def main(arguments):
    here = Path(__file__).parent / "sixth.toml"
    if arguments == ["--check"]:
        assert here.read_text() == kit.written(), "sixth.toml is not what make_sixth.py writes"
    else:
        here.write_text(kit.written())
    kit.check(here.read_text())
    known = set()
    for name in ("first", "second", "third", "fourth", "fifth"):
        known |= {case["thread"] for case in tomllib.loads((here.parent / f"{name}.toml").read_text())["case"]}
    assert not known & {case["thread"] for case in kit.CASES}


if __name__ == "__main__":
    main(sys.argv[1:])
