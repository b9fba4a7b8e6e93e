#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
"""OCSP requests that no client would send, and many that one would: what the
responder answers, octet by octet. Prints "pass NAME" and "fail NAME".

usage: ocsp_raw.py PORT ID ROOT.pem GOOD.pem REVOKED.pem SEED
"""
import base64
import http.client
import random
import sys
import time
import urllib.parse

import ocsp_messages as ocsp

PORT, ID = int(sys.argv[1]), sys.argv[2]
ROOT, GOOD, REVOKED = (ocsp.Certificate(ocsp.pem_read(p))
                       for p in sys.argv[3:6])
DICE = random.Random(int(sys.argv[6]))
PATH = f"/i/{ID}/ocsp"
SUCCESSFUL, MALFORMED, INTERNAL, TRY_LATER, UNAUTHORIZED = 0, 1, 2, 3, 6
SPELLINGS = 300


def point(name, condition, what=""):
    print("pass" if condition else "fail", name, flush=True)
    if not condition:
        print("#", what)


def send(method, path, body=None, kind="application/ocsp-request", headers=()):
    """One request on a connection of its own: (status, header, octets)."""
    c = http.client.HTTPConnection("127.0.0.1", PORT, timeout=10)
    try:
        c.putrequest(method, path, skip_accept_encoding=True)
        if body is not None:
            c.putheader("Content-Type", kind)
            c.putheader("Content-Length", str(len(body)))
        for name, value in headers:
            c.putheader(name, value)
        c.endheaders()
        if body:
            c.send(body)
        r = c.getresponse()
        return r.status, r.headers, r.read()
    except (OSError, http.client.HTTPException) as e:
        return 0, {}, repr(e).encode()
    finally:
        c.close()


def post(body):
    return send("POST", PATH, body)


def status_of(answer):
    """OCSPResponseStatus; None when it is no OCSP answer."""
    status, headers, octets = answer
    if status != 200 or headers.get("Content-Type") != "application/ocsp-response":
        return None
    return ocsp.read(octets).status


def expect(name, body, *wanted):
    answer = post(body)
    point(name, status_of(answer) in wanted, answer[0:3:2])
    return answer


def one(certificate, **more):
    return ocsp.request([ocsp.cert_id(ROOT, certificate.serial)], **more)


# ---- fields of HTTP (RFC 5019 5, 6.2)

def http_fields():
    status, headers, octets = post(one(GOOD))
    answer = ocsp.read(octets).answers[0]
    point("an answer without nonce may be kept", status == 200 and
          "max-age=" in headers.get("Cache-Control", "") and
          all(w in headers.get("Cache-Control", "") for w in
              ("public", "no-transform", "must-revalidate")),
          headers.get("Cache-Control", ""))

    def at(name):
        return time.mktime(time.strptime(
            headers[name], "%a, %d %b %Y %H:%M:%S GMT")) - time.timezone
    point("Last-Modified is thisUpdate",
          at("Last-Modified") == answer.this_update, str(headers))
    point("Expires is nextUpdate", at("Expires") == answer.next_update)
    age = int(headers.get("Cache-Control", "").split("max-age=")[1].split(",")[0])
    point("max-age does not reach beyond it",
          0 < age <= answer.next_update - time.time() + 1, age)
    point("it has a tag", headers.get("ETag") is not None)
    path = PATH + "/" + urllib.parse.quote(
        base64.b64encode(one(GOOD)).decode(), safe="")
    status, _, octets = send("GET", path,
                             headers=[("If-None-Match", headers.get("ETag", "-"))])
    point("by which it is not sent again", status == 304 and not octets,
          status)
    status, headers, octets = post(one(GOOD, nonce=b"n" * 32))
    point("an answer with nonce is kept by nobody", status == 200 and
          ("no-store" in headers.get("Cache-Control", "") or
           "max-age" not in headers.get("Cache-Control", "")),
          headers.get("Cache-Control", ""))
    _, headers, _ = post(b"")
    point("nor is an error", "max-age" not in
          headers.get("Cache-Control", ""), headers.get("Cache-Control", ""))
    for kind in ("text/plain", "application/ocsp-response", ""):
        answer = send("POST", PATH, one(GOOD), kind)
        point(f"the body decides, not its type \"{kind}\"",
              status_of(answer) == 0, answer)
    for method in ("PUT", "DELETE", "PATCH"):
        point(f"{method}: 405", send(method, PATH, one(GOOD))[0] == 405)
    status, headers, octets = send("HEAD", path)
    point("HEAD gives fields only", status == 200 and not octets and
          int(headers["Content-Length"]) > 100, status)


