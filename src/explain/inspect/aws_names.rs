//! Which service the hosts of AWS are signed for: every name that stands before the region or the domain.
//!
//! Source: the service models and endpoint rules of botocore 1.44.8, and the documentation of the services that it has
//! no client for (AppSync's APIs, CodeCommit's Git endpoint, the data planes with names of the user's).

use alloc::string::String;

/// Names that are signed for themselves, or, as `api.ecr`, for their last part.
const OWN: &str = "\
    a2i-runtime.sagemaker abuse access-analyzer account account-access acm acm-pca aco-automation admin.wickr \
    agent-discovery agent-registry aidevops aiops airflow airflow-serverless amplify amplifybackend amplifyuibuilder \
    aoss api-fulfill.dataexchange api.airflow api.detective api.ecr api.ecr-public api.iotdeviceadvisor \
    api.iotmanagedintegrations api.iotsitewise api.iottwinmaker api.iotwireless api.mediatailor api.pricing \
    api.sagemaker api.sustainability api.thinclient apigateway apiportal app-integrations appconfig appfabric \
    appflow application-autoscaling application-cost-profiler application-signals applicationinsights appmesh \
    apprunner appsync aps arc-region-switch arc-zonal-shift artifact athena auditmanager autoscaling \
    autoscaling-plans b2bi backup backup-gateway backup-search batch bcm-dashboards bcm-data-exports \
    bcm-pricing-calculator bcm-recommended-actions bedrock bedrock-agentcore billing billingconductor braket budgets \
    cases cassandra ce chatbot chime cleanrooms cleanrooms-ml cloud9 cloudcontrolapi clouddirectory cloudformation \
    cloudfront cloudhsm cloudsearch cloudtrail cloudtrail-data cn.transcribe codeartifact codebuild codecommit \
    codeconnections codedeploy codeguru-profiler codeguru-reviewer codeguru-security codepipeline \
    codestar-connections codestar-notifications cognito-identity cognito-idp cognito-sync comprehend \
    comprehendmedical compute-optimizer config connect connect-campaigns continuum controlcatalog \
    controlplane.payment-cryptography controltower cost-optimization-hub cp.aidevops cp.geofencing.geo cp.maps.geo \
    cp.metadata.geo cp.places.geo cp.routes.geo cp.tracking.geo cur data.iotsitewise data.iottwinmaker \
    data.mediastore data.qapps databrew dataexchange datapipeline dataplane.payment-cryptography dataplane.rum \
    datasync datatransformation.healthlake datazone dax deadline detective devicefarm devops-guru directconnect \
    discovery dlm dms docdb-elastic dp.aidevops drs ds ds-data dsql dynamodb ebs ec2 ec2-instance-connect ecr \
    ecr-public ecs edge.sagemaker eks eks-auth elasticache elasticbeanstalk elasticfilesystem elasticloadbalancing \
    elasticmapreduce elemental-inference emr-containers emr-serverless end-user-messaging entityresolution \
    env.airflow es events evs execute-api featurestore-runtime.sagemaker firehose fis fms forecast frauddetector \
    freetier fsx gamelift gameliftstreams gateway-runtime.sagemaker geo geo-maps geo-places geo-routes \
    geofencing.geo glacier global.health globalaccelerator glue grafana greengrass groundstation guardduty health \
    health-agent healthlake iam identitystore imagebuilder inferencerouter-runtime.sagemaker ingest.timestream \
    inspector inspector-scan inspector2 interconnect internetmonitor invoicing iot iotfleetwise iotsitewise \
    iotthingsgraph iottwinmaker ivs ivschat job-runtime.sagemaker kafka kafkaconnect kendra kendra-ranking kinesis \
    kinesisanalytics kinesisvideo kms lakeformation lambda launchwizard license-manager \
    license-manager-linux-subscriptions license-manager-user-subscriptions lightsail logs lookoutequipment m2 \
    machinelearning macie2 managedblockchain managedblockchain-query management.deadline \
    marketplacecommerceanalytics mediaconnect mediaconvert medialive mediapackage mediapackage-vod mediapackagev2 \
    mediastore mediatailor medical-imaging metadata.geo metrics.sagemaker mgh mgn migrationhub-orchestrator \
    migrationhub-strategy models.lex monitor.iotsitewise monitoring mpa mq mturk-requester neptune-db \
    network-firewall network-security-manager networkflowmonitor networkmanager networkmonitor notifications \
    notifications-contacts nova-act oam observabilityadmin odb omics ops.airflow organizations osis osm outposts \
    partnercentral-account partnercentral-benefits partnercentral-channel partnercentral-marketing \
    partnercentral-selling payments pca-connector-ad pca-connector-scep pcs personalize pi pipes polly \
    pricingplanmanager profile proton qbusiness query.timestream quicksight ram rbin rds rds-data redshift \
    redshift-data redshift-serverless refactor-spaces rekognition repostspace resiliencehub resource-explorer-2 \
    resource-groups rolesanywhere route53 route53-recovery-cluster route53-recovery-control-config \
    route53-recovery-readiness route53domains route53globalresolver route53profiles route53resolver rtbfabric rum \
    runtime.health-agent runtime.lex runtime.sagemaker s3-outposts s3files s3tables s3vectors sagemaker-geospatial \
    savingsplans scheduler scheduling.deadline schemas scn sdb secretsmanager security-ir securityagent securityhub \
    securitylake serverlessrepo servicecatalog servicediscovery servicequotas shield signer signin sms-voice \
    snow-device-management snowball sns social-messaging sqs ssm ssm-contacts ssm-guiconnect ssm-incidents \
    ssm-quicksetup ssm-sap sso states storagegateway streaming.health-agent streams.dynamodb sts \
    subscribe.mediaconvert support supportapp supportauthz sustainability swf synthetics tagging tax textract \
    thinclient timestream-influxdb tracking.geo training-session-runtime.sagemaker transcribe transfer translate \
    trustedadvisor uxc verifiedpermissions voiceid vpc-lattice waf waf-regional wafv2 wellarchitected wisdom \
    workdocs workmail workmailmessageflow workspaces workspaces-instances workspaces-web xray";

