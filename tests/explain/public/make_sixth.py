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

# --- Third ten -------------------------------------------------------------------------------------------------------

SEARCH = "search-example.us-east-1.es.amazonaws.com"
COLON = [["colon", ":", "%3a", "special", "characters"], ENCODED]

add(
    "varnish-signs-its-own-host",
    "xcir/libvmod-awsrest#8",
    2016,
    "Varnish",
    "OpenSearch",
    "The module signs the host that Varnish received, and the backend gets its own.",
    [["host"]],
    FALSE,
    f"""backend default {{
  .host = "{SEARCH}";
}}

sub vcl_recv{{
  awsrest.v4_generic(
      "es", "us-east-1", "omitted", "omitted", "host;",
      "host:" + req.http.host + awsrest.lf(),
      false
  );
}}

"""
    + told(
        f"GET\n/_plugin/kibana/\n\nhost:{SEARCH}\nx-amz-content-sha256:{kit.EMPTY}\nx-amz-date:{DATE}\n\n"
        f"host;x-amz-content-sha256;x-amz-date\n{kit.EMPTY}",
        "es",
        "us-east-1",
    ),
)

add(
    "search-flip-ampersand",
    "mrkamel/search_flip#32",
    2022,
    "Ruby",
    "OpenSearch",
    "The plugin signs a query or body that is encoded in a different way from what is sent.",
    [["character", "special"], [*ENCODED, "written differently", "write"]],
    FALSE,
    """Since integrating the AwsSigv4Plugin we receive the following error every time that a user searches something that contains a special character such as `&`.

SearchFlip::ResponseError: SearchFlip::ResponseError (403): {"message":"The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details."}""",
)

add(
    "opensearch-py-id-with-characters",
    "opensearch-project/opensearch-py#833",
    2024,
    "Python (opensearch-py)",
    "OpenSearch",
    "The id has ! and @, which the signer encodes in a different way from the client.",
    [["path"], ENCODED],
    FALSE,
    "AWS + special characters in 'id' result in:\n\nopensearchpy.exceptions.AuthorizationException: "
    "AuthorizationException(403, '"
    + told(
        f"GET\n/index-name/_doc/cool_bot%21-f9aa36ea%40localhost\n\nhost:{SEARCH}\nx-amz-date:{DATE}\n\nhost;x-amz-date\n{kit.EMPTY}",
        "es",
        "us-east-1",
    )
    .replace(chr(92), chr(92) * 2)
    .replace("'", chr(92) + "'")
    + "')",
)

add(
    "awscurl-query-encoded-twice",
    "okigan/awscurl#216",
    2025,
    "Python (awscurl)",
    "API Gateway",
    "The parameter is percent-encoded already, and the canonical request has it encoded once more.",
    [["encod"], ["twice", "once more", "again", "already", "once"]],
    FALSE,
    f"""If I make a request with a URL encoded query parameter it fails with this error. My query parameter ends with `%3D`.

awscurl --service execute-api --region us-west-2 'https://{API}/v1/items?cursor=ZXhhbXBsZQ%3D%3D'

{{"message":"{API_MISMATCH}"}}""",
)

add(
    "fetch-without-the-query",
    "nulib/dc-api-v2#389",
    2026,
    "JavaScript v3",
    "OpenSearch",
    "The URL that is fetched is put together without the query that was signed.",
    [["query"], ["sent", "without", "lost", "lacks", "dropped"]],
    FALSE,
    f"""const signed = await signer.sign(request);
const response = await fetch(`https://${{signed.hostname}}${{signed.path}}`, {{
  method: signed.method,
  headers: signed.headers,
  body: signed.body,
}});

?search_pipeline=work-pipeline

403 — {API_MISMATCH}""",
)

