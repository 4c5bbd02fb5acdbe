//! What programs, their logs and their forms show of one fault: in other words, and of other clients and servers, the
//! cause is among the first three.

use presign::explain::{Evidence, diagnose};

use crate::fixtures::at;

const MISMATCH: &str = "SignatureDoesNotMatch: The request signature we calculated does not match the signature you provided. Check your key and signing method.";

#[track_caller]
fn tells(paste: &str, kind: &str, words: &str) {
    let comparison = diagnose(&Evidence::read(paste), at("20260101T000030Z"));
    let mut first = comparison.causes.iter().chain(&comparison.findings).take(3);
    assert!(first.any(|it| it.kind() == kind && it.sentence.contains(words)), "{kind}: {paste}\n{comparison}");
}

#[track_caller]
fn never(paste: &str, words: &str) {
    let comparison = diagnose(&Evidence::read(paste), at("20260101T000030Z")).to_string();
    assert!(!comparison.contains(words), "{words}: {paste}\n{comparison}");
}

#[test]
fn a_key_with_a_character_that_is_encoded() {
    for (program, words) in [
        ("await minio.putObject({ bucketName: 'b', objectName: 'tes+t.txt' })", "a plus sign"),
        ("client.put_object(Bucket='b', Key='reports/a b.csv', Body=data)", "a space"),
        ("s3.getObject { bucket = \"b\"; key = \"mail/jane@example.com.eml\" }", "has @ in it"),
        ("velero: [key: backups/@daily.tar.gz] upload failed", "has @ in it"),
        ("restic: Save(<data/x>) key=year=2026/part.parquet", "has = in it"),
        ("aws s3 cp x.txt 's3://b/dir/a b.txt'", "a space"),
        ("Storage::disk('s3')->put(...)\n\nphotos/Überblick 2.jpg\n", "has Ü in it"),
        ("S3Object(\"objectKey\": \"inbox/(copy).pdf\")", "has ( in it"),
    ] {
        tells(&format!("{program}\n\n{MISMATCH}"), "not-encoded", words);
    }
    for program in [
        "client.put_object(Bucket='b', Key='reports/ab.csv')",
        "const key = `${dir}/a b.txt`",
        "secret: { key: \"wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY\" }",
        "endpoint: \"https://s3.example.com/a b\"",
    ] {
        never(&format!("{program}\n\n{MISMATCH}"), "has a plus sign, +, in it, which");
        never(&format!("{program}\n\n{MISMATCH}"), "has a space in it, which");
    }
}

#[test]
fn one_part_of_the_credentials_is_given_as_another() {
    for program in [
        "credentials: {\n  accessKeyId: c.AccessKeyId,\n  secretAccessKey: c.AccessKeyId,\n}",
        "boto3.client('s3', aws_access_key_id=os.environ['AWS_SECRET_ACCESS_KEY'], region_name='x')",
        "export AWS_SECRET_ACCESS_KEY=$AWS_ACCESS_KEY_ID",
        "'secret' => x,\n'secret_key' => $config->access_key,",
        "let creds = Credentials { access_key: env.secret_key, session_token: None }",
        "env:\n  AWS_SESSION_TOKEN: ${{secrets.AWS_SECRET_ACCESS_KEY}}",
    ] {
        tells(&format!("{program}\n\n{MISMATCH}"), "swapped", "into the field of its own name");
    }
    for program in [
        "accessKeyId: c.AccessKeyId, secretAccessKey: c.SecretAccessKey, sessionToken: c.SessionToken",
        "curl --user AWS_ACCESS_KEY_ID:AWS_SECRET_ACCESS_KEY",
        "secret_access_key = os.getenv('AWS_SECRET_ACCESS_KEY')",
        "the access key: your secret access key",
    ] {
        never(&format!("{program}\n\n{MISMATCH}"), "into the field of its own name");
    }
}

