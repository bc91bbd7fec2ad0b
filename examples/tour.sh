#!/usr/bin/env bash
# Walks the whole service with curl, step by step, and stops at anything that it did not expect.
#
#   make up                                  # in another terminal
#   examples/tour.sh [http://127.0.0.1:8080]
#
# Needs bash, curl and python3. Every run makes people of its own, so it can be run again and again.
set -euo pipefail
base=${1:-http://127.0.0.1:8080}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
run=$(date +%s | tail -c 7)$RANDOM
ana=ana.$run bea=bea.$run cid=cid.$run

step() { printf '\n== %s\n' "$*"; }
saw() { printf '   %s\n' "$*"; }
fail() {
  printf '\nNOT AS EXPECTED: %s\n' "$*" >&2
  [ ! -s "$scratch/body" ] || { printf 'the answer was: ' >&2; head -c 1000 "$scratch/body" >&2; echo >&2; }
  exit 1
}

# call STATUS METHOD PATH_OR_URL [curl option...]: STATUS may be a pattern; the answer is in $scratch/body, its headers in $scratch/head.
call() {
  local expected=$1 method=$2 path=$3 status
  shift 3
  : >"$scratch/body"
  local address=$base$path
  [[ $path == /* ]] || address=$path # a photo may be at another host
  status=$(curl -sS --max-time 60 -X "$method" -D "$scratch/head" -o "$scratch/body" -w '%{http_code}' "$@" "$address") ||
    fail "$method $path: no answer"
  [[ $status == $expected ]] || fail "$method $path answered $status, not $expected"
  saw "$method $path -> $status"
}

# as PERSON STATUS METHOD PATH [curl option...]
as() {
  local person=$1
  shift
  call "$@" -H "Authorization: Bearer $(cat "$scratch/$person.token")"
}

# with BODY COMMAND...: the command with a JSON body.
with() {
  local body=$1
  shift
  "$@" -H 'Content-Type: application/json' -d "$body"
}

# field EXPRESSION: of the answer, in Python, where `it` is the JSON body.
field() {
  python3 -c 'import json, sys
it = json.load(open(sys.argv[1]))
value = eval(sys.argv[2])
print(value if isinstance(value, str) else json.dumps(value))' "$scratch/body" "$1" || fail "no $1 in the answer"
}

# expect EXPRESSION VALUE
expect() {
  local found
  found=$(field "$1")
  [ "$found" = "$2" ] || fail "$1 is $found, not $2"
  saw "$1 is $2"
}

header() { sed -n "s/^$1: *//Ip" "$scratch/head" | tr -d '\r'; }

# eventually VALUE EXPRESSION COMMAND...: asks again until the answer is so; deliveries go on behind the answers.
eventually() {
  local value=$1 expression=$2 found= until=$((SECONDS + 60))
  shift 2
  while "$@" >/dev/null && found=$(field "$expression") && [ "$found" != "$value" ]; do
    [ $SECONDS -lt $until ] || fail "$expression stays $found, and never gets $value"
    sleep 0.1
  done
  [ "$found" = "$value" ] || fail "$expression is $found, not $value"
  saw "$expression is $value"
}

# A picture of 16 by 16, of the given shade.
picture() {
  python3 -c 'import struct, sys, zlib
def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
rows = b"".join(b"\0" + bytes([(int(sys.argv[1]) + x) % 256 for x in range(16)]) for _ in range(16))
sys.stdout.buffer.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 16, 16, 8, 0, 0, 0, 0))
    + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))' "$1" >"$2"
}

health() {
  step 'Is the service well?'
  call 200 GET /v1/health
  expect 'it["status"]' ok
  saw "version $(field 'it["version"]'), build $(field 'it["build"]')"
}

sign_up() { # PERSON USERNAME PRIVATE
  with "{\"email\":\"$2@example.com\",\"full_name\":\"$1 of the tour\",\"username\":\"$2\",\"password\":\"correct horse $1\",\"is_private\":$3}" \
    call 201 POST /v1/users
  field 'it["token"]' >"$scratch/$1.token"
  field 'it["device"]' >"$scratch/$1.device"
}