add(
    "erlang-bedrock-colon",
    "aws-beam/aws-erlang#161",
    2025,
    "Erlang",
    "Bedrock",
    "The model's ID has a colon, which is signed percent-encoded twice.",
    COLON,
    FALSE,
    f"""When I make the following call:

> aws_bedrock_runtime:invoke_model(Client, ModelId, Body)

Where:

> ModelId = ~"us.anthropic.claude-3-5-sonnet-20241022-v2:0"

AWS responds with:

> {{error,#{{<<"message">> =>
>              <<"{API_MISMATCH}">>}},
> {{403,
>         [{{<<"Content-Type">>,<<"application/json">>}},
>          {{<<"x-amzn-ErrorType">>,
>           <<"InvalidSignatureException:http://internal.amazon.com/coral/com.amazon.coral.service/">>}}]}}}}

If I make the same request using the aws_cli, the query works""",
)

add(
    "litellm-bedrock-colon",
    "BerriAI/litellm#15788",
    2025,
    "Python (LiteLLM)",
    "Bedrock",
    "The client encodes the model's ID twice in the URL.",
    [["encod"], ["twice", "once more", "again", "double", "%253a"]],
    FALSE,
    "Call a model with colon in the name: eu.amazon.nova-micro-v1:0\nUse converse or converse-stream endpoint\n\n"
    + told(
        "POST\n/model/eu.amazon.nova-micro-v1%25253A0/converse-stream\n\ncontent-type:application/json\n"
        f"host:bedrock-runtime.eu-central-1.amazonaws.com\nx-amz-date:{DATE}\n\ncontent-type;host;x-amz-date\n"
        f"{kit.digest(b'{}')}",
        "bedrock",
        "eu-central-1",
    ),
)

add(
    "okhttp-turns-plus-into-spaces",
    "minio/minio-java#261",
    2015,
    "Java (minio-java)",
    "S3",
    "OkHttp turns the plus signs of the key into spaces.",
    [["plus", "+", "%2b"], ["space", "%20"]],
    FALSE,
    "Signature does not match for object names with \"++\" in them\n\n"
    + error(
        "SignatureDoesNotMatch",
        MISMATCH,
        f"<CanonicalRequest>POST\n/{BUCKET}/my%20%201\nuploads=\nhost:s3.amazonaws.com\nx-amz-content-sha256:{kit.EMPTY}\n"
        f"x-amz-date:{DATE}\n\nhost;x-amz-content-sha256;x-amz-date\n{kit.EMPTY}</CanonicalRequest>",
    ),
)

# --- Fourth ten ------------------------------------------------------------------------------------------------------

add(
    "retrofit-adds-a-charset",
    "lysine-dev/retrofit#1839",
    2016,
    "Java (Retrofit)",
    "S3",
    "Retrofit adds ; charset=utf-8 to the content type.",
    [["content type", "content-type"], ["charset"]],
    FALSE,
    f"""public interface IFileUploadAPI {{
    @PUT
    Call<UploadFileResponse> uploadFile(@Url String url, @Body RequestBody file);
}}

<?xml version="1.0" encoding="UTF-8"?>
<Error><Code>SignatureDoesNotMatch</Code><Message>{MISMATCH}</Message><AWSAccessKeyId>AKIDEXAMPLE</AWSAccessKeyId><StringToSign>PUT

image/jpeg; charset=utf-8
1767229200
/{BUCKET}/license/1000_front.jpeg</StringToSign></Error>""",
)

add(
    "java-asterisk-in-the-path",
    "inreachventures/aws-signing-request-interceptor#22",
    2016,
    "Java",
    "OpenSearch",
    "The signer leaves the asterisk of the path as it is, and the server signs %2A.",
    [["asterisk", "*", "%2a"], ENCODED],
    FALSE,
    "I was trying to delete indexes with pattern `*_test`. AWS signing with the following debugging info:\n\n"
    + told(
        f"DELETE\n/%2A_test\n\naccept-encoding:gzip\nhost:{SEARCH}\nx-amz-date:{DATE}\n\naccept-encoding;host;x-amz-date\n{kit.EMPTY}",
        "es",
        "us-east-1",
    ),
)

add(
    "js-post-with-another-body",
    "aws/aws-sdk-js#2372",
    2018,
    "JavaScript",
    "API Gateway",
    "The body was not signed.",
    [["body"], ["hash", "signed"]],
    FALSE,
    told(
        f"POST\n/items/_search\n\nhost:{API}\nx-amz-date:{DATE}\nx-amz-security-token:{kit.TOKEN}\n\n"
        f"host;x-amz-date;x-amz-security-token\n{kit.digest(b'query')}"
    ),
)