#[test]
fn the_password_of_smtp_signs_no_mail() {
    for program in [
        "const ses = new SESClient({ region: 'eu-west-1' })",
        "client = boto3.client('ses'); client.send_email(Source=a)",
        "AmazonSimpleEmailService client = AmazonSimpleEmailServiceClientBuilder.standard().build();",
        "POST https://email.eu-west-1.amazonaws.com/",
        "An error occurred when calling the SendRawEmail operation",
    ] {
        tells(&format!("{program}\n\n{MISMATCH}"), "secret", "SMTP");
    }
    never(&format!("client.put_object(Key='email.txt')\n{MISMATCH}"), "SMTP");
}

#[test]
fn a_session_token_that_the_client_has_no_setting_for() {
    let temporary = "export AWS_ACCESS_KEY_ID=ASIAIOSFODNN7EXAMPLE\nexport AWS_SESSION_TOKEN=x\n";
    for (program, words) in [
        (
            "spark: s3a://b/a: AmazonS3Exception: Forbidden (Service: Amazon S3; Status Code: 403; Error Code: 403 Forbidden)",
            "fs.s3a",
        ),
        ("rclone: InvalidAccessKeyId: The AWS Access Key Id you provided does not exist in our records.", "env_auth"),
        (
            "s3cmd: ERROR: S3 error: 403 (InvalidAccessKeyId): The AWS Access Key Id you provided does not exist in our records.",
            "access_token",
        ),
        (
            "duckdb: HTTP 403 InvalidAccessKeyId: The AWS Access Key Id you provided does not exist in our records.",
            "SESSION_TOKEN",
        ),
    ] {
        tells(&format!("{temporary}{program}"), "token-missing", words);
    }
    let set = "fs.s3a.session.token=x\ns3a://b/a: Status Code: 403; Forbidden";
    never(&format!("{temporary}{set}"), "nothing here shows that the client is configured");
}

#[test]
fn a_path_that_was_sent_otherwise_than_it_was_signed() {
    let log = |signed: &str, sent: &str| {
        let hash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        format!(
            "Canonical Request:\nPUT\n{signed}\n\nhost:s3.example.com\nx-amz-date:20260101T000000Z\n\nhost;x-amz-date\n{hash}\n\
             sending PUT '{sent}'\nERROR: 403 (SignatureDoesNotMatch)"
        )
    };
    tells(&log("/b/a%20b.txt", "/b/a+b.txt?x=1"), "plus", "sent it as /b/a+b.txt");
    tells(&log("/b/a%20b.txt", "/b/a%2520b.txt"), "path", "sent it as /b/a%2520b.txt");
    tells(&log("/b/a@b.txt", "/b/a%40b.txt"), "path", "signed the path /b/a@b.txt");
    never(&log("/b/a%20b.txt", "/b/a%20b.txt"), "sent it as");
    never(&log("/b/a%20b.txt", "/b/other.txt"), "sent it as");
}

#[test]
fn parameters_out_of_order() {
    for paste in [
        "Bad signature for GET /items?b=2&a=1, and none for GET /items?a=1&b=2",
        "Signature fails: /search?q=x&limit=5",
        "The signature is wrong for these:\n/?Version=1&Action=x",
    ] {
        tells(paste, "order", "sorted by name");
    }
    never("The signature is wrong for GET /items?a=1&b=2", "sorted by name");
}

#[test]
fn the_bucket_in_the_host_of_a_server_that_reads_it_in_the_path() {
    for host in ["files.localhost:4566", "files.minio.example.com", "files.s3.internal:9000"] {
        let answer = "<Error><Code>NoSuchBucket</Code><Message>The specified bucket does not exist</Message><BucketName>dir</BucketName></Error>";
        tells(&format!("http://{host}/dir/a.txt?X-Amz-Signature=aa\n{answer}"), "endpoint", "must use path style");
    }
    let answer = "<Error><Code>NoSuchBucket</Code><Message>The specified bucket does not exist</Message><BucketName>files</BucketName></Error>";
    never(&format!("http://files.localhost:4566/dir/a.txt?X-Amz-Signature=aa\n{answer}"), "must use path style");
    never(
        &format!("https://files.s3.eu-west-1.amazonaws.com/files/a.txt?X-Amz-Signature=aa\n{answer}"),
        "must use path style",
    );
}