# log_in PERSON LOGIN PASSWORD STATUS [curl option...]: shows the mark of a device that has logged in before, so that wrong
# passwords which others try from this address do not hold it up.
log_in() {
  local body="{\"login\":\"$2\",\"password\":\"$3\",\"device\":\"$(cat "$scratch/$1.device")\"${session:+,\"session\":\"$session\"}}"
  with "$body" call "$4" POST /v1/login "${@:5}"
}

signing_up() {
  step 'Ana and Bea sign up; Cid does with a private account'
  sign_up ana "$ana" false
  expect 'it["user"]["username"]' "$ana"
  sign_up bea "$bea" false
  sign_up cid "$cid" true
  step 'A username is taken once, however it is written, and bad input is told field by field'
  with "{\"email\":\"other.$run@example.com\",\"full_name\":\"A\",\"username\":\"${ana^^}\",\"password\":\"correct horse\"}" call 409 POST /v1/users
  expect 'it["code"]' username_taken
  with '{"email":"nobody","full_name":"A","username":"x","password":"short"}' call 422 POST /v1/users
  expect '[error["field"] for error in it["errors"]]' '["email", "username", "password"]'
}

logging_in() {
  step 'Ana logs in a second time, by e-mail; a wrong password is refused'
  log_in ana "$ana@example.com" 'correct horse ana' 200
  field 'it["token"]' >"$scratch/ana2.token"
  log_in ana "$ana" wrong 401
  expect 'it["code"]' bad_credentials
  step 'A session by cookie changes things only from the service'"'"'s own pages'
  session=cookie log_in ana "$ana" 'correct horse ana' 200 -c "$scratch/cookies"
  call 200 GET /v1/feed -b "$scratch/cookies"
  call 403 POST /v1/logout -b "$scratch/cookies" -H 'Origin: https://elsewhere.example'
  call 204 POST /v1/logout -b "$scratch/cookies" -H "Origin: $base"
}

account() {
  step 'Ana tells of herself; the phone number stays between her and the service'
  with '{"bio":"Boats and harbours","website":"https://example.com/ana","phone":"+351 912 345 678","is_professional_account":true}' as ana 200 PATCH /v1/me
  expect 'it["phone"]' +351912345678
  as bea 200 GET "/v1/users/$ana"
  expect 'it["bio"]' 'Boats and harbours'
  expect '"phone" in it or "email" in it' false
  step 'Ana has a picture beside her name'
  picture 200 "$scratch/avatar.png"
  as ana 200 PUT /v1/me/avatar -H 'Content-Type: image/png' --data-binary "@$scratch/avatar.png"
  local avatar
  avatar=$(field 'it["profile_image_url"]')
  call 200 GET "$avatar"
  step 'Ana sees where she is logged in, and ends the other session'
  as ana 200 GET /v1/me/sessions
  expect 'len(it["items"])' 2
  local other
  other=$(field '[item["id"] for item in it["items"] if not item["current"]][0]')
  as ana 204 DELETE "/v1/me/sessions/$other"
  as ana2 401 POST /v1/logout
}

images() {
  step 'Ana publishes three images: from bytes, from a form, and one again after a lost answer'
  for shade in 10 60 110; do picture $shade "$scratch/$shade.png"; done
  as ana 201 POST /v1/images -H 'Content-Type: image/png' -H 'X-Caption: ol%C3%A1' --data-binary "@$scratch/10.png"
  expect 'it["caption"]' olá
  image=$(field 'it["id"]')
  [ "$(header Location)" = "/v1/images/$image" ] || fail 'Location names another image'
  as ana 201 POST /v1/images -F "image=@$scratch/60.png;type=image/png" -F caption=harbour -F 'alt_text=a harbour at noon'
  expect 'it["alt_text"]' 'a harbour at noon'
  as ana 201 POST /v1/images -H 'Content-Type: image/png' -H 'Idempotency-Key: tour' --data-binary "@$scratch/110.png"
  third=$(field 'it["id"]')
  as ana 201 POST /v1/images -H 'Content-Type: image/png' -H 'Idempotency-Key: tour' --data-binary "@$scratch/110.png"
  expect 'it["id"]' "$third"
  as ana 415 POST /v1/images -H 'Content-Type: image/png' -d 'this is no picture'
  expect 'it["code"]' unsupported_image
  step 'The bytes come back as they went, whole, in part, and not twice'
  as bea 303 GET "/v1/images/$image/content?size=original"
  local photo
  photo=$(header Location)
  call 200 GET "$photo"
  cmp -s "$scratch/body" "$scratch/10.png" || fail 'other bytes came back'
  local etag
  etag=$(header ETag)
  call 304 GET "$photo" -H "If-None-Match: $etag"
  call 206 GET "$photo" -H 'Range: bytes=1-3'
  [ "$(cat "$scratch/body")" = PNG ] || fail 'other bytes came back'
  step 'Ana corrects a caption; nobody else can'
  with '{"caption":"olá, mundo"}' as ana 200 PATCH "/v1/images/$image"
  expect 'it["caption"]' 'olá, mundo'
  with '{"caption":"mine"}' as bea 403 PATCH "/v1/images/$image"
  step 'Her images, newest first, page by page'
  as ana 200 GET "/v1/users/$ana/images?limit=2"
  expect '[len(it["items"]), it["items"][0]["id"]]' "[2, \"$third\"]"
  as ana 200 GET "/v1/users/$ana/images?limit=2&cursor=$(field 'it["next_cursor"]')"
  expect '[len(it["items"]), it["next_cursor"]]' '[1, null]'
}