/// Services, and the names that are signed for them instead of for themselves.
const OTHER: [(&str, &str); 47] = [
    ("agent-registry", "agent-registry-control"),
    ("appconfig", "appconfigdata"),
    ("appstream", "appstream2"),
    (
        "aws-marketplace",
        "agreement-marketplace catalog-marketplace catalog.marketplace deployment-marketplace discovery-marketplace \
         entitlement-marketplace entitlement.marketplace metering-marketplace metering.marketplace reporting-marketplace",
    ),
    ("awsssoportal", "portal.sso"),
    (
        "bedrock",
        "bedrock-agent bedrock-agent-runtime bedrock-data-automation bedrock-data-automation-runtime bedrock-runtime",
    ),
    ("bedrock-agentcore", "bedrock-agentcore-control"),
    ("cassandra", "cassandra-streams"),
    ("chime", "identity-chime media-pipelines-chime meetings-chime messaging-chime voice-chime"),
    ("cloudhsm", "cloudhsmv2"),
    ("cloudsearch", "cloudsearchdomain"),
    ("cloudwatch", "cloudwatch-omni"),
    ("codecommit", "git-codecommit"),
    ("connect", "contact-lens"),
    ("dynamodb", "streams-dynamodb"),
    ("elasticfilesystem", "efs"),
    ("es", "aos"),
    ("events", "eventsv2"),
    ("execute-api", "participant.connect"),
    ("forecast", "forecastquery"),
    ("greengrass", "greengrass-ats.iot"),
    ("iam", "iam-toolbox"),
    ("iot-jobs-data", "data.jobs.iot"),
    ("iotdata", "data-ats.iot data.ats.iot data.iot"),
    ("IoTSecuredTunneling", "api.iot-tunneling api.tunneling.iot"),
    ("ivs", "ivsrealtime"),
    ("kafka", "kafka-api"),
    ("lakeformation", "data-lakeformation query-lakeformation"),
    ("lex", "models-v2-lex runtime-v2-lex"),
    ("logs", "stream-logs"),
    ("medical-imaging", "runtime-medical-imaging"),
    ("memorydb", "memory-db"),
    ("mgh", "migrationhub-config"),
    ("mobiletargeting", "pinpoint"),
    ("omics", "analytics-omics control-storage-omics storage-omics tags-omics workflows-omics"),
    ("partnercentral", "partnercentral-prm"),
    ("personalize", "personalize-events personalize-runtime"),
    ("route53-recovery-control-config", "arc-recovery-control-config"),
    ("servicecatalog", "servicecatalog-appregistry"),
    ("servicediscovery", "data-servicediscovery"),
    ("ses", "email mail-manager"),
    ("signer", "data-signer"),
    ("sms-voice", "sms-voice.pinpoint"),
    ("sso-oauth", "oidc"),
    ("states", "sync-states"),
    ("timestream", "timestream-ingest timestream-query"),
    ("transcribe", "transcribestreaming"),
];

