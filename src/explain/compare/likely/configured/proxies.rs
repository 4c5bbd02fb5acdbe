//! What a proxy changes, by its own configuration.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::setting::{Setting, settings};
use crate::explain::compare::likely::sight::Sight;
use crate::explain::{Finding, Kind, shown};

/// Settings after which another path arrives.
///
/// Source: nginx, "ngx_http_rewrite_module"; Caddy, "handle_path" and "uri"; Traefik, "StripPrefix"; Ingress-NGINX,
/// "Annotations"; Envoy, "RouteAction"; Kong, "Route object"; HAProxy, "http-request"; Vite, "server.proxy".
const REWRITES: [&str; 17] = [
    "handle_path",
    "path_prefix_rewrite",
    "pathrewrite",
    "prefix_rewrite",
    "prefixrewrite",
    "regex_rewrite",
    "replacepath",
    "replacepathregex",
    "request_uri_rewrite",
    "rewrite",
    "rewriterule",
    "rewrite_target",
    "strip_path",
    "strip_prefix",
    "stripprefix",
    "stripprefixregex",
    "uri_prefix",
];

/// The same inside of a line.
const INSIDE: [&str; 8] = [
    "uri strip_prefix",
    "http-request set-path",
    "http-request replace-path",
    "reqrep ",
    "rewrite: (path)",
    "rewrite-target",
    "stripprefix.prefixes",
    "path.replace(/^",
];

/// Whether it is a URL with a path, be it `/` alone, which nginx puts in the place of the location.
fn has_path(url: &str) -> bool {
    let address = url.split_once("://").map_or("", |(_, address)| address);
    address.contains('/') && !address.contains('$')
}

/// The setting that makes another path of the one that was signed.
fn rewrite(sight: &Sight<'_>) -> Option<String> {
    let mut location = "/";
    for setting in settings(sight.case.evidence.texts()) {
        let Setting { name, value } = setting;
        if name == "location" {
            location = value.rsplit(' ').next().unwrap_or_default();
            continue;
        }
        let is_pass = name == "proxy_pass" && location.len() > 1 && location.starts_with('/') && has_path(value);
        if is_pass {
            return Some(format!("location {location} with proxy_pass {value}"));
        }
        let is_off = ["false", "off", "no", "on"].contains(&value) || value.is_empty();
        if setting.is_called(&REWRITES) && !is_off && (value.contains('/') || value == "true") {
            return Some(format!("{name} {value}"));
        }
    }
    let mut lines = sight.case.evidence.texts().flat_map(str::lines).take(2_000);
    let says = |line: &&str| {
        let line = line.to_ascii_lowercase();
        INSIDE.iter().any(|words| line.contains(words))
    };
    let line = lines.find(says)?;
    Some(line.trim().into())
}

/// The proxy passes on another path.
pub(in crate::explain::compare::likely) fn rewritten(sight: &Sight<'_>) -> Vec<Finding> {
    let Some(setting) = rewrite(sight) else { return Vec::new() };
    let short: String = setting.chars().take(80).collect();
    let sentence = format!(
        "the proxy passes on another path, and not the one that arrives ({}), and the path is signed: give the server a host of its own, without a \
         prefix (in nginx a proxy_pass without a path), or sign the path that arrives at the server",
        shown::text(&short)
    );
    [Finding::new(Kind::Path, sentence)].into()
}

/// The value that the proxy gives the host header, with what that means.
fn host(setting: &Setting<'_>) -> Option<String> {
    let value = match setting.name {
        "proxy_set_header" | "header_up" | "RequestHeader" => {
            let (name, value) = setting.value.split_once(char::is_whitespace)?;
            Some(value.trim()).filter(|_| name.eq_ignore_ascii_case("host"))?
        }
        "changeOrigin" if setting.value == "true" => "changeOrigin: true",
        "passHostHeader" | "ProxyPreserveHost" if ["false", "Off", "off"].contains(&setting.value) => setting.value,
        "host_rewrite_literal" | "host_rewrite" | "auto_host_rewrite" => setting.value,
        _ if setting.is_called(&["upstream_vhost"]) => setting.value,
        _ => return None,
    };
    match value {
        // These pass it on as it is.
        "$http_host" | "{host}" | "{http.request.hostport}" | "{http.request.host}" => None,
        "$host" | "$server_name" => Some(format!(
            "nginx passes on {value} as the host, which has no port: where the client uses a port other than 80 and 443, it is lost; and the \
             host must be the one that the client signs, and not the server's own name"
        )),
        _ => Some(format!(
            "the proxy puts another host in the place of the one that was signed ({}): pass it on as it arrives",
            shown::text(value)
        )),
    }
}

/// The proxy passes on another host, or does not pass on that of the client.
pub(in crate::explain::compare::likely) fn renamed(sight: &Sight<'_>) -> Vec<Finding> {
    let mut passes = false;
    let mut is_kept = false;
    for setting in settings(sight.case.evidence.texts()) {
        if let Some(sentence) = host(&setting) {
            return [Finding::new(Kind::Host, sentence)].into();
        }
        passes |= setting.name == "proxy_pass" || setting.name == "ProxyPass";
        is_kept |= setting.value.contains("$http_host") || setting.name == "ProxyPreserveHost";
    }
    let sentence = "the configuration has no line that passes on the host of the client (proxy_set_header Host $http_host in nginx, \
                    ProxyPreserveHost On in Apache), so that the server sees its own name, and the host is signed";
    (passes && !is_kept).then(|| Finding::new(Kind::Host, sentence)).into_iter().collect()
}
