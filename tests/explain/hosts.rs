//! The service and the region that hosts belong to, and URLs whose host contradicts their scope.

use presign::explain::{Finding, host_scope, inspect};
use presign::{Request, Signer};

use crate::fixtures::{HOUR, credentials, now};

/// Signs for the address as it is given, and looks at the URL.
fn findings(address: &str, region: &str, service: &str) -> Vec<Finding> {
    // A signer refuses `S3`, which other signers take.
    let lower = service.to_ascii_lowercase();
    let signer = Signer::new(credentials(), region, &lower).unwrap();
    // A signer refuses hosts that accept SigV4a alone.
    let (scheme, rest) = address.split_once("://").unwrap();
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let request = Request::get(&format!("{scheme}://h.example{path}")).unwrap().into_owned();
    let url = request.presign(&signer, HOUR, now()).unwrap();
    let url = url.as_str().replacen("h.example", host, 1);
    let scope = |service: &str| format!("%2F{service}%2Faws4_request");
    inspect(&url.replace(&scope(&lower), &scope(service)), now()).findings
}

#[track_caller]
fn finds(address: &str, region: &str, service: &str, kind: &'static str, sentence: &str) {
    let findings = findings(address, region, service);
    let found: Vec<_> = findings.iter().map(|finding| (finding.kind(), finding.sentence.as_str())).collect();
    assert_eq!(found, [(kind, sentence)], "{address}");
}

#[track_caller]
fn finds_nothing(host: &str, region: &str, service: &str) {
    assert_eq!(findings(&format!("https://{host}/k"), region, service), [], "{host} {region} {service}");
}

