//! What is sent: names, sizes, types, methods, and what was added.

use super::row::{Row, Words, near, seen};
use crate::explain::Kind;

const OBJECTS: Words = "file|key|object|path|name|folder|query|param|url|prefix|search|id |ids |pattern|index|model";

const ADDED: Words = "adding|append|as soon as i add|as soon as i set|if i add|if i don t|if i include|if i pass|\
            if i remove|if i set|if i specify|once i add|only when|removing|when adding|when i add|\
            when i include|when i pass|when i remove|when i set|when i specify|when i try to add|when passing|\
            when setting|when using|when we add|when we set|with and without|without |until i |unless ";

const LARGE: Words = "big file|bigger file|bigger than|files over|greater than|huge|large|larger|mb |gb |multi part|\
            multipart|small file|small one|smaller|tiny|5mb|8mb|16mb|10mb|100mb|5gb|file size|size of the";

/// Programs that ask by HEAD, for the size, before they read with GET.
const ASKS: Words = "curl i |duckdb|gdal|link checker|pmtiles|rasterio|read csv auto|read parquet|spider|vsicurl|zarr";

pub(super) const NAMES: &[Row] = &[
    seen(
        &[ASKS, "presign|pre sign|signed url|signedurl"],
        Kind::Method,
        "the program asks with HEAD before it reads with GET, and a URL that is signed for GET does not hold for HEAD: let it skip the first, \
         download the file before, or give it keys in place of a URL",
    ),
    seen(
        &[
            "content type|contenttype|mime|file type",
            "empty|nothing|null|undefined|blank|custom extension|unknown extension|no extension|octet stream",
        ],
        Kind::ContentType,
        "the Content-Type is empty or unknown on one side: a browser has no type for some endings, and then sends none or application/octet-stream; \
         sign the type that is sent (file.type || 'application/octet-stream'), and send the same",
    ),
    seen(
        &["head request|head call|using head |with head |a head |the head |head returns|head fails|head gives|\
            not head |and head |head not |for head |curl i |headobject|method head |head method|head 403"],
        Kind::Method,
        "a URL holds for the one method that it was signed for: one for GET does not hold for HEAD (as `curl -I`, players and link checkers send), which \
         needs a URL of its own",
    ),
    near(
        &["content type|contenttype|mime", ADDED],
        Kind::ContentType,
        "where Content-Type was given when the URL was signed, it must be sent with exactly that value; where it was not, the client should send none, or \
         one that is not signed",
    ),
    near(
        &[
            "response content disposition|versionid|version id|query param|query string|querystring|custom param|\
            utm|extra param|additional param",
            ADDED,
        ],
        Kind::ParameterAdded,
        "every query parameter is signed, so that it must be given before the URL is signed, and none may be added, changed or removed afterwards",
    ),
    near(
        &[
            "metadata|x amz meta|acl|tagging|cache control|content disposition|encryption|sse|storage class|\
            header|content md5|contentmd5|checksum|user metadata",
            ADDED,
        ],
        Kind::Header,
        "a header that was given when the URL was signed must be sent with the same value, and an x-amz- header that is sent must have been signed: the list \
         is X-Amz-SignedHeaders, and SDKs may have put it into the query instead, whence it must not be sent as a header",
    ),
    near(
        &[
            "get method|get request|using get|get with|a get |is get |get call",
            "request body|with a body|with body|payload",
        ],
        Kind::Payload,
        "a GET request with a body: clients and signers differ in whether they send it and hash it (the hash of an empty body is signed, or the body is left out); use POST, \
         which searches accept as well",
    ),
    near(
        &[
            "secret|aws secret|awssecret|access key|password|token",
            "character|slash|plus|special char|special symbol|percent|forward slash|equals sign|non alphanumeric",
        ],
        Kind::Secret,
        "a secret access key with / or + breaks where it is put into a URL, a shell or a file without quotes or escapes: give it in an environment variable, or \
         percent-encoded in a URL",
    ),
    near(
        &["duplicate|twice|doubled|sent two|two of|second one", "host|header|authorization|content type"],
        Kind::Header,
        "a header that is sent twice is signed with both values: most often the host, the session token or Content-Type, once by the library and once by hand; send it once",
    ),
    near(
        &[
            "url encoded|urlencoded|uri encoded|already encoded|percent encoded|encoded query|encoded param|encoded value|\
            encoded character",
            "query|param|path|key|name|string|value|url",
        ],
        Kind::EncodedTwice,
        "what is percent-encoded already is encoded once more by the signer, or by the client that sends it, and then not the same on both sides (%3D becomes %253D): \
         give the tool the plain value, or sign exactly the string that is sent",
    ),
    near(
        &[
            "accent|ampersand|apostrophe|arabic|asterisk|bracket|character|chinese|colon|comma|cyrillic|\
            diacritic|emoji|equals sign|german|greek|hash sign|hebrew|japanese|korean|non ascii|non english|\
            parenthes|percent|plus |pound sign|quote|russian|space|special|symbol|umlaut|unicode|utf 8|\
            whitespace",
            OBJECTS,
        ],
        Kind::Path,
        "only names with such characters fail, so that the signer and the sender write the path or the query differently: every byte but letters, digits and - . _ ~ / is \
         percent-encoded, once, as UTF-8 (a space as %20 and not +, a plus sign as %2B, parentheses as %28 and %29), and the HTTP client must send it as it is; \
         a space, umlauts from a Mac (NFD) and names that were encoded before are the usual ones",
    ),
    near(
        &[
            "subfolder|sub folder|subdirector|nested|in a folder|inside a folder|inside folder|with a folder|\
            slash|with a directory|root of the bucket|bucket root",
            OBJECTS,
        ],
        Kind::Path,
        "only keys with a slash fail, so that the slash is written differently: in the path it is signed and sent as / and not as %2F, it must not be doubled, \
         and a key that begins with / has two",
    ),
    seen(
        &["bucket with a dot|bucket with dot|buckets with dot|bucket name contains|bucket name with|\
            dots in the bucket|dot in the bucket|dotted bucket|period in|periods in|dots in bucket|\
            uppercase bucket"],
        Kind::Certificate,
        "a bucket with a dot or an upper-case letter in its name is no part of a host that has a certificate: the client must use path style",
    ),
    seen(
        &["empty file|file with content|files with content|empty bod|zero byte|0 byte|empty object|\
            without a body|no body|empty payload|non empty"],
        Kind::Payload,
        "an empty body and one with bytes differ in what is sent: the hash of the body, Content-Length (which clients leave out or send as 0), Content-Type and \
         Transfer-Encoding; a checksum of nothing in the URL (AAAAAA==) holds for an empty body alone",
    ),
    near(
        &[LARGE, "file|upload|object|payload|body|part|size"],
        Kind::Size,
        "large files are sent in another way: as an upload in parts (POST ?uploads, PUT ?partNumber), which a URL for one PUT does not cover; in more time \
         than the URL or the credentials hold; over the limit of a proxy (client_max_body_size) or of one PUT (5 GiB)",
    ),
    near(
        &[LARGE, "file|upload|object|payload|body|part|size"],
        Kind::Payload,
        "or as a stream: without a known length it goes with Transfer-Encoding: chunked, which S3 refuses, or as aws-chunked with a checksum in the trailer, \
         which other servers do not know (WHEN_REQUIRED)",
    ),
    seen(
        &[
            "file type|filetype|pdf but|png but|jpg but|images but|csv|heic|svg|certain type|some type|docx|xlsx|\
            file extension|mp4|webp|video file|for image|for video|for pdf|text file|json file",
            "upload|put|file",
            "as soon as|certain|except|fine |ok |only |opens|other|perfectly|some |success|uploaded|used to|work",
        ],
        Kind::ContentType,
        "only some types of files fail, so that the Content-Type is another one when it is sent: a browser gives a type by the file's ending and the \
         system's settings, or an empty one; sign the type that is sent, and send the one that was signed",
    ),
    seen(
        &[
            "able to download|able to list|able to read|get works|download works|downloads work|downloading works|read works|reads work|getobject works|\
            get works|gets work|can download|list works|listing works|download is fine|can read|can list|\
            get request works|get requests work|get url works|get is fine|get fine|downloading is fine",
            "put|upload|post|write|delete",
            "presign|pre sign|signed url|signedurl|the url|link",
        ],
        Kind::Method,
        "a URL holds for the one method that it was signed for: a PUT, POST or DELETE needs a URL of its own, signed for that method",
    ),
    seen(
        &[
            "able to download|able to list|able to read|get works|download works|downloads work|downloading works|read works|reads work|getobject works|\
            gets work|can download|list works|listing works|download is fine|can read|can list|\
            get request works|get requests work|get is fine|get fine|downloading is fine",
            "copy|put|upload|post|write",
        ],
        Kind::Header,
        "what an upload sends and a download does not makes the difference: Content-Type, the hash or the checksum of the body (AWS's SDKs since 2025: set it to \
         WHEN_REQUIRED), x-amz-acl and Transfer-Encoding; or the key may read and not write (s3:PutObject)",
    ),
    seen(
        &[
            "upload works|uploads work|uploading works|put works|putobject works|can upload|upload is fine|\
            upload succeeds|puts work|write works|writes work|uploading is fine|put request works|list works|\
            listing works|can list|ls works|head works",
            "download|get|read|open|view|access|head|delete|list",
        ],
        Kind::Permission,
        "the keys may do the one and not the other: reading needs s3:GetObject, listing s3:ListBucket (without it a missing key answers 403 and not 404), an \
         encrypted object kms:Decrypt, and an object of another account its owner's leave",
    ),
    seen(
        &[
            "upload works|uploads work|uploading works|put works|can upload|upload is fine|upload succeeds|\
            puts work|uploading is fine",
            "download|get|read|open|view",
        ],
        Kind::Method,
        "or the URL that was signed for PUT is opened with GET: each method needs a URL of its own",
    ),
    seen(
        &["one bucket|other bucket|another bucket|new bucket|second bucket|different bucket|certain bucket|\
            some bucket|newly created bucket|old bucket|older bucket"],
        Kind::Region,
        "buckets differ in their region, and a request is signed for one: sign for the region of this bucket, and send it to that region's host (a new \
         bucket's global host redirects for some hours)",
    ),
    seen(
        &["one bucket|other bucket|another bucket|new bucket|second bucket|different bucket|certain bucket|\
            some bucket|newly created bucket"],
        Kind::Permission,
        "or in their policies: the policy of the bucket or of the key names the one bucket, block public access is on, or the objects are encrypted with a KMS key \
         that the key may not use",
    ),
];
