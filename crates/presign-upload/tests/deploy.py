"""Reads the YAML files of the folder that is named: their references lead somewhere, and every image has a version."""

import re
import sys
from pathlib import Path

import yaml

folder = Path(sys.argv[1])
compose = yaml.safe_load((folder / "compose.yaml").read_text())
services = compose["services"]
for name, service in services.items():
    assert ("image" in service) != ("build" in service), name
    if "image" in service:
        assert re.search(r":[0-9][0-9.]*$", service["image"]), f"{name}: {service['image']} has no version"
    else:
        root = folder / service["build"]["context"]
        assert (root / service["build"]["dockerfile"]).is_file(), name
    for other, how in service.get("depends_on", {}).items():
        assert other in services and how["condition"].startswith("service_"), f"{name} depends on {other}"
    for volume in service.get("volumes", []):
        source = volume.split(":")[0]
        assert source in compose["volumes"] or (folder / source).is_file(), f"{name}: {volume}"
    for secret in service.get("secrets", []):
        assert secret in compose["secrets"], f"{name}: {secret}"
    for port in service.get("ports", []):
        assert port.startswith("127.0.0.1:"), f"{name}: {port} is for everybody"

# What the proxy hands on goes to a service that is there.
caddy = (folder / "compose.Caddyfile").read_text()
for host in re.findall(r"reverse_proxy (\w+):", caddy):
    assert host in services, host
for site in re.findall(r"^http://(\S+):8080", caddy, re.MULTILINE):
    assert site in services["proxy"]["networks"]["default"]["aliases"], site

http = yaml.safe_load((folder / "traefik.yaml").read_text())["http"]
for name, router in http["routers"].items():
    assert router["service"] in http["services"], name
    assert all(middleware in http["middlewares"] for middleware in router["middlewares"]), name
print(f"{len(services)} services of compose.yaml and the routers of traefik.yaml hold together")
