//! The client that works, and the one that does not.

use super::row::{Row, Words, seen};
use crate::explain::Kind;

const PLAIN: Words = "curl|hoppscotch|httpie|insomnia|postman|python|rest client|thunder client|wget";
const BROWSER: Words = "ajax|angular|axios|browser|chrome|dropzone|fetch|filepond|firefox|front end|frontend|javascript|\
            jquery|next js|nextjs|react|safari|svelte|the app|uppy|vue|webapp|web app|xhr|xmlhttprequest";

/// How headers are added without anybody seeing it.
const CONTENT: &str = "one client works and the other does not, so that they send different headers: a Content-Type that is signed must be sent as it \
                       was signed, and axios, fetch and browsers set one of their own (that of the file, \
                       application/x-www-form-urlencoded, or multipart/form-data for FormData); interceptors and defaults may add an \
                       Authorization header too: compare what each of them sends";

const FORM: Words = "formdata|form data|multipart form|multipartformdata|webkitformboundary|files |file field";

/// That it works in a browser, which opens it.
const OPENS: Words = "browser it works|browser the|browser works|browser is fine|chrome it works|chrome works|chrome the|\
            firefox works|in the address bar|open|past|works from browser|works from the browser|works fine in|\
            works in a browser|works in browser|works in chrome|works in firefox|works in my browser|\
            works in the browser|work in browser|work in the browser|works with chrome|fine in chrome|\
            fine in the browser|ok with chrome|chrome";

