//! Which pages may use the service, and at which hosts it is asked: origins, and patterns for the hosts of a domain.

mod support;

use presign_upload::app::App;
use presign_upload::options::Options;
use presign_upload::service::Limits;
use serde_json::json;

use crate::support::{Answer, send};

const PATTERN: &str = "https://*.example.com";

/// Those of browsers that the pattern stands for.
const OWN: [&str; 4] = [
    "https://a.example.com",
    "https://a.b.example.com",
    "https://a-1.example.com",
    "https://xn--bcher-kva.example.com",
];

/// Those that it does not stand for, though some look like it.
const OTHERS: [&str; 22] = [
    "https://example.com",
    "https://.example.com",
    "https://a..example.com",
    "https://evil-example.com",
    "https://evilexample.com",
    "https://a.example.com.evil.com",
    "https://a.example.com.",
    "https://a.example.comevil",
    "https://evil.com/.example.com",
    "https://evil.com#.example.com",
    "https://evil.com:1.example.com",
    "https://user@a.example.com",
    "https://*.example.com",
    "https://a.example.com:8443",
    "https://a.example.com:443",
    "http://a.example.com",
    "HTTPS://A.EXAMPLE.COM",
    "https://a.EXAMPLE.com",
    "https://a.example.com https://evil.com",
    "file://a.example.com",
    "null",
    "",
];

fn app(origins: &[&str]) -> App {
    let origin = origins.iter().map(|&origin| origin.to_owned()).collect();
    App::embedded(Options { origin, ..Limits::default().into() }).unwrap()
}

fn ask(app: &App, origin: &str, method: &str, path: &str, more: &[(&str, &str)]) -> Answer {
    let headers = [&[("origin", origin), ("content-type", "application/json")], more].concat();
    let body = json!({ "name": "a", "size": 1, "type": "text/plain" }).to_string();
    send(method, &format!("{}{path}", app.address()), &headers, body.as_bytes())
}

/// What a browser asks before it lets a page send JSON.
fn preflight(app: &App, origin: &str) -> Answer {
    let asked = [("access-control-request-method", "POST"), ("access-control-request-headers", "content-type")];
    ask(app, origin, "OPTIONS", "api/uploads", &asked)
}

fn lets_in(app: &App, origin: &str) -> bool {
    let (asked, begun) = (preflight(app, origin), ask(app, origin, "POST", "api/uploads", &[]));
    for answer in [&asked, &begun] {
        assert_eq!(answer.header("vary"), "origin", "{origin}");
        assert_eq!(answer.header("access-control-allow-credentials"), "", "{origin}");
        let allowed = answer.header("access-control-allow-origin");
        assert!(allowed.is_empty() || allowed == origin, "{origin}: {allowed}");
    }
    let is_named = |answer: &Answer| !answer.header("access-control-allow-origin").is_empty();
    assert_eq!(is_named(&asked), is_named(&begun), "{origin}");
    assert_eq!(asked.status == 204, is_named(&asked), "{origin}");
    is_named(&begun)
}

#[test]
fn a_pattern_stands_for_the_hosts_of_its_domain_and_no_others() {
    let app = app(&[PATTERN]);
    for origin in OWN {
        assert!(lets_in(&app, origin), "{origin}");
        let asked = preflight(&app, origin);
        assert_eq!(asked.header("access-control-allow-methods"), "GET, POST, DELETE");
        assert!(asked.header("access-control-allow-headers").contains("content-type"));
    }
    for origin in OTHERS {
        assert!(!lets_in(&app, origin), "{origin}");
    }
}

#[test]
fn scheme_and_port_are_as_they_are_written() {
    let app = app(&["http://*.example.com:8080", "https://upload.example.com"]);
    for origin in ["http://a.example.com:8080", "https://upload.example.com"] {
        assert!(lets_in(&app, origin), "{origin}");
    }
    for origin in [
        "http://a.example.com",
        "http://a.example.com:80801",
        "http://a.example.com:18080",
        "https://a.example.com:8080",
        "http://a.example.com:8080.evil.com",
        "https://a.upload.example.com",
        "http://upload.example.com",
        "https://upload.example.com:8080",
    ] {
        assert!(!lets_in(&app, origin), "{origin}");
    }
}

/// The page itself is served at these hosts. A proxy writes no scheme, and the port or not.
#[test]
fn hosts_follow_from_the_patterns() {
    let app = app(&[PATTERN]);
    let status = |host: &str| send("GET", app.address(), &[("host", host)], b"").status;
    for host in ["a.example.com", "A.b.EXAMPLE.com", "a.example.com:443", "a.example.com:4000", "localhost"] {
        assert_eq!(status(host), 200, "{host}");
    }
    for host in
        ["example.com", "evil-example.com", "a.example.com.evil.com", "a.example.com:x", ".example.com", "*", ""]
    {
        assert_eq!(status(host), 421, "{host}");
    }
    let rebound = ask(&app, OWN[0], "POST", "api/uploads", &[("host", "evil.com")]);
    assert_eq!((rebound.status, rebound.header("access-control-allow-origin")), (421, ""));
}

/// A page gets no further than the service without the bucket's rules, which the embedded bucket has.
#[test]
fn a_page_of_the_pattern_uploads() {
    let app = app(&[PATTERN]);
    let begun = ask(&app, OWN[0], "POST", "api/uploads", &[]).json();
    let url = begun["parts"][0]["request"]["url"].as_str().unwrap();
    for (origin, allowed) in [(OWN[0], OWN[0]), (OWN[1], OWN[1]), ("https://evil-example.com", ""), ("null", "")] {
        let asked = [("origin", origin), ("access-control-request-method", "PUT")];
        let answer = send("OPTIONS", url, &asked, b"");
        assert_eq!(answer.header("access-control-allow-origin"), allowed, "{origin}");
    }
}

/// The files of the page are for the page.
#[test]
fn nothing_but_the_service_is_shared() {
    let app = app(&[PATTERN]);
    for path in ["", "main.js", "healthz", "metrics", "apix"] {
        for method in ["GET", "OPTIONS"] {
            let answer = ask(&app, OWN[0], method, path, &[("access-control-request-method", "GET")]);
            assert_eq!(answer.header("access-control-allow-origin"), "", "{method} {path}");
        }
    }
}