#[test]
fn a_host_that_is_replaced_after_signing() {
    for story in [
        "I replace the host of the presigned URL with our domain and get",
        "presigned link for localhost:9000, which the backend rewrites: url.replace('minio:9000', 'cdn.example.com'). The link gives",
        "We generate a signed URL and swap the domain for our CNAME, then",
        "PHP: str_replace('http://minio:9000', $public, $presigned) as the base URL. It gives me",
    ] {
        tells(&format!("{story}\n{MISMATCH}"), "host", "the host is");
    }
}

#[test]
fn the_key_is_asked_for_at_another_provider() {
    for provider in ["s3.wasabisys.com", "fra1.digitaloceanspaces.com", "s3.nl-ams.scw.cloud", "gateway.storjshare.io"]
    {
        let paste = format!(
            "backend \"s3\" {{\n  endpoint = \"{provider}\"\n}}\nError: configuring the backend \"s3\": InvalidClientTokenId: The security token \
             included in the request is invalid.\n\tstatus code: 403"
        );
        tells(&paste, "endpoint", "skip_credentials_validation");
    }
}

#[test]
fn the_host_tells_the_service_and_the_answer_another() {
    let paste = "node: 'https://abc.us-east-1.aoss.amazonaws.com',\n{\"message\":\"Credential should be scoped to correct service: 'es'. \"}";
    tells(paste, "service", "aoss");
}

#[test]
fn a_form_is_compared_with_its_policy() {
    // {"conditions":[["eq","$key","a"],{"acl":"private"}]}
    let policy = "eyJjb25kaXRpb25zIjpbWyJlcSIsIiRrZXkiLCJhIl0seyJhY2wiOiJwcml2YXRlIn1dfQ==";
    let answer = "<Error><Code>AccessDenied</Code><Message>Invalid according to Policy: Policy Condition failed</Message></Error>";
    let send =
        |fields: &str| format!("curl {fields} -F policy={policy} -F file=@a https://b.s3.amazonaws.com/\n{answer}");
    tells(&send("-F key=a"), "post-policy", "a condition on acl, and the form has no such field");
    tells(&send("-F key=b -F acl=private"), "post-policy", "a value for key other than its policy wants");
    tells(&send("-F key=a -F acl=private -F tag=x"), "post-policy", "the field tag, and its policy has no condition");
    never(&send("-F key=a -F acl=private"), "its policy");
}

#[test]
fn curl_signs_no_form() {
    let send = |body: &str, service: &str| {
        format!(
            "curl --aws-sigv4 aws:amz:eu-west-1:{service} {body} https://x.execute-api.eu-west-1.amazonaws.com/a\n{{\"message\":\"{}\"}}",
            &MISMATCH[23..]
        )
    };
    tells(&send("-F a=@b.zip", "execute-api"), "payload", "-F, multipart/form-data");
    tells(&send("--form a=b", "execute-api"), "payload", "-F, multipart/form-data");
    never(&send("-d a=b", "execute-api"), "-F, multipart/form-data");
}

#[test]
fn an_upload_with_an_acl_is_denied() {
    let denied = "AccessDenied: Access Denied\n  statusCode: 403";
    for program in [
        "uploadfs: upload fails",
        "multer-s3 upload with acl: 'public-read'",
        "Laravel Storage::put",
        "aws s3 cp --acl public-read: upload failed",
    ] {
        tells(&format!("{program}\n{denied}"), "header", "s3:PutObjectAcl");
    }
    never(&format!("get_object\n{denied}"), "s3:PutObjectAcl");
}