add(
    "iot-handshake",
    "aws-samples/aws-iot-examples#1",
    2016,
    "JavaScript",
    "IoT",
    "The endpoint is not that of the region, or the policy does not allow iot:Connect.",
    [["iot:connect", "policy", "permission"]],
    NOT_SIGNED,
    """WebSocket connection to 'wss://a1example.iot.us-east-1.amazonaws.com/mqtt' failed: Error during WebSocket handshake: Unexpected response code: 403""",
)

add(
    "dart-service-of-iot",
    "shamblett/mqtt5_client#190",
    2026,
    "Dart (Amplify)",
    "IoT",
    "The URL is signed for the service iot, and IoT wants iotdevicegateway, with the token appended after signing.",
    [["iotdevicegateway", "token"]],
    FALSE,
    """final AWSCredentialScope scope = AWSCredentialScope(
  region: region,
  service: AWSService.iot,
);
final AWSHttpRequest request = AWSHttpRequest(
  method: AWSHttpMethod.get,
  uri: Uri(scheme: 'wss', host: endpoint, path: 'mqtt', port: 443),
);
final Uri signedRequest = await signer.presign(request, credentialScope: scope, expiresIn: expiration);

AWS IoT Core PreSigned MQTT client over WebSocket: 403""",
)

add(
    "registry-clock-of-the-machine",
    "upmc-enterprises/registry-creds#24",
    2017,
    "Go v1",
    "ECR",
    "The clock of the virtual machine is wrong.",
    [["clock"]],
    FALSE,
    """I'm trying to start the service and I always get this error:

InvalidSignatureException: Signature expired: 20260101T204052Z is now earlier than 20260101T225449Z (20260101T230949Z - 15 min.)
2026-01-01T20:40:53.192988848Z \tstatus code: 400, request id: some id""",
    now="20260101T230949Z",
)

add(
    "docker-clock",
    "fabfuel/ecs-deploy#126",
    2019,
    "Python (boto3)",
    "ECS",
    "The clock of the machine is behind.",
    [["clock"], ["behind"]],
    FALSE,
    """I try to use docker to deploy service in cluster. Then I get the following error,

An error occurred (InvalidSignatureException) when calling the DescribeServices operation: Signature expired: 20251231T104625Z is now earlier than 20260101T033904Z (20260101T034404Z - 5 min.)""",
    now="20260101T034404Z",
)

add(
    "kinesis-clock-ahead",
    "aws/aws-sdk-go#2194",
    2018,
    "Go v1",
    "Kinesis",
    "The clock of the machine is ahead.",
    [["clock"], ["ahead"]],
    FALSE,
    """panic: InvalidSignatureException: Signature not  yet current: 20260101T170509Z is still later than 20260101T170312Z (20260101T165812Z + 5 min.)
    status code: 400, request id: faa14f90-2b72-fdb9-ae8c-ea742d02f4fc

I restart the the project, it works fine as before. We can see from the log, the server datetime is also correct.""",
    now="20260101T165812Z",
)

add(
    "es-curl-region",
    "joona/aws-es-curl#15",
    2019,
    "JavaScript",
    "OpenSearch",
    "The tool signs for its default region, which is not the domain's.",
    [["region"], ["us-east-2", "set"]],
    FALSE,
    """$ aws-es-curl --profile example -X GET https://search-example.us-east-2.es.amazonaws.com
{"message":"Credential should be scoped to a valid region, not 'eu-west-1'. "}""",
)

add(
    "cognito-php-keys",
    "pmill/aws-cognito#16",
    2018,
    "PHP",
    "Cognito",
    "The access key is not one that AWS knows, or its token is missing.",
    [["access key"], ["deleted", "mistyped", "know"]],
    KEYS,
    """Uncaught exception 'Aws\\CognitoIdentityProvider\\Exception\\CognitoIdentityProviderException' with message 'Error executing "AdminInitiateAuth" on "https://cognito-idp.us-east-1.amazonaws.com"; AWS HTTP error: Client error: `POST https://cognito-idp.us-east-1.amazonaws.com` resulted in a `400 Bad Request` response: {"__type":"UnrecognizedClientException","message":"The security token included in the request is invalid."} UnrecognizedClientException (client): The security token included in the request is invalid.""",
)

