"""The five endpoints of the original FotoGal - login, upload, feed, like, follow - as Flask would have them today: the same tables and
bucket, every request to OCI signed as Oracle's SDK signs it, photos made smaller by Pillow. Environment: what `fotogal up` gives its functions
(run.json). It keeps no counter exact and finishes nothing that was cut off: that is what less code buys."""

import base64
import datetime
import hashlib
import io
import json
import os
import secrets
import time
import urllib.parse

import argon2
import flask
import PIL.Image
import requests
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding

NOSQL = os.environ["FOTOGAL_NOSQL_ENDPOINT"]
STORAGE = os.environ["FOTOGAL_OBJECT_STORAGE_ENDPOINT"]
COMPARTMENT = os.environ["FOTOGAL_COMPARTMENT_ID"]
OBJECTS = f"/n/{os.environ['FOTOGAL_OBJECT_NAMESPACE']}/b/{os.environ['FOTOGAL_BUCKET']}/o/"
TABLE = "fotogal_ntable_"
SESSION_SECONDS = 7 * 86400
REMEMBERED_SECONDS = 60  # as the gateway remembers what the authorizer said

app = flask.Flask(__name__)
oci = requests.Session()
passwords = argon2.PasswordHasher()
remembered = {}
with open(os.environ["OCI_RESOURCE_PRINCIPAL_PRIVATE_PEM"], "rb") as file:
    key = serialization.load_pem_private_key(file.read(), None)


def token():
    with open(os.environ["OCI_RESOURCE_PRINCIPAL_RPST"]) as rpst:
        return rpst.read().strip()


def signed(method, url, body=b"", content_type="application/json"):
    parts = urllib.parse.urlsplit(url)
    target = parts.path + ("?" + parts.query if parts.query else "")
    headers = {"date": datetime.datetime.now(datetime.timezone.utc).strftime("%a, %d %b %Y %H:%M:%S GMT"),
               "(request-target)": f"{method.lower()} {target}", "host": parts.netloc}
    if method in ("POST", "PUT"):
        headers |= {"content-length": str(len(body)), "content-type": content_type,
                    "x-content-sha256": base64.b64encode(hashlib.sha256(body).digest()).decode()}
    text = "\n".join(f"{name}: {value}" for name, value in headers.items())
    signature = base64.b64encode(key.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256())).decode()
    names = " ".join(headers)
    del headers["(request-target)"]
    headers["authorization"] = (f'Signature version="1",headers="{names}",keyId="ST${token()}",algorithm="rsa-sha256",signature="{signature}"')
    answer = oci.request(method, url, headers=headers, data=body or None, timeout=10)
    answer.raise_for_status()
    return answer


def query(statement, **variables):
    body = {"compartmentId": COMPARTMENT, "statement": statement, "variables": {f"${name}": value for name, value in variables.items()}}
    items, page = [], None
    while True:
        url = f"{NOSQL}/20190828/query" + (f"?page={urllib.parse.quote(page)}" if page else "")
        answer = signed("POST", url, json.dumps(body).encode())
        items += answer.json()["items"]
        page = answer.headers.get("opc-next-page")
        if not page:
            return items


def row(table, **row_key):
    keys = "".join(f"&key={name}:{value}" for name, value in row_key.items())
    answer = signed("GET", f"{NOSQL}/20190828/tables/{TABLE}{table}/rows?compartmentId={COMPARTMENT}{keys}")
    return answer.json().get("value")


def put(table, value):
    signed("PUT", f"{NOSQL}/20190828/tables/{TABLE}{table}/rows",
           json.dumps({"compartmentId": COMPARTMENT, "value": value}).encode())


def store(name, body, content_type):
    signed("PUT", STORAGE + OBJECTS + urllib.parse.quote(name, safe=""), body, content_type)


def new_id():
    return int(time.time() * 1000) << 20 | secrets.randbits(20)


def caller():
    bearer = flask.request.headers.get("Authorization", "").removeprefix("Bearer ")
    session_id = base64.urlsafe_b64encode(hashlib.sha256(bearer.encode()).digest()).decode().rstrip("=")
    known = remembered.get(session_id)
    if known and known[1] > time.time():
        return known[0]
    session = row("authsession", random_token=session_id)
    if not session or session["expire_ts"] < time.time() * 1000:
        flask.abort(401)
    remembered[session_id] = (session["user_id"], time.time() + REMEMBERED_SECONDS)
    return session["user_id"]


def named(username):
    identity = row("identities", name="u:" + username)
    if not identity:
        flask.abort(404)
    return row("users", id=identity["user_id"])


@app.post("/v1/login")
def login():
    form = flask.request.get_json()
    user = named(form["login"])
    try:
        passwords.verify(user["password"], form["password"])
    except argon2.exceptions.VerificationError:
        flask.abort(401)
    bearer = secrets.token_urlsafe(32)
    session_id = base64.urlsafe_b64encode(hashlib.sha256(bearer.encode()).digest()).decode().rstrip("=")
    now = int(time.time() * 1000)
    put("authsession", {"random_token": session_id, "user_id": user["id"], "created_ts": now, "last_used_ts": now,
                        "expire_ts": now + SESSION_SECONDS * 1000})
    return {"token": bearer, "user": {"id": user["id"], "username": user["username"]}}