#[test]
fn a_header_of_the_way_is_signed() {
    for log in [
        "DEBUG: canonical_headers = cache-control:max-age=3600\ncf-ray:7e0f4a2b9c1d35e8-FRA\nhost:b.example.com\n",
        "Canonical request:\nGET\n/b/k\n\nhost:minio.example.com\nvia:1.1 varnish\nx-amz-date:20260101T000000Z\n",
        "Authorization: AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/us-east-1/s3/aws4_request, SignedHeaders=host;x-amz-date;x-amzn-trace-id, Signature=…",
        "SignedHeaders=cdn-loop;host;x-amz-content-sha256;x-amz-date",
        "gateway passes on: SignedHeaders=host;x-amz-date;x-forwarded-for",
    ] {
        tells(&format!("{log}\n\n{MISMATCH}"), "proxy-changes", "should never be signed");
    }
    for log in ["SignedHeaders=host;x-amz-date", "< via: 1.1 varnish\n< cf-ray: 7e0f4a2b9c1d35e8-FRA"] {
        never(&format!("{log}\n\n{MISMATCH}"), "should never be signed");
    }
}

#[test]
fn a_temporary_key_without_its_token() {
    let unknown = "An error occurred (InvalidAccessKeyId) when calling the ListObjectsV2 operation: The AWS Access Key Id you provided does not exist in our records.";
    for keys in [
        "[default]\naws_access_key_id = ASIAIOSFODNN7EXAMPLE\naws_secret_access_key = wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
        "export AWS_ACCESS_KEY_ID=ASIAIOSFODNN7EXAMPLE",
        "new AWS.S3({ accessKeyId: 'ASIAIOSFODNN7EXAMPLE', secretAccessKey: secret })",
        "rclone config: access_key_id = ASIAIOSFODNN7EXAMPLE",
    ] {
        tells(&format!("{keys}\n\n$ aws s3 ls\n\n{unknown}"), "token-missing", "is temporary, as ASIA says");
    }
    for keys in
        ["export AWS_ACCESS_KEY_ID=ASIAIOSFODNN7EXAMPLE AWS_SESSION_TOKEN=$T", "aws_access_key_id = AKIDEXAMPLE"]
    {
        never(&format!("{keys}\n\n$ aws s3 ls\n\n{unknown}"), "as ASIA says");
    }
}

#[test]
fn a_scope_without_a_service() {
    for scope in [
        "authorization: AWS4-HMAC-SHA256 Credential=KEY/20260101/nyc3//aws4_request, SignedHeaders=host;x-amz-date, Signature=...",
        "AWS4-HMAC-SHA256\n20260101T000000Z\n20260101/us-east-1//aws4_request",
        "credential scope: 20260101/auto//aws4_request",
    ] {
        tells(&format!("{scope}\n\n{MISMATCH}"), "service", "names no service");
    }
    never(&format!("20260101/us-east-1/s3/aws4_request\n\n{MISMATCH}"), "names no service");
}

#[test]
fn a_character_that_the_client_leaves() {
    for (request, encoded) in [
        ("GET https://a1b2c3d4e5.execute-api.us-east-1.amazonaws.com/prod/customers?name=O'Brien 403", "%27"),
        ("axios.get(\"https://search-x.us-east-1.es.amazonaws.com/docs-*/_search\")", "%2A"),
        ("fetch(`https://b.s3.amazonaws.com/photo(1).jpg`)", "%28"),
        ("POST https://abc.lambda-url.eu-west-1.on.aws/say?text=hello!you", "%21"),
    ] {
        tells(&format!("{request}\n\n{MISMATCH}"), "not-encoded", encoded);
    }
    for request in [
        "fetch('https://b.s3.amazonaws.com/photo.jpg')",
        "GET https://b.s3.amazonaws.com/a\n'key': 'x'",
        "see (https://b.s3.amazonaws.com/photo.jpg)!",
    ] {
        never(&format!("{request}\n\n{MISMATCH}"), "in it, which encodeURIComponent");
    }
}

