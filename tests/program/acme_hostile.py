#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
"""Sends to a CA over ACME what no client should: JWS, keys, nonces, accounts
(THREATS F01 to F22).

    acme_hostile.py HTTPS-PORT DIR HTTP-PORT
"""
import hashlib
import json
import os
import subprocess
import time

from acme_claims import DIR, HTTP_PORT, PORT, claim, client, parallel, refused
from acme_client import Client, Key, b64, binding_new, csr, jws, number, unb64
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

P256_N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def jws_rules(c):
    account = c.kid
    good = lambda: c.header(account)  # noqa: E731
    send = lambda header, key=None, payload=None, **r: c.send(  # noqa: E731
        account, jws(key or c.key, header, payload, **r))
    for alg in ("none", "HS256", "RS1", "ES512", "PS256", ""):
        answer = send({**good(), "alg": alg})
        refused(f"F01 alg {alg!r}", answer, "badSignatureAlgorithm|malformed", 400)
        if alg:
            claim(f"F01 alg {alg!r}: the answer lists those that are taken",
                  "ES256" in (answer.json.get("algorithms") or []), answer)
    refused("F02 alg of another curve", send({**good(), "alg": "ES384"}), "malformed")
    refused("F02 alg of another kind", send({**good(), "alg": "RS256"}), "malformed")
    new = Client("localhost", PORT)
    h = new.header(new.directory["newAccount"], "jwk")
    refused("F02 alg other than its jwk", new.send("/acme/new-account", jws(new.key, {**h, "alg": "EdDSA"}, {})),
            "malformed")
    refused("F03 jwk and kid", send({**good(), "jwk": c.key.jwk()}), "malformed")
    h = good()
    del h["kid"]
    refused("F03 neither", send(h), "malformed")
    refused("F03 jwk where an account is asked for", c.post(account, None, by="jwk"), "malformed")
    refused("F03 kid where a key is asked for", c.post("/acme/new-account", {}), "malformed")
    whole = jws(c.key, good(), None)
    for name, body in (
            ("an unprotected header", {**whole, "header": {"kid": account}}),
            ("signatures[]", {"payload": whole["payload"], "signatures": [
                {"protected": whole["protected"], "signature": whole["signature"]}]}),
            ("both forms", {**whole, "signatures": []}),
            ("no protected", {"payload": "", "signature": whole["signature"]}),
            ("a list", [whole]),
            ("payload that is no text", {**whole, "payload": None})):
        refused(f"F04 {name}", c.send(account, body), "malformed", 400)
    refused("F04 the compact form", c.send(account, ".".join(
        (whole["protected"], whole["payload"], whole["signature"]))), "malformed", 400)
    for name, more in (("crit", {"crit": ["exp"], "exp": 1}), ("b64", {"b64": False, "crit": ["b64"]}),
                       ("zip", {"zip": "DEF"}), ("x5u", {"x5u": f"http://127.0.0.1:{HTTP_PORT}/x"}),
                       ("jku", {"jku": f"http://127.0.0.1:{HTTP_PORT}/x"}), ("x5c", {"x5c": ["AA=="]})):
        refused(f"F05 {name}", send({**good(), **more}), "malformed", 400)


def signatures(c):
    account = c.kid
    send = lambda s: c.send(account, jws(c.key, c.header(account), None, signature=s))  # noqa: E731
    zero, n = bytes(32), number(P256_N)
    body = jws(c.key, c.header(account), None)
    for name, s in (("r = s = 0", zero + zero), ("r = 0", zero + number(5, 32)), ("s = 0", number(5, 32) + zero),
                    ("r = n", n + number(5, 32)), ("s = n", number(5, 32) + n), ("r = s = n", n + n),
                    ("all ones", b"\xff" * 64), ("63 octets", bytes([1] * 63)), ("65 octets", bytes([1] * 65)),
                    ("none", b""), ("96 octets", bytes([1] * 96)), ("2000 octets", bytes([1] * 2000))):
        refused(f"F06 {name}", send(s), "malformed", 400)
    h = c.header(account)
    signed = f"{b64(json.dumps(h).encode())}.".encode()
    der = c.key.private.sign(signed, ec.ECDSA(hashes.SHA256()))
    refused("F06 the form of DER", c.send(account, jws(c.key, h, None, signature=der)), "malformed", 400)
    refused("F06 another's signature", send(unb64(body["signature"])), "unauthorized|malformed")