# ---- H01 H02: serials

def serials():
    wrong = []
    for _ in range(200):
        serial = DICE.getrandbits(DICE.choice((8, 64, 100, 143, 159)))
        answers = ocsp.read(post(ocsp.request(
            [ocsp.cert_id(ROOT, serial)]))[2]).answers
        if [a.status for a in answers] != ["unknown"]:
            wrong.append((serial, answers))
    point("H01 200 serials that were never given are unknown", not wrong,
          wrong[:2])
    near = [GOOD.serial ^ (1 << bit) for bit in range(0, 144)]
    wrong = [s for s in near if ocsp.read(post(ocsp.request(
        [ocsp.cert_id(ROOT, s)]))[2]).answers[0].status != "unknown"]
    point("H01 nor is one that differs by a bit", not wrong, wrong[:2])
    for name, octets in (("0", b"\0"), ("-1", b"\xff"),
                         ("of 20 octets", b"\x7f" * 20)):
        fields = ocsp.inside(ocsp.cert_id(ROOT, 1))
        cid = ocsp.tlv(0x30, *[w for _, _, w in fields[:3]],
                       ocsp.tlv(2, octets))
        answers = ocsp.read(post(ocsp.request([cid]))[2])
        point(f"H01 the serial {name} is unknown", answers.status == 0 and
              answers.answers[0].status == "unknown", answers)


# ---- H03: issuers

def issuers():
    for name, algorithm in (("SHA-1", ocsp.SHA1), ("SHA-256", ocsp.SHA256)):
        body = ocsp.request([ocsp.cert_id(ROOT, GOOD.serial, algorithm)])
        r = ocsp.read(post(body)[2])
        point(f"H03 CertID in {name}", r.status == 0 and
              r.answers[0].status == "good" and
              r.answers[0].cert_id in body, r)
        expect(f"H03 another issuer's name, {name}: unauthorized",
               ocsp.request([ocsp.cert_id(ROOT, GOOD.serial, algorithm,
                                          name=b"x")]), UNAUTHORIZED)
        expect(f"H03 another issuer's key, {name}: unauthorized",
               ocsp.request([ocsp.cert_id(ROOT, GOOD.serial, algorithm,
                                          key=b"x")]), UNAUTHORIZED)
        # Parameters may be absent (RFC 5754 2).
        bare = ocsp.tlv(0x30, ocsp.inside(algorithm)[0][2])
        fields = ocsp.inside(ocsp.cert_id(ROOT, GOOD.serial, algorithm))
        cid = ocsp.tlv(0x30, bare, *[w for _, _, w in fields[1:]])
        r = ocsp.read(post(ocsp.request([cid]))[2])
        point(f"H03 without NULL, {name}: the answer has it as asked",
              r.status == 0 and r.answers[0].cert_id == cid and
              r.answers[0].status == "good", r)
    md5 = ocsp.tlv(0x30, ocsp.tlv(0x30, bytes.fromhex(
        "06082a864886f70d02050500")), ocsp.tlv(4, b"x" * 16),
        ocsp.tlv(4, b"x" * 16), ocsp.integer(GOOD.serial))
    expect("H03 hashes of another kind: unauthorized", ocsp.request([md5]),
           UNAUTHORIZED, MALFORMED)
    short = ocsp.tlv(0x30, ocsp.SHA1, ocsp.tlv(4, b"x" * 19),
                     ocsp.tlv(4, b"x" * 20), ocsp.integer(GOOD.serial))
    expect("H03 a hash of 19 octets is none of ours", ocsp.request([short]),
           UNAUTHORIZED, MALFORMED)
    mixed = ocsp.request([ocsp.cert_id(ROOT, GOOD.serial),
                          ocsp.cert_id(ROOT, GOOD.serial, name=b"x")])
    r = ocsp.read(post(mixed)[2])
    point("H03 ours is never good for another issuer's, asked together",
          r.status == UNAUTHORIZED or
          [a.status for a in r.answers] == ["good", "unknown"], r)
    status, _, _ = send("POST", "/i/0011223344556677/ocsp", one(GOOD))
    point("the address of another issuer is none", status == 404, status)


