//! Changes of the method and the host.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use crate::explain::Kind;
use crate::explain::solve::edit::{Edit, Edits, Told};
use crate::explain::solve::sent::Case;
use crate::explain::solve::signers::encoders::encoded;

const METHODS: [&str; 7] = ["GET", "PUT", "POST", "HEAD", "DELETE", "PATCH", "OPTIONS"];

pub(in crate::explain::solve) fn edits(case: &Case<'_>, out: &mut Edits) {
    let lower = case.model.method.to_ascii_lowercase();
    let upper = case.model.method.to_ascii_uppercase();
    for method in METHODS.into_iter().map(str::to_owned).chain([lower, upper]) {
        out.push(Edit::new(Kind::Method, Told::Method, move |model| model.method.clone_from(&method)));
    }
    hosts(case, out);
}

fn hosts(case: &Case<'_>, out: &mut Edits) {
    let host = case.model.header("host").unwrap_or_default().to_owned();
    let name = host.rsplit_once(':').filter(|(_, port)| port.bytes().all(|b| b.is_ascii_digit())).map(|(name, _)| name);
    let name = name.unwrap_or(&host);
    let mut hosts: Vec<String> = alloc::vec![name.to_owned(), name.to_ascii_lowercase()];
    hosts.extend([443, 80, 8080, 8443, 9000, 3900, 4566, 7480, 8333].map(|port| format!("{name}:{port}")));
    hosts.extend(other_endpoint(name, case.model.scope.region()));
    for host in hosts {
        out.push(set_host(host));
    }
    for other in case.hosts {
        if out.is_full() {
            return;
        }
        match other.split_once('/') {
            None => out.push(set_host((*other).to_owned())),
            Some((host, prefix)) => {
                let (host, prefix) = (host.to_owned(), encoded(&format!("/{}", prefix.trim_matches('/'))));
                out.push(Edit::new(Kind::Host, Told::Address, move |model| {
                    model.set_header("host", Some(&host));
                    model.path = [&prefix, model.path.as_str()].concat();
                }));
            }
        }
    }
    mistaken_hosts(&host, out);
    out.push(Edit::new(Kind::Host, Told::Address, |model| {
        if let Some((bucket, rest)) = model.header("host").and_then(|host| host.split_once('.')) {
            let (path, rest) = (format!("/{bucket}{}", model.path), rest.to_owned());
            model.set_header("host", Some(&rest));
            model.path = path;
        }
    }));
    out.push(Edit::new(Kind::Host, Told::Address, |model| {
        let path = model.path.trim_start_matches('/');
        let (bucket, rest) = path.split_once('/').unwrap_or((path, ""));
        if !bucket.is_empty() {
            let host = format!("{bucket}.{}", model.header("host").unwrap_or_default());
            let path = format!("/{rest}");
            model.set_header("host", Some(&host));
            model.path = path;
        }
    }));
}

/// Hosts that a signer takes something else for, and hosts inside a network.
fn mistaken_hosts(host: &str, out: &mut Edits) {
    let with_more = ["https://", "http://"].map(|scheme| format!("{scheme}{host}"));
    let after = ["/", "."].map(|end| format!("{host}{end}"));
    for other in with_more.into_iter().chain(after).chain([host.to_ascii_uppercase(), String::new()]) {
        out.push(set_host(other).unusual());
    }
    let www = host.strip_prefix("www.").map_or_else(|| format!("www.{host}"), str::to_owned);
    out.push(set_host(www).unusual());
    for other in ["localhost", "127.0.0.1", "minio", "host.docker.internal"] {
        for port in ["", ":9000", ":8080", ":4566", ":3900", ":8333"] {
            out.push(set_host([other, port].concat()).unusual());
        }
    }
    // With the path, and the whole URL, for the host alone.
    out.push(
        Edit::new(Kind::Host, Told::Header("host".into()), |model| {
            let written = format!("{}{}", model.header("host").unwrap_or_default(), model.path);
            model.set_header("host", Some(&written));
        })
        .unusual(),
    );
}

/// The global endpoint of S3 for that of a region, and the other way round.
fn other_endpoint(host: &str, region: &str) -> Option<String> {
    let (bucket, of_region) = host.strip_suffix(".amazonaws.com")?.rsplit_once("s3")?;
    let region = if of_region.is_empty() { [".", region].concat() } else { String::new() };
    Some(format!("{bucket}s3{region}.amazonaws.com"))
}

fn set_host(host: String) -> Edit {
    Edit::new(Kind::Host, Told::Header("host".into()), move |model| model.set_header("host", Some(&host)))
}
