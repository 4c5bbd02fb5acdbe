// An example for each cause: a paste as people have it, signed now and with AWS's example key.

const BUCKET = { bucket: "examplebucket", region: "eu-central-1" };
const KEY = "photos/2026 a+b.txt";

/** Signs an operation: the URL, and what was signed. */
async function signed(operation, changes = {}) {
  const question = {
    bucket: BUCKET, credentials: exampleCredentials, operation, key: KEY, members: [], expiresIn: 900, now: now() - 60, ...changes,
  };
  const { result, error } = await explainer.ask("make", question);
  if (error) throw new Error(error.sentence);
  return result;
}

const xml = (code, message, more = "") => `<Error><Code>${code}</Code><Message>${message}</Message>${more}</Error>`;

const MISMATCH = "The request signature we calculated does not match the signature you provided. Check your key and signing method.";

/** The answer of S3, which has what it received. */
function mismatch(canonical, string) {
  const escape = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  const strings = string ? `<StringToSign>${escape(string)}</StringToSign>` : "";
  return xml("SignatureDoesNotMatch", MISMATCH, `${strings}<CanonicalRequest>${escape(canonical)}</CanonicalRequest>`);
}

const get = () => signed("GetObject");
const put = () => signed("PutObject", { members: [["content-type", "text/plain"]] });

/** A GET, whose canonical request arrived changed. */
async function arrived(change, sent = get) {
  const { url, canonical_request: canonical } = await sent();
  return `${url}\n\n${mismatch(change(canonical))}`;
}

/** A GET, whose URL was changed. */
async function changed(change) {
  return change((await get()).url);
}

const denied = (message, more) => async () => `${(await get()).url}\n\n${xml("AccessDenied", message, more)}`;
const answer = (code, message, more) => () => xml(code, message, more);
const curl = async (options, sent = put) => {
  const { url, headers } = await sent();
  return `curl ${options(headers.map(([name, value]) => `-H '${name}: ${value}'`).join(" "))} '${url}'`;
};