#[test]
fn a_path_with_the_query_in_it() {
    for program in [
        "API=/dev/summary?account=1\nnew HttpRequest({ method: 'GET', hostname: host, path: process.env.API, headers: { host } })",
        "const request = new HttpRequest({ hostname: h, path: '/items?limit=10', method: 'GET' })\nawait signer.sign(request)",
        "new HttpRequest({ path: url.pathname + '?' + params, hostname: url.host })",
        "new HttpRequest({ path: `${pathname}?${search}`, hostname })",
    ] {
        tells(&format!("{program}\n\n{MISMATCH}"), "path", "has the query in it");
    }
    for program in [
        "new HttpRequest({ path: '/items', query: { limit: '10' }, hostname })\nGET /items?limit=10",
        "new HttpRequest({ path: '/items', hostname })",
        "fetch('/api?limit=10')",
    ] {
        never(&format!("{program}\n\n{MISMATCH}"), "has the query in it");
    }
}

/// A line of a configuration is no header that was sent.
#[test]
fn a_host_with_a_scheme_was_not_sent() {
    let log = "CanonicalRequest:\nPOST\n/\n\nhost:dynamodb.eu-west-1.amazonaws.com\nx-amz-date:20260101T000000Z\n\nhost;x-amz-date\ne3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    for line in ["host = \"http://dynamo-proxy.internal\"", "host: https://proxy.example.com"] {
        never(&format!("{line}\n\n{log}\n\n{MISMATCH}"), "and sent as http");
    }
}

#[test]
fn the_key_of_an_emulator_is_asked_for_at_aws() {
    let token = "InvalidClientTokenId: The security token included in the request is invalid.";
    let id = "An error occurred (InvalidAccessKeyId) when calling the ListBuckets operation: The AWS Access Key Id you provided does not exist in our records.";
    for (program, refusal) in [
        ("provider \"aws\" {\n  access_key = \"test\"\n  secret_key = \"test\"\n}", token),
        ("AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test aws sqs list-queues", token),
        ("new S3Client({ credentials: { accessKeyId: 'local', secretAccessKey: 'local' } })", id),
        ("spring.cloud.aws.credentials.access-key: dummy", id),
        ("s3_access_key: minioadmin", id),
    ] {
        tells(&format!("{program}\n{refusal}"), "endpoint", "as emulators such as LocalStack");
    }
    never(&format!("aws_access_key_id = AKIDEXAMPLE\n{id}"), "as emulators such as LocalStack");
    never(
        "access_key: minioadmin\nInvalidAccessKeyId: The Access Key Id you provided does not exist in our records.",
        "as emulators such as LocalStack",
    );
}

const API: &str = "{\"message\":\"The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and \
                   signing method. Consult the service documentation for details.\"}";

#[test]
fn a_body_that_is_compressed_after_it_was_hashed() {
    for request in [
        "POST /_bulk\ncontent-encoding: gzip",
        "PUT /x\nContent-Encoding: deflate",
        "POST /opentelemetry\ncontent-encoding: zstd",
    ] {
        tells(&format!("{request}\n\n{API}"), "payload", "is sent compressed");
    }
    for request in
        ["GET /x\naccept-encoding: gzip", "GET /x\ncontent-encoding: gzip", "PUT /x\ncontent-encoding: aws-chunked"]
    {
        never(&format!("{request}\n\n{API}"), "is sent compressed");
    }
}