# --- Fifth ten -------------------------------------------------------------------------------------------------------

SECRET_WORDS = [["secret"], ["character", "copied", "white space", "escaped", "quotes", "is not that", "breaks"]]

add(
    "ecr-secret-with-a-slash",
    "nabsul/k8s-ecr-login-renew#58",
    2023,
    "Go v1",
    "ECR",
    "The secret access key has a slash, and is not read as it is.",
    SECRET_WORDS,
    KEYS,
    f"""When awsSecretAccessKey contains / (slash) then authentication to AWS fails.

Running at 2026-01-01 00:00:38.555764306 +0000 UTC
panic: InvalidSignatureException: {API_MISMATCH}
	status code: 400, request id: 8199d5a3-8533-4824-bc94-4a1b1532833f

goroutine 1 [running]:
main.checkErr(...)
	/go/src/app/main.go:22""",
)

add(
    "cloud9-space-before-the-key",
    "iann0036/cloud9-sync#10",
    2018,
    "JavaScript",
    "Cloud9",
    "The access key ID has a space before it.",
    [["white space", "a space"], ["access key"]],
    KEYS,
    """{statusCode: 400, body: "{"__type":"IncompleteSignatureException","message":"'AKIDEXAMPLE/20260101/eu-central-1/cloud9/aws4_request' not a valid key=value pair (missing equal-sign) in Authorization header: 'AWS4-HMAC-SHA256 Credential= AKIDEXAMPLE/20260101/eu-central-1/cloud9/aws4_request, SignedHeaders=content-length;content-type;host;x-amz-date;x-amz-target, Signature=example.'."}", headers: {}, request: {}}
simply copied access key and secret directly from aws console, so what's missing?""",
)

add(
    "actions-secret",
    "aws-actions/configure-aws-credentials#50",
    2020,
    "JavaScript (GitHub Actions)",
    "STS",
    "The secret access key in the settings is not the right one.",
    [["secret access key"]],
    KEYS,
    f"""Configure AWS Credentials
Run aws-actions/configure-aws-credentials@v1
  with:
    aws-access-key-id: ***
    aws-secret-access-key: ***
    aws-region: ***

##[error]{API_MISMATCH}

The first run with this access-key-id & aws-secret-access-key worked. Every consecutive run is failing.""",
)

add(
    "terraform-secret-decoded-by-hand",
    "terraform-aws-modules/terraform-aws-iam#111",
    2020,
    "AWS CLI",
    "S3",
    "The secret access key was not decoded rightly.",
    SECRET_WORDS,
    KEYS,
    f"""I've created a user and decoded the aws_secret_access_key via keybase.
When I go to use the access key and secret access key, I get the following error:

aws --profile=created-user --region=us-east-1 s3 ls bucket

An error occurred (SignatureDoesNotMatch) when calling the ListObjectsV2 operation: {MISMATCH}""",
)

add(
    "external-secrets-line-end",
    "external-secrets/external-secrets#4254",
    2024,
    "Go v1",
    "Secrets Manager",
    "The access key ID in the Kubernetes secret is not the right one, such as with a line end.",
    [["access key"], ["deleted", "mistyped", "know"]],
    KEYS,
    """I'm using Minikube on my local machine. A cluster secret store (created successfully and in a Valid state).

{"level":"error","ts":1767225600.1,"msg":"Reconciler error","controller":"externalsecret","error":"error retrieving secret at .data[0], key: example, err: UnrecognizedClientException: The security token included in the request is invalid.\\n\\tstatus code: 400, request id: f7c5a1b0-1111-2222-3333-444455556666"}""",
)

