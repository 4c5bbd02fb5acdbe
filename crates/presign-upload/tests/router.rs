//! The service as part of a program of one's own: the example, asked as a page asks it.

#[allow(dead_code, unreachable_pub, reason = "it is a program")]
#[path = "../examples/team.rs"]
mod team;

mod support;

use std::sync::Arc;
use std::thread;

use axum::Router;
use presign::SharedSigner;
use presign_upload::hooks::{Hooks, Proposed};
use presign_upload::server::Server;
use presign_upload::{Settings, SettingsError};
use serde_json::{Value, json};

use crate::support::service::follow;
use crate::support::{Answer, bucket, send};

const SECRET: &str = "sixteen bytes that nobody guesses";

/// Serves it at an address of its own, until the test ends.
fn serve(app: Router) -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let address = format!("http://{}/", listener.local_addr().unwrap());
    thread::spawn(|| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async { axum::serve(tokio::net::TcpListener::from_std(listener).unwrap(), app).await })
    });
    address
}

fn ask(address: &str, user: &str, method: &str, path: &str, body: &Value) -> Answer {
    let headers = [("content-type", "application/json"), ("x-user", user), ("host", "team.example.com")];
    let headers = headers.into_iter().filter(|(_, value)| !value.is_empty()).collect::<Vec<_>>();
    send(method, &format!("{address}{path}"), &headers, body.to_string().as_bytes())
}

fn settings(server: &Server) -> Settings {
    let signer = bucket(server).signer(server.credentials()).unwrap();
    Settings::new(bucket(server), Arc::new(SharedSigner::new(signer)), SECRET)
}

fn file(size: usize) -> Value {
    json!({ "name": "a cat.jpg", "size": size, "type": "image/jpeg" })
}

#[test]
fn it_is_nested_in_a_program_of_ones_own() {
    let server = Server::start().unwrap();
    let address = serve(team::app(bucket(&server), server.credentials(), SECRET).unwrap().0);

    let page = ask(&address, "", "GET", "files/", &Value::Null);
    assert!(page.status == 200 && page.text().contains(">Direct upload</title>"));
    assert_eq!(ask(&address, "", "GET", "files/main.js", &Value::Null).status, 200);
    assert_eq!(ask(&address, "", "GET", "", &Value::Null).status, 200, "redirected to the page");
    assert_eq!(ask(&address, "", "POST", "files/api/uploads", &file(5)).status, 401);
    assert_eq!(ask(&address, "guest", "POST", "files/api/uploads", &file(2 << 20)).status, 403);
    let nothing = ask(&address, "ann", "GET", "files/nothing", &Value::Null);
    assert_eq!((nothing.status, &nothing.json()["error"]), (404, &json!("There is nothing at this address.")));

    let begun = ask(&address, "ann", "POST", "files/api/uploads", &file(5)).json();
    assert_eq!(follow(&begun["parts"][0], b"bytes").status, 200);
    let id = begun["id"].as_str().unwrap();
    assert_eq!(ask(&address, "ann", "POST", &format!("files/api/uploads/{id}/complete"), &json!({})).status, 200);

    let listed = ask(&address, "ann", "GET", "files/api/files", &Value::Null).json();
    let listed = &listed["files"].as_array().unwrap()[..];
    assert!(listed.len() == 1 && listed[0]["name"] == "a cat.jpg", "{listed:?}");
    // The key has the ending that the hook gives it, in a folder that does not name its user.
    let key = listed[0]["id"].as_str().unwrap();
    assert!(key.rsplit_once('.').is_some_and(|(_, ending)| ending == "jpg"), "{key}");
    assert!(key.contains('/') && !key.contains("ann"), "{key}");
    assert!(server.folder().join("uploads").join(key).exists());
}

/// At an address of its own, and not at that of the page.
#[test]
fn whoever_looks_after_it_sees_how_it_is() {
    let server = Server::start().unwrap();
    let (uploads, health) = presign_upload::router_and_health(settings(&server)).unwrap();
    // A path that looks like a route of its own.
    let (address, inside) = (serve(Router::new().nest("/api/uploads/", uploads)), serve(health));
    let get = |path: &str| ask(&inside, "", "GET", path, &Value::Null);

    for path in ["main.js", "api/limits", "api/limits", "nothing"] {
        ask(&address, "ann", "GET", &format!("api/uploads/{path}"), &Value::Null);
    }
    ask(&address, "ann", "POST", "api/uploads/api/uploads", &file(5));

    let metrics = get("metrics");
    let metrics = metrics.text();
    for (method, route, status, count) in [
        ("GET", "page", 200, 1),
        ("GET", "/api/limits", 200, 2),
        ("any", "unknown", 404, 1),
        ("POST", "/api/uploads", 201, 1),
    ] {
        let line = format!("count{{method=\"{method}\",route=\"{route}\",status=\"{status}\"}} {count}\n");
        assert!(metrics.contains(&line), "{line}: {metrics}");
    }
    assert!(metrics.ends_with("\npresign_upload_open 1\n"), "{metrics}");
    assert_eq!((get("healthz").status, get("readyz").status), (200, 200));
    for path in ["healthz", "readyz", "metrics"] {
        let outside = ask(&address, "ann", "GET", &format!("api/uploads/{path}"), &Value::Null);
        assert_eq!(outside.status, 404, "{path}");
    }
    drop(server);
    assert_eq!((get("healthz").status, get("readyz").status), (200, 503));
}