/// A program or what is told of one, the refusal, and the kind and words of its cause.
const HABITS: &[(&str, &str, &str, &str)] = &[
    (
        "rclone: provider = Cloudflare, the secret is the API token from the dashboard",
        MISMATCH,
        "secret",
        "the SHA-256 of the token's value",
    ),
    ("kubectl: data: secret: $(echo $SECRET | base64)", MISMATCH, "white-space", "echo -n"),
    ("docker run --env-file keys\nAWS_SECRET_ACCESS_KEY=\"abc\"", MISMATCH, "white-space", "in quotation marks"),
    ("C:\\> set AWS_SECRET_ACCESS_KEY=\"abc\"", MISMATCH, "white-space", "in quotation marks"),
    (
        "proxy := httputil.NewSingleHostReverseProxy(u)\nsigner.SignHTTP(ctx, creds, req, hash, service, region, now)",
        API,
        "proxy-changes",
        "RoundTripper",
    ),
    (
        "location / { set $auth \"AWS4-HMAC-SHA256 ...\"; proxy_pass http://b.s3.amazonaws.com$uri; }",
        MISMATCH,
        "path-decoded",
        "$request_uri",
    ),
    ("headers['x-amz-content-sha256'] = 'UNSIGNED-PAYLOAD'; POST /graphql", API, "payload", "is of S3 alone"),
    ("Postman, Authorization AWS Signature, Body form-data with a file", API, "payload", "with a boundary of its own"),
    ("client.indices.get(index='logs-*') with opensearch-py", API, "not-encoded", "names indices with a star"),
    (
        "We asked https://api.example.com, a CloudFront distribution before API Gateway; aws4.sign(options)",
        API,
        "host",
        "sees its own host",
    ),
    (
        "wrangler tail: fetch HEAD https://b.s3.us-west-2.amazonaws.com/a.dmg -> 403",
        MISMATCH,
        "method",
        "makes a GET of a HEAD",
    ),
    (
        "client.put_object(Metadata={'uploaded_at': now}) behind nginx",
        MISMATCH,
        "proxy-changes",
        "x-amz-meta-uploaded_at",
    ),
    (
        "SignedHeaders=host;x-amz-date;x-amz-meta-user.xdg.origin",
        MISMATCH,
        "proxy-changes",
        "ignore_invalid_headers off",
    ),
    (
        "new BasicAWSCredentials(api_key, id); https://s3.us-south.cloud-object-storage.appdomain.cloud",
        "InvalidAccessKeyId: The AWS Access Key ID you provided does not exist in our records.",
        "access-key",
        "no access key",
    ),
    (
        "R2 bucket with the custom domain files.example.com as endpoint; getSignedUrl(s3, new GetObjectCommand(x))",
        MISMATCH,
        "host",
        "at the endpoint of the account",
    ),
    ("endpoint: https://b.fra1.cdn.digitaloceanspaces.com, presigned", MISMATCH, "host", "is that of a CDN"),
    (
        "AWS_S3_CUSTOM_DOMAIN = 'files.example.com'\nAWS_QUERYSTRING_AUTH = True",
        MISMATCH,
        "host",
        "a custom domain is put before a URL",
    ),
    (
        "new GetPreSignedUrlRequest { BucketName = b, Key = k }; await http.PutAsync(url, content);",
        MISMATCH,
        "method",
        "names no method",
    ),
    (
        "url = s3.generate_presigned_url('get_object', Params=p)\nrequests.put(url, data=d)",
        MISMATCH,
        "method",
        "is signed for a download",
    ),
    ("fetch(blob.direct_upload.url, { method: 'PUT', body: file })", MISMATCH, "header", "Active Storage signs"),
    (
        "s3fs b /mnt -o url=https://s3.example.com -o sigv2",
        MISMATCH,
        "signature-version-2",
        "is set to Signature Version 2",
    ),
    ("'hostname' => 's3.example.com', 'use_path_style' => false", MISMATCH, "endpoint", "switch path style on"),
    (
        "getUploadParameters: { method: 'PUT', url, headers: {} }; // new PutObjectCommand({ ContentType: file.type })",
        MISMATCH,
        "content-type",
        "is made with a value for the header content-type",
    ),
    ("endpoint https://p.supabase.co/storage/v1/s3, region auto", MISMATCH, "region", "the region of the project"),
    (
        "const o = aws4.sign({ host, path, body: JSON.stringify(b) }); got.post(url, { json: b, headers: o.headers })",
        API,
        "payload",
        "once for the signer and once more",
    ),
    (
        "boto3.client('s3', endpoint_url='https://storage.googleapis.com')",
        MISMATCH,
        "proxy-changes",
        "Google Cloud Storage changes",
    ),
    (
        "define('KEYS', array('access-key-id' => 'AKIDEXAMPLE ', 'x' => 1))",
        MISMATCH,
        "white-space",
        "before or after it",
    ),
    ("client(region='fr-par', endpoint='https://s3.nl-ams.scw.cloud')", MISMATCH, "region", "is of the region nl-ams"),
    (
        "s3_endpoint = https://s3.example.com\nfailed: 'https://https://s3.example.com/b/k'",
        MISMATCH,
        "endpoint",
        "its scheme twice",
    ),
    (
        "AWS_ACCESS_KEY_ID is set in the shell, and I give --profile prod\nAccess key",
        "InvalidAccessKeyId: The AWS Access Key Id you provided does not exist in our records.",
        "secret",
        "go before the profile",
    ),
];