add(
    "scala-space-in-the-key",
    "seratch/AWScala#146",
    2017,
    "Scala",
    "S3",
    "The key has a space, which the old SDK writes in another way than is signed.",
    [["space"], ENCODED],
    FALSE,
    f"""Whenever I try to generatePresignedUrl for keys(key: /some_folder/file name.JPG) with spaces, it generates the URL, but the URL returns 403 with the below error message

{MISMATCH}""",
)

add(
    "elixir-encodes-the-url-first",
    "aws-beam/aws_signature#27",
    2024,
    "Elixir",
    "S3",
    "The URL is percent-encoded before it is signed, and encoded once more by the signer.",
    [["encod"], ["twice", "once more", "again", "written differently", "once"]],
    FALSE,
    """I'm encountering an AWS "SignatureDoesNotMatch" error when attempting to generate presigned URLs for filenames containing spaces. everything works like a charm when the filename doesn't include any spaces.

  url = "#{s3_base_url}/#{bucket}/#{full_object_path}" |> URI.encode()

  signed_url =
    :aws_signature.sign_v4_query_params(
      access_key,
      secret_key,
      region,
      service,
      datetime,
      method,
      url,
      opts
    )""",
)

add(
    "elixir-marker-with-a-space",
    "ex-aws/ex_aws_s3#90",
    2020,
    "Elixir",
    "DigitalOcean",
    "The space of the marker is written as a plus sign, which is then encoded as %2B.",
    [["space", "plus", "%2b"]],
    FALSE,
    f"""> ExAws.S3.list_objects("my-bucket", marker: "Iceland 2017/_DSC3120.jpg") |> ExAws.request()
[debug] ExAws: Request URL: "https://sfo2.digitaloceanspaces.com/my-bucket/?marker=Iceland%2B2017%2F_DSC3120.jpg" HEADERS: [{{"Authorization", "AWS4-HMAC-SHA256 Credential=XXXX/20260101/us-east-1/s3/aws4_request,SignedHeaders=host;x-amz-content-sha256;x-amz-date,Signature=fdec7497df0b8ad5b627585eabca09cb90edba71dda981b27bf12c55214af00f"}}, {{"host", "sfo2.digitaloceanspaces.com"}}, {{"x-amz-date", "{DATE}"}}, {{"x-amz-content-sha256", "{kit.EMPTY}"}}] BODY: "" ATTEMPT: 1
{{:error, {{:http_error, 403, %{{body: "<?xml version=\\"1.0\\" encoding=\\"UTF-8\\"?><Error><Code>SignatureDoesNotMatch</Code><RequestId>tx00000000000000001</RequestId></Error>"}}}}}}

The following request worked great with ex_aws 1.15 but seems to be broken on 2.1.3""",
)

add(
    "elixir-colon-in-the-key",
    "ex-aws/ex_aws#52",
    2015,
    "Elixir",
    "S3",
    "The key has a colon, which is signed percent-encoded.",
    [["colon", ":", "%3a"], ENCODED],
    FALSE,
    """When using `S3.get_object!` with a key that contains a `:` character, I get a 403 `SignatureDoesNotMatch` error from AWS. Keys that do not contain this character do not have this problem.""",
)

add(
    "js3-equals-sign-in-the-key",
    "aws/aws-sdk-js-v3#4859",
    2023,
    "JavaScript v3",
    "S3",
    "The key has an equals sign, which the presigner does not percent-encode.",
    [["=", "equals", "character"], ENCODED],
    FALSE,
    """I tried to get presigned URL with custom parameter, so I implement below code. But accessing downloadUrl generated by below method caused SignatureDoesNotMatch, when S3 objects' key contains "="

const presigner = new S3RequestPresigner({ ...client.config })
const url = `https://${bucket}.s3.${region}.amazonaws.com/${key}`
const request = new HttpRequest({ ...parseUrl(url), method: "GET" })
const downloadUrl = formatUrl(await presigner.presign(request, { expiresIn: 60 }))""",
)

# --- Sixth ten -------------------------------------------------------------------------------------------------------