pub(super) const CLIENTS: &[Row] = &[
    seen(
        &[
            "profile",
            "get caller identity|aws cli|aws s3|aws sts|env var|environment variable|aws access key id is set",
        ],
        Kind::Secret,
        "the keys of a profile and those that are read without one differ: environment variables (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, \
         AWS_SESSION_TOKEN), also those of a CI, go before the profile; unset them, or name the profile (AWS_PROFILE)",
    ),
    seen(
        &["corrupt|webkitformboundary|boundary", "upload|put|file|image"],
        Kind::PostForm,
        "the stored file has the form around it (multipart/form-data, with its boundary): a URL for PUT wants the file itself as the body, and \
         not FormData",
    ),
    seen(
        &[FORM, "501|not implemented|notimplemented", "r2 |cloudflare|b2|backblaze|post"],
        Kind::PostForm,
        "the server does not know upload forms (POST with a policy), as Cloudflare R2 does not: upload the file itself with PUT, and a URL that is signed \
         for PUT",
    ),
    seen(
        &[FORM, "put|upload", "presign|pre sign|signed url|signedurl"],
        Kind::PostForm,
        "FormData and `files=` send a form (multipart/form-data) with a Content-Type of its own: a URL for PUT wants the file itself as the body, \
         with the signed Content-Type; forms are for POST with a policy",
    ),
    seen(
        &["img tag|img src|image tag|video tag|video element|canvas|crossorigin|img element", BROWSER],
        Kind::Cors,
        "elements such as img and video need no CORS, and fetch, canvas and crossorigin do: the bucket's CORS rules must allow the origin, and a browser \
         may answer from its cache with what an element loaded before, without CORS headers (add a parameter before signing, or use crossorigin \
         everywhere)",
    ),
    seen(
        &["safari|iphone|ipad|ios ", "chrome|firefox|android"],
        Kind::ContentType,
        "programs differ in the headers that they send and in how they encode a URL: most often Content-Type is another or missing (iOS sends \
         application/x-www-form-urlencoded where none is set, and gives other types for the same file), or the URL was encoded once more or its name \
         is in Apple's spelling of Unicode (NFD)",
    ),
    seen(
        &[PLAIN, "cors"],
        Kind::Cors,
        "other programs ask for no CORS, and browsers do: the CORS rules of the bucket must allow the page's origin, the method (PUT) and each header that is \
         sent, Content-Type among them",
    ),
    seen(
        &[BROWSER, "wget|curl|command line|terminal|cli |powershell|cmd ", OPENS],
        Kind::NotSigned,
        "in a browser the whole URL is used: in a shell it must be in quotes, or it ends at the first &; and the method must be the signed one \
         (`curl -I` sends HEAD)",
    ),
    seen(&[PLAIN, BROWSER], Kind::ContentType, CONTENT),
    seen(
        &[PLAIN, BROWSER],
        Kind::Cors,
        "or, where the browser shows no answer, its preflight (OPTIONS) was refused, which Postman and curl do not send: the CORS rules of the \
         bucket must allow the origin, the method and the headers",
    ),
    seen(
        &[
            "postman",
            "in code|from code|my code|sdk|java|python|golang|node|c sharp|httpclient|php|ruby|rust|flutter|dio|\
            okhttp|retrofit|resttemplate|webclient|requests|net core|script|program|application",
        ],
        Kind::ContentType,
        "one client works and the other does not, so that they send different requests: compare the Content-Type (a library's default, or `; charset=utf-8` \
         after it), the URL (encoded once more: give it as a URI object), an Authorization header of their own, and Transfer-Encoding: chunked in place of \
         Content-Length",
    ),
    seen(
        &["resttemplate|webclient|feign|uricomponentsbuilder|guzzle|retrofit|alamofire|uri builder|uribuilder"],
        Kind::EncodedTwice,
        "the library percent-encodes the URL once more (%2F becomes %252F), or decodes and builds it anew: give it the finished URL, as a URI object \
         (URI.create in Java) or as one that is marked as encoded",
    ),
    seen(
        &["okhttp|dio|flutter|stringcontent|httpclient|retrofit|urlsession|nsurlsession|alamofire|\
            httpurlconnection|react native|expo |requestbody|ktor|dart|net http|restsharp|superagent|\
            rest assured|guzzle|volley"],
        Kind::ContentType,
        "the library sets a Content-Type where none is given, or adds `; charset=utf-8` to it: what is sent must be exactly what was signed, or the \
         Content-Type must not be signed",
    ),
    seen(
        &[BROWSER, "backend|server side|node|python|java|php|server", "upload|put|presign|pre sign|signed url"],
        Kind::ContentType,
        CONTENT,
    ),
    seen(
        &[
            "cli works|aws cli|awscli|aws s3 cp|aws s3 ls|aws s3 presign|with the cli|cyberduck|s3cmd|rclone|\
            s3 browser|console|mc cp|mc ls",
            "sdk|boto|code|presign|pre sign|signed url|app|terraform|spark|program|script|lambda|java|node|php|\
            python",
        ],
        Kind::Secret,
        "one tool works and the other does not, with what is thought to be the same keys: they read different ones (a profile, an environment variable, \
         a session token, white space or quotes in a file); print the access key id that each of them signs with",
    ),
    seen(
        &[
            "cli works|aws cli|awscli|aws s3 cp|aws s3 ls|aws s3 presign|with the cli|cyberduck|s3cmd|rclone|\
            s3 browser|console",
            "sdk|boto|code|presign|pre sign|signed url|app|terraform|spark|program|script|lambda|java|node|php|\
            python",
        ],
        Kind::Region,
        "or they differ in the region, the endpoint (the regional host or the global one), path style, or the signature version: give both the region of \
         the bucket",
    ),
    seen(
        &[
            "works with aws|works on aws|works against aws|work with aws|works with s3|works with amazon|\
            works on s3|with real s3|works fine with aws|works fine on aws|works fine with s3|\
            on aws s3 it works|aws s3 works|works in aws|real aws|works with minio|works against minio|\
            works with actual",
            "r2|cloudflare|minio|ceph|garage|b2|backblaze|wasabi|spaces|digitalocean|gcs|google|oracle|oss|cos |\
            linode|scaleway|ovh|hetzner|storj|seaweedfs|localstack|ibm|compatible|on prem|supabase|tigris|vultr|\
            contabo|idrive|exoscale|netapp|ecs|nutanix|swift",
        ],
        Kind::SdkChecksum,
        "the server is not AWS's: since January 2025 AWS's SDKs send a checksum with uploads, which other servers may not know: set it to \
         WHEN_REQUIRED",
    ),
    seen(
        &["works with aws|works on aws|works against aws|work with aws|works with s3|works with amazon|\
            works on s3|with real s3|works fine with aws|works fine on aws|works fine with s3|aws s3 works|\
            works in aws|real aws|works with minio|works against minio|works with actual"],
        Kind::Endpoint,
        "or the server wants another address and scope: for a server of one's own the client must use path style, and sign for the region that the provider \
         names (auto at Cloudflare R2, garage at Garage, us-east-1 at most others)",
    ),
];