/// Folders and endings are somebody's code: what no browser could send is not signed.
#[test]
fn keys_are_laid_out_by_hooks() {
    struct Layout(&'static str, &'static str);
    impl Hooks for Layout {
        fn folder(&self, _: &str) -> Option<String> {
            Some(self.0.into())
        }
        fn ending(&self, _: &str, _: &Proposed<'_>) -> String {
            self.1.into()
        }
    }
    let server = Server::start().unwrap();
    for (folder, ending, status) in [
        ("team-7", "", 201),
        ("team-7/a b", "/cat.jpg", 201),
        ("", ".jpg", 500),
        ("team-7/", "", 500),
        ("team-7/../team-8", "", 500),
        (".", "", 500),
        ("team-7", "/", 500),
        ("team-7", "/..", 500),
        ("team-7", "//a", 500),
        ("team-7", "\n", 500),
        (&*"f".repeat(601).leak(), "", 500),
    ] {
        let settings = settings(&server).prefix("in/").hooks(Layout(folder, ending));
        let address = serve(presign_upload::router(settings).unwrap());

        let answer = ask(&address, "", "POST", "api/uploads", &file(5));

        assert_eq!(answer.status, status, "{folder:?} {ending:?}: {}", answer.text());
        if status == 201 {
            assert_eq!(follow(&answer.json()["parts"][0], b"bytes").status, 200);
            let listed = ask(&address, "", "GET", "api/files", &Value::Null).json();
            let id = listed["files"][0]["id"].as_str().unwrap();
            assert!(id.starts_with(folder) && id.ends_with(ending), "{id}");
            assert!(server.folder().join("in").join(id).exists());
        }
    }
}

#[test]
fn settings_that_would_not_hold_are_refused() {
    let server = Server::start().unwrap();
    let signer = || Arc::new(SharedSigner::new(bucket(&server).signer(server.credentials()).unwrap()));

    let short = presign_upload::router(Settings::new(bucket(&server), signer(), "fifteen bytes.."));
    assert!(matches!(short, Err(SettingsError::Secret)));
    assert!(!format!("{:?}", settings(&server)).contains("sixteen"));
    for prefix in ["uploads", "/", "/uploads/", "a//b/", "a/../b/"] {
        let refused = presign_upload::router(settings(&server).prefix(prefix));
        assert!(matches!(refused, Err(SettingsError::Prefix(_))), "{prefix}");
    }
    assert!(presign_upload::router(settings(&server).prefix("")).is_ok());
    let missing = presign_upload::router(settings(&server).uppy("/nowhere")).unwrap_err();
    assert!(missing.to_string().starts_with("/nowhere cannot be read: "), "{missing}");
}

#[test]
fn other_hosts_are_refused_where_they_are_named() {
    let server = Server::start().unwrap();
    for (host, status) in [("team.example.com", 200), ("*.example.com", 200), ("upload.example.com", 421)] {
        let address = serve(presign_upload::router(settings(&server).hosts([host.to_owned()])).unwrap());
        assert_eq!(ask(&address, "", "GET", "", &Value::Null).status, status, "{host}");
    }
}

#[test]
fn addresses_that_are_none_are_refused() {
    let server = Server::start().unwrap();
    for text in ["*", "*.com", "a/b", "a.*.example.com", ""] {
        let refused = presign_upload::router(settings(&server).hosts([text.to_owned()]));
        assert!(matches!(refused, Err(SettingsError::Host(_))), "{text}");
        let refused = presign_upload::router(settings(&server).origins([format!("https://{text}")]));
        assert!(matches!(refused, Err(SettingsError::Origin(..))), "{text}");
    }
    // Browsers leave the port out that is the scheme's.
    let settings = settings(&server).origins(["https://App.example.com:443".to_owned()]);
    let address = serve(presign_upload::router(settings).unwrap());
    let answer = send("GET", &format!("{address}api/limits"), &[("origin", "https://app.example.com")], b"");
    assert_eq!(answer.header("access-control-allow-origin"), "https://app.example.com");
}