/// Services, and the names before which stands a name of the user's, such as an account, an API or a stream.
const WITH_PREFIX: [(&str, &str); 17] = [
    ("appsync", "appsync-api appsync-realtime-api"),
    ("dsql", "dsql"),
    ("dynamodb", "ddb search-ddb streams-ddb"),
    ("ec2-instance-connect", "ec2-instance-connect-endpoint"),
    ("es", "aos"),
    ("events", "eventsv2"),
    ("execute-api", "execute-api"),
    ("kinesis", "control-kinesis control-kinesis-queues data-kinesis data-kinesis-queues"),
    ("kinesisvideo", "kinesisvideo"),
    ("lambda", "lambda-url"),
    ("mediaconvert", "mediaconvert"),
    ("mediastore", "data.mediastore"),
    ("neptune-graph", "neptune-graph"),
    ("osm", "osm"),
    ("rds-db", "rds"),
    ("timestream", "timestream"),
    ("vpc-lattice-svcs", "vpc-lattice-svcs"),
];

/// The same for names whose region comes first: `search-a.eu-west-1.es`.
const AFTER_REGION: [(&str, &str); 6] = [
    ("aoss", "aoss"),
    ("cloudsearch", "cloudsearch"),
    ("es", "es"),
    ("neptune-db", "neptune"),
    ("rds-db", "rds"),
    ("sqs", "queue"),
];

/// Services with an endpoint for all regions of a partition, without a region in its name.
const GLOBAL: &str = "budgets cloudfront global.health iam importexport route53 savingsplans sdb sts waf";

/// Pairs of services with one host, of which clients sign for the second: brokers of Amazon MSK accept a request to the
/// API of Kafka, and AWS IoT Core has MQTT where it has its HTTPS API.
const BESIDE: [(&str, &str); 2] = [("kafka", "kafka-cluster"), ("iotdata", "iotdevicegateway")];

/// The names of S3. Before most of them stands a name of the user's.
const S3: [(&str, &str); 3] = [
    (
        "s3",
        "s3 s3-accelerate s3-accesspoint s3-control s3-external-1 s3-global s3-website accesspoint.s3-global \
         mrap.accesspoint.s3-global",
    ),
    ("s3-object-lambda", "s3-object-lambda"),
    ("s3-outposts", "s3-outposts"),
];

/// The service that a name is signed for, and what of it is the user's. `None`: it is not known.
pub(super) fn service(name: &str) -> Option<(&'static str, &str)> {
    let plain = without_fips(name);
    let own = OWN.split(' ').find(|own| *own == plain).map(|own| own.rsplit('.').next().unwrap_or(own));
    if let Some(service) = own.or_else(|| find(&OTHER, &plain)) {
        return Some((service, ""));
    }
    // The longest name that is known: `data.mediastore` before `mediastore`.
    let ends = name.match_indices('.').map(|(at, _)| name.split_at(at + 1));
    [("", name)].into_iter().chain(ends).find_map(|(users, name)| {
        let name = without_fips(name);
        // The rest names the zone.
        let is_label = |start: &str| name.starts_with(start) && !name.contains('.');
        let express = is_label("s3express-").then_some("s3express");
        // A cluster behind AWS PrivateLink has more after the hyphen.
        let of_users = || find(&WITH_PREFIX, &name).or_else(|| is_label("dsql-").then_some("dsql"));
        let service = express.or_else(|| find(&S3, &name)).or_else(|| of_users().filter(|_| !users.is_empty()))?;
        Some((service, users.trim_end_matches('.')))
    })
}

/// The service of a name that follows the region.
pub(super) fn after_region(name: &str) -> Option<&'static str> {
    find(&AFTER_REGION, name)
}

/// Whether a name alone is a host for all regions of a partition.
pub(super) fn is_global(name: &str) -> bool {
    has(GLOBAL, &without_fips(name))
}

/// Whether a host of one service also accepts what is signed for another.
pub(super) fn takes(service: &str, signed: &str) -> bool {
    service == signed || BESIDE.contains(&(service, signed))
}

/// A service as scopes write it.
pub(super) fn in_any_case(service: &str) -> Option<&'static str> {
    let others = [&OTHER[..], &WITH_PREFIX, &S3].into_iter().flatten().map(|(service, _)| *service);
    others.chain(OWN.split(' ')).find(|name| name.eq_ignore_ascii_case(service))
}

fn find(table: &[(&'static str, &str)], name: &str) -> Option<&'static str> {
    table.iter().find(|(_, names)| has(names, name)).map(|(service, _)| *service)
}

fn has(names: &str, name: &str) -> bool {
    names.split(' ').any(|other| other == name)
}

/// The name of the ordinary endpoint: `models.lex` for `models-fips.lex`, and `batch` for `fips.batch`.
fn without_fips(name: &str) -> String {
    let plain = name.strip_prefix("fips.").unwrap_or(name);
    plain.replace("-fips.", ".").trim_end_matches("-fips").replace("s3express-fips-", "s3express-")
}