add(
    "java-folder-in-the-bucket",
    "aws/aws-sdk-java#208",
    2014,
    "Java v1",
    "S3",
    "A folder with a space is given as a part of the bucket's name, and signed in another way.",
    [["space", "folder", "%20"], [*ENCODED, "path", "key"]],
    FALSE,
    f"""When using a presigned URL generated by this sdk AWS replies with this error:

> "{MISMATCH}"

When I use an internal path directory that contains a space the signature doesn't match, for example this url:

> https://s3.amazonaws.com/{BUCKET}/para%20firmar/a.jpeg?Expires=1767229200&AWSAccessKeyId=AKIDEXAMPLE&Signature=8obwMonQpKk69OHilbmo%2B84SQzE%3D

When I upload the same image to another directory named "firmar" the signature does match""",
)

add(
    "evaporate-region",
    "TTLabs/EvaporateJS#364",
    2017,
    "JavaScript",
    "S3",
    "The uploader signs for us-east-1, and the bucket is in eu-central-1.",
    [["region"], ["eu-central-1"]],
    FALSE,
    """I have everything in EU Frankfurt region - S3 bucket, Lambda signer function. When I select files for upload, I see the following error :

AuthorizationHeaderMalformed, Message:The authorization header is malformed; the region 'us-east-1' is wrong; expecting 'eu-central-1'""",
)

add(
    "wordpress-malformed-credential",
    "deliciousbrains/wp-amazon-s3-and-cloudfront#460",
    2018,
    "PHP",
    "S3",
    "The access key ID is empty, or has a slash.",
    [["access key"], ["empty", "slash", "missing", "white space"]],
    KEYS,
    """Error fetching buckets — Error executing "ListBuckets" on "https://s3.amazonaws.com/"; AWS HTTP error: Client error: `GET https://s3.amazonaws.com/` resulted in a `400 Bad Request` response: AuthorizationHeaderMalformed The authorization header (truncated...) AuthorizationHeaderMalformed (client): The authorization header is malformed; the Credential is mal-formed; expecting "/YYYYMMDD/REGION/SERVICE/aws4_request". - AuthorizationHeaderMalformedThe authorization header is malformed; the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".""",
)

add(
    "form-with-another-date",
    "aws/aws-sdk-js#1514",
    2017,
    "JavaScript v2",
    "S3",
    "The form's x-amz-date is not that of the policy.",
    [["x-amz-date"], ["form", "policy"]],
    NOT_SIGNED,
    """<?xml version="1.0" encoding="UTF-8"?>
<Error>
    <Code>AccessDenied</Code>
    <Message>Invalid according to Policy: Policy Condition failed: ["eq", "$X-Amz-Date", "20260101T041709Z"]</Message>
    <RequestId>49112BF3660BDE15</RequestId>
    <HostId>ExampleHostId/EXAMPLE=</HostId>
</Error>

{'x-amz-date':  CURRENT_DATE + 'T000000Z' }""",
)

add(
    "form-with-a-condition-on-length",
    "danialfarid/ng-file-upload#1005",
    2015,
    "JavaScript",
    "S3",
    "The policy has a condition on Content-Length, which is no field of forms.",
    [["content-length"], ["remove", "not a field"]],
    NOT_SIGNED,
    """Uploading works perfectly on my local, but on my heroku production enviornment uploads to s3 fail with the following error:

<Error><Code>AccessDenied</Code><Message>Invalid according to Policy: Policy Condition failed: ["starts-with", "$Content-Length", ""]</Message>""",
)

add(
    "php-space-in-the-key",
    "aws/aws-sdk-php#25",
    2012,
    "PHP",
    "S3",
    "The key has spaces, which are not percent-encoded for the request that is presigned.",
    [["space"], ENCODED],
    FALSE,
    """$extra = urlencode("attachment; filename=\\"$fileNameForDownload\\"");
$request = $s3->get("{$bucketName}/{$fileName}?response-content-disposition={$extra}");
$url = $s3->createPresignedUrl($request, '+1 minute');

When attempting to fetch the file from the generated URL, S3 would produce the XML error that the Signature was invalid because it did not match. The instant I removed the spaces from the object key in S3, the errors went away.""",
)

