#!/usr/bin/env python3
"""Writes what fuzzing begins with beside the inputs that were kept.

    seeds.py EXCHANGES_JSONL FOLDER

FOLDER/nson gets the recorded requests and answers of Oracle's protocol, FOLDER/wire the requests, each without the version before it;
FOLDER/body a good body of each endpoint, FOLDER/sql and FOLDER/ddl statements, FOLDER/fdk and FOLDER/gateway requests."""

import hashlib
import json
import pathlib
import sys

VERSION = bytes([0, 4])
PASSWORD = "correct horse battery"
BODIES = {
    "POST /v1/users": {"email": "bob@example.com", "full_name": "Bob", "username": "bob", "password": PASSWORD, "is_private": True, "session": "token"},
    "POST /v1/login": {"login": "ann", "password": PASSWORD, "session": "cookie"},
    "POST /v1/password-resets": {"email": "ann@example.com"},
    "PUT /v1/password-resets": {"token": "a" * 66, "new_password": PASSWORD},
    "PUT /v1/email-verifications": {"token": "a" * 66},
    "PATCH /v1/me": {"full_name": "Ann", "bio": "one\n\ttwo", "website": "https://example.com/a?b#c", "gender": "x", "language": "pt",
                     "birthday": "1990-01-31", "phone": "+5511999999999", "is_private": True, "username": "ann2", "email": "ann2@example.com",
                     "password": PASSWORD, "may_be_indexed": False},
    "DELETE /v1/me": {"password": PASSWORD},
    "PUT /v1/me/password": {"old_password": PASSWORD, "new_password": PASSWORD + "2"},
    "POST /v1/me/passkeys": {"password": PASSWORD},
    "PUT /v1/me/passkeys": {"state": "a" * 60, "name": "key", "credential": {"id": "a" * 24, "client_data": "e30", "attestation_object": "o2Nm"}},
    "DELETE /v1/me/passkeys": {"id": "a" * 43, "password": PASSWORD},
    "PUT /v1/me/push": {"endpoint": "https://push.example.com/x", "keys": {"p256dh": "B" * 87, "auth": "a" * 22},
                        "quiet": {"from": "22:00", "to": "07:30"}, "utc_offset_minutes": -180},
    "POST /v1/me/totp": {"password": PASSWORD},
    "PUT /v1/me/totp": {"code": "123456"},
    "DELETE /v1/me/totp": {"password": PASSWORD, "code": "123456"},
    "POST /v1/images/{id}/comments": {"text": "@ann #Praia https://example.com/a_(b)", "reply_to": "1"},
    "PATCH /v1/images/{id}/comments/{comment_id}": {"text": "other words"},
    "PATCH /v1/images/{id}": {"caption": "@ann #Praia", "alt_text": "a beach", "archived": True},
    "POST /v1/reports": {"kind": "user", "id": "ann", "reason": "spam", "note": "x"},
    "PUT /v1/me/notifications/read": {"until": "2026-01-01T00:00:00Z"},
    "POST /v1/uploads": {"photos": 2},
    "POST /v1/images": {"uploads": [{"upload": "a", "alt_text": "x"}], "caption": "y"},
    "PUT /v1/me/avatar": {"upload": "a"},
    "INVOKE authorize": {"type": "USER_DEFINED", "data": {"authorization": "Bearer x", "cookie": "session=x"}},
    "INVOKE fanout": {"job": {"id": 1, "kind": "publish"}},
}
STATEMENTS = [
    "DECLARE $u LONG; $n INTEGER; SELECT /*+ FORCE_INDEX(t i) */ id, t.a.b[0] AS x FROM t WHERE u = $u AND id > 3 ORDER BY id DESC LIMIT $n OFFSET 1",
    "UPDATE t SET a = case when a IS NULL then 1 else a + 1 end, SET b = [seq_concat(b[$element > 2], 3)], REMOVE c WHERE id = 1 RETURNING *",
    "INSERT INTO t VALUES (1, 'a', {\"b\": [1, 2.5, null, true]}) SET TTL 3 DAYS",
    "DELETE FROM t WHERE id IN (1, 2) OR NOT b[] =any 3 AND EXISTS c.d",
    "SELECT count(*), max(a), b FROM t GROUP BY b",
]
DDL = [
    "CREATE TABLE IF NOT EXISTS t (id LONG GENERATED ALWAYS AS IDENTITY, u STRING DEFAULT 'x' NOT NULL, b ARRAY(LONG), c MAP(JSON), d TIMESTAMP(3), "
    "e ENUM(x, y), f RECORD(g BINARY(3)), PRIMARY KEY(SHARD(u), id)) USING TTL 90 DAYS",
    "ALTER TABLE t (ADD z JSON, DROP c, MODIFY b DEFAULT NULL)",
    "CREATE INDEX IF NOT EXISTS i ON t (u, c.keys() AS STRING)",
    "DROP INDEX IF EXISTS i ON t",
    "DROP TABLE IF EXISTS t",
]
REQUEST = ("{method} {target} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer x\r\nX-Forwarded-For: 1.2.3.4\r\nCookie: a=b; c=d\r\n"
           "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{{}}\r\n0\r\n\r\n")
TARGETS = [("GET", "/v1/feed?limit=20&cursor=a%2Bb"), ("POST", "/v1/images/a-b/comments"), ("PUT", "/v1/users/ann/follow"), ("GET", "/p/ann/a-b"),
           ("DELETE", "/v1/me/sessions/x"), ("GET", "/assets/a.js")]
CALL = ("POST /call HTTP/1.1\r\nHost: localhost\r\nFn-Intent: httprequest\r\nFn-Http-Method: GET\r\nFn-Http-Request-Url: /v1/feed?limit=2\r\n"
        "Fn-Http-H-Cookie: a=b\r\nFn-Call-Id: 01\r\nFn-Deadline: 2026-11-21T14:41:46.250Z\r\nContent-Length: 0\r\n\r\n")


def seeds(exchanges):
    for line in exchanges.read_text(encoding="utf-8").splitlines():
        exchange = json.loads(line)
        request = bytes.fromhex(exchange["request"]).removeprefix(VERSION)
        yield from (("nson", request), ("nson", bytes.fromhex(exchange["response"])), ("wire", request))
    for endpoint, body in BODIES.items():
        yield "body", f"{endpoint}\n{json.dumps(body)}".encode()
    for target, statements in (("sql", STATEMENTS), ("ddl", DDL)):
        yield from ((target, statement.encode()) for statement in statements)
    for method, target in TARGETS:
        yield "gateway", REQUEST.format(method=method, target=target).encode()
    yield from (("fdk", bytes([how]) + CALL.encode()) for how in (0, 1, 20))


def main():
    exchanges, folder = map(pathlib.Path, sys.argv[1:])
    for target, content in seeds(exchanges):
        file = folder / target / hashlib.sha256(content).hexdigest()[:16]
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)


if __name__ == "__main__":
    main()
