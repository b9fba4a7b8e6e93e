# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
"""trust_files.py URL ROOT.pem CHAIN.pem DIR SLUG NAME [ORGANIZATION]: fetches every file of
trust_forms.def into DIR and reads what Python can read. ROOT stands last in
CHAIN. Prints "pass NAME" and "fail NAME" for verdicts() of http_lib.sh."""
import base64
import hashlib
import json
import os
import plistlib
import re
import ssl
import subprocess
import sys
import urllib.error
import urllib.request
import xml.etree.ElementTree

URL, ROOT, CHAIN, DIR, SLUG, NAME = sys.argv[1:7]
ORGANIZATION = (sys.argv[7:] + [None])[0]
FORMS = os.path.join(os.environ["top_srcdir"], "include/sanca/trust_forms.def")


def pem_ders(file):
    blocks = re.findall("-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----",
                        open(file).read(), re.S)
    return [ssl.PEM_cert_to_DER_cert(b) for b in blocks]


root = pem_ders(ROOT)[0]
chain = pem_ders(CHAIN)
sha256 = hashlib.sha256(root).hexdigest()


def point(good, name, told=""):
    print("pass" if good else "fail", f"{SLUG}: {name}")
    if not good:
        print("#", str(told)[:400].replace("\n", " "))


def same(got, want, name):
    point(got == want, name, f"got {got!r}, want {want!r}")


def fetch(path, method="GET", **fields):
    request = urllib.request.Request(
        URL + path, method=method,
        headers={k.replace("_", "-"): v for k, v in fields.items()})
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as e:
        return e.code, e.headers, e.read()


def rows():
    text = re.sub(r"/\*.*?\*/", "", open(FORMS).read(), flags=re.S)
    text = re.sub(r'"\s+"', "", text)
    return re.findall(r'TRUST_FORM\((\w+),\s*"([^"]*)",\s*"([^"]*)",\s*"([^"]*)"',
                      text)


def headers():
    """Type, name, HEAD and the tag of each row."""
    got = {}
    for name, path, ending, kind in rows():
        status, head, body = fetch(path)
        tag = head["ETag"] or ""
        wrong = []
        if status != 200 or head["Content-Type"] != kind:
            wrong.append(f"{status} {head['Content-Type']}")
        if head["Content-Disposition"] != f'attachment; filename="{SLUG}{ending}"':
            wrong.append(head["Content-Disposition"])
        if not re.fullmatch('"[0-9a-f]{16}"', tag):
            wrong.append(f"ETag {tag}")
        status, again, nothing = fetch(path, "HEAD")
        if (status, again["Content-Length"], again["ETag"], nothing) != (
                200, str(len(body)), tag, b""):
            wrong.append(f"HEAD {status} {again['Content-Length']} {len(body)}")
        status, again, nothing = fetch(path, If_None_Match=tag)
        if (status, again["ETag"], nothing) != (304, tag, b""):
            wrong.append(f"If-None-Match {status}")
        if fetch(path, If_None_Match='"0011223344556677"')[0] != 200:
            wrong.append("another tag is taken for this one")
        if fetch(path, "POST")[0] != 405:
            wrong.append("POST")
        point(not wrong, f"{path}: type, name, HEAD, ETag and 304", wrong)
        got[name] = body
        with open(os.path.join(DIR, SLUG + ending), "wb") as f:
            f.write(body)
    return got


def certificates(got):
    same(pem_ders(os.path.join(DIR, SLUG + ".pem")), [root], "PEM is the root")
    point(b"\r" not in got["PEM"] and got["PEM"].endswith(b"-----\n"),
          "PEM ends as it should", got["PEM"])
    same(got["CRT"], root, "CRT is the root")
    same(got["CER"], root, "CER is the root")
    out = subprocess.run(
        ["openssl", "pkcs7", "-inform", "DER", "-print_certs"],
        input=got["P7B"], capture_output=True, check=False).stdout.decode()
    same([ssl.PEM_cert_to_DER_cert(b) for b in re.findall(
        "-----BEGIN.*?-----END CERTIFICATE-----", out, re.S)], chain,
        "openssl pkcs7 reads the chain")


UUID = "[0-9A-F]{8}-[0-9A-F]{4}-8[0-9A-F]{3}-[89AB][0-9A-F]{3}-[0-9A-F]{12}"


def profile(got):
    p = plistlib.loads(got["MOBILECONFIG"])
    parts = p["PayloadContent"]
    same([c["PayloadContent"] for c in parts], chain, "profile: the chain")
    same([c["PayloadType"] for c in parts],
         ["com.apple.security.pkcs1"] * (len(chain) - 1)
         + ["com.apple.security.root"], "profile: only the root is one")
    same((p["PayloadDisplayName"], parts[-1]["PayloadDisplayName"],
          p.get("PayloadOrganization")), (NAME, NAME, ORGANIZATION),
         "profile: the names")
    point(NAME in p["PayloadDescription"] and
          sha256 in p["PayloadDescription"].replace(":", "").lower(),
          "profile: the description", p["PayloadDescription"])
    same((p["PayloadType"], p["PayloadVersion"], p["PayloadRemovalDisallowed"]),
         ("Configuration", 1, False), "profile: its fields")
    ids = [x["PayloadUUID"] for x in parts + [p]]
    point(all(re.fullmatch(UUID, i) for i in ids) and len(set(ids)) == len(ids),
          "profile: UUIDs", ids)
    names = [x["PayloadIdentifier"] for x in parts + [p]]
    point(all(n.startswith("local.sanca." + sha256[:16]) for n in names)
          and len(set(names)) == len(names), "profile: identifiers", names)
    with open(os.path.join(DIR, "uuids"), "w") as f:
        print(*ids, file=f)


def cabinet():
    run = subprocess.run(
        ["cabextract", "-q", "-d", DIR, os.path.join(DIR, SLUG + ".cab")],
        capture_output=True, check=False)
    same((run.returncode, run.stderr), (0, b""), "cabextract opens the cabinet")
    setup = open(os.path.join(DIR, "_setup.xml"), "rb").read()
    doc = xml.etree.ElementTree.fromstring(setup)
    point(setup.startswith(b"<wap-provisioningdoc>") and setup.isascii(),
          "cabinet: plain ASCII", setup)
    seen = []
    for store in doc.find("characteristic"):
        inner = store.find("characteristic")
        parm = inner.find("parm")
        seen.append((store.get("type"), inner.get("type"), parm.get("name"),
                     base64.b64decode(parm.get("value"), validate=True)))
    same(seen, [("ROOT" if c == root else "CA",
                 hashlib.sha1(c).hexdigest().upper(), "EncodedCertificate", c)
                for c in chain], "cabinet: thumbprint and certificate of each")


def policies(got):
    same(json.loads(got["FIREFOX"]),
         {"policies": {"Certificates": {"Install": [
             f"/usr/local/share/ca-certificates/{SLUG}.crt"]}}},
         "Firefox's policy names the file")
    c = json.loads(got["CHROMIUM"])
    plain = c.get("CACertificates", [])
    limited = c.get("CACertificatesWithConstraints", [])
    same([base64.b64decode(b, validate=True)
          for b in plain + [x["certificate"] for x in limited]], [root],
         "Chromium's policy has the root")
    with open(os.path.join(DIR, "limits"), "w") as f:
        json.dump([x["constraints"] for x in limited], f, sort_keys=True)


def main():
    got = headers()
    certificates(got)
    profile(got)
    cabinet()
    policies(got)


main()
