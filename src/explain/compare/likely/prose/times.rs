//! What changed with time.

use super::row::{Row, Words, seen};
use crate::explain::Kind;

/// A new version of something.
const UPDATED: Words = "after bump|after migrat|after switching|after updat|after upgrad|after the update|after the upgrade|\
            after an update|after an upgrade|after i updat|after i upgrad|after we updat|after we upgrad|\
            as of version|bumped|bumping|downgrad|earlier version|in older version|latest version|migrated|\
            migrating|new version|newer version|older version|old version|pinned|pinning|previous version|\
            regression|rolled back|rolling back|reverting|reverted|since bump|since migrat|i updated|i upgraded|\
            since i updat|since i upgrad|since we updat|since we upgrad|since updat|the update of|\
            the upgrade of|we updated|we upgraded|since upgrad|since version|since the update|since the upgrade|\
            since the last update|since release|starting with version|starting from version|update to |\
            updated from|updated the|updated to|updating|upgrade from|upgrade to|upgraded|upgrading|\
            until version|with version";

/// A client that is made with AWS's SDKs.
const SDK: Words = "airflow|aws cli|aws sdk|awscli|awssdk|boto|client s3|cloudnative|django|duplicity|flink|gem |hadoop|\
            laravel|litestream|loki|nextcloud|package|rclone|s3 client|s3transfer|sdk|spark|storages|terraform|\
            thanos|velero";

/// Keys that were made anew.
const ROTATED: Words = "changed the access key|changed the key|changed the secret|key rotation|new access key|new api key|\
            new credentials|new iam user|new key pair|new keys|new secret|regenerat|rotated|rotating|rotate the|rotation of";

/// A time that temporary credentials hold.
const HOURS: Words = "hrs |7hrs|24hrs|12hrs|after 12|after 24|1 hour|1h |12 hours|12h |24 hours|36 hours|6 hours|60 minutes|a couple of hours|a day|a few hours|\
            a few minutes|a while|an hour|earlier than|expire early|expires early|expiring early|expire too|\
            expires too|expires before|expire before|next day|next morning|one hour|overnight|prematurely|\
            several hours|six hours|some hours|some time|sooner than|3600 seconds|twelve hours";

/// What is given to others.
const LINKS: Words = "expir|link|pre sign|presign|signed url|signedurl|the url|urls|credential|token";

/// A database's own word for a token.
const DATABASES: Words = "aurora|database|elasticache|generate db auth token|mysql|postgres|psql|rds|redis|valkey";

