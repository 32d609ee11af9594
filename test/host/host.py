"""A host in Python's standard library, written from the manifest and the contract alone.

Usage: host.py MODULE ISSUER SECRET PERSON_NO PERSON_TYPE NAME ENTRY
Prints one JSON line: what the manifest said, where the browser landed, and what the API calls the person.
"""

import base64
import hashlib
import hmac
import http.cookiejar
import json
import sys
import time
import urllib.parse
import urllib.request
import uuid

module, issuer, secret, person_no, person_type, name, entry = sys.argv[1:]


def fetch_json(opener, address, data=None, headers=None):
    request = urllib.request.Request(address, data=data, headers=headers or {})
    with opener.open(request, timeout=10) as answer:
        return json.load(answer)


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def sign(manifest):
    if "HS256" not in manifest["auth"]["algorithms"]:
        raise SystemExit("the module takes no shared secret")
    now = int(time.time())
    header = {"alg": "HS256", "typ": "launch+jwt"}
    claims = {
        "iss": issuer,
        "aud": manifest["id"],
        "sub": "account-" + person_no,
        "iat": now,
        "exp": now + min(60, manifest["auth"]["maxAgeSeconds"]),
        "jti": str(uuid.uuid4()),
        "person_no": person_no,
        "person_type": person_type,
        "name": name,
    }
    signed = ".".join(base64url(json.dumps(part).encode("utf-8")) for part in (header, claims))
    signature = hmac.new(secret.encode("utf-8"), signed.encode("ascii"), hashlib.sha256).digest()
    return signed + "." + base64url(signature)


plain = urllib.request.build_opener()
manifest = fetch_json(plain, module + "/manifest.json")
launch = manifest["launch"]
if launch["method"] != "form_post":
    raise SystemExit("this host launches by a form")
chosen = next(each for each in manifest["entries"] if each["id"] == entry and person_type in each["roles"])

# As a browser: the form is posted, the redirect followed, the cookie kept.
browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
form = urllib.parse.urlencode({"token": sign(manifest), "entry": entry}).encode("ascii")
with browser.open(urllib.request.Request(launch["path"], data=form, headers={"Accept": "text/html"}), timeout=10) as page:
    landed, words = page.geturl(), page.read().decode("utf-8")

# As a program: the session is carried as a bearer.
form = urllib.parse.urlencode({"token": sign(manifest)}).encode("ascii")
session = fetch_json(plain, launch["path"], form, {"Accept": "application/json"})["session"]
me = fetch_json(plain, manifest["baseUrl"] + "/api/me", headers={"Authorization": "Bearer " + session})

print(json.dumps({"entry": chosen["path"], "landed": landed, "title": chosen["title"] in words, "me": me}))
