"""`curl --aws-sigv4`, which signs headers: what it sends is caught on the loopback address."""

import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).parents[1]))
from cases import Cannot, run  # noqa: E402

caught = []


class Catcher(BaseHTTPRequestHandler):
    def handle_one_request(self):
        self.raw_requestline = self.rfile.readline(65537)
        if self.raw_requestline and self.parse_request():
            caught.append(dict(self.headers))
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        self.close_connection = True


server = HTTPServer(("127.0.0.1", 0), Catcher)
threading.Thread(target=server.serve_forever, daemon=True).start()


def sign(case):
    own, request = case["credentials"], case["request"]
    if case["place"] == "query":
        raise Cannot("a presigned URL")
    if own.get("session_token") and not case["rules"]["sign_token"]:
        raise Cannot("a token that is not signed")
    url = urlsplit(request["url"])
    target = (url.path or "/") + ("?" + url.query if url.query else "")
    command = ["curl", "--silent", "--max-time", "10", "--path-as-is", "--globoff", "--request", request["method"]]
    command += ["--aws-sigv4", f"aws:amz:{case['region']}:{case['service']}"]
    command += ["--user", f"{own['access_key_id']}:{own['secret_access_key']}", "--header", f"host: {url.netloc}"]
    headers = [*request["headers"], ["x-amz-date", case["time"]]]
    if own.get("session_token"):
        headers.append(["x-amz-security-token", own["session_token"]])
    for name, value in headers:
        command += ["--header", f"{name}: {value}"]
    caught.clear()
    subprocess.run([*command, f"http://127.0.0.1:{server.server_port}{target}"], check=True, capture_output=True)
    return caught[0]


run(sign)