def keys():
    for name, jwk, alg in (
            ("RSA 1024", Key("RS256", rsa.generate_private_key(65537, 1024)).jwk(), "RS256"),
            ("e = 3", {**Key("RS256").jwk(), "e": "Aw"}, "RS256"),
            ("e = 1", {**Key("RS256").jwk(), "e": "AQ"}, "RS256"),
            ("e even", {**Key("RS256").jwk(), "e": "AQAA"}, "RS256"),
            ("an even modulus", {**Key("RS256").jwk(), "n": b64(b"\xff" * 255 + b"\xfe")}, "RS256"),
            ("n with a zero octet before it", None, "RS256"),
            ("P-521", Key("ES512", ec.generate_private_key(ec.SECP521R1())).jwk(), "ES256"),
            ("a point off the curve", {**Key().jwk(), "y": b64(bytes(31) + b"\1")}, "ES256"),
            ("a coordinate of 31 octets", {**Key().jwk(), "x": b64(bytes(31))}, "ES256"),
            ("a coordinate of 33", {**Key().jwk(), "x": b64(bytes(33))}, "ES256"),
            ("Ed25519 of order 1", {"kty": "OKP", "crv": "Ed25519", "x": b64(bytes([1]) + bytes(31))}, "EdDSA"),
            ("Ed448", {"kty": "OKP", "crv": "Ed448", "x": b64(bytes(57))}, "EdDSA"),
            ("X25519", {"kty": "OKP", "crv": "X25519", "x": b64(bytes(32))}, "EdDSA"),
            ("a secret", {"kty": "oct", "k": b64(bytes(32))}, "ES256"),
            ("a private key", {**Key().jwk(), "d": b64(bytes(32))}, "ES256")):
        c = Client("localhost", PORT)
        if jwk is None:
            whole = Key("RS256").jwk()
            jwk = {**whole, "n": b64(b"\0" + unb64(whole["n"]))}
        h = {**c.header("/acme/new-account", "jwk"), "jwk": jwk, "alg": alg}
        refused(f"F07 {name}", c.send("/acme/new-account", jws(c.key, h, {})), "badPublicKey|malformed", 400)
    # PKCS#1 v1.5 with rubbish behind the hash, as small exponents let one forge.
    key = Key("RS256")
    c = Client("localhost", PORT, key)
    h = c.header("/acme/new-account", "jwk")
    numbers = key.private.private_numbers()
    signed = f"{b64(json.dumps(h).encode())}.{b64(b'{}')}".encode()
    info = bytes.fromhex("3031300d060960864801650304020105000420") + hashlib.sha256(signed).digest()
    for name, block in (("short padding", b"\0\1" + b"\xff" * 8 + b"\0" + info + bytes(256 - 11 - len(info))),
                        ("no NULL", None)):
        if block is None:
            info2 = bytes.fromhex("302f300b0609608648016503040201" "0420") + hashlib.sha256(signed).digest()
            block = b"\0\1" + b"\xff" * (253 - len(info2)) + b"\0" + info2
        forged = pow(int.from_bytes(block, "big"), numbers.d, numbers.public_numbers.n)
        refused(f"F07 PKCS#1 v1.5: {name}", c.send("/acme/new-account", jws(
            key, h, {}, signature=number(forged, 256))), "unauthorized|malformed|badNonce")
        h = c.header("/acme/new-account", "jwk")
        signed = f"{b64(json.dumps(h).encode())}.{b64(b'{}')}".encode()


