//! Where it runs, and what is in between.

use super::row::{Row, WORKS, Words, near, seen};
use crate::explain::Kind;

const LOCAL: Words = "dev environment|development|laptop|local|my computer|my mac|my machine|my own machine|my pc|on dev|\
            in dev ";

const DEPLOYED: Words = "amplify|app runner|azure|beanstalk|ci |cloud run|codebuild|container|deploy|docker|ec2|ecs|eks|\
            fargate|github action|gitlab|heroku|in prod|jenkins|k8s|kubernetes|lambda|live server|netlify|\
            on prod|pipeline|pod |pods|prod |production|railway|remote|render|serverless|staging|the server|\
            vercel|vps";

const INSIDE: Words = "127 0 0 1|9000|compose|container|directly|docker|host docker internal|internal|ip address|localhost|\
            private ip|service name|the ip";

const OUTSIDE: Words = "browser|custom domain|domain|external|from outside|https|my host|ngrok|outside|public|reverse proxy|\
            ssl|subdomain|tls|tunnel";

const OWN: Words = "ceph|garage|localstack|minio|object storage|rgw|radosgw|rustfs|seaweedfs|self host|versity|zenko";

const PROXY: Words = "alb |apache|application gateway|caddy|cloudflare|corporate proxy|envoy|f5 |haproxy|\
            ingress|istio|kong|load balancer|nginx|proxied|proxies|proxy|squid|traefik|varnish|zscaler|waf ";

const NETWORK: Words = "antivirus|at home|at work|certain network|company network|corporate|customer network|\
            different network|firewall|from home|from my home|home network|hotspot|mobile data|office|\
            other network|vpn|wifi|work network";

const MACHINES: Words = "a colleague|a customer|certain users|coworker|my colleague|on one machine|on one server|\
            one computer|one customer|one machine|one of our servers|one of the server|one server|one user|\
            other machine|another machine|different machine|other computer|another computer|other server|\
            another server|some clients|some customers|some machine|some people|some users|some devices|\
            certain devices|new laptop|new machine|specific user";

const SENT: Words = "chat|discord|e mail|email|gmail|link preview|mail|messenger|outlook|qr code|safelink|safe link|\
            shorten|slack|sms|teams|telegram|text message|whatsapp|bit ly|tinyurl|facebook|twitter|newsletter|\
            sendgrid|mailchimp";

/// What says more than any other word of a story.
pub(super) const BEHIND: &[Row] = &[
    near(
        &[
            "exchange the|i rewrite|rewriting|rewrote|is rewritten|replace|replacing|substitut|str replace|swap|change the host|changing the host|changed the host|\
            change the domain|changed the domain",
            "host|domain|internal url|localhost|minio|cname|base url|into https|with https|the ip|ip address|netloc|public url",
            "presign|pre sign|signed url|signedurl|link|x amz|get object url|getsignedurl",
        ],
        Kind::Host,
        REPLACED,
    ),
    seen(
        &["behind a load balancer|behind a proxy|behind a reverse|behind an ingress|behind apache|behind caddy|\
            behind haproxy|behind ingress|behind nginx|behind our|behind traefik|behind the proxy|behind a corporate|\
            reverse proxy|rewrites the host|through a proxy|through nginx|through the proxy|via nginx|via proxy"],
        Kind::Host,
        BETWEEN,
    ),
];

/// A host that is put into the place of the one that was signed.
const REPLACED: &str = "a host that is put into the place of another after the URL was signed is not the one that was signed: the host is a part of the signature; \
                        sign for the host that is opened, with a client that has it as its endpoint, and let the proxy pass it on as it arrives";

const BETWEEN: &str = "what is in between changes the request: the host header must arrive as it was signed, with its port (proxy_set_header Host $http_host), and the path neither shortened nor \
                       decoded (in nginx a proxy_pass without a path)";

