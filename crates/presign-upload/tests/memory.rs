//! What the embedded bucket holds in memory. One test alone: the memory is that of the whole process.

mod support;

use presign_upload::server::Server;

use crate::support::{bucket, presigned, send};

/// I6: the body of a request without a signature was held in memory.
#[test]
fn unsigned_body_is_not_held() {
    let server = Server::start().unwrap();
    let url = format!("{}/{}/key", server.endpoint(), server.bucket());
    let most = |what: &str| {
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let line = status.lines().find(|line| line.starts_with(what)).unwrap_or_default().to_owned();
        line.split_whitespace().nth(1).and_then(|number| number.parse::<u64>().ok()).unwrap_or_default()
    };
    let body = vec![0; 48 << 20];
    let before = most("VmHWM");

    let answer = send("PUT", &url, &[], &body);

    assert_eq!((answer.status, answer.code().as_str()), (403, "AccessDenied"));
    assert!(most("VmHWM") - before < 24 << 10, "{} KiB more", most("VmHWM") - before);
    // Even a signed object is held only up to a limit.
    let url = presigned(&server, bucket(&server).put_object("key").request());
    let answer = send("PUT", &url, &[], &vec![0; (64 << 20) + 1]);
    assert_eq!((answer.status, answer.code().as_str()), (400, "EntityTooLarge"));
}
