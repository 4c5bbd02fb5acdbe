//! The files in `deploy/`: that what they set exists, and that the page works behind the proxies as they are configured
//! there. `.ci/deploy` installs what the tests that are ignored need, and runs them.

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use presign_upload::app::App;
use presign_upload::options::Options;
use presign_upload::service::Limits;
use serde_json::{Value, json};

use crate::support::send;
use crate::support::service::follow;

const FILES: [&str; 7] = [
    "Caddyfile",
    "Containerfile",
    "compose.Caddyfile",
    "compose.yaml",
    "nginx.conf",
    "presign-upload.service",
    "traefik.yaml",
];

fn read(name: &str) -> String {
    fs::read_to_string(Path::new("deploy").join(name)).unwrap()
}

/// The words of a text that begin so.
fn words<'a>(text: &'a str, beginning: &'a str) -> impl Iterator<Item = &'a str> {
    let is_word = |c: char| c.is_ascii_alphanumeric() || "_-".contains(c);
    text.split(move |c| !is_word(c)).filter(move |word| word.starts_with(beginning))
}

#[test]
fn readme_names_each_file_and_what_is_set_exists() {
    let help = Command::new(env!("CARGO_BIN_EXE_presign-upload")).arg("--help").output().unwrap();
    let help = String::from_utf8(help.stdout).unwrap();
    let known: BTreeSet<_> = words(&help, "PRESIGN_UPLOAD_").chain(words(&help, "--")).collect();
    let names: BTreeSet<_> = fs::read_dir("deploy").unwrap().map(|entry| entry.unwrap().file_name()).collect();
    let readme = fs::read_to_string("README.md").unwrap();
    let deployment = fs::read_to_string("docs/operating.md").unwrap();

    assert!(names.iter().eq(FILES));
    for name in FILES {
        assert!(deployment.contains(&format!("(../deploy/{name})")), "{name}");
    }
    for text in FILES.iter().map(|name| read(name)).chain([readme, deployment.clone()]) {
        let set = words(&text, "PRESIGN_UPLOAD_").filter(|name| *name != "PRESIGN_UPLOAD_PICTURES");
        for name in set {
            assert!(known.contains(name), "{name}");
        }
    }
    // Every option is described.
    for option in
        words(&help, "--").filter(|option| option.len() > 2 && !["--help", "--version", "--file"].contains(option))
    {
        assert!(deployment.contains(option), "{option}");
    }
}

/// The table of faults names tests that are there.
#[test]
fn each_fault_has_its_test() {
    let source = ["tests", "browser", "src/doctor"].into_iter().flat_map(|folder| fs::read_dir(folder).unwrap());
    let source = source.map(|entry| entry.unwrap().path()).filter(|path| path.extension() == Some("rs".as_ref()));
    let source = source.map(|path| fs::read_to_string(path).unwrap()).collect::<String>();
    let table = fs::read_to_string("tests/README.md").unwrap();

    let rows = table.lines().filter_map(|line| line.strip_prefix("| F")?.split_once(" | ")).map(|(number, _)| number);
    assert!(rows.eq((1..=30).map(|number| number.to_string()).collect::<Vec<_>>()));
    for row in table.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| |")) {
        let tests = row.rsplit(" | ").next().unwrap();
        let mut names = tests.split('`').skip(1).step_by(2).peekable();
        assert!(names.peek().is_some(), "{row}");
        for name in names {
            let is_there = match name.strip_prefix('.') {
                Some(_) => Path::new("../..").join(name).exists(),
                None if name.contains('/') => Path::new(name).exists(),
                None => source.contains(&format!("fn {name}(")),
            };
            assert!(is_there, "{name}");
        }
    }
}

/// A proxy, running until the test ends.
struct Proxy(Child);

impl Drop for Proxy {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Proxy {
    fn start(port: u16, program: &str, arguments: &[&str], home: &Path) -> Self {
        let mut command = Command::new(program);
        command.args(arguments).env("HOME", home).env("XDG_CONFIG_HOME", home).env("XDG_DATA_HOME", home);
        let process = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        let mut proxy =
            Self(process.unwrap_or_else(|error| panic!("{program} is missing: {error}. .ci/deploy installs it")));
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(proxy.0.try_wait().unwrap().is_none(), "{program} has ended: {arguments:?}");
            sleep(Duration::from_millis(20));
        }
        proxy
    }
}

/// A port that nobody listens on, and a page that is opened there.
fn behind() -> (u16, App) {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let options = Options { origin: vec![format!("http://127.0.0.1:{port}")], ..Limits::default().into() };
    (port, App::embedded(options).unwrap())
}