following() {
  step 'Bea follows Ana, and finds the images in her feed'
  as bea 200 PUT "/v1/users/$ana/follow"
  expect 'it["relation"]' following
  eventually 3 'len(it["items"])' as bea 200 GET /v1/feed
  as bea 200 GET "/v1/users/$ana/followers"
  expect '[item["username"] for item in it["items"]]' "[\"$bea\"]"
  as ana 200 GET "/v1/users/$bea/following"
  expect '[item["username"] for item in it["items"]]' "[\"$ana\"]"
  step 'Cid'"'"'s account is private: Bea has to ask'
  as cid 201 POST /v1/images -H 'Content-Type: image/png' --data-binary "@$scratch/10.png"
  local hidden
  hidden=$(field 'it["id"]')
  as bea 404 GET "/v1/images/$hidden"
  as bea 200 PUT "/v1/users/$cid/follow"
  expect 'it["relation"]' requested
  as bea 200 GET /v1/me/sent-follow-requests
  expect '[item["username"] for item in it["items"]]' "[\"$cid\"]"
  as cid 200 GET /v1/me/follow-requests
  expect '[item["username"] for item in it["items"]]' "[\"$bea\"]"
  as cid 200 PUT "/v1/me/follow-requests/$bea"
  as bea 200 GET "/v1/images/$hidden"
  eventually 4 'len(it["items"])' as bea 200 GET /v1/feed
  step 'Ana asks too, and is refused; Cid lets Bea go again'
  as ana 200 PUT "/v1/users/$cid/follow"
  as cid 200 DELETE "/v1/me/follow-requests/$ana"
  as cid 200 DELETE "/v1/me/followers/$bea"
  as bea 404 GET "/v1/images/$hidden"
}

reactions() {
  step 'Bea likes an image, thinks again, and likes it after all'
  as bea 200 PUT "/v1/images/$image/like"
  as bea 200 PUT "/v1/images/$image/dislike"
  expect '[it["like_count"], it["dislike_count"], it["my_reaction"]]' '[0, 1, "dislike"]'
  as bea 200 DELETE "/v1/images/$image/dislike"
  as bea 200 PUT "/v1/images/$image/like"
  as ana 200 GET "/v1/images/$image/likes"
  expect '[item["username"] for item in it["items"]]' "[\"$bea\"]"
  as bea 200 DELETE "/v1/images/$image/like"
  as bea 200 PUT "/v1/images/$image/like"
  expect '[it["like_count"], it["my_reaction"]]' '[1, "like"]'
  step 'Bea and Cid comment; Ana, whose image it is, takes one comment away'
  with '{"text":"What light!"}' as bea 201 POST "/v1/images/$image/comments"
  with '{"text":"Buy now"}' as cid 201 POST "/v1/images/$image/comments"
  local unwanted
  unwanted=$(field 'it["id"]')
  as bea 403 DELETE "/v1/images/$image/comments/$unwanted"
  as ana 204 DELETE "/v1/images/$image/comments/$unwanted"
  as ana 200 GET "/v1/images/$image/comments"
  expect '[item["text"] for item in it["items"]]' '["What light!"]'
  as ana 200 GET "/v1/images/$image"
  expect '[it["like_count"], it["comment_count"]]' '[1, 1]'
}