/// A host, its service, and its region.
const HOSTS: [(&str, Option<&str>, Option<&str>); 113] = [
    // S3 in its forms.
    ("b.s3.eu-west-1.amazonaws.com", Some("s3"), Some("eu-west-1")),
    ("s3.eu-west-1.amazonaws.com", Some("s3"), Some("eu-west-1")),
    ("S3.EU-West-1.AmazonAWS.com:443", Some("s3"), Some("eu-west-1")),
    ("s3.eu-west-1.amazonaws.com.", Some("s3"), Some("eu-west-1")),
    ("s3-us-west-2.amazonaws.com", Some("s3"), Some("us-west-2")),
    ("b.s3-us-west-2.amazonaws.com", Some("s3"), Some("us-west-2")),
    ("s3-fips-us-gov-west-1.amazonaws.com", Some("s3"), Some("us-gov-west-1")),
    ("b.s3.dualstack.eu-west-1.amazonaws.com", Some("s3"), Some("eu-west-1")),
    ("b.s3-fips.us-east-2.amazonaws.com", Some("s3"), Some("us-east-2")),
    ("b.s3-fips.dualstack.us-east-2.amazonaws.com", Some("s3"), Some("us-east-2")),
    ("b.s3.amazonaws.com", Some("s3"), Some("us-east-1")),
    ("s3.amazonaws.com", Some("s3"), Some("us-east-1")),
    ("s3-external-1.amazonaws.com", Some("s3"), Some("us-east-1")),
    ("b.s3-external-1.amazonaws.com", Some("s3"), Some("us-east-1")),
    ("us-west-2.s3.amazonaws.com", Some("s3"), Some("us-east-1")),
    ("b.s3-accelerate.amazonaws.com", Some("s3"), None),
    ("b.s3-accelerate.dualstack.amazonaws.com", Some("s3"), None),
    ("a-123456789012.s3-accesspoint.us-west-2.amazonaws.com", Some("s3"), Some("us-west-2")),
    ("a-123456789012.s3-accesspoint-fips.dualstack.us-west-2.amazonaws.com", Some("s3"), Some("us-west-2")),
    ("a-123456789012.s3-object-lambda.us-west-2.amazonaws.com", Some("s3-object-lambda"), Some("us-west-2")),
    ("a-123456789012.op-01.s3-outposts.us-west-2.amazonaws.com", Some("s3-outposts"), Some("us-west-2")),
    ("m.mrap.accesspoint.s3-global.amazonaws.com", Some("s3"), None),
    ("b--usw2-az1--x-s3.s3express-usw2-az1.us-west-2.amazonaws.com", Some("s3express"), Some("us-west-2")),
    (
        "b--usw2-az1--x-s3.s3express-fips-usw2-az1.dualstack.us-west-2.amazonaws.com",
        Some("s3express"),
        Some("us-west-2"),
    ),
    ("s3express-control.us-west-2.amazonaws.com", Some("s3express"), Some("us-west-2")),
    ("123456789012.s3-control.us-west-2.amazonaws.com", Some("s3"), Some("us-west-2")),
    ("b.bucket.vpce-1a2b.s3.us-east-1.vpce.amazonaws.com", Some("s3"), Some("us-east-1")),
    // Partitions.
    ("b.s3.cn-north-1.amazonaws.com.cn", Some("s3"), Some("cn-north-1")),
    ("b.s3.us-iso-east-1.c2s.ic.gov", Some("s3"), Some("us-iso-east-1")),
    ("b.s3.us-isob-east-1.sc2s.sgov.gov", Some("s3"), Some("us-isob-east-1")),
    ("b.s3.eu-isoe-west-1.cloud.adc-e.uk", Some("s3"), Some("eu-isoe-west-1")),
    ("b.s3.us-isof-south-1.csp.hci.ic.gov", Some("s3"), Some("us-isof-south-1")),
    ("b.s3.eusc-de-east-1.amazonaws.eu", Some("s3"), Some("eusc-de-east-1")),
    // Other services.
    ("sts.amazonaws.com", Some("sts"), Some("us-east-1")),
    ("sts.eu-west-1.amazonaws.com", Some("sts"), Some("eu-west-1")),
    ("sts.eu-west-1.api.aws", Some("sts"), Some("eu-west-1")),
    ("iam.amazonaws.com", Some("iam"), Some("us-east-1")),
    ("x.execute-api.eu-west-1.amazonaws.com", Some("execute-api"), Some("eu-west-1")),
    ("vpce-1a.execute-api.us-east-1.vpce.amazonaws.com", Some("execute-api"), Some("us-east-1")),
    ("x.lambda-url.us-east-1.on.aws", Some("lambda"), Some("us-east-1")),
    ("x.y.vpc-lattice-svcs.us-west-2.on.aws", Some("vpc-lattice-svcs"), Some("us-west-2")),
    ("x.dsql.us-east-1.on.aws", Some("dsql"), Some("us-east-1")),
    ("search-x.eu-west-1.es.amazonaws.com", Some("es"), Some("eu-west-1")),
    ("x.us-east-1.aoss.amazonaws.com", Some("aoss"), Some("us-east-1")),
    ("d.abc.eu-west-1.rds.amazonaws.com", Some("rds-db"), Some("eu-west-1")),
    ("d.cluster-a.us-east-1.neptune.amazonaws.com", Some("neptune-db"), Some("us-east-1")),
    ("eu-west-1.queue.amazonaws.com", Some("sqs"), Some("eu-west-1")),
    ("bedrock-runtime.us-east-1.amazonaws.com", Some("bedrock"), Some("us-east-1")),
    ("bedrock-runtime-fips.us-east-1.amazonaws.com", Some("bedrock"), Some("us-east-1")),
    ("email.eu-west-1.amazonaws.com", Some("ses"), Some("eu-west-1")),
    ("entitlement.marketplace.us-east-1.amazonaws.com", Some("aws-marketplace"), Some("us-east-1")),
    ("runtime.sagemaker.us-east-1.amazonaws.com", Some("sagemaker"), Some("us-east-1")),
    ("a-ats.iot.eu-west-1.amazonaws.com", None, Some("eu-west-1")),
    ("iot.eu-west-1.amazonaws.com", Some("iot"), Some("eu-west-1")),
    ("git-codecommit.eu-west-1.amazonaws.com", Some("codecommit"), Some("eu-west-1")),
    ("transcribestreaming.eu-west-1.amazonaws.com:8443", Some("transcribe"), Some("eu-west-1")),
    ("x.appsync-realtime-api.eu-west-1.amazonaws.com", Some("appsync"), Some("eu-west-1")),
    ("eice-1.a.ec2-instance-connect-endpoint.eu-west-1.amazonaws.com", Some("ec2-instance-connect"), Some("eu-west-1")),
    ("v-1a2b.kinesisvideo.eu-west-1.amazonaws.com", Some("kinesisvideo"), Some("eu-west-1")),
    ("ingest-cell1.timestream.eu-west-1.amazonaws.com", Some("timestream"), Some("eu-west-1")),
    ("abc.mediaconvert.eu-west-1.amazonaws.com", Some("mediaconvert"), Some("eu-west-1")),
    ("abc.data.mediastore.eu-west-1.amazonaws.com", Some("mediastore"), Some("eu-west-1")),
    ("search-x.aos.eu-west-1.on.aws", Some("es"), Some("eu-west-1")),
    ("search-x.eu-west-1.cloudsearch.amazonaws.com", Some("cloudsearch"), Some("eu-west-1")),
    ("x.dsql-fnh4.us-east-1.on.aws", Some("dsql"), Some("us-east-1")),
    ("d.abc.rds.cn-north-1.amazonaws.com.cn", Some("rds-db"), Some("cn-north-1")),
    ("d.abc.cn-north-1.rds.amazonaws.com.cn", Some("rds-db"), Some("cn-north-1")),
    // Endpoints of VPCs.
    ("vpce-1a-2b.sqs.us-east-1.vpce.amazonaws.com", Some("sqs"), Some("us-east-1")),
    ("vpce-1a-2b-us-east-1a.api.ecr.us-east-1.vpce.amazonaws.com", Some("ecr"), Some("us-east-1")),
    ("vpce-1a-2b.runtime.sagemaker.us-east-1.vpce.amazonaws.com", Some("sagemaker"), Some("us-east-1")),
    ("vpce-1a-2b.rds.cn-north-1.vpce.amazonaws.com.cn", Some("rds"), Some("cn-north-1")),
    ("vpce-1a-2b.bedrock-runtime.us-east-1.vpce.amazonaws.com", Some("bedrock"), Some("us-east-1")),
    // Names of which the service is not known, or which take no signature: the region is told all the same.
    ("123456789012.dkr.ecr.eu-west-1.amazonaws.com", None, Some("eu-west-1")),
    ("my-balancer-1a2b.elb.eu-west-1.amazonaws.com", None, Some("eu-west-1")),
    ("b-1.cluster.1a2b.c2.kafka.eu-west-1.amazonaws.com", None, Some("eu-west-1")),
    ("boot-1a2b.c1.kafka-serverless.eu-west-1.amazonaws.com", None, Some("eu-west-1")),
    ("x.sqs.eu-west-1.amazonaws.com", None, Some("eu-west-1")),
    ("no-such-service.eu-west-1.amazonaws.com", None, Some("eu-west-1")),
    // Every region, by SigV4a alone.
    ("1a2b.cloudfront-kvs.global.api.aws", Some("cloudfront-keyvaluestore"), None),
    ("abcde.veo.endpoint.events.amazonaws.com", Some("events"), None),
    ("abcde.g3h.endpoints.email.amazonaws.com:443", Some("ses"), None),
    ("abcde.g3h.endpoints.email.global.api.aws", Some("ses"), None),
    ("abcde.g3h.endpoints.email.us-gov.amazonaws.com", Some("ses"), None),
    ("sqs.eu-west-1.amazonaws.com", Some("sqs"), Some("eu-west-1")),
    ("route53.amazonaws.com", Some("route53"), Some("us-east-1")),
    // Services that speak S3.
    ("s3.us-west-004.backblazeb2.com", Some("s3"), Some("us-west-004")),
    ("b.s3.us-west-004.backblazeb2.com", Some("s3"), Some("us-west-004")),
    ("s3.eu-central-1.wasabisys.com", Some("s3"), Some("eu-central-1")),
    ("s3.fr-par.scw.cloud", Some("s3"), Some("fr-par")),
    ("s3.gra.io.cloud.ovh.net", Some("s3"), Some("gra")),
    ("b.oss-cn-hangzhou.aliyuncs.com", Some("s3"), Some("cn-hangzhou")),
    ("b.cos.ap-guangzhou.myqcloud.com", Some("s3"), Some("ap-guangzhou")),
    ("b.nyc3.digitaloceanspaces.com", Some("s3"), Some("nyc3")),
    ("id.r2.cloudflarestorage.com", Some("s3"), Some("auto")),
    ("b.id.eu.r2.cloudflarestorage.com", Some("s3"), Some("auto")),
    ("fly.t3.storage.dev", Some("s3"), Some("auto")),
    ("storage.googleapis.com", Some("s3"), Some("auto")),
    ("b.storage.googleapis.com", Some("s3"), Some("auto")),
    ("s3.oss-cn-hangzhou.aliyuncs.com", Some("s3"), Some("cn-hangzhou")),
    ("b.s3.oss-cn-hangzhou.aliyuncs.com", Some("s3"), Some("cn-hangzhou")),
    ("sos-ch-gva-2.exo.io", Some("s3"), Some("ch-gva-2")),
    ("b.sos-ch-gva-2.exo.io", Some("s3"), Some("ch-gva-2")),
    ("us-east.object.fastlystorage.app", Some("s3"), Some("us-east")),
    ("s3.us-west-1.idrivee2.com", Some("s3"), Some("us-west-1")),
    ("b.s3.eu-central-2.ionoscloud.com", Some("s3"), Some("eu-central-2")),
    ("ns.compat.objectstorage.eu-frankfurt-1.oci.customer-oci.com", Some("s3"), Some("eu-frankfurt-1")),
    ("b.s3.ru-1.storage.selcloud.ru", Some("s3"), Some("ru-1")),
    ("gateway.storjshare.io", Some("s3"), Some("us-east-1")),
    ("abc.storage.supabase.co", Some("s3"), None),
    ("mud5q.upcloudobjects.com", Some("s3"), None),
    ("b.ewr1.vultrobjects.com", Some("s3"), Some("ewr1")),
    ("obs.eu-west-101.myhuaweicloud.com", Some("s3"), Some("eu-west-101")),
    ("b.storage.yandexcloud.net", Some("s3"), Some("ru-central1")),
];