def rendition(picture, side):
    smaller = picture.copy()
    smaller.thumbnail((side, side), PIL.Image.LANCZOS)
    out = io.BytesIO()
    smaller.convert("RGB").save(out, "JPEG", quality=82)
    return out.getvalue()


@app.post("/v1/images")
def upload():
    author = caller()
    body = flask.request.get_data()
    picture = PIL.Image.open(io.BytesIO(body))
    image = new_id()
    name = f"flask/{author}/{image}"
    store(name, body, "image/jpeg")
    for side in (320, 1080):
        store(f"{name}/{side}", rendition(picture, side), "image/jpeg")
    width, height = picture.size
    put("images", {"user_id": author, "id": image, "image_filename": name, "image_format": "jpeg", "created_ts": int(time.time() * 1000),
                   "main_comment": "", "width": width, "height": height, "size": len(body), "is_profile": False, "removed": False,
                   "like_count": 0, "dislike_count": 0, "comment_count": 0, "counted": True, "op": image})
    followers = query(f"DECLARE $a LONG; SELECT f.follower_id FROM {TABLE}follows f WHERE f.followee_id = $a AND f.state = 'accepted'", a=author)
    for owner in [author] + [follower["follower_id"] for follower in followers]:
        put("feed", {"owner_id": owner, "image_id": image, "author_id": author})
    return {"id": f"{author}-{image}"}, 201


@app.get("/v1/feed")
def feed():
    owner = caller()
    rows = query(f"DECLARE $o LONG; SELECT * FROM {TABLE}feed f WHERE f.owner_id = $o ORDER BY f.owner_id DESC, f.image_id DESC LIMIT 20", o=owner)
    if not rows:
        return {"items": []}
    authors, images = sorted({one["author_id"] for one in rows}), [one["image_id"] for one in rows]
    shown = query(f"DECLARE $a ARRAY(LONG); $i ARRAY(LONG); SELECT * FROM {TABLE}images i WHERE i.user_id IN $a[] AND i.id IN $i[]", a=authors, i=images)
    people = {one["id"]: one for one in query(f"DECLARE $a ARRAY(LONG); SELECT * FROM {TABLE}users u WHERE u.id IN $a[]", a=authors)}
    liked = {one["image_id"] for one in query(
        f"DECLARE $a ARRAY(LONG); $i ARRAY(LONG); $u LONG; SELECT r.image_id FROM {TABLE}reactions r"
        " WHERE r.author_id IN $a[] AND r.image_id IN $i[] AND r.user_id = $u", a=authors, i=images, u=owner)}
    items = [{"id": f"{one['user_id']}-{one['id']}", "author": people[one["user_id"]]["username"], "caption": one["main_comment"],
              "like_count": one["like_count"], "comment_count": one["comment_count"], "liked": one["id"] in liked,
              "url": f"/content/{one['image_filename']}"} for one in sorted(shown, key=lambda one: -one["id"])]
    return {"items": items}


@app.route("/v1/images/<image>/like", methods=["PUT", "DELETE"])
def like(image):
    user = caller()
    author, number = (int(part, 36) for part in image.split("-"))  # as FotoGal shows ids
    shown = row("images", user_id=author, id=number)
    if not shown:
        flask.abort(404)
    where = f"DECLARE $a LONG; $i LONG; $u LONG;"
    known = query(f"{where} SELECT r.reaction FROM {TABLE}reactions r WHERE r.author_id = $a AND r.image_id = $i AND r.user_id = $u",
                  a=author, i=number, u=user)
    wanted = flask.request.method == "PUT"
    if bool(known) != wanted:
        if wanted:
            put("reactions", {"author_id": author, "image_id": number, "user_id": user, "reaction": "like", "was": "none", "counted": True,
                              "created_ts": int(time.time() * 1000), "op": new_id()})
        else:
            query(f"{where} DELETE FROM {TABLE}reactions r WHERE r.author_id = $a AND r.image_id = $i AND r.user_id = $u", a=author, i=number, u=user)
        query(f"DECLARE $a LONG; $i LONG; $by INTEGER; UPDATE {TABLE}images i SET i.like_count = i.like_count + $by WHERE i.user_id = $a AND i.id = $i",
              a=author, i=number, by=1 if wanted else -1)
    return {"liked": wanted}


@app.route("/v1/users/<username>/follow", methods=["PUT", "DELETE"])
def follow(username):
    follower = caller()
    followee = named(username)["id"]
    known = row("follows", follower_id=follower, followee_id=followee)
    wanted = flask.request.method == "PUT"
    if bool(known) != wanted:
        if wanted:
            put("follows", {"follower_id": follower, "followee_id": followee, "state": "accepted", "was": "none", "delivery": "push",
                            "created_ts": int(time.time() * 1000), "op": new_id(), "counted": True})
        else:
            query(f"DECLARE $a LONG; $b LONG; DELETE FROM {TABLE}follows f WHERE f.follower_id = $a AND f.followee_id = $b", a=follower, b=followee)
        for column, user in (("following_count", follower), ("follower_count", followee)):
            query(f"DECLARE $u LONG; $by INTEGER; UPDATE {TABLE}users u SET u.{column} = u.{column} + $by WHERE u.id = $u",
                  u=user, by=1 if wanted else -1)
    return {"relation": "following" if wanted else "none"}