add(
    "postman-query",
    "postmanlabs/postman-app-support#1663",
    2016,
    "JavaScript (Postman)",
    "API Gateway",
    "The client does not sign the query as it is sent.",
    [["query", "parameter"]],
    FALSE,
    told(
        f"GET\n/my/resource\nqParam=qValue\ncontent-type:application/x-www-form-urlencoded\nhost:{API}\nx-amz-date:{DATE}\n\n"
        f"content-type;host;x-amz-date\n{kit.EMPTY}"
    )
    + "\n\nIf I remove the query string from the request, the request goes through fine.",
)

add(
    "storage-secret-with-characters",
    "aloneguid/storage#153",
    2020,
    ".NET",
    "S3",
    "The secret access key has characters that are lost where it is configured.",
    SECRET_WORDS,
    KEYS,
    """AWS S3 SignatureDoesNotMatch: The request signature we calculated does not match the signature you provided.

in case your AWS Secret Access Key contains characters such as '/','+', ... you will probably get this error.""",
)

add(
    "benchmark-body-of-get",
    "opensearch-project/opensearch-benchmark#396",
    2023,
    "Python (opensearch-py)",
    "OpenSearch",
    "The search is a GET with a body.",
    [["body"]],
    FALSE,
    f"""I am using the OSB 1.1.0 to run Amazon OpenSearch benchmarks, it can create, ingest index, but got error at the query step. The search api call is using GET method with a request body.

opensearchpy.exceptions.AuthorizationException: AuthorizationException(403, '{API_MISMATCH}')""",
)

# --- Seventh ten -----------------------------------------------------------------------------------------------------

ROLE = [["temporary", "role"], ["credentials", "token"]]

add(
    "boto3-role-of-lambda",
    "boto/boto3#2392",
    2020,
    "Python (boto3)",
    "S3",
    "The URL ends with the temporary credentials of the role that signed it.",
    [["token", "credentials"], ["expire"]],
    KEYS,
    """I am using boto3 and Lambda to create pre-signed urls to last for 7 days. On running the code, the url is correctly created, but it expires after 12 hours, not 7 days.

<Error>
<Code>ExpiredToken</Code>
<Message>The provided token has expired.</Message>""",
)

add(
    "ruby-role-of-beanstalk",
    "aws/aws-sdk-ruby#1182",
    2016,
    "Ruby",
    "S3",
    "The URL ends with the temporary credentials of the role that signed it.",
    ROLE,
    KEYS,
    """I'm trying to set the expires_in to the maximum of one week, and it seems to create the url fine. However, the url is expiring right around 7hrs instead of the provided option of one week.

obj.presigned_url(:get, expires_in: 3600 * 24 * 7)""",
)

add(
    "js3-expires-after-a-day",
    "aws/aws-sdk-js-v3#3608",
    2022,
    "JavaScript v3",
    "S3",
    "The URL ends with the temporary credentials of the role that signed it.",
    ROLE,
    KEYS,
    """const command = new GetObjectCommand({ Bucket: s3Bucket, Key: `${serviceId}-${timestamp}.png` });
return await getSignedUrl(s3Client, command, { expiresIn: 432000 /* 5 days */ });

This code is working, but the `expiresIn` property appears to not have any effect -- the signed url seems to expires after 24 hours.""",
)

add(
    "perl-customer-key-headers",
    "pplu/aws-sdk-perl#156",
    2017,
    "Perl (Paws)",
    "S3",
    "The headers of a customer's key were given for an object that KMS encrypts.",
    [["header", "sse", "encrypt"]],
    FALSE,
    f"""perl -MPaws -MDDP -e '$p=Paws->service("S3",region=>"eu-west-1"); $r=$p->GetObject(Bucket=>"{BUCKET}", Key=>"/config/a.json", SSECustomerAlgorithm => "aws:kms", SSECustomerKey => "arn:aws:kms:eu-west-1:111122223333:key/example"); p $r'
Paws::Net::RestXMLResponse::handle_response('Paws::S3=HASH(0x3c2d6d8)', 'Paws::S3::GetObject=HASH(0x459c140)', 403, '<?xml version="1.0" encoding="UTF-8"?>^J<Error><Code>SignatureDoesNotMatch</Code><Message>{MISMATCH}</Message>""",
)