#[test]
fn hosts_tell_their_service_and_region() {
    for (host, service, region) in HOSTS {
        let scope = host_scope(host).unwrap_or_else(|| panic!("{host}"));
        assert_eq!((scope.service.as_deref(), scope.region.as_deref()), (service, region), "{host}");
        let of_every_region = ["s3-global", "cloudfront-kvs", "endpoint.events", "endpoints.email"];
        assert_eq!(scope.needs_sigv4a, of_every_region.iter().any(|name| host.contains(name)), "{host}");
    }
}

#[test]
fn what_is_no_such_host_tells_nothing() {
    for host in [
        "",
        ".",
        "localhost:9000",
        "[::1]:9000",
        "example.com",
        "amazonaws.com",
        "amazonaws.com.example.com",
        "b.s3.eu-west-1.amazonaws.com.example.com",
        "xs3.us-west-004.backblazeb2.com",
        "backblazeb2.com",
        "s3.backblazeb2.com",
        "us-west-004.backblazeb2.com",
        "xstorage.googleapis.com",
        "xgateway.storjshare.io",
        "r2.cloudflarestorage.com",
        "exo.io",
        "ch-gva-2.exo.io",
        "b.objectstorage.eu-frankfurt-1.oci.customer-oci.com",
        "b.s3-website-us-east-1.amazonaws.com",
        "b.s3-website.eu-west-3.amazonaws.com",
        "x.execute-api.amazonaws.com",
        "x.execute-api.web-1.amazonaws.com",
        "a.b.use1.cache.amazonaws.com",
        "d111111abcdef8.cloudfront.net",
        "s3.amazonaws.com.cn",
    ] {
        assert_eq!(host_scope(host), None, "{host}");
    }
}

