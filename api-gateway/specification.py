#!/usr/bin/env python3
"""Writes the gateway's deployment specification from routes.json: deployment.json.in beside this, and Terraform's copy of it.

    api-gateway/specification.py            writes both
    api-gateway/specification.py --check    writes nothing; fails where one is not what would be written

routes.json has a line for each route. A route to a function says who may call it: `logged_in`, or `anybody` (no session needed,
and the function is told of none). `except` names other functions, each with the values of the path's parameter `{part}` for which
it is called instead: paths that differ in a segment only share a route, of which a deployment may have 50, and no request fits two
routes but the catch-alls at the end. Every other route names the function below that makes it. A name in double braces is filled in
by whoever deploys the specification (docs/operate.md).
"""
import argparse
import json
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
TARGETS = [HERE / "deployment.json.in", HERE.parent / "deploy/terraform/deployment.json"]

# Who calls, as the authorizer has found it. Functions believe these headers, so nobody else may send them.
IDENTITY = {"X-FotoGal-User-Id": "user_id", "X-FotoGal-Session-Id": "session_id", "X-FotoGal-Via": "via",
            "X-FotoGal-Suspended": "suspended"}
ANONYMOUS = {"authorization": {"type": "ANONYMOUS"}}
WEB_BUCKET = "{{objectstorage.endpoint}}/n/{{objectstorage.namespace}}/b/{{web.bucket}}/o/"
# What a pre-authenticated request leads to: only the photos' bucket, whatever bucket the caller names.
PHOTO = ("{{objectstorage.endpoint}}/p/${request.path[token]}/n/{{objectstorage.namespace}}/b/{{photos.bucket}}"
         "/o/${request.path[object]}")