add(
    "function-url-two-permissions",
    "awsdocs/aws-lambda-developer-guide#494",
    2026,
    "curl",
    "Lambda",
    "The function's policy lacks lambda:InvokeFunction.",
    [["lambda:invokefunction"]],
    NOT_SIGNED,
    """HTTP/1.1 403 Forbidden
x-amzn-ErrorType: AccessDeniedException
{"Message":"Forbidden. For troubleshooting Function URL authorization issues, see: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html"}""",
)

add(
    "react-native-on-android",
    "wkh237/react-native-fetch-blob#425",
    2017,
    "JavaScript (React Native)",
    "S3",
    "On Android the library sends a Content-Type of its own.",
    [["content-type"]],
    FALSE,
    """I have an implementation using `RNFetchBlob.fetch` that works flawlessly for iOS but always fails on Android. I am uploading an image to AWS S3 using a presigned URL. However, on Android S3 responds with `SignatureDoesNotMatch`.

RNFetchBlob.fetch('PUT', uploadUrl, {'Content-Type': ''}, body).then((result) => {""",
)

add(
    "react-native-content-type",
    "awsdocs/aws-doc-sdk-examples#2849",
    2022,
    "JavaScript (React Native)",
    "S3",
    "The Content-Type that is sent is not the one that was signed.",
    [["content-type"]],
    FALSE,
    """When I specify http request headers property Content-Type I get error of "SignatureDoesNotMatch", but when I set Content-Type to empty string the http request returns successful result, but however the image became blank.""",
)

add(
    "walg-host-twice",
    "wal-g/wal-g#2036",
    2025,
    "Go v1",
    "an S3-compatible server",
    "The host is sent twice.",
    [["host"], ["twice", "duplicate", "two"]],
    FALSE,
    f"""ERROR: failed to upload 'tar_partitions/part_512.tar.br' to bucket '{BUCKET}': MultipartUpload: upload multipart failed
        upload id: 000FFB97256FFFFF
caused by: SignatureDoesNotMatch: {MISMATCH}
        status code: 403, request id: 8fda35753dffffff, host id:

signed request has duplicate host field (and missing expect):
> `expect:\\nhost:s3.example.net\\nhost:s3.example.net\\n`""",
)

add(
    "k6-headers-not-signed",
    "grafana/k6-jslib-aws#28",
    2023,
    "JavaScript (k6)",
    "S3",
    "The signer does not sign the host.",
    [["headers"], ["not signed", "sign them"]],
    FALSE,
    """    ERRO[0000] S3ServiceError: There were headers present in the request which were not signed
    running at value (webpack://k6-jslib-aws/./src/internal/s3.ts:289:16(55))
        at file:///home/example/k6-jslib-aws/examples/s3.js:23:20(3)
        at native  executor=per-vu-iterations scenario=default source=stacktrace""",
)

add(
    "react-native-form",
    "joltup/rn-fetch-blob#632",
    2020,
    "JavaScript (React Native)",
    "S3",
    "A form is sent to a URL that is presigned for PUT.",
    [["form"], ["put"]],
    NOT_SIGNED,
    """I'm trying to upload a file using S3 and pre signed URL, and get 403.

RNFetchBlob.fetch('POST', url, {
    'Content-Type' : 'multipart/form-data',
  }, [
    {
      name : name,
      filename: file.fileName,
      data: formData(fields)}
  ])""",
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
    read = tomllib.loads(here.read_text())["case"]
    assert len(read) == len(kit.CASES) == len({case["thread"] for case in kit.CASES})
    assert {case["id"] for case in read} == {case["id"] for case in kit.CASES}
    known = set()
    for name in ("first", "second", "third", "fourth", "fifth"):
        known |= {case["thread"] for case in tomllib.loads((here.parent / f"{name}.toml").read_text())["case"]}
    assert not known & {case["thread"] for case in kit.CASES}


if __name__ == "__main__":
    main(sys.argv[1:])