#[test]
fn what_programs_do_that_many_take_for_harmless() {
    for (program, refusal, kind, words) in HABITS {
        tells(&format!("{program}\n\n{refusal}"), kind, words);
    }
    for (program, refusal, words) in [
        ("echo -n $SECRET | base64 # the secret", MISMATCH, "echo -n or printf"),
        ("headers['x-amz-content-sha256'] = 'UNSIGNED-PAYLOAD'", MISMATCH, "is of S3 alone"),
        ("client.indices.get(index='logs') with opensearch-py", API, "names indices with a star"),
        (
            "new GetPreSignedUrlRequest { Verb = HttpVerb.PUT }; await http.PutAsync(url, content);",
            MISMATCH,
            "names no method",
        ),
        (
            "url = s3.generate_presigned_url('put_object', Params=p)\nrequests.put(url, data=d) # and 'get_object' to read",
            MISMATCH,
            "is signed for a download",
        ),
        ("client(region='nl-ams', endpoint='https://s3.nl-ams.scw.cloud')", MISMATCH, "is of the region"),
        ("client(region='us-east-1', endpoint='https://acc.r2.cloudflarestorage.com')", MISMATCH, "is of the region"),
        ("client(region=REGION, endpoint='https://s3.nl-ams.scw.cloud')", MISMATCH, "is of the region"),
        ("client.put_object(Metadata={'uploaded-at': now})", MISMATCH, "has a dot or an underscore"),
        (
            "new GetPreSignedUrlRequest { Verb = HttpVerb.PUT }; await http.PutAsync(url, content);",
            MISMATCH,
            "names no method",
        ),
        (
            "url = s3.generate_presigned_url('put_object', Params=p)\nrequests.put(url, data=d) # and 'get_object' to read",
            MISMATCH,
            "is signed for a download",
        ),
        ("client(region='nl-ams', endpoint='https://s3.nl-ams.scw.cloud')", MISMATCH, "is of the region"),
        ("client(region='us-east-1', endpoint='https://acc.r2.cloudflarestorage.com')", MISMATCH, "is of the region"),
        ("client(region=REGION, endpoint='https://s3.nl-ams.scw.cloud')", MISMATCH, "is of the region"),
        ("array('access-key-id' => 'AKIDEXAMPLE')", MISMATCH, "before or after it"),
    ] {
        never(&format!("{program}\n\n{refusal}"), words);
    }
}