# ---- H04: nonces

def nonces():
    for n in (1, 8, 16, 31, 32, 33, 64, 127, 128):
        octets = DICE.randbytes(n)
        r = ocsp.read(post(one(GOOD, nonce=octets))[2])
        point(f"H04 a nonce of {n} octets comes back", r.status == 0 and
              r.nonce == octets, r)
    for n in (0, 129, 1000):
        expect(f"H04 a nonce of {n} octets is malformed",
               one(GOOD, nonce=DICE.randbytes(n)), MALFORMED)
    answer = post(one(GOOD, nonce=DICE.randbytes(60000)))
    point("H04 one of 60,000 is refused", answer[0] == 413 or
          status_of(answer) == MALFORMED, answer)
    bare = ocsp.tlv(0x30, ocsp.OID_NONCE, ocsp.tlv(4, b"bare"))
    expect("H04 one that is no OCTET STRING is malformed",
           one(GOOD, extensions=bare), MALFORMED)
    twice = ocsp.nonce_extension(b"a" * 16) + ocsp.nonce_extension(b"b" * 16)
    expect("H04 two are malformed", one(GOOD, extensions=twice), MALFORMED)
    seen = set()
    for _ in range(50):
        octets = DICE.randbytes(32)
        r = ocsp.read(post(one(GOOD, nonce=octets))[2])
        if r.nonce == octets:
            seen.add(r.signature)
    point("H04 50 nonces, 50 signatures", len(seen) == 50, len(seen))
    r = ocsp.read(post(one(GOOD))[2])
    point("H04 without one there is none", r.status == 0 and r.nonce is None)


# ---- H05: many in one

def many():
    for n in (2, 3, 16):
        ids, wanted = [], []
        for i in range(n):
            serial, word = DICE.choice((
                (GOOD.serial, "good"), (REVOKED.serial, "revoked"),
                (DICE.getrandbits(140), "unknown")))
            ids.append(ocsp.cert_id(ROOT, serial,
                                    DICE.choice((ocsp.SHA1, ocsp.SHA256))))
            wanted.append(word)
        r = ocsp.read(post(ocsp.request(ids))[2])
        point(f"H05 {n} in one: each has its own answer, in order",
              r.status == 0 and [a.cert_id for a in r.answers] == ids and
              [a.status for a in r.answers] == wanted, r)
    for n in (17, 100):
        answer = post(ocsp.request([ocsp.cert_id(ROOT, GOOD.serial)] * n))
        point(f"H05 {n} are malformed", status_of(answer) == MALFORMED or
              answer[0] == 413, answer[0])
    answer = post(ocsp.request([ocsp.cert_id(ROOT, GOOD.serial)] * 10000))
    point("H05 10,000 are refused", answer[0] in (0, 413) or
          status_of(answer) == MALFORMED, answer)
    expect("H05 none are malformed", ocsp.request([]), MALFORMED)


# ---- H06: every legal spelling of GET

def spelled(body):
    """A path for the request: any octet may be %XX, in either case, but not
    all of them; base64 as it is or with + / = escaped."""
    kind = DICE.randrange(5)
    out = []
    for c in base64.b64encode(body).decode():
        escaped = (c in "+/=" and kind in (1, 2)) or \
            (kind == 3 and DICE.random() < 0.3) or \
            (kind == 4 and c in "+/=" and DICE.random() < 0.5)
        if escaped:
            out.append(DICE.choice(("%%%02X", "%%%02x")) % ord(c))
        else:
            out.append(c)
    return PATH + "/" * DICE.choice((1, 1, 1, 2, 3)) + "".join(out)