notifications() {
  step 'Ana is told what happened, and reads it'
  as ana 200 GET /v1/me/notifications
  expect 'it["unread"]' true
  expect '[[item["kind"], item["actor"]["username"]] for item in it["items"] if item["actor"]["username"] == "'"$bea"'"]' \
    "[[\"commented\", \"$bea\"], [\"liked\", \"$bea\"], [\"followed\", \"$bea\"]]"
  with '{"until":"2099-01-01T00:00:00Z"}' as ana 204 PUT /v1/me/notifications/read
  eventually false 'it["unread"]' as ana 200 GET /v1/me/notifications
}

finding() {
  step 'Cid looks for Ana by the beginning of her name, and is told of professional accounts'
  as cid 200 GET "/v1/users?prefix=${ana:0:8}"
  expect "\"$ana\" in [item[\"username\"] for item in it[\"items\"]]" true
  as cid 200 GET '/v1/suggestions?limit=100'
  saw "$(field 'len(it["items"])') suggestions"
}

blocking() {
  step 'Ana blocks Cid: neither sees the other'
  as ana 200 PUT "/v1/users/$cid/block"
  expect 'it["relation"]' blocked
  as cid 404 GET "/v1/users/$ana"
  as cid 404 GET "/v1/images/$image"
  as ana 200 GET /v1/me/blocks
  expect '[item["username"] for item in it["items"]]' "[\"$cid\"]"
  as ana 200 DELETE "/v1/users/$cid/block"
  as cid 200 GET "/v1/users/$ana"
}

leaving() {
  step 'Bea follows Ana no longer; Ana removes an image and her picture'
  as bea 200 DELETE "/v1/users/$ana/follow"
  eventually 0 'len(it["items"])' as bea 200 GET /v1/feed
  as ana 204 DELETE "/v1/images/$third"
  as bea 404 GET "/v1/images/$third"
  as ana 204 DELETE /v1/me/avatar
  step 'A new password ends every other session'
  log_in ana "$ana" 'correct horse ana' 200
  field 'it["token"]' >"$scratch/ana2.token"
  with '{"old_password":"correct horse ana","new_password":"battery staple"}' as ana 204 PUT /v1/me/password
  as ana2 401 POST /v1/logout
  log_in ana "$ana" 'battery staple' 200
  step 'Ana logs out; her token changes nothing any more'
  as ana 204 POST /v1/logout
  as ana 401 PUT "/v1/images/$image/like"
  expect 'it["code"]' session_ended
}

taking_home() {
  step 'Bea takes home everything that the service keeps of her'
  as bea 202 POST /v1/me/export
  expect 'it["status"]' preparing
  local until=$((SECONDS + 60))
  while as bea '20[02]' GET /v1/me/export >/dev/null && [ "$(field 'it["status"]')" != ready ]; do
    [ $SECONDS -lt $until ] || fail 'the export is never ready'
    sleep 0.2
  done
  call 200 GET "$(field 'it["url"]')"
  [ "$(head -c 2 "$scratch/body")" = PK ] || fail 'this is no ZIP'
  saw "a ZIP of $(wc -c <"$scratch/body") bytes"
}

going() {
  step 'Cid goes for good, with everything that was made'
  with '{"password":"wrong password"}' as cid 403 DELETE /v1/me
  with '{"password":"correct horse cid"}' as cid 202 DELETE /v1/me
  expect 'it["status"]' deleting
  as bea 404 GET "/v1/users/$cid"
  log_in cid "$cid" 'correct horse cid' '@(401|429)' # nobody is known there any more; 429 where others have failed here
}

refusals() {
  step 'What is not there, and what nobody may'
  call 401 GET /v1/feed
  expect 'it["code"]' not_logged_in
  call 404 GET /v1/nothing
  expect 'it["code"]' not_found
  as bea 405 POST /v1/feed
  as bea 400 GET '/v1/feed?cursor=mine'
  expect 'it["code"]' bad_cursor
}

health
signing_up
logging_in
account
images
following
reactions
notifications
finding
blocking
refusals
taking_home
leaving
going
printf '\nThe tour is done: everything was as expected.\n'