pub(super) const TIMES: &[Row] = &[
    seen(
        &[UPDATED, "v2|version 2", "v3|version 3", "javascript|js |node|client s3|request presigner|getsignedurl"],
        Kind::Header,
        "the presigner of the JavaScript SDK v3 signs other headers than that of v2: Content-Type only where signableHeaders names it, and \
         x-amz- headers go into the query (unhoistableHeaders keeps them): send exactly the headers that are in X-Amz-SignedHeaders",
    ),
    seen(
        &[UPDATED, SDK],
        Kind::SdkChecksum,
        "it worked before the client was updated: since January 2025 AWS's SDKs (boto3 1.36, JavaScript 3.729, Java 2.30, Go v2 s3 1.73, AWS CLI \
         2.23, PHP 3.337, Ruby, Rust and .NET of then) send a checksum with every upload and verify those of downloads, which other servers may \
         not know, and which a presigned URL has of an empty body: set them WHEN_REQUIRED",
    ),
    seen(
        &[UPDATED, SDK],
        Kind::ProxyChanges,
        "or the new version signs a header that is changed in transit, as AWS's SDK for Go v2 and rclone do with accept-encoding, which proxies, \
         Cloudflare and Google Cloud Storage change: it should not be signed",
    ),
    seen(
        &[UPDATED, "minio|ceph|garage|seaweedfs|rook|radosgw|nginx|traefik|ingress|proxy|kong|caddy|envoy"],
        Kind::Host,
        "it worked before the server or the proxy was updated: most often the host header no longer arrives as the client signed it, with its \
         port, or a header that is signed is changed or removed",
    ),
    seen(
        &[ROTATED],
        Kind::Secret,
        "the keys were made anew: most often the client still signs with the old secret access key (an environment variable, a profile, a cached \
         secret, a process that was not restarted), or with the new one cut, in quotes or with white space around it",
    ),
    seen(
        &[DATABASES, "15 min|fifteen min|after a while|after some time|minutes|reconnect|new connection|pool"],
        Kind::Token,
        "a token as the password of a database holds for 15 minutes: one that is made once, at the start of a program or of its connection pool, \
         has expired for later connections; make a new one for each connection",
    ),
    seen(
        &[HOURS, LINKS],
        Kind::Token,
        "a URL expires with the temporary credentials that signed it, whatever X-Amz-Expires says: those of a role hold for 1 hour where roles are \
         chained, and for 6 to 12 hours at most on EC2, ECS and Lambda; renew the credentials before signing, or sign with the keys of a user for \
         up to 7 days",
    ),
    seen(
        &["second time|only once|first time|once and|works once|worked once|one time|twice", LINKS],
        Kind::Expired,
        "a URL may be used until it expires, as often as one likes: where it works once, it had expired by the second time, its answer was cached, or \
         the method was another one (a browser's preflight or a HEAD request)",
    ),
    seen(
        &[
            "batch|in a queue|queued|ahead of time|in advance|at once|retry|retries|long running|slow connection|\
            slow upload|slow network",
            LINKS,
        ],
        Kind::Expired,
        "the request was sent long after it was signed: a signature in headers holds for 15 minutes, and a URL for X-Amz-Expires; sign each just \
         before it is sent, and anew for each retry",
    ),
    seen(
        &["sometimes|intermittent|random|occasional|every second|every other|flaky|sporadic|1 in |1 out of|\
            one in |one out of|not always|from time to time|half of the|inconsistent|some of the request|\
            some requests|some percent|once in a while"],
        Kind::NotEncoded,
        "what differs from one request to the next decides: most often a +, / or = of the signature, the session token or the key is not \
         percent-encoded (%2B, %2F, %3D) or is decoded in transit, which shows only where there is one",
    ),
    seen(
        &["sometimes|intermittent|random|occasional|every second|every other|flaky|sporadic|1 in |1 out of|\
            one in |one out of|not always|from time to time|half of the|inconsistent|some of the request|\
            some requests|some percent|once in a while"],
        Kind::Clock,
        "or one of several machines differs: one after a load balancer, or one that signs, has a clock that is wrong or other keys; or credentials \
         are renewed between the signing and the sending, and a retry sends the old signature",
    ),
    seen(
        &["until yesterday|until last|until today|until recently|since yesterday|since last|since today|\
            suddenly|all of a sudden|stopped working|stop working|used to work|worked yesterday|\
            worked for months|worked for years|worked before|worked fine before|no longer work|this morning|\
            recently|without any change|without changes|nothing changed|haven t changed|have not changed|\
            no code change|did not change|didn t change"],
        Kind::Secret,
        "it worked before, with the same code: most often the access key was rotated, deactivated or deleted, or the temporary credentials expired \
         and are cached, or a policy changed; the name of the key in the answer, and `aws sts get-caller-identity`, show it",
    ),
    seen(
        &[
            "until yesterday|until last|until today|until recently|since yesterday|since last|since today|\
            suddenly|all of a sudden|stopped working|stop working|used to work|worked yesterday|\
            worked for months|worked for years|worked before|worked fine before|no longer work|this morning|\
            without any change|nothing changed|have not changed|no code change",
            "reboot|restart|sleep|suspend|hibernat|snapshot|vm |virtual machine|wsl|raspberry|battery|dual boot|\
            daylight|timezone|time zone|clock|ntp",
        ],
        Kind::Clock,
        "the clock of the machine that signs is wrong, as after a sleep, a snapshot or a lost battery: it may differ by 15 minutes at most; set it, \
         by NTP",
    ),
    seen(
        &[
            "until yesterday|until last|until today|until recently|since yesterday|since last|suddenly|\
            all of a sudden|stopped working|stop working|worked yesterday|worked for months|worked for years|\
            this morning|nothing changed|no code change|without any change",
            "upload|put|sdk|boto|ci |pipeline|build|deploy|docker image|npm|pip ",
        ],
        Kind::SdkChecksum,
        "or a build took a newer SDK: since January 2025 AWS's SDKs send a checksum with every upload, which other servers may not know: set it to \
         WHEN_REQUIRED, or pin the version",
    ),
];