def wanted_for(body):
    """What GET must give: the octets of POST without nonce; with one, what it
    says."""
    octets = post(body)[2]
    return octets, ocsp.read(octets)


def alike(a, b):
    """The same but for when it was signed."""
    return a.status == b.status and a.nonce == b.nonce and \
        [(x.cert_id, x.status, x.revoked_at, x.reason) for x in a.answers] == \
        [(x.cert_id, x.status, x.revoked_at, x.reason) for x in b.answers]


def spellings():
    wrong, same = [], 0
    seen_slashes = seen_long = 0
    for i in range(SPELLINGS):
        certificate = DICE.choice((GOOD, REVOKED))
        count = DICE.choice((1, 1, 1, 2, 4))
        nonce = DICE.choice((None, None, DICE.randbytes(DICE.randint(1, 60))))
        # Base64 of random serials has "//", "+" and all ends.
        ids = [ocsp.cert_id(ROOT, certificate.serial,
                            DICE.choice((ocsp.SHA1, ocsp.SHA256)))]
        ids += [ocsp.cert_id(ROOT, DICE.getrandbits(DICE.randint(64, 150)))
                for _ in range(count - 1)]
        body = ocsp.request(ids, nonce)
        path = spelled(body)
        text = base64.b64encode(body)
        seen_slashes += b"//" in text
        seen_long += len(path) > 255
        octets, wanted = wanted_for(body)
        status, headers, got = send("GET", path)
        if status != 200 or not alike(ocsp.read(got), wanted):
            wrong.append((path, status, got[:40]))
        elif count == 1 and nonce is None:
            same += 1
            if got != octets:
                wrong.append((path, "other octets"))
    point(f"H06 {SPELLINGS} spellings of GET are answered as POST is",
          not wrong, wrong[:3])
    point("H06 what is kept has the same octets", same > 30, same)
    point("H06 some were longer than 255 octets", seen_long > 10, seen_long)
    # Serials so that "//" stands in the middle, for sure.
    found = None
    while found is None:
        body = ocsp.request([ocsp.cert_id(ROOT, DICE.getrandbits(143))])
        found = body if b"//" in base64.b64encode(body) else None
    text = base64.b64encode(found).decode()
    r = ocsp.read(send("GET", PATH + "/" + text)[2])
    point("H06 // inside is kept", r.status == 0 and
          r.answers[0].status == "unknown", text)
    good = base64.b64encode(one(GOOD)).decode()
    status, _, got = send("GET", PATH + "/" + good.rstrip("="))
    point("H06 without the = at the end it is right or malformed",
          status in (200, 400) and (status == 400 or
          ocsp.read(got).status in (0, 1)), status)
    for name, path in (("nothing", PATH + "/"), ("no base64", PATH + "/~~~~"),
                       ("half of it", PATH + "/" + good[:40]),
                       ("url-safe letters", PATH + "/" + "_-_-"),
                       ("a cut escape", PATH + "/" + good + "%2"),
                       ("an escaped NUL", PATH + "/" + good + "%00"),
                       ("a query", PATH + "/" + good + "?x=1"),
                       ("something behind", PATH + "/" + good + "/x")):
        answer = send("GET", path)
        point(f"H06 GET with {name} is refused", answer[0] in (400, 404) or
              status_of(answer) == MALFORMED, answer[0:3:2])
    status, _, _ = send("GET", PATH + "/" + "A" * 10000)
    point("H06 one of 10,000 octets too", status in (400, 414, 431, 404) or
          status == 200, status)


# ---- H07: signed, named, with extensions