/// Each host, signed for what it tells, is in order.
#[test]
fn a_host_that_fits_its_scope_is_no_finding() {
    for (host, service, region) in HOSTS {
        if host_scope(host).unwrap().needs_sigv4a || host.contains(":443") {
            continue;
        }
        finds_nothing(host.trim_end_matches('.'), region.unwrap_or("eu-north-1"), service.unwrap_or("iotdata"));
    }
    // Regions and services that are not checked there, or have more than one name.
    finds_nothing("b.nyc3.digitaloceanspaces.com", "us-east-1", "s3");
    finds_nothing("id.r2.cloudflarestorage.com", "us-east-1", "s3");
    finds_nothing("storage.googleapis.com", "us-east-1", "s3");
    finds_nothing("s3.eu-central-1.ionoscloud.com", "de", "s3");
    finds_nothing("b.ewr1.vultrobjects.com", "us-east-1", "s3");
    finds_nothing("sos-ch-gva-2.exo.io", "us-east-1", "s3");
    finds_nothing("kafka.us-east-1.amazonaws.com", "us-east-1", "kafka-cluster");
    finds_nothing("a-ats.iot.eu-west-1.amazonaws.com", "eu-west-1", "iotdevicegateway");
    finds_nothing("media.example.com", "eu-west-1", "s3");
}