def spellings(c):
    account = c.kid
    for name, change in (("=", lambda t: t + "="), ("a newline", lambda t: t[:9] + "\n" + t[9:]),
                         ("+", lambda t: t[:9] + "+" + t[10:]), ("/", lambda t: t[:9] + "/" + t[10:]),
                         ("a blank", lambda t: t + " "), ("one letter more", lambda t: t + "A")):
        for part in ("protected", "signature"):
            body = jws(c.key, c.header(account), None)
            body[part] = change(body[part])
            refused(f"F08 {part} with {name}", c.send(account, body), "malformed|unauthorized", None)
    # 64 octets leave four bits over in the last letter.
    body = jws(c.key, c.header(account), None)
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    body["signature"] = body["signature"][:-1] + letters[letters.index(body["signature"][-1]) + 1]
    refused("F08 bits left over", c.send(account, body), "malformed", 400)
    h = c.header(account)
    twice = json.dumps(h)[:-1] + f', "nonce": "{h["nonce"]}"}}'
    refused("F09 nonce twice", c.send(account, jws(c.key, h, None, protected=b64(twice.encode()))), "malformed", 400)
    refused("F09 a member of the payload twice", c.send(account, jws(
        c.key, c.header(account), '{"contact":[],"contact":[]}')), "malformed", 400)
    body = json.dumps(jws(c.key, c.header(account), None))
    refused("F09 protected twice", c.send(account, body[:-1] + ', "payload": ""}'), "malformed", 400)
    other = c.origin.replace("localhost", "evil.example")
    for name, url in (("another path", c.origin + "/acme/account/999"), ("another host", other + c.path(account)),
                      ("http", account.replace("https:", "http:")), ("a query", account + "?x=1"),
                      ("upper case", account.upper()), ("a slash", account + "/"), ("a number", 5)):
        h = {**c.header(account), "url": url}
        refused(f"F10 url of {name}", c.send(account, jws(c.key, h, None)), "malformed", 400)
    h = c.header(account)
    del h["url"]
    refused("F10 no url", c.send(account, jws(c.key, h, None)), "malformed", 400)
    h = {**c.header(account), "url": other + c.path(account)}
    host_of_another(c, h)


def host_of_another(c, h):
    answer = c.request("POST", c.path(c.kid), json.dumps(jws(c.key, h, None)), {
        "Content-Type": "application/jose+json", "Host": f"evil.example:{PORT}"})
    return claim("F10 url and Host of another", answer.status == 400 and answer.type == "malformed", answer)


def forms_of_json(c):
    """What RFC 8259 lets a client write in more than one way, and the signer reads, too."""
    space = "\t\r\n "
    order = c.order("json.contoso.com")
    request = b64(csr(["json.contoso.com"]))
    url = order.json["finalize"]
    spaced = lambda member, value: f"{{{space}{json.dumps(member)}{space}:{space}{value}{space}}}"  # noqa: E731
    for name, payload in (("a value", '{"csr":"\\u%04x%s"}' % (ord(request[0]), request[1:])),
                          ("a name", '{"\\u0063sr":"%s"}' % request), ("another member", '{"csr":"%s","x":"\\n"}' % request)):
        answer = c.post(url, payload)
        refused(f"an escape in {name} of finalize", answer, "malformed", 400)
        claim("in words that say so", "escape" in (answer.json or {}).get("detail", ""), answer)
    h = c.header(url)
    for name, text in (("\\u0068", json.dumps(h).replace("https:", "\\u0068ttps:")),):
        answer = c.send(url, jws(c.key, h, {"csr": request}, protected=b64(text.encode())))
        refused(f"{name} in url", answer, "malformed", 400)
        claim("in words that say so, too", "escape" in (answer.json or {}).get("detail", ""), answer)
    h = c.header(url)
    text = json.dumps(h).replace("/", "\\/").replace(": ", f"{space}:{space}")
    done = c.send(url, jws(c.key, h, spaced("csr", json.dumps(request)), protected=b64(text.encode())))
    claim("all white space of JSON is taken, and a slash behind a backslash", done.status == 200, done)
    cert = x509.load_pem_x509_certificate(c.post(done.json["certificate"]).body)
    der = b64(cert.public_bytes(serialization.Encoding.DER))
    gone = c.post(c.directory["revokeCert"], f'{{"certificate"{space}:{space}"{der}",{space}"reason"{space}:{space}4{space}}}')
    claim("and in a revocation with a reason", gone.status == 200, gone)


