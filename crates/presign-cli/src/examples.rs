//! The examples in the help.

pub(crate) const PRESIGN: &str = "\
Examples:
  presign get s3://examplebucket/report.pdf --region eu-central-1
  presign put s3://examplebucket/report.pdf --content-type application/pdf --expires 15m --curl
  presign get s3://examplebucket --from keys.txt > urls.txt
  presign url GET https://a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com/pets --region eu-west-1
  presign token rds db.example.eu-west-1.rds.amazonaws.com --port 5432 --user app --region eu-west-1

Credentials are never arguments, which every user of the machine can see. They come from --profile, else from \
AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN, else from the profile that AWS_DEFAULT_PROFILE or \
AWS_PROFILE names, else from the profile default. Profiles are read from AWS_SHARED_CREDENTIALS_FILE and \
AWS_CONFIG_FILE, by default ~/.aws/credentials and ~/.aws/config. What these files and the variables of AWS's tools say \
about the endpoint of S3 is obeyed or refused; the README lists it.

Exit codes:
  0  done
  1  a line of input failed or a list has no keys, the request that was looked at is bad, or the output could not be written
  2  the command was refused; standard error says why";

pub(crate) const GET: &str = "\
Examples:
  presign get s3://examplebucket/report.pdf
  presign get s3://examplebucket/report.pdf --attachment 'Report 2015.pdf' --expires 7d
  presign get s3://photos/cat.jpg --endpoint http://localhost:9000 --region us-east-1
  presign get s3://photos/cat.jpg --endpoint https://photos.nyc3.digitaloceanspaces.com --bucket-endpoint
  presign get --bucket arn:aws:s3:us-west-2:123456789012:accesspoint/reports --key report.pdf
  presign get s3://examplebucket/report.pdf s3://examplebucket/annex.pdf --expires 1h30m
  presign get s3://examplebucket --from keys.txt > urls.txt
  aws s3 ls s3://examplebucket/reports/ | presign get s3://examplebucket/reports/ --from - --listing";

pub(crate) const PUT: &str = "\
Examples:
  presign put s3://examplebucket/report.pdf --content-type application/pdf --curl
  presign put s3://examplebucket/report.pdf --content-length 1048576 --header 'if-none-match: *'
  presign put s3://examplebucket/report.pdf --header 'x-amz-request-payer: requester' --hoist-headers
  presign put s3://examplebucket --from keys.txt --json

The client must send the signed headers as they are. --curl and --json tell them.";

pub(crate) const HEAD: &str = "\
Examples:
  presign head s3://examplebucket/report.pdf --curl
  presign head s3://examplebucket/report.pdf --header 'x-amz-checksum-mode: ENABLED'";

pub(crate) const DELETE: &str = "\
Examples:
  presign delete s3://examplebucket/report.pdf --expires 5m
  presign delete s3://examplebucket/report.pdf --version-id L4kqtJlcpXroDTDmpUMLUo";

pub(crate) const COPY: &str = "\
Examples:
  presign copy s3://examplebucket/copy.pdf --source s3://otherbucket/report.pdf --curl
  presign copy s3://examplebucket --source s3://otherbucket --from keys.txt";

pub(crate) const LIST: &str = "\
Examples:
  presign list s3://examplebucket
  presign list s3://examplebucket/reports/ --query delimiter=/ --query max-keys=100";

pub(crate) const MULTIPART: &str = "\
Examples:
  presign multipart create s3://examplebucket/backup.tar --curl
  presign multipart plan s3://examplebucket/backup.tar --size 12GiB --upload-id ID
  presign multipart complete s3://examplebucket/backup.tar --upload-id ID --curl";

pub(crate) const CREATE: &str = "\
Examples:
  presign multipart create s3://examplebucket/backup.tar --content-type application/x-tar --curl";

pub(crate) const PART: &str = "\
Examples:
  presign multipart part s3://examplebucket/backup.tar --upload-id ID --part 1

With --curl the body is a file named after key and part, such as ./backup.tar.part1.";

pub(crate) const COMPLETE: &str = "\
Examples:
  presign multipart complete s3://examplebucket/backup.tar --upload-id ID --curl

The body names the parts and their ETags:
  <CompleteMultipartUpload>
    <Part><PartNumber>1</PartNumber><ETag>\"...\"</ETag></Part>
  </CompleteMultipartUpload>
