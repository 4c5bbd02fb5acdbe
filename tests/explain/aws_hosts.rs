//! Every host of AWS that botocore knows: told for what botocore signs there, or not told at all. `aws_hosts.toml`, which
//! `aws_hosts.py` wrote.

use std::collections::BTreeMap;
use std::fs;

use presign::explain::host_scope;
use serde::Deserialize;

#[derive(Deserialize)]
struct Table {
    /// The regions that are tried at each domain.
    domains: BTreeMap<String, Vec<String>>,
    regional: Vec<Names>,
    /// Service and region of hosts whose region does not stand before the domain, or is another one.
    others: BTreeMap<String, Vec<String>>,
}

#[derive(Deserialize)]
struct Names {
    domains: Vec<String>,
    /// In each line a name, and the services that are signed for there.
    services: String,
}

/// A host, and the services and regions that botocore signs for there.
struct Row {
    host: String,
    services: Vec<String>,
    regions: Vec<String>,
}

fn rows() -> Vec<Row> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/explain/aws_hosts.toml");
    let table: Table = toml::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let mut rows = Vec::new();
    for names in &table.regional {
        for line in names.services.lines() {
            let (name, services) = line.split_once(' ').unwrap();
            let services: Vec<_> = services.split(' ').map(str::to_owned).collect();
            for domain in &names.domains {
                rows.extend(table.domains[domain].iter().map(|region| Row {
                    host: format!("{name}.{region}.{domain}"),
                    services: services.clone(),
                    regions: vec![region.clone()],
                }));
            }
        }
    }
    rows.extend(table.others.into_iter().map(|(host, scopes)| {
        let (services, regions) = scopes.iter().map(|s| s.split_once(' ').unwrap()).unzip::<_, _, Vec<_>, Vec<_>>();
        let owned = |values: Vec<&str>| values.into_iter().map(str::to_owned).collect();
        Row { host, services: owned(services), regions: owned(regions) }
    }));
    rows
}

/// Names with more than one service, which the host alone does not tell: Amazon Location's first API and its later ones.
const SEVERAL: [&str; 6] =
    ["maps.geo", "maps.geo-fips", "places.geo", "places.geo-fips", "routes.geo", "routes.geo-fips"];

#[test]
fn every_host_of_botocore_is_told_right_or_not_at_all() {
    let (mut wrong, mut untold, mut told) = (Vec::new(), Vec::new(), 0);
    for Row { host, services, regions } in rows() {
        let scope = host_scope(&host);
        let service = scope.as_ref().and_then(|scope| scope.service.clone());
        match service {
            Some(service) if services.contains(&service) => told += 1,
            Some(service) => wrong.push(format!("{host}: {service}, not {services:?}")),
            None if SEVERAL.iter().any(|name| host.starts_with(&format!("{name}."))) => {}
            None => untold.push(host.clone()),
        }
        // No region is told where every region is signed for at once.
        let region = scope.and_then(|scope| scope.region);
        let is_right = region.as_ref().is_none_or(|region| regions.contains(region));
        if !is_right || (regions == ["*"]) != region.is_none() && !host.ends_with(".api.aws") {
            wrong.push(format!("{host}: {region:?}, not {regions:?}"));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    assert_eq!(untold, Vec::<String>::new());
    assert!(told > 18_000, "{told}");
}

#[test]
fn capitals_and_ports_do_not_matter() {
    for Row { host, .. } in rows().into_iter().step_by(37) {
        let expected = host_scope(&host);
        for spelling in [host.to_ascii_uppercase(), format!("{host}:443"), format!("{host}.")] {
            assert_eq!(host_scope(&spelling), expected, "{spelling}");
        }
    }
}

/// A name before, a domain after, or a domain that only looks like one of AWS: none of these is a host of the table.
#[test]
fn what_only_looks_like_a_host_of_aws_tells_no_service() {
    for Row { host, .. } in rows().into_iter().step_by(11) {
        for other in [
            format!("{host}.example.com"),
            format!("{host}.evil.com:443"),
            host.replace(".amazonaws.", ".evil-amazonaws.").replace(".api.", ".api-"),
            host.replace(".amazonaws.", "-amazonaws.").replace(".api.", "-api."),
            format!("https://{host}"),
            format!("{host}/"),
        ] {
            if other != host {
                assert_eq!(host_scope(&other), None, "{other}");
            }
        }
    }
}