NOT_A_PAGE = {"Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox"}
# Photos are loaded from Object Storage itself, unless FOTOGAL_PHOTO_URLS says `gateway`.
PAGE = {
    "Content-Security-Policy":
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: {{objectstorage.endpoint}}; connect-src 'self'; manifest-src 'self'; worker-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types worker",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
# Addresses of the web client's pages (web/src/routes), and files that browsers ask for at the root: a service worker has power
# over what is below the folder that it comes from.
PAGES = ["about", "bookmarks", "forgotten", "login", "notifications", "recover", "requests", "reset", "search", "settings", "settings/account", "settings/blocked", "settings/data", "settings/muted", "settings/notifications",
         "settings/password", "settings/privacy", "settings/sessions", "signup", "stop", "suggestions", "undo", "upload", "verify"]
ROOT_FILES = ["apple-touch-icon.png", "favicon.ico", "robots.txt", "worker.js"]


def names(headers):
    return [{"name": name} for name in headers]


def overwriting(headers):
    return {"headerTransformations": {"setHeaders": {"items": [
        {"name": name, "values": [value], "ifExists": "OVERWRITE"} for name, value in headers.items()]}}}


def problem(status, code, detail):
    return json.dumps({"type": "about:blank", "status": status, "code": code, "detail": detail})


def without_identity():
    return ANONYMOUS | {"headerTransformations": {"filterHeaders": {"type": "BLOCK", "items": names(IDENTITY)}}}


def only(headers):
    """What is passed on of a request to Object Storage: these headers, and no query parameter (an allow-list cannot be empty)."""
    return ANONYMOUS | {
        "headerTransformations": {"filterHeaders": {"type": "ALLOW", "items": names(headers)}},
        "queryParameterTransformations": {"filterQueryParameters": {"type": "ALLOW", "items": names(["none"])}},
    }


def object_storage(url, read=10, send=10):
    """Seconds of silence that are borne."""
    return {"type": "HTTP_BACKEND", "url": url, "connectTimeoutInSeconds": 5, "readTimeoutInSeconds": read,
            "sendTimeoutInSeconds": send}


def called(name):
    return {"type": "ORACLE_FUNCTIONS_BACKEND", "functionId": f"{{{{function.{name}}}}}"}


def by_part(usual, others):
    branches = [{"key": {"type": "ANY_OF", "name": name, "values": values}, "backend": called(name)} for name, values in others.items()]
    rest = {"key": {"type": "ANY_OF", "name": usual, "isDefault": True, "values": []}, "backend": called(usual)}
    return {"type": "DYNAMIC_ROUTING_BACKEND", "selectionSource": {"type": "SINGLE", "selector": "request.path[part]"},
            "routingBackends": branches + [rest]}


def function(name, others, who):
    sees = overwriting({header: f"${{request.auth[{value}]}}" for header, value in IDENTITY.items()})
    return {"backend": by_part(name, others) if others else called(name),
            "requestPolicies": {"logged_in": sees, "anybody": without_identity()}[who]}


def photo_upload():
    return {"backend": object_storage(PHOTO, read=20, send=30), "requestPolicies": only(["Content-Type", "Content-MD5"]),
            "responsePolicies": overwriting(NOT_A_PAGE)}


def photo_download():
    return {"backend": object_storage(PHOTO, read=30),
            "requestPolicies": only(["Accept", "If-Match", "If-Modified-Since", "If-None-Match", "If-Range", "Range"]),
            # An address of a picture ends within a day; pages that may be found lead to it anew.
            "responsePolicies": overwriting(NOT_A_PAGE | {"X-Robots-Tag": "noindex"})}


def unknown_route():
    return {"backend": {"type": "STOCK_RESPONSE_BACKEND", "status": 404,
                        "body": problem(404, "not_found", "There is nothing here, or not for you."),
                        "headers": [{"name": "Content-Type", "value": "application/problem+json"},
                                    {"name": "Cache-Control", "value": "no-store"}]},
            "requestPolicies": without_identity()}


def asset():
    return {"backend": object_storage(WEB_BUCKET + "assets/${request.path[path]}"),
            "requestPolicies": only(["Accept", "If-None-Match"]),
            "responsePolicies": overwriting(NOT_A_PAGE | {"Cross-Origin-Resource-Policy": "same-origin"})}


def start_page():
    return {"backend": object_storage(WEB_BUCKET + "index.html"), "requestPolicies": only(["Accept", "If-None-Match"]),
            "responsePolicies": overwriting(PAGE)}


def page():
    index = object_storage(WEB_BUCKET + "index.html")
    return {
        "backend": {
            "type": "DYNAMIC_ROUTING_BACKEND",
            "selectionSource": {"type": "SINGLE", "selector": "request.path[page]"},
            "routingBackends": [
                {"key": {"type": "ANY_OF", "name": "pages", "values": PAGES}, "backend": index},
                {"key": {"type": "WILDCARD", "name": "profiles", "expression": "@+"}, "backend": called("page")},
                {"key": {"type": "WILDCARD", "name": "photos", "expression": "p/+"}, "backend": called("page")},
                {"key": {"type": "WILDCARD", "name": "tags", "expression": "t/+"}, "backend": index},
                {"key": {"type": "ANY_OF", "name": "files", "values": ROOT_FILES},
                 "backend": object_storage(WEB_BUCKET + "assets/${request.path[page]}")},
                {"key": {"type": "ANY_OF", "name": "lost", "isDefault": True, "values": []},
                 "backend": {"type": "STOCK_RESPONSE_BACKEND", "status": 404,
                             "headers": [{"name": "Content-Type", "value": "text/html; charset=utf-8"},
                                         {"name": "Cache-Control", "value": "no-cache"}],
                             "body": (HERE / "unknown_page.html").read_text().rstrip("\n")}},
            ]},
        "requestPolicies": only(["Accept", "Accept-Encoding", "If-None-Match"]),
        "responsePolicies": overwriting(PAGE),
    }


OTHERS = {made.__name__: made for made in (photo_upload, photo_download, unknown_route, asset, start_page, page)}


def route(entry):
    made = function(entry["function"], entry.get("except"), entry["who"]) if "function" in entry else OTHERS[entry["serves"]]()
    return {"path": entry["path"], "methods": entry["methods"]} | made


def authentication():
    refusal = overwriting({"Content-Type": "application/problem+json", "Cache-Control": "no-store"})
    return {
        "type": "CUSTOM_AUTHENTICATION", "functionId": "{{function.authorize}}", "isAnonymousAccessAllowed": True,
        "parameters": {"authorization": "request.headers[Authorization]", "cookie": "request.headers[Cookie]"},
        "cacheKey": ["authorization", "cookie"],
        "validationFailurePolicy": {
            "type": "MODIFY_RESPONSE", "responseCode": "401",
            "responseMessage": problem(401, "not_logged_in", "Log in first."),
            "responseHeaderTransformations": refusal["headerTransformations"]},
    }


def specification():
    return {
        "requestPolicies": {"rateLimiting": {"rateInRequestsPerSecond": 200, "rateKey": "CLIENT_IP"},
                            "authentication": authentication()},
        "loggingPolicies": {"executionLog": {"isEnabled": True, "logLevel": "INFO"}},
        "routes": [route(entry) for entry in json.loads((HERE / "routes.json").read_text())],
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    text = json.dumps(specification(), indent=2) + "\n"
    stale = [target for target in TARGETS if target.read_text() != text]
    for target in stale:
        if check:
            print(f"{target.relative_to(HERE.parent)} is not what routes.json says: run api-gateway/specification.py")
        else:
            target.write_text(text)
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