def words_of_refusals(c):
    """What is there and cannot be used is not called missing."""
    def told(name, answer, types, *wanted):
        refused(name, answer, types, 400)
        detail = (answer.json or {}).get("detail", "")
        claim(f"{name}: {' '.join(wanted)}", all(w in detail for w in wanted) and "has no" not in detail, answer)
    names = {"identifiers": [{"type": "dns", "value": "w.contoso.com"}]}
    for member in ("profile", "replaces", "notAfter"):
        for value in (None, 5, "", []):
            told(f"{member} {json.dumps(value)}", c.post(c.directory["newOrder"], {**names, member: value}),
                 "malformed", f'"{member}"', "text")
    order = c.order("w.contoso.com")
    told("csr null", c.post(order.json["finalize"], {"csr": None}), "malformed", '"csr"', "text")
    missing = c.post(order.json["finalize"], {})
    claim("what is missing is", 'has no "csr"' in missing.json["detail"], missing)
    told("payload null", c.send(c.kid, {**jws(c.key, c.header(c.kid), None), "payload": None}),
         "malformed", '"payload"', "text")
    new = Client("localhost", PORT)
    empty = new.register(contact=[""])
    told("an empty contact", empty, "invalidContact", "empty", "mailto:")
    for member in ("onlyReturnExisting", "termsOfServiceAgreed"):
        for value in ("true", 1, None, {}):
            told(f"{member} {json.dumps(value)}", new.register(**{member: value}), "malformed",
                 f'"{member}"', "must be true or false")
    refused("no account was made of it", new.register(onlyReturnExisting=True), "accountDoesNotExist", 400)
    claim("false is a value of it", new.register(onlyReturnExisting=False).status == 201)


def nonces(c):
    account = c.kid
    used = c.nonce()
    claim("a nonce is taken once", c.send(account, jws(c.key, {**c.header(account), "nonce": used}, None)).status == 200)
    for name, nonce in (("used", used), ("garbage", "garbage"), ("empty", ""), ("of another instance", b64(bytes(24))),
                        ("cut", c.nonce()[:-1]), ("of 10 kB", "A" * 10000), ("with =", c.nonce() + "=")):
        h = {**c.header(account), "nonce": nonce}
        refused(f"F11 nonce {name}", c.send(account, jws(c.key, h, None)), "badNonce|malformed", 400)
    for name, nonce in (("missing", None), ("no text", 5)):
        h = c.header(account)
        h = {**h, "nonce": nonce} if nonce else {k: v for k, v in h.items() if k != "nonce"}
        refused(f"F11 nonce {name}", c.send(account, jws(c.key, h, None)), "badNonce|malformed", 400)
    later = jws(c.key, {**c.header(account), "nonce": used}, None)
    fresh = c.send(account, later)
    claim("F11 the nonce that comes with badNonce is good",
          c.send(account, jws(c.key, c.header(account, nonce=fresh.fields["Replay-Nonce"]), None)).status == 200)
    body = json.dumps(jws(c.key, c.header(account), None))
    clients = [Client("localhost", PORT) for _ in range(100)]
    answers = parallel(100, lambda i: clients[i].send(account, body))
    claim("F13 of 100 requests with one nonce one wins",
          sorted(a.type for a in answers) == [""] + ["badNonce"] * 99, [str(a) for a in answers][:3])


def fields(c):
    account = c.kid
    body = lambda: jws(c.key, c.header(account), None)  # noqa: E731
    for content in ("application/json", "application/jose+json; charset=utf-8", "text/plain", "application/jose"):
        refused(f"F14 Content-Type {content}", c.send(account, body(), content), "malformed", 415)
    refused("F14 Replay-Nonce in a request", c.send(account, body(), **{"Replay-Nonce": c.nonce()}), "malformed", 400)
    order = c.order("a.contoso.com")
    for name, url in (("an order", order.location), ("an account's orders", account + "/orders")):
        refused(f"F15 {name} with the payload {{}}", c.post(url, {}), "malformed", 400)
        answer = c.get(url)
        claim(f"F15 GET of {name} is 405", answer.status == 405 and answer.fields["Allow"] == "POST", answer)
    claim("F15 GET of an account is 405", c.get(account).status == 405)