def strange():
    name = ocsp.tlv(0xa1, ocsp.tlv(0x82, b"client.contoso.com"))
    r = ocsp.read(expect("H07 a requestorName is passed over",
                         one(GOOD, requestor=name), SUCCESSFUL)[2])
    point("H07 the answer is the same", r.answers[0].status == "good")
    signature = ocsp.tlv(0xa0, ocsp.tlv(
        0x30, ocsp.tlv(0x30, bytes.fromhex("06082a8648ce3d040302")),
        ocsp.tlv(3, b"\0" + b"s" * 70)))
    expect("H07 a signature is passed over",
           one(GOOD, requestor=name, signature=signature), SUCCESSFUL)
    oid = bytes.fromhex("06032a0304")
    critical = ocsp.tlv(0x30, oid, b"\x01\x01\xff", ocsp.tlv(4, b"\x05\0"))
    plain = ocsp.tlv(0x30, oid, ocsp.tlv(4, b"\x05\0"))
    expect("H07 an unknown critical extension is malformed",
           one(GOOD, extensions=critical), MALFORMED)
    expect("H07 in a single request too", one(
        GOOD, single_extensions=ocsp.tlv(0xa0, ocsp.tlv(0x30, critical))),
        MALFORMED)
    expect("H07 one that is not critical is passed over",
           one(GOOD, extensions=plain), SUCCESSFUL)
    expect("H07 in a single request too, passed over", one(
        GOOD, single_extensions=ocsp.tlv(0xa0, ocsp.tlv(0x30, plain))),
        SUCCESSFUL)
    # RFC 6960 4.4.3, as clients send it.
    types = ocsp.tlv(0x30, bytes.fromhex("06092b0601050507300104"), ocsp.tlv(
        4, ocsp.tlv(0x30, ocsp.OID_BASIC)))
    expect("H07 AcceptableResponses are passed over",
           one(GOOD, extensions=types), SUCCESSFUL)


# ---- malformed

def malformed():
    body = one(GOOD, nonce=b"n" * 16)
    wrong = []
    for n in range(len(body)):
        answer = post(body[:n])
        if status_of(answer) != MALFORMED:
            wrong.append((n, answer[0:3:2]))
    point("every truncation is malformed", not wrong, wrong[:3])
    expect("octets behind are malformed", body + b"\0", MALFORMED)
    expect("text is malformed", b"GET me a status", MALFORMED)
    expect("a certificate is malformed", GOOD.der, MALFORMED)
    expect("BER is malformed", b"\x30\x80" + body[2:] + b"\0\0", MALFORMED)
    expect("a long length is malformed", b"\x30\x82\0" + body[1:], MALFORMED)
    expect("version 2 is malformed", ocsp.tlv(0x30, ocsp.tlv(
        0x30, ocsp.tlv(0xa0, ocsp.tlv(2, b"\1")), ocsp.inside(
            ocsp.inside(one(GOOD))[0][2])[-1][2])), MALFORMED)
    base = one(GOOD)
    wrong = []
    for _ in range(500):
        mutant = bytearray(base)
        for _ in range(DICE.randint(1, 4)):
            mutant[DICE.randrange(len(mutant))] = DICE.randrange(256)
        answer = post(bytes(mutant))
        word = status_of(answer)
        if word not in (SUCCESSFUL, MALFORMED, UNAUTHORIZED):
            wrong.append((bytes(mutant).hex(), answer[0:3:2]))
        elif word == SUCCESSFUL and bytes(mutant) != base:
            for a in ocsp.read(answer[2]).answers:
                serial = int.from_bytes(
                    ocsp.inside(a.cert_id)[3][1], "big", signed=True)
                if a.status == "good" and serial != GOOD.serial:
                    wrong.append((bytes(mutant).hex(), "good"))
    point("500 mutants: an answer to each, never good for another serial",
          not wrong, wrong[:3])
    r = ocsp.read(post(one(GOOD))[2])
    point("it answers after all that", r.status == 0 and
          r.answers[0].status == "good")


for part in (http_fields, serials, issuers, nonces, many, spellings, strange,
             malformed):
    try:
        part()
    except (ValueError, IndexError, KeyError, TypeError) as fault:
        point(f"{part.__name__}: an answer can be read", False, repr(fault))
print("# the end")