#[test]
fn another_region_than_the_hosts() {
    for (host, right) in [
        ("id.r2.cloudflarestorage.com", "auto"),
        ("s3.eu-central-2.ionoscloud.com", "eu-central-2"),
        ("b.s3.ru-1.storage.selcloud.ru", "ru-1"),
        ("us-east.object.fastlystorage.app", "us-east"),
        ("ns.compat.objectstorage.eu-frankfurt-1.oci.customer-oci.com", "eu-frankfurt-1"),
        ("storage.yandexcloud.net", "ru-central1"),
        ("b.s3.eu-west-1.amazonaws.com", "eu-west-1"),
        ("s3-us-west-2.amazonaws.com", "us-west-2"),
        ("b.s3.dualstack.eu-west-1.amazonaws.com", "eu-west-1"),
        ("s3.us-west-004.backblazeb2.com", "us-west-004"),
        ("s3.eu-central-1.wasabisys.com", "eu-central-1"),
        ("s3-external-1.amazonaws.com", "us-east-1"),
    ] {
        let sentence = format!("the host {host} belongs to the region {right}, but the URL is signed for ap-south-1");
        finds(&format!("https://{host}/k"), "ap-south-1", "s3", "region", &sentence);
    }
    for (host, service, right) in [
        ("sts.amazonaws.com", "sts", "us-east-1"),
        ("x.execute-api.eu-west-1.amazonaws.com", "execute-api", "eu-west-1"),
        ("search-x.eu-west-1.es.amazonaws.com", "es", "eu-west-1"),
        ("sqs.eu-west-1.amazonaws.com", "sqs", "eu-west-1"),
        ("a-ats.iot.eu-west-1.amazonaws.com", "iotdata", "eu-west-1"),
    ] {
        let sentence = format!("the host {host} belongs to the region {right}, but the URL is signed for ap-south-1");
        finds(&format!("https://{host}/k"), "ap-south-1", service, "region", &sentence);
    }
}

#[test]
fn another_service_than_the_hosts() {
    for (host, right, signed) in [
        ("b.s3.eu-west-1.amazonaws.com", "s3", "execute-api"),
        ("b.s3.eu-west-1.amazonaws.com", "s3", "S3"),
        ("a-1.s3-object-lambda.eu-west-1.amazonaws.com", "s3-object-lambda", "s3"),
        ("b--z--x-s3.s3express-z.eu-west-1.amazonaws.com", "s3express", "s3"),
        ("x.execute-api.eu-west-1.amazonaws.com", "execute-api", "apigateway"),
        ("x.lambda-url.eu-west-1.on.aws", "lambda", "lambda-url"),
        ("x.eu-west-1.aoss.amazonaws.com", "aoss", "es"),
        ("s3.eu-west-1.wasabisys.com", "s3", "wasabi"),
        ("cloudhsmv2.eu-west-1.amazonaws.com", "cloudhsm", "cloudhsmv2"),
        ("cloudhsmv2-fips.eu-west-1.amazonaws.com", "cloudhsm", "cloudhsmv2"),
        ("api.ecr.eu-west-1.amazonaws.com", "ecr", "api"),
        ("bedrock-runtime.eu-west-1.amazonaws.com", "bedrock", "bedrock-runtime"),
        ("email.eu-west-1.amazonaws.com", "ses", "email"),
        ("sync-states.eu-west-1.amazonaws.com", "states", "sync-states"),
        ("sqs.eu-west-1.amazonaws.com", "sqs", "sns"),
    ] {
        let sentence = format!("the host {host} belongs to the service {right}, but the URL is signed for {signed}");
        finds(&format!("https://{host}/k"), "eu-west-1", signed, "service", &sentence);
    }
    let sentence = "the URL is signed for the service S3, which is written s3";
    finds("https://minio.example.com/b/k", "us-east-1", "S3", "service", sentence);
}

