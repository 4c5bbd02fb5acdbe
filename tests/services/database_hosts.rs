//! Tokens for databases name the endpoint itself: the hosts of each service, and hosts that are not among them.

use presign::explain::inspect;
use presign::services::{dsql, elasticache, memorydb, rds};
use presign::{Request, Signer};

use crate::fixtures::{HOUR, credentials, now};
use crate::refused::refused;

/// Endpoints of instances, clusters, readers, custom endpoints and proxies, with their regions.
const RDS: [(&str, &str); 11] = [
    ("mydb.abc123.us-east-1.rds.amazonaws.com", "us-east-1"),
    ("prod-instance.us-east-1.rds.amazonaws.com", "us-east-1"),
    ("MyDB.abc123.EU-West-1.RDS.amazonaws.com", "eu-west-1"),
    ("a.cluster-abc.eu-west-1.rds.amazonaws.com", "eu-west-1"),
    ("a.cluster-ro-abc.eu-west-1.rds.amazonaws.com", "eu-west-1"),
    ("a.cluster-custom-abc.eu-west-1.rds.amazonaws.com", "eu-west-1"),
    ("a.proxy-abc.us-gov-west-1.rds.amazonaws.com", "us-gov-west-1"),
    ("a.global-abc.global.rds.amazonaws.com", "us-east-1"),
    ("mydb.abc123.rds.cn-north-1.amazonaws.com.cn", "cn-north-1"),
    ("mydb.abc123.cn-northwest-1.rds.amazonaws.com.cn", "cn-northwest-1"),
    ("mydb.abc123.us-iso-east-1.rds.c2s.ic.gov", "us-iso-east-1"),
];

const DSQL: [(&str, &str); 3] = [
    ("peccy.dsql.us-east-1.on.aws", "us-east-1"),
    ("Peccy.DSQL.eu-west-1.on.aws", "eu-west-1"),
    ("peccy.dsql-fnh4.us-east-1.on.aws", "us-east-1"),
];

/// Hosts of no database: ends of tunnels, addresses, names of one's own, look-alikes, and hosts of other services.
const OTHERS: [&str; 24] = [
    "localhost",
    "localhost.localdomain",
    "127.0.0.1",
    "10.0.0.5",
    "[::1]",
    "db",
    "db.internal.example.com",
    "db.us-east-1.example.com",
    "host.docker.internal",
    "mydb.abc123.us-east-1.rds.amazonaws.com.example.com",
    "mydb.abc123.us-east-1.rds.evil-amazonaws.com",
    "mydb.abc123.us-east-1.rds.amazonaws.com.",
    "mydb.abc123.rds.amazonaws.com",
    "rds.us-east-1.amazonaws.com",
    "us-east-1.rds.amazonaws.com",
    "dsql.us-east-1.api.aws",
    "dsql.us-east-1.on.aws",
    "peccy.dsqlx.us-east-1.on.aws",
    "a.cluster-abc.us-east-1.docdb.amazonaws.com",
    "a.cluster-abc.us-east-1.neptune.amazonaws.com",
    "a.abc.us-east-1.redshift.amazonaws.com",
    "a.abc.0001.use1.cache.amazonaws.com",
    "b-1.a.abc.c2.kafka.us-east-1.amazonaws.com",
    "nlb-1a2b.elb.us-east-1.amazonaws.com",
];

const DIALLED: &str = "whatever the client dials";

#[test]
fn endpoints_are_signed_for() {
    for (host, region) in RDS {
        let token = rds::AuthToken { host, port: 5432, user: "app", region }.sign(&credentials(), now()).unwrap();
        assert!(token.as_str().starts_with(&format!("{}:5432/?Action=connect&", host.to_ascii_lowercase())));
        assert_eq!(findings(&format!("https://{}", token.as_str())), [], "{host}");
    }
    for (host, region) in DSQL {
        for admin in [false, true] {
            let token = dsql::AuthToken { host, region, admin, expires_in: HOUR }.sign(&credentials(), now()).unwrap();
            assert_eq!(findings(&format!("https://{}", token.as_str())), [], "{host}");
        }
    }
}

#[test]
fn other_hosts_are_refused() {
    let (c, now) = (&credentials(), now());
    for host in OTHERS.into_iter().chain(DSQL.map(|(host, _)| host)) {
        let host = &host.to_ascii_lowercase();
        let error = "not-an-endpoint";
        let sentence = format!(
            "the host {host} is not an endpoint of Amazon RDS: sign for the endpoint's own name and port, {DIALLED}"
        );
        refused(rds::AuthToken { host, port: 54321, user: "app", region: "us-east-1" }.sign(c, now), error, &sentence);
    }
    for host in OTHERS.into_iter().chain(RDS.map(|(host, _)| host)) {
        let host = &host.to_ascii_lowercase();
        let error = "not-an-endpoint";
        let sentence =
            format!("the host {host} is not an endpoint of Aurora DSQL: sign for the endpoint's own name, {DIALLED}");
        for admin in [false, true] {
            let token = dsql::AuthToken { host, region: "us-east-1", admin, expires_in: HOUR };
            refused(token.sign(c, now), error, &sentence);
        }
    }
}

/// Caches are named, not addressed.
#[test]
fn a_cache_is_not_named_by_a_host() {
    let (c, now, region) = (&credentials(), now(), "us-east-1");
    let endpoint = "the name of the cache has a character other than A-Z a-z 0-9 -: it is not the cache's endpoint";
    let tunnel = "the name of the cache is localhost: sign for the cache's own name, whatever the client dials";
    for host in OTHERS {
        let sentence = match host {
            // It may be a cache's name.
            "db" => continue,
            "localhost" => tunnel,
            _ => endpoint,
        };
        let error = "invalid-argument";
        refused(
            elasticache::AuthToken { cache: host, user: "app", region, serverless: false }.sign(c, now),
            error,
            sentence,
        );
        refused(
            elasticache::AuthToken { cache: host, user: "app", region, serverless: true }.sign(c, now),
            error,
            sentence,
        );
        refused(memorydb::AuthToken { cluster: host, user: "app", region }.sign(c, now), error, sentence);
    }
}

fn findings(url: &str) -> Vec<(&'static str, String)> {
    inspect(url, now()).findings.into_iter().map(|finding| (finding.kind(), finding.sentence)).collect()
}

/// A token that another program made is explained.
#[test]
fn other_hosts_are_found_in_tokens() {
    for (service, name, signed) in [("rds-db", "Amazon RDS", "name and port"), ("dsql", "Aurora DSQL", "name")] {
        let signer = Signer::new(credentials(), "us-east-1", service).unwrap();
        for host in OTHERS.into_iter().filter(|host| !host.ends_with('.')) {
            let request =
                Request::get(&format!("https://{host}:54321/?Action=connect&DBUser=app")).unwrap().into_owned();
            let url = request.presign(&signer, HOUR, now()).unwrap();
            let sentence = format!(
                "the token is signed for the host {host}, which is not an endpoint of {name}: it is compared with the \
                 endpoint's own {signed}, whatever the client dialled"
            );
            let found = findings(url.as_str());
            assert!(found.contains(&("endpoint", sentence)), "{found:?}");
        }
    }
}