With --curl it is the file ./parts.xml.";

pub(crate) const ABORT: &str = "\
Examples:
  presign multipart abort s3://examplebucket/backup.tar --upload-id ID --curl";

pub(crate) const LIST_PARTS: &str = "\
Examples:
  presign multipart list-parts s3://examplebucket/backup.tar --upload-id ID
  presign multipart list-parts s3://examplebucket/backup.tar --upload-id ID --query max-parts=100";

pub(crate) const PLAN: &str = "\
Examples:
  presign multipart plan s3://examplebucket/backup.tar --upload-id ID --size 12GiB
  presign multipart plan s3://examplebucket/backup.tar --upload-id ID --size 12GiB --part-size 64MiB --curl

One line a part: number, offset, length and URL, with tabs between them. With --json each line has part_number, offset \
and length too. With --curl each line cuts the part out of the file with the key's name and uploads it.";

pub(crate) const POST: &str = "\
Examples:
  presign post 's3://examplebucket/uploads/42/${filename}' --content-length-range 1-10MiB --html
  presign post s3://examplebucket/cat.png --starts-with Content-Type=image/ --field Content-Type=image/png --json

Without --html, --curl or --json: the URL, then one field a line.";

pub(crate) const URL: &str = "\
Examples:
  presign url GET 'https://sts.eu-west-1.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15' --region eu-west-1
  presign url GET https://a1b2c3d4e5.execute-api.us-east-1.amazonaws.com/pets
  presign url GET https://api.example.com/pets --service execute-api --region eu-west-1

A host of AWS names its region, which is signed for unless --region is given, and in most cases its service.";

pub(crate) const SIGN: &str = "\
Examples:
  presign sign GET https://a1b2c3d4e5.execute-api.us-east-1.amazonaws.com/pets
  presign sign PUT https://examplebucket.s3.us-east-1.amazonaws.com/report.pdf --body report.pdf --curl
  presign sign POST https://dynamodb.us-east-1.amazonaws.com/ --header 'x-amz-target: DynamoDB_20120810.ListTables' \
--header 'content-type: application/x-amz-json-1.0' --body - --json

Without --curl or --json: one header a line, as in name: value. All of them must be sent, besides host, within a few \
minutes. --curl and --json tell the URL too, which --query adds to. Without --body, S3 accepts any body \
(UNSIGNED-PAYLOAD), and other services accept none.";

pub(crate) const TOKEN: &str = "\
Examples:
  presign token rds prod-instance.us-east-1.rds.amazonaws.com --port 5432 --user app
  presign token dsql peccy.dsql.us-east-1.on.aws --admin
  presign token elasticache my-cluster --user iam-user-01
  presign token memorydb my-cluster --user iam-user-01
  presign token eks my-cluster --exec
  presign token msk --json
  presign token bedrock --expires 1h
  presign token codecommit MyRepo

Whoever has a token can sign in with it until it expires. Give it to a client as in:
  export PGPASSWORD=\"$(presign token rds $HOST --port 5432 --user app)\"
  export REDISCLI_AUTH=\"$(presign token elasticache my-cluster --user iam-user-01)\"
  export AWS_BEARER_TOKEN_BEDROCK=\"$(presign token bedrock)\"

`presign help token SERVICE` lists the options of a service.";

pub(crate) const RDS: &str = "\
Examples:
  presign token rds prod-instance.us-east-1.rds.amazonaws.com --port 5432 --user app

The token is a password, accepted for 15 minutes by a database that requires TLS:
  export PGPASSWORD=\"$(presign token rds $HOST --port 5432 --user app)\"
  psql \"host=$HOST port=5432 user=app dbname=app sslmode=verify-full sslrootcert=global-bundle.pem\"

Through a tunnel, the token is still for the endpoint's own name and port, which RDS compares it with:
  presign token rds 127.0.0.1 --port 54321 --for db.abc.us-east-1.rds.amazonaws.com:5432 --user app
  psql \"host=$HOST hostaddr=127.0.0.1 port=54321 user=app dbname=app sslmode=verify-full sslrootcert=global-bundle.pem\"";

pub(crate) const EKS: &str = "\
Examples:
  presign token eks my-cluster
  presign token eks my-cluster --region eu-west-1 --exec