def accounts(c):
    other = client("bob")
    refused("F16 kid of another, signed by me", c.send(other.kid, jws(
        c.key, {**c.header(other.kid), "kid": other.kid}, None)), "unauthorized|malformed")
    refused("F16 another's account by me", c.post(other.kid), "unauthorized|malformed")
    mine = c.kid.rsplit("/", 1)[1]
    for kid in ("https://evil.example/acme/account/1", f"{c.origin}/acme/account/../account/{mine}",
                f"{c.origin}/acme/account/1e3", f"{c.origin}/acme/account/-1", f"{c.origin}/acme/account/0",
                f"{c.origin}/acme/account/0{mine}", f"{c.origin}/acme/account/{2**64}",
                f"{c.origin}/acme/account/{2**63}", f"{c.origin}/acme/account/{mine}/",
                f"{c.origin}/acme/account/", f"/acme/account/{mine}", "", f"{c.origin}/acme/account/{mine}%00"):
        refused(f"F17 kid {kid[-40:]!r}", c.post(c.kid, None, kid=kid), "malformed", 400)
    refused("F17 an account that there is not", c.post(c.kid, None, kid=f"{c.origin}/acme/account/999999"),
            "accountDoesNotExist", 400)
    order = other.order("a.contoso.com")
    foreign = c.post(other.kid)
    refused("F17 the account of another", foreign, "unauthorized", 403)
    claim("F17 a title of what is not authorized", foreign.json["title"] == "Not authorized", foreign)
    gone = other.post(other.kid, {"status": "deactivated"})
    claim("an account ends", gone.status == 200 and gone.json["status"] == "deactivated", gone)
    # RFC 8555 7.3.6: 401, and nothing else.
    refused("F18 a deactivated account: 401", other.post(other.kid), "unauthorized", 401)
    claim("F18 without a challenge of HTTP", "WWW-Authenticate" not in other.post(other.kid).fields)
    refused("F18 its order: 401", other.post(order.location), "unauthorized", 401)
    refused("F18 its finalize: 401", other.finalize(order, csr(["a.contoso.com"])), "unauthorized", 401)
    refused("F18 a new account for its key: 401", other.register(), "unauthorized", 401)
    key = Key()
    clients = [Client("localhost", PORT, key) for _ in range(50)]
    made = parallel(50, lambda i: clients[i].register())
    claim("F19 50 newAccounts with one key make one account",
          len({a.location for a in made}) == 1 and sorted(a.status for a in made) == [200] * 49 + [201],
          [str(a) for a in made][:3])
    nobody = Client("localhost", PORT)
    refused("onlyReturnExisting of no account", nobody.register(onlyReturnExisting=True), "accountDoesNotExist", 400)
    claim("onlyReturnExisting of one", clients[0].register(onlyReturnExisting=True).status == 200)
    answer = nobody.post("/acme/new-account", {}, by="jwk")
    refused("without agreement to the terms", answer, "userActionRequired", 403)
    claim("the terms are linked", any('rel="terms-of-service"' in v for v in answer.links), answer.links)
    for contact, types in ((["mailto:a@b.example\r\nBcc: x@y"], "invalidContact"),
                           (["mailto:a@b.example?bcc=c@d.example"], "invalidContact"),
                           (["mailto:a@b.example,c@d.example"], "invalidContact"),
                           (["mailto:" + "a" * 10000 + "@b.example"], "invalidContact"),
                           (["tel:+4912345"], "unsupportedContact"), (["admin@contoso.com"], "unsupportedContact"),
                           (["mailto:"], "invalidContact"), (["mailto:a b@c.example"], "invalidContact"),
                           ([5], "invalidContact"), ("mailto:a@b.example", "invalidContact"),
                           ([f"mailto:a{i}@b.example" for i in range(9)], "invalidContact")):
        refused(f"F21 contact {str(contact)[:50]}", nobody.register(contact=contact), types, 400)
    changed = c.post(c.kid, {"contact": ["mailto:new@contoso.com", "mailto:two@contoso.com"]})
    claim("contacts can be changed", changed.json["contact"] == ["mailto:new@contoso.com", "mailto:two@contoso.com"],
          changed)
    refused("and not to bad ones", c.post(c.kid, {"contact": ["tel:1"]}), "unsupportedContact", 400)


def sanca(*words):
    subprocess.run([os.environ["sanca"], "-d", DIR, *words], check=True, capture_output=True)


def requester_ends():
    """What holds for all requests of an account holds for newAccount with its key (RFC 8555 7.3.6)."""
    sanca("requester", "new", "carol", "--policy", "default")
    c = client("carol")

    def shut(how):
        refused(f"its requester {how}: the account is refused", c.post(c.kid), "unauthorized", 403)
        for name, more in (("newAccount", {}), ("onlyReturnExisting", {"onlyReturnExisting": True})):
            answer = c.register(**more)
            refused(f"its requester {how}: {name} with its key", answer, "unauthorized", 403)
            claim("in words that say so", f"requester of this account is {how}" in answer.json.get("detail", ""), answer)

    sanca("requester", "disable", "carol")
    shut("disabled")
    sanca("requester", "enable", "carol")
    claim("enabled, it is shown again", c.register().status == 200)
    claim("and to onlyReturnExisting", c.register(onlyReturnExisting=True).status == 200)
    sanca("requester", "set", "carol", "--expires", "1s")
    for _ in range(100):
        if c.post(c.kid).status != 200:
            break
        time.sleep(0.1)
    shut("expired")