pub(super) const PLACES: &[Row] = &[
    seen(
        &[SENT, "link|url"],
        Kind::Copied,
        "the URL was changed by what carried it: cut at a line end, a dot or a bracket added, & made &amp;, parameters appended (utm_source, fbclid) or encoded once \
         more by a redirect of the mailer; and previews and scanners open it before the reader does. Compare it with the one that was signed",
    ),
    seen(
        &[
            "blade|ejs|erb |handlebars|html|jinja|liquid|mustache|razor|template|thymeleaf|twig|href|\
            view source",
            "link|url|src",
        ],
        Kind::HtmlEscaped,
        "in HTML and XML an & of a URL is written &amp;, and templates do that by themselves: one that is read without undoing it, or escaped twice, has parameters \
         such as amp;X-Amz-Date",
    ),
    seen(
        &["cloudfront|cdn", "s3|origin|directly|bucket"],
        Kind::Host,
        "through a CDN the host that arrives is not the one that was signed: CloudFront wants URLs of its own (signed with a key pair), or must forward the whole query and S3's own \
         host; with an origin access control it signs by itself, and a second signature is refused",
    ),
    seen(&[PROXY], Kind::Host, BETWEEN),
    seen(
        &[PROXY],
        Kind::ProxyChanges,
        "or a header that is signed is changed there: accept-encoding, content-length, connection, expect, user-agent and x-forwarded-… should not be signed",
    ),
    seen(
        &[OWN, INSIDE, OUTSIDE],
        Kind::Host,
        "the host is signed: a URL that is made with the internal name, address or port (minio:9000, localhost) holds for that alone; sign for the host that is used to open it, with a client that has the public endpoint",
    ),
    seen(
        &["docker|container|compose", "localhost|browser|host machine|outside|minio|localstack|from the host"],
        Kind::Host,
        "inside of a container the server has one name and outside it has another, and the host is signed: sign for the host that the URL is opened with (a second client with the public endpoint), and do not replace it afterwards",
    ),
    seen(
        &[
            LOCAL,
            "lambda|ecs|fargate|ec2|eks|role|pod |pods|k8s|kubernetes|beanstalk|app runner|sagemaker|cloud9|\
            deploy|production",
        ],
        Kind::TokenMissing,
        "where it is deployed the credentials are those of a role, which are temporary: their session token must be signed as well (AWS_SESSION_TOKEN next to the two keys), and the URL expires with them",
    ),
    seen(
        &[LOCAL, DEPLOYED],
        Kind::Secret,
        "where it is deployed the keys are others: missing, of another account, cut, in quotes, or with white space or a line end (echo without -n, a secret of Kubernetes or of a CI); print the access key id that signs there",
    ),
    seen(
        &[LOCAL, DEPLOYED],
        Kind::Permission,
        "or they are valid and may not do this: the role or user there lacks s3:GetObject, s3:PutObject or kms:Decrypt, or a policy allows certain networks (VPC endpoint, aws:SourceIp) only; or its region or clock is another",
    ),
    seen(
        &["vpc|private subnet|endpoint policy|source ip|sourceip|ip whitelist|allowlist|whitelisted"],
        Kind::Permission,
        "a policy of the bucket, of the key or of the VPC endpoint allows certain networks only (aws:SourceVpce, aws:SourceIp): a URL is checked against the address of whoever opens it, not of whoever signed it",
    ),
    seen(
        &["different account|another account|other account|cross account|other aws account|another aws account|\
            different aws account|admin user|root user|root account|administrator"],
        Kind::Permission,
        "the signature may be good and its signer not allowed: across accounts both the policy of the bucket and that of the signer must allow it, and so must the key in KMS; an object that another account uploaded may belong to that account",
    ),
    seen(
        &[MACHINES],
        Kind::Clock,
        "one machine differs from another: its clock (which must be right to 15 minutes, as UTC), where it signs itself",
    ),
    seen(
        &[MACHINES],
        Kind::Secret,
        "or the keys on it (a profile, an environment variable, an old session token), or what is between it and the server: a proxy, a VPN or a virus scanner that changes headers",
    ),
    seen(
        &[NETWORK],
        Kind::ProxyChanges,
        "the network makes the difference: a proxy or a scanner in it changes what is signed (headers, the path, the length of the body) or refuses the method PUT; https that it does not open keeps it out",
    ),
    seen(&[NETWORK], Kind::Permission, "or a policy allows certain networks only (aws:SourceIp, aws:SourceVpce)"),
    seen(
        &["windows", "linux|mac|ubuntu|wsl|unix"],
        Kind::WhiteSpace,
        "systems differ in line ends, quotes and paths: a carriage return after a key that was read from a file, a URL that cmd or PowerShell cut or changed (%, ^, & and ' mean something there), or \\ in place of / in a key",
    ),
    seen(
        &[
            "eu central|eu north|eu south|ap south|ap east|me south|af south|il central|frankfurt|mumbai|seoul|\
            ohio|hong kong|bahrain|cape town|jakarta|china|govcloud|us gov|cn north|other region|another region|\
            different region|new region|newer region|one region|certain region|\
            some region",
            WORKS,
        ],
        Kind::Region,
        "the region is signed, and so is the host: sign for the region of the bucket and send to that region's host (s3.REGION.amazonaws.com); the global host, and one of another region, answer with a redirect or a mismatch",
    ),
    seen(
        &[
            "eu central|frankfurt|ohio|mumbai|seoul|new region|newer region|other region|another region|ap south|\
            eu north|signature version|sigv2|s3v4|signatureversion",
            WORKS,
        ],
        Kind::SignatureVersion2,
        "or the client signs with Version 2, which regions since 2014 do not accept, nor objects encrypted by KMS: set it to Version 4 (s3v4)",
    ),
    seen(
        &["http ", "https", WORKS],
        Kind::Host,
        "the scheme is not signed and the port is: a proxy that ends TLS passes on a host or port that is not the one that was signed, and a redirect from http to https loses the method and the Authorization header",
    ),
];