#[test]
fn a_time_that_is_not_that_of_utc() {
    for program in [
        "$amzDate = date('Ymd\\THis\\Z');",
        "var t = DateTime.Now.ToString(\"yyyyMMddTHHmmssZ\");",
        "amz_date = datetime.datetime.now().strftime('%Y%m%dT%H%M%SZ')",
        "amzdate = Time.now.strftime('%Y%m%dT%H%M%SZ')",
        "amzDate := time.Now().Format(\"20060102T150405Z\")",
        "new SimpleDateFormat(\"yyyyMMdd'T'HHmmss'Z'\").format(new Date())",
        "let f = DateFormatter(); f.dateFormat = \"yyyyMMdd'T'HHmmss'Z'\"",
        "moment().format('YYYYMMDD[T]HHmmss[Z]')",
    ] {
        tells(&format!("{program}\n\n{MISMATCH}"), "clock", "that of its own time zone");
    }
    tells(&format!("f.dateFormat = \"yyyyMMdd'T'hhmmss'Z'\"\n\n{MISMATCH}"), "date", "a clock of twelve");
    for program in [
        "$amzDate = gmdate('Ymd\\THis\\Z');",
        "t = DateTime.UtcNow.ToString(\"yyyyMMddTHHmmssZ\") // not DateTime.Now",
        "datetime.datetime.now(datetime.timezone.utc).strftime('%Y%m%dT%H%M%SZ') # was datetime.now()",
        "print(datetime.now())",
    ] {
        never(&format!("{program}\n\n{MISMATCH}"), "that of its own time zone");
    }
}

#[test]
fn credentials_in_an_address() {
    for program in [
        "hadoop fs -ls s3a://AKIDEXAMPLE:abc/def+ghi@bucket/",
        "broker_url = 'sqs://AKIDEXAMPLE:abc/def@'",
        "aws://AKIDEXAMPLE:abc+def@/",
    ] {
        tells(&format!("{program}\n\n{MISMATCH}"), "secret", "given in an address");
    }
    for program in ["aws s3 cp x s3://bucket/a@b", "hadoop fs -ls s3a://bucket/x: mail me@example.com"] {
        never(&format!("{program}\n\n{MISMATCH}"), "given in an address");
    }
}

#[test]
fn one_content_type_in_two_spellings() {
    for program in [
        "signed with ContentType: 'application/json'\n> content-type: application/json; charset=utf-8",
        "http.put(Uri.parse(url), body: text, headers: {'Content-Type': 'text/csv'})",
        "new StringContent(json, Encoding.UTF8, \"application/json\") // Content-Type is signed",
    ] {
        tells(&format!("{program}\n\n{MISMATCH}"), "content-type", "charset=utf-8");
    }
    never(&format!("> content-type: text/csv; charset=utf-8\n\n{MISMATCH}"), "or the other way: Dart's");
}

#[test]
fn a_value_of_a_header_in_other_bytes() {
    tells(&format!("metadata: {{ author: 'Jürgen' }}\n\n{MISMATCH}"), "header", "letters beyond ASCII");
}

#[test]
fn a_package_that_an_sdk_lacks() {
    let missing = "botocore.exceptions.MissingDependencyException: Missing Dependency: This operation requires an additional dependency. Use pip install \
                   botocore[crt] before proceeding.";
    tells(
        &format!("arn:aws:s3::111122223333:accesspoint/mfzwi23gnjvgw.mrap\n{missing}"),
        "sigv4a",
        "Multi-Region Access Point",
    );
    tells(missing, "sdk-checksum", "checksum");
}

#[test]
fn the_host_is_replaced_before_the_call_that_signs() {
    let replaced = "const url = new URL(request.url);\nurl.hostname = 'b.s3.amazonaws.com';\nconst signed = await client.sign(url);\nfetch(signed)";
    never(&format!("{replaced}\n\n{MISMATCH}"), "puts another host into the URL");
    let after = "const signed = await client.sign(url);\nsigned.url.replace('minio:9000', host)\nfetch(signed)";
    tells(&format!("{after}\n\n{MISMATCH}"), "host", "puts another host into the URL");
}

#[test]
fn what_stands_before_the_host_is_not_shown() {
    for paste in [
        "aws://AKIDEXAMPLE:abc+def@/",
        "curl https://user:hunter2abc@S3.example.com:443/b/k?X-Amz-Signature=1",
        "https://user:hunter2abc@minio:9000/b/k",
        "POST http://user:abc+def@localhost/x",
    ] {
        for secret in ["abc+def", "hunter2abc"] {
            never(&format!("{paste}\n\n{MISMATCH}"), secret);
            never(paste, secret);
        }
    }
}