const EXAMPLES = {
  "not-a-url": () => "htp:/examplebucket/photos?X-Amz-Signature=0",
  "not-signed": () => "https://examplebucket.s3.eu-central-1.amazonaws.com/photos/a.txt",
  "signature-version-2": () => "https://examplebucket.s3.amazonaws.com/a.txt?AWSAccessKeyId=AKIDEXAMPLE&Expires=1787000000&Signature=vjbyPxybdZaNmGa%2ByT272YEAiv4%3D",
  "sigv4a": () => changed((url) => url.replace("AWS4-HMAC-SHA256", "AWS4-ECDSA-P256-SHA256").replace("%2Feu-central-1", "").replace("&X-Amz-Expires", "&X-Amz-Region-Set=*&X-Amz-Expires")),
  "malformed": () => changed((url) => url.replace(/&X-Amz-Expires=\d+/, "")),
  "signed-twice": () => changed((url) => `${url}&${url.split("?")[1]}`),
  "encoded-twice": () => changed((url) => url.replaceAll("%2F", "%252F")),
  "html-escaped": () => changed((url) => url.replaceAll("&", "&amp;")),
  "copied": () => changed((url) => `<${url}>,`),
  "other-scheme": () => `https://account.blob.core.windows.net/photos/a.jpg?sv=2022-11-02&sr=b&sp=r&se=2030-01-01T00%3A00%3A00Z&sig=${"c2ln".repeat(10)}`,
  "expired": async () => (await signed("GetObject", { now: now() - 7200 })).url,
  "not-yet-valid": async () => (await signed("GetObject", { now: now() + 7200 })).url,
  "expiry-too-long": () => changed((url) => url.replace(/X-Amz-Expires=\d+/, "X-Amz-Expires=900000")),
  "token-missing": async () => (await signed("GetObject", { credentials: { ...exampleCredentials, accessKeyId: "ASIAIOSFODNN7EXAMPLE" } })).url,
  "token": answer("ExpiredToken", "The provided token has expired."),
  "empty-body-checksum": () => changed((url) => url.replace("&X-Amz-Signature", "&x-amz-checksum-crc32=AAAAAA%3D%3D&x-amz-sdk-checksum-algorithm=CRC32&X-Amz-Signature")),
  "plus": () => changed((url) => url.replace("%20", "+")),
  "not-encoded": () => changed((url) => url.replace("2026%20a", "{2026}")),
  "dot-segment": () => changed((url) => url.replace("/photos/", "/photos/../")),
  "default-port": () => changed((url) => url.replace(".com/", ".com:443/")),
  "host-capitals": () => changed((url) => url.replace("examplebucket", "ExampleBucket")),
  "endpoint": answer("PathStyleDomainForbidden", "Please use virtual hosted style to access."),
  "certificate": () => "Hostname/IP does not match certificate's altnames: Host: my.bucket.s3.amazonaws.com. is not in the cert's altnames",
  "private-host": async () => (await signed("GetObject", { bucket: { ...BUCKET, endpoint: "http://minio:9000" } })).url,
  "empty-variable": async () => (await signed("GetObject", { key: "undefined/a.txt" })).url,
  "browser-forbids": () => changed((url) => url.replace("SignedHeaders=host", "SignedHeaders=cookie%3Bhost")),
  "proxy-changes": () => changed((url) => url.replace("SignedHeaders=host", "SignedHeaders=accept-encoding%3Bhost")),
  "sdk-checksum": () => "rclone: NotImplemented: Header 'x-amz-checksum-crc32' with value 'AAAAAA==' not implemented",
  "order": () => `curl -H 'x-amz-date: 20150830T123600Z' -H 'Authorization: AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/eu-central-1/execute-api/aws4_request, SignedHeaders=host;x-amz-date, Signature=${"0".repeat(64)}' 'https://abc123.execute-api.eu-central-1.amazonaws.com/prod/?limit=5&after=2'\n\n{"message":"${MISMATCH}"}`,
  "white-space": () => changed((url) => url.replace("AKIDEXAMPLE%2F", "AKIDEXAMPLE%0A%2F")),
  "swapped": () => changed((url) => url.replace("AKIDEXAMPLE%2F", "wJalrXUtnFEMI%2FK7MDENG%2BbPxRfiCYEXAMPLEKEY%2F")),
  "method": async () => {
    const { url, canonical_request: canonical } = await put();
    return `curl -X PUT -H 'content-type: text/plain' '${url}'\n\n${mismatch(canonical.replace("PUT", "GET"))}`;
  },
  "host": () => arrived((canonical) => canonical.replace(/host:.*/, "host:localhost:9000")),
  "content-type": async () => {
    const { url, canonical_request: canonical } = await put();
    return `curl -X PUT -H 'content-type: text/plain' '${url}'\n\n${mismatch(canonical.replace("text/plain", "text/plain;charset=UTF-8"))}`;
  },
  "header": async () => {
    const { url, canonical_request: canonical } = await signed("PutObject", { members: [["x-amz-meta-tag", "1"]] });
    return `${url}\n\n${mismatch(canonical.replace("x-amz-meta-tag:1", "x-amz-meta-tag:"))}`;
  },
  "unsigned-header": () => curl((headers) => `-X PUT -T a.txt ${headers} -H 'x-amz-acl: public-read'`),
  "two-signatures": () => curl(() => "-H 'Authorization: Bearer eyJhbGciOiJIUzI1NiJ9.e30.c2ln'", get),
  "path": () => arrived((canonical) => canonical.replace("\n/photos", "\n/s3/photos")),
  "path-decoded": () => arrived((canonical) => canonical.replace("%20", " ").replace("%2B", "+")),
  "path-normalized": async () => {
    const { url, canonical_request: canonical } = await signed("GetObject", { key: "photos//a.txt" });
    return `${url}\n\n${mismatch(canonical.replace("//", "/"))}`;
  },
  "parameter-added": () => arrived((canonical) => canonical.replace("\nX-Amz", "\nX-Amz").replace("=host\n", "=host&utm_source=mail\n")),
  "parameter-lost": async () => {
    const { url, canonical_request: canonical } = await signed("GetObject", { members: [["versionId", "abc"]] });
    return `${url}\n\n${mismatch(canonical.replace("&versionId=abc", ""))}`;
  },
  "parameter": () => arrived((canonical) => canonical.replace("Expires=900", "Expires=90000")),
  "payload": answer("XAmzContentSHA256Mismatch", "The provided 'x-amz-content-sha256' header does not match what was computed.", "<ClientComputedContentSHA256>2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824</ClientComputedContentSHA256><S3ComputedContentSHA256>04a6f55face2f46be8c23f627d539827615851e10751b63ec59db6d2c706b770</S3ComputedContentSHA256>"),
  "size": answer("EntityTooLarge", "Your proposed upload exceeds the maximum allowed size", "<ProposedSize>6000000000</ProposedSize><MaxSizeAllowed>5368709120</MaxSizeAllowed>"),
  "secret": async () => {
    const { url, canonical_request: canonical, string_to_sign: string } = await get();
    return `curl '${url}'\n\n${mismatch(canonical, string)}`;
  },
  "date": answer("SignatureDoesNotMatch", "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '20150829' != '20150830', from '20150830T000500Z'."),
  "clock": answer("RequestTimeTooSkewed", "The difference between the request time and the current time is too large.", "<RequestTime>20150830T123600Z</RequestTime><ServerTime>2015-08-30T14:36:00Z</ServerTime>"),
  "region": async () => `${(await get()).url}\n\n${xml("AuthorizationQueryParametersError", "Error parsing the X-Amz-Credential parameter; the region 'eu-central-1' is wrong; expecting 'us-east-1'", "<Region>us-east-1</Region>")}`,
  "service": answer("InvalidSignatureException", "Credential should be scoped to correct service: 'execute-api'."),
  "access-key": () => "botocore.exceptions.ClientError: An error occurred (InvalidAccessKeyId) when calling the GetObject operation: The AWS Access Key Id you provided does not exist in our records.",
  "permission": denied("Access Denied"),
  "cors": async () => `Access to fetch at '${(await put()).url}' from origin 'https://app.example.com' has been blocked by CORS policy: Response to preflight request doesn't pass access control check: No 'Access-Control-Allow-Origin' header is present on the requested resource.`,
  "post-policy": answer("AccessDenied", "Invalid according to Policy: Policy Condition failed: [&quot;starts-with&quot;, &quot;$key&quot;, &quot;uploads/&quot;]"),
  "post-form": answer("InvalidArgument", "POST requires exactly one file upload per request."),
  "not-the-signature": answer("NoSuchKey", "The specified key does not exist."),
  "unknown": async () => `${(await get()).url}\n\n${xml("SignatureDoesNotMatch", "Signature validation failed")}`,
  "no-answer": async () => `${(await get()).url}\n\n<html><h1>502 Bad Gateway</h1></html>`,
};

const example = (kind) => EXAMPLES[kind]();