/// Opens the page below `/files/` and uploads a file, as a browser does.
fn round(port: u16) {
    let site = format!("http://127.0.0.1:{port}");
    let get = |path: &str| send("GET", &format!("{site}{path}"), &[], b"");
    let ask = |method: &str, path: &str, body: &Value| {
        let url = format!("{site}/files/{path}");
        let answer = send(method, &url, &[("content-type", "application/json")], body.to_string().as_bytes());
        assert!(answer.status < 300, "{method} {path}: {} {}", answer.status, answer.text());
        answer.json()
    };

    // The redirection is followed: all addresses in the page are relative to the one with the slash.
    for path in ["/files/", "/files"] {
        let page = get(path);
        assert!(page.status == 200 && page.text().contains(">Direct upload</title>"), "{path}: {}", page.text());
    }
    let page = get("/files/");
    let script = page.text().split_once("src=\"").unwrap().1.split_once('"').unwrap().0;
    let code = get(&format!("/files/{script}"));
    assert!(code.status == 200 && code.header("cache-control").contains("immutable"), "{script}");
    let begun = ask("POST", "api/uploads", &json!({ "name": "a/b.txt", "size": 5, "type": "text/plain" }));
    assert_eq!(follow(&begun["parts"][0], b"bytes").status, 200);
    ask("POST", &format!("api/uploads/{}/complete", begun["id"].as_str().unwrap()), &json!({}));
    assert_eq!(ask("GET", "api/files", &Value::Null)["files"][0]["name"], "a/b.txt");
    assert_eq!(get("/files/healthz").status, 200);
    // What only those should see who look after it, however it is written.
    for path in ["metrics", "readyz", "%6Detrics", "ready%7A", "/metrics", "metrics/", "metrics?a"] {
        assert_eq!(get(&format!("/files/{path}")).status, 404, "{path}");
    }
    let rebound = send("GET", &format!("{site}/files/"), &[("host", "evil.example")], b"");
    assert!(rebound.status != 200 || rebound.text().is_empty(), "{}", rebound.text());
}

/// The address of the page, as a proxy reaches it.
fn upstream(app: &App) -> &str {
    app.address().strip_prefix("http://").unwrap().trim_end_matches('/')
}

#[test]
#[ignore = "needs nginx: .ci/deploy"]
fn page_works_behind_nginx() {
    let (port, app) = behind();
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let locations = read("nginx.conf").replace("127.0.0.1:4000", upstream(&app));
    let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
    let temporary: Vec<_> = temporary.iter().map(|name| format!("{name}_temp_path {};", path(name))).collect();
    let configuration = format!(
        "daemon off; master_process off; pid {}; error_log {}; events {{}}\n\
         http {{ access_log off; {} server {{ listen 127.0.0.1:{port}; absolute_redirect off;\n{locations} }} }}\n",
        path("pid"),
        path("log"),
        temporary.concat()
    );
    fs::write(path("nginx.conf"), configuration).unwrap();

    let _proxy = Proxy::start(port, "nginx", &["-p", &path(""), "-c", &path("nginx.conf")], folder.path());

    round(port);
}

#[test]
#[ignore = "needs Caddy: .ci/deploy"]
fn page_works_behind_caddy() {
    let (port, app) = behind();
    let folder = tempfile::tempdir().unwrap();
    let configuration = folder.path().join("Caddyfile");
    let site = read("Caddyfile").replace("upload.example.com {", &format!("http://127.0.0.1:{port} {{"));
    let site = site.replace("127.0.0.1:4000", upstream(&app));
    fs::write(&configuration, format!("{{\n\tadmin off\n\tauto_https off\n\tdefault_bind 127.0.0.1\n}}\n{site}"))
        .unwrap();

    let arguments = ["run", "--adapter", "caddyfile", "--config", configuration.to_str().unwrap()];
    let _proxy = Proxy::start(port, "caddy", &arguments, folder.path());

    round(port);
}

#[test]
#[ignore = "needs Traefik: .ci/deploy"]
fn page_works_behind_traefik() {
    let (port, app) = behind();
    let folder = tempfile::tempdir().unwrap();
    // Under its own name it would be read as the configuration of the program itself.
    let configuration = folder.path().join("upload.yaml");
    // Without its certificate.
    let site = read("traefik.yaml").replace("upload.example.com", "127.0.0.1").replace("      tls: {}\n", "");
    fs::write(&configuration, site.replace("127.0.0.1:4000", upstream(&app))).unwrap();

    let arguments = [
        &format!("--entryPoints.websecure.address=127.0.0.1:{port}"),
        &format!("--providers.file.filename={}", configuration.to_str().unwrap()),
        // It would tell its makers, and ask them for a newer version.
        "--global.sendAnonymousUsage=false",
        "--global.checkNewVersion=false",
    ];
    let _proxy = Proxy::start(port, "traefik", &arguments, folder.path());
    // It listens before it has read where requests go.
    let is_ready = || send("GET", &format!("http://127.0.0.1:{port}/files/healthz"), &[], b"").status == 200;
    assert!(
        (0..500).any(|_| is_ready() || {
            sleep(Duration::from_millis(20));
            false
        }),
        "Traefik reads no file"
    );

    round(port);
}

/// As systemd reads it, and judges what the program may do if it is taken over: 10 is everything.
#[test]
#[ignore = "needs systemd-analyze: .ci/deploy"]
fn unit_is_one_and_is_confined() {
    let folder = tempfile::tempdir().unwrap();
    let unit = folder.path().join("presign-upload.service");
    fs::write(&unit, read("presign-upload.service").replace("/usr/local/bin/presign-upload", "/bin/true")).unwrap();

    for arguments in [&["verify"][..], &["security", "--offline=true", "--threshold=15"]] {
        let output = Command::new("systemd-analyze").args(arguments).arg(&unit).output();
        let output =
            output.unwrap_or_else(|error| panic!("systemd-analyze is missing: {error}. .ci/deploy installs it"));
        let said = [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned()).concat();
        assert!(output.status.success(), "{said}");
        // A misspelt setting is a warning.
        assert!(!said.contains("Unknown"), "{said}");
    }
}