In a kubeconfig:
  users:
  - name: my-cluster
    user:
      exec:
        apiVersion: client.authentication.k8s.io/v1
        command: presign
        args: [token, eks, my-cluster, --region, eu-west-1, --exec]
        interactiveMode: Never";

pub(crate) const MSK: &str = "\
Examples:
  presign token msk --region us-west-2
  presign token msk --json

The token is for the SASL mechanism OAUTHBEARER. --json tells when it expires, in milliseconds too.";

pub(crate) const CODECOMMIT: &str = "\
Examples:
  presign token codecommit MyRepo --region us-east-1

The output is what git reads from a credential helper:
  [credential \"https://git-codecommit.us-east-1.amazonaws.com\"]
    helper = \"!f() { test \\\"$1\\\" = get && presign token codecommit MyRepo --region us-east-1; }; f\"";

pub(crate) const SERVICE: &str = "\
Examples:
  presign service iot a1b2c3d4e5f6g7-ats.iot.us-east-1.amazonaws.com
  presign service polly --query Text=Hello --query OutputFormat=mp3 --query VoiceId=Joanna --expires 15m
  presign service transcribe --query language-code=en-US --query media-encoding=pcm --query sample-rate=16000
  presign service kinesisvideo wss://v-a1b2c3d4.kinesisvideo.us-east-1.amazonaws.com --channel ARN --client-id me
  presign service agentcore arn:aws:bedrock-agentcore:us-west-2:123456789012:runtime/my-runtime-abc
  presign service ssh-tunnel eice-0123456789abcdef0.b1.ec2-instance-connect-endpoint.us-east-1.amazonaws.com 10.0.0.5

`presign help service SERVICE` lists the options of a service. For all others there is `presign url`.";

#[cfg(feature = "cloudfront")]
pub(crate) const CLOUDFRONT: &str = "\
Examples:
  presign cloudfront url https://media.example.com/image.jpg --key-pair-id K2JCJMDEHXQW5F --private-key key.pem
  presign cloudfront cookies 'https://media.example.com/m/*' --key-pair-id K2JCJMDEHXQW5F --private-key key.pem
  presign cloudfront verify 'https://media.example.com/image.jpg?Expires=...' --public-key public.pem

The key is one of your own, whose public half CloudFront has under an id. Credentials of AWS are not needed. `presign help \
cloudfront COMMAND` lists the options of a command.";

#[cfg(feature = "cloudfront")]
pub(crate) const CLOUDFRONT_URL: &str = "\
Examples:
  presign cloudfront url https://media.example.com/image.jpg --key-pair-id K2JCJMDEHXQW5F --private-key key.pem
  presign cloudfront url https://media.example.com/v/1 https://media.example.com/v/2 --source-ip 192.0.2.0/24 \\
    --resource 'https://media.example.com/v/*' --expires 12h --key-pair-id K2JCJMDEHXQW5F --private-key key.pem

In a resource * stands for any characters and ? for one, within the protocol, the domain, the path or the query. The URL \
is signed and sent as it stands: one that clients would change is refused.";

#[cfg(feature = "cloudfront")]
pub(crate) const CLOUDFRONT_COOKIES: &str = "\
Examples:
  presign cloudfront cookies 'https://media.example.com/m/*' --key-pair-id K2JCJMDEHXQW5F --private-key key.pem
  presign cloudfront cookies https://media.example.com/a.mp4 --expires 2026-01-01 --json \\
    --key-pair-id K2JCJMDEHXQW5F --private-key key.pem

One cookie a line, as in NAME=VALUE. Each is sent in a Set-Cookie of its own, with Secure and HttpOnly, for the domain \
of the distribution.";

#[cfg(feature = "cloudfront")]
pub(crate) const CLOUDFRONT_VERIFY: &str = "\
Examples:
  presign cloudfront verify 'https://media.example.com/image.jpg?Expires=...' --public-key public.pem
  presign cloudfront verify https://media.example.com/m/a --cookies 'CloudFront-Policy=...; ...' \\
    --public-key public.pem --source-ip 192.0.2.10

Exit codes:
  0  the request is good
  1  it is refused; standard error says why
  2  the command was refused; standard error says why";

pub(crate) const EXPLAIN: &str = concat!(
    "\
Examples:
  presign explain 'https://examplebucket.s3.amazonaws.com/report.pdf?X-Amz-...'
  presign get s3://examplebucket/report.pdf | presign explain -
  presign explain --error answer.xml
  presign explain --error answer.xml 'https://...'
  presign explain --error answer.xml 'https://...' --method PUT --header 'content-type: text/plain'
  presign explain --solve 'https://...' --method PUT --header 'content-type: text/plain' --body report.pdf
  presign explain --share --error answer.xml 'https://...'
  presign explain --solve \"curl -X PUT -T report.pdf 'https://...'\"

Exit codes:
  0  nothing is wrong with the URL
  1  something is
  2  the command was refused; standard error says why

The same in a browser, where nothing is sent: ",
    env!("CARGO_PKG_HOMEPAGE")
);

pub(crate) const VERIFY: &str = "\
Examples:
  presign verify GET 'https://examplebucket.s3.amazonaws.com/report.pdf?X-Amz-...'
  presign verify PUT 'https://...' --header 'content-type: application/pdf'
  presign verify GET 'https://...' --header 'x-amz-date: 20150830T123600Z' --header 'authorization: AWS4-HMAC-SHA256 ...'
  presign verify --request request.txt

The credentials are the ones that the request should have been signed with. A request with the header Authorization is \
verified by that. A saved request is one of HTTP/1.1: request line, headers, blank line, body.

Exit codes:
  0  the request is good
  1  it is refused; standard error says why
  2  the command was refused; standard error says why";

pub(crate) const CREDENTIALS: &str = "\
Examples:
  presign credentials s1 s3://photos/uploads/42/ --server s3.example.com --allow write --expires 15m
  presign credentials r2 s3://photos/uploads/42/ --account 0fe54250faad8d67c03b8b390f49cebd --allow write
  presign credentials narrow --allow PutObject --object uploads/42/cat.jpg --expires 5m

Nothing is sent anywhere. What they are made of comes from where all credentials come from. A whole program gets them by \
`eval \"$(presign credentials ...)\"`, or by a profile whose credential_process is `presign credentials ... --json`.

A presigned URL is one request; these are many. The session token of R2's form alone is the whole credential: never sign a \
URL with it that you hand out. Those of s1 are for servers that verify with this library.";

pub(crate) const CREDENTIALS_R2: &str = "\
Examples:
  presign credentials r2 s3://photos/uploads/42/ --account 0fe54250faad8d67c03b8b390f49cebd --allow write
  presign credentials r2 s3://photos --account 0fe54250faad8d67c03b8b390f49cebd --jurisdiction eu --allow read --json
  presign credentials r2 s3://photos --account 0fe54250faad8d67c03b8b390f49cebd --allow GetObject --object cat.jpg

They are made of the S3 credentials of an API token, whose secret has 64 hexadecimal digits. They end with that token, or \
at their own time; a single one cannot be revoked.

The session token alone is the whole credential: the secret is its hash. A presigned URL or an upload form contains it, so \
that whoever has one may do all that these credentials allow. Nothing here was tried at R2: it is what Cloudflare documents.";

pub(crate) const CREDENTIALS_S1: &str = "\
Examples:
  presign credentials s1 s3://photos/uploads/42/ --server s3.example.com --allow write --expires 15m
  presign credentials s1 s3://photos --server s3.example.com --allow GetObject --object cat.jpg --curl
  presign credentials s1 s3://photos --server s3.example.com --allow read --subject 'user 42' --json

For servers that verify with this library. Whoever sees a presigned URL that is signed with them can make that request and \
no other, and whoever holds them can make narrower ones with `presign credentials narrow`.";

pub(crate) const CREDENTIALS_NARROW: &str = "\
Examples:
  presign credentials narrow --allow PutObject --object uploads/42/cat.jpg --expires 5m
  presign credentials narrow --prefix uploads/42/pub/ --json

Made of credentials of the form s1, which come from where all credentials come from. Their holder cannot go back. At most \
seven times.";

pub(crate) const COMPLETIONS: &str = "\
Examples:
  presign completions bash > ~/.local/share/bash-completion/completions/presign
  presign completions zsh > ~/.zfunc/_presign
  presign completions fish > ~/.config/fish/completions/presign.fish";