#[test]
fn the_global_endpoint_of_s3() {
    let sentence = |host: &str, better: &str| {
        format!(
            "the host {host} is the global endpoint of S3 and belongs to us-east-1, but the URL is signed for \
             eu-west-1: S3 redirects requests for new buckets (307), which browsers refuse to follow from another \
             origin (CORS); sign for the host {better}"
        )
    };
    let expected = sentence("b.s3.amazonaws.com", "b.s3.eu-west-1.amazonaws.com");
    finds("https://b.s3.amazonaws.com/k", "eu-west-1", "s3", "endpoint", &expected);
    let expected = sentence("s3.amazonaws.com", "s3.eu-west-1.amazonaws.com");
    finds("https://s3.amazonaws.com/b/k", "eu-west-1", "s3", "endpoint", &expected);
    finds_nothing("b.s3.amazonaws.com", "us-east-1", "s3");
}

#[test]
fn endpoints_that_do_not_take_the_signature() {
    let sentence =
        |host: &str| format!("the host {host} is a website endpoint of S3, which accepts no signed requests");
    for host in ["b.s3-website-eu-west-1.amazonaws.com", "b.s3-website.eu-west-3.amazonaws.com"] {
        finds(&format!("http://{host}/k"), "eu-west-1", "s3", "endpoint", &sentence(host));
    }
    let host = "m.mrap.accesspoint.s3-global.amazonaws.com";
    let sentence =
        format!("the host {host} is a Multi-Region Access Point, which accepts only SigV4a, not Signature Version 4");
    finds(&format!("https://{host}/k"), "us-east-1", "s3", "endpoint", &sentence);
    let host = "1a2b.cloudfront-kvs.global.api.aws";
    let sentence = format!("the host {host} accepts only SigV4a, not Signature Version 4");
    finds(&format!("https://{host}/k"), "us-east-1", "cloudfront-keyvaluestore", "endpoint", &sentence);
}

#[test]
fn hosts_that_have_no_path_style() {
    for (host, service) in [
        ("s3-accelerate.amazonaws.com", "s3"),
        ("s3-accelerate.dualstack.amazonaws.com", "s3"),
        ("s3-accesspoint.us-west-2.amazonaws.com", "s3"),
        ("s3-accesspoint-fips.dualstack.us-west-2.amazonaws.com", "s3"),
        ("s3express-usw2-az1.us-west-2.amazonaws.com", "s3express"),
        ("s3express-fips-apne1-az4.us-west-2.amazonaws.com", "s3express"),
    ] {
        let sentence = format!(
            "the host {host} has the name of the bucket or access point before it, as in NAME.{host}: it has no path style"
        );
        finds(&format!("https://{host}/photos/k"), "us-west-2", service, "endpoint", &sentence);
        finds_nothing(&format!("photos.{host}"), "us-west-2", service);
    }
    finds_nothing("s3express-control.us-west-2.amazonaws.com", "us-west-2", "s3express");
}

#[test]
fn hosts_that_not_everybody_can_reach() {
    let host = "a.b.s3.eu-west-1.amazonaws.com";
    let sentence = format!(
        "the bucket name a.b has a dot and is part of the host {host}, which no certificate of S3 covers: use path \
         style"
    );
    finds(&format!("https://{host}/k"), "eu-west-1", "s3", "certificate", &sentence);
    assert_eq!(findings(&format!("http://{host}/k"), "eu-west-1", "s3"), []);
    for host in ["minio:9000", "minio", "host.docker.internal:9000", "minio.tenant.svc.cluster.local", "nas.local"] {
        let name = host.split(':').next().unwrap();
        let sentence = format!(
            "the host {name} is known only inside its own network, such as that of Docker: a browser elsewhere cannot \
             reach it, and under another name the signature does not match"
        );
        finds(&format!("http://{host}/b/k"), "us-east-1", "s3", "private-host", &sentence);
    }
    for host in ["localhost:9000", "127.0.0.1:9000", "[::1]:9000", "minio.example.com"] {
        assert_eq!(findings(&format!("http://{host}/b/k"), "us-east-1", "s3"), []);
    }
}
