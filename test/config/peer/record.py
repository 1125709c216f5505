"""Asks openstacksdk what it makes of each configuration; reads cases from stdin, writes its answers to stdout as JSON.

    node --import tsx/esm test/config/peer/print-cases.ts | /usr/bin/python3 test/config/peer/record.py > test/config/peer/answers.json
"""
import json
import logging
import os
import sys
import tempfile
import warnings

warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)

import requests
from keystoneauth1 import session as ksa_session
from openstack.config import cloud_region, defaults, loader

SERVICES = ["compute", "block-storage", "image", "network", "identity", "baremetal", "object-store", "dns"]


class Cloud(requests.adapters.BaseAdapter):
    """Answers discovery with version 3 and every login with a token, and keeps the login."""

    def __init__(self):
        super().__init__()
        self.login = None

    def send(self, request, **kwargs):
        answer = requests.Response()
        answer.request, answer.url = request, request.url
        answer.headers["Content-Type"] = "application/json"
        if request.method == "POST":
            self.login = {"url": request.url, "body": json.loads(request.body)}
            answer.status_code = 201
            answer.headers["X-Subject-Token"] = "token"
            body = {"token": {"methods": [], "user": {"id": "u", "name": "u", "domain": {"id": "d", "name": "d"}},
                              "issued_at": "2030-01-01T00:00:00Z", "expires_at": "2040-01-01T00:00:00Z"}}
        else:
            answer.status_code = 200
            base = request.url.rstrip("/")
            href = base if base.endswith("/v3") else base + "/v3"
            body = {"versions": {"values": [{"id": "v3.14", "status": "stable", "links": [{"rel": "self", "href": href}]}]}}
        answer._content = json.dumps(body).encode()
        return answer

    def close(self):
        pass


def login_of(region):
    auth = region.get_auth()
    cloud = Cloud()
    http = requests.Session()
    http.mount("http://", cloud)
    http.mount("https://", cloud)
    session = ksa_session.Session(auth=auth, session=http)
    if hasattr(auth, "get_access"):
        auth.get_access(session)
        return cloud.login
    headers = {name.lower(): value for name, value in (auth.get_headers(session) or {}).items()}
    return {"headers": headers, "endpoint": auth.get_endpoint(session)}


def service_of(region, service):
    # What a service takes from the whole cloud is compared once, there.
    wanted = region._get_version_request(service, None)
    key = service.replace("-", "_")
    version = region.get_api_version(service)
    found = {
        "version": None if version is None else int(float(version)),
        "microversion": wanted.default_microversion,
        "endpointOverride": region.get_endpoint(service),
        "serviceName": region.get_service_name(service),
        "region": region.get_region_name(service),
        "interface": region.get_interface(service),
    }
    name = region.get_service_type(service)
    found["serviceType"] = name if name not in (service,) else None
    if version == defaults.get_defaults().get(key + "_api_version"):
        found["version"] = None
    for own, general in (("region", region.get_region_name()), ("interface", region.get_interface())):
        if found[own] == general:
            found[own] = None
    if not region.has_service(service):
        found["disabled"] = True
    return {key: value for key, value in found.items() if value is not None}


def answer(case):
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        for name, text in case.get("files", {}).items():
            with open(os.path.join(folder, name), "w") as file:
                file.write(text)
        os.environ.clear()
        os.environ.update({"HOME": folder, "PATH": "/usr/bin", **case.get("env", {})})
        try:
            config = loader.OpenStackConfig(
                config_files=["clouds.yaml"], secure_files=["secure.yaml"], vendor_files=["clouds-public.yaml"])
            region = config.get_one(cloud=case.get("cloud"), region_name=case.get("region"))
            verify, cert = region.get_requests_verify_args()
            services = {service: service_of(region, service) for service in SERVICES}
            result = {
                "region": region.get_region_name() or None,
                "interface": region.get_interface(),
                "timeout": region.config.get("api_timeout"),
                "verify": verify if isinstance(verify, bool) else "file",
                "cert": cert if cert is None else "given",
                "services": {name: found for name, found in services.items() if found},
                "login": login_of(region),
            }
            if region.force_ipv4:
                result["forceIpv4"] = True
        except BaseException as error:  # The peer lets anything out.
            result = {"error": type(error).__name__, "message": str(error).replace(folder, "/here")[:200]}
        os.chdir("/")
        return result


cases = json.load(sys.stdin)
answers = {case["name"]: answer(case) for case in cases}
json.dump({"peer": "openstacksdk " + __import__("pbr.version").version.VersionInfo("openstacksdk").version_string(),
           "answers": answers}, sys.stdout, indent=1, sort_keys=True)
print()