def key_change(c):
    url = c.directory["keyChange"]

    def change(new, outer=None, sign=None, **more):
        inner = {"alg": new.alg, "jwk": new.jwk(), "url": url}
        inner.update(more.get("header", {}))
        payload = {"account": c.kid, "oldKey": c.key.jwk()}
        payload.update(more.get("payload", {}))
        whole = jws(sign or new, inner, payload)
        return c.send(url, jws(c.key, c.header(url), whole))
    other = client("bob")
    refused("F20 the inner url is another", change(Key(), header={"url": c.origin + "/acme/new-order"}), "malformed", 400)
    refused("F20 the inner JWS has a nonce", change(Key(), header={"nonce": c.nonce()}), "malformed", 400)
    refused("F20 oldKey is another", change(Key(), payload={"oldKey": Key().jwk()}), "malformed", 400)
    refused("F20 account is another", change(Key(), payload={"account": other.kid}), "malformed", 400)
    refused("F20 the inner signature is another's", change(Key(), sign=Key()), "malformed", 400)
    refused("F20 the inner key is named by kid", change(Key(), header={"kid": c.kid}), "malformed", 400)
    refused("F20 the new key is the old one", change(c.key), "malformed", 400)
    answer = change(other.key)
    refused("F20 the new key is in use", answer, "malformed", 409)
    claim("F20 and Location says by whom", answer.location == other.kid, answer.location)
    for alg in ("EdDSA", "ES384", "RS256", "ES256"):
        new = Key(alg)
        answer = change(new)
        claim(f"the key becomes one of {alg}", answer.status == 200, answer)
        old, c.key = c.key, new
        claim(f"{alg} signs from then on", c.post(c.kid).status == 200)
        refused(f"the key before {alg} does not", c.post(c.kid, None, key=old), "unauthorized|malformed")


def bindings():
    kid, mac = binding_new(DIR, "bob")
    n = Client("localhost", PORT)
    body = lambda **r: {"termsOfServiceAgreed": True,  # noqa: E731
                        "externalAccountBinding": n.binding(kid, r.pop("mac", mac), **r)}
    send = lambda **r: n.post("/acme/new-account", body(**r), by="jwk")  # noqa: E731
    refused("F22 a wrong MAC", send(mac=bytes(32)), "unauthorized|malformed")
    refused("F22 a wrong url", send(url=n.origin + "/acme/new-order"), "unauthorized|malformed")
    refused("F22 the key of another", send(jwk=Key().jwk()), "unauthorized|malformed")
    refused("F22 a kid that there is not", n.post("/acme/new-account", {
        "termsOfServiceAgreed": True, "externalAccountBinding": n.binding("A" * 22, mac)}, by="jwk"), "unauthorized")
    refused("F22 a kid that is no kid", n.post("/acme/new-account", {
        "termsOfServiceAgreed": True, "externalAccountBinding": n.binding("../../etc", mac)}, by="jwk"), "unauthorized")
    refused("F22 with a nonce", send(header={"nonce": "x"}), "malformed")
    refused("F22 alg none", send(header={"alg": "none"}), "malformed")
    refused("F22 alg ES256", send(header={"alg": "ES256"}), "malformed")
    claim("a good one", send().status == 201)
    m = Client("localhost", PORT)
    refused("F22 used a second time", m.register((kid, mac)), "unauthorized|malformed")
    for alg in ("HS384", "HS512"):
        kid, mac = binding_new(DIR, "bob")
        n = Client("localhost", PORT)
        claim(f"one with {alg}", send(alg=alg).status == 201)


def main():
    c = client()
    jws_rules(c)
    signatures(c)
    keys()
    spellings(c)
    forms_of_json(c)
    words_of_refusals(c)
    nonces(c)
    fields(c)
    accounts(c)
    bindings()
    requester_ends()
    key_change(c)


main()
