#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
"""Gets certificates over ACME, and asks for what it should not get: orders,
requests, revocations, renewal information (THREATS F23 to F36).

    acme_orders.py HTTPS-PORT DIR HTTP-PORT (SANCAD_PID, which reads its settings anew)
"""
import datetime
import os
import re
import signal
import sqlite3
import time

from acme_claims import DIR, PORT, claim, client, parallel, refused
from acme_client import Client, Key, b64, binding_new, csr, unb64
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

NOW = datetime.datetime(2026, 1, 1)


# ---- what every client does


def whole_way(c):
    d = c.directory
    claim("the directory says where all is", {"newNonce", "newAccount", "newOrder", "newAuthz", "revokeCert",
                                              "keyChange", "renewalInfo", "meta"} <= set(d), d)
    claim("and which profiles there are", "server" in d["meta"]["profiles"] and
          d["meta"]["externalAccountRequired"] is False and "termsOfService" in d["meta"], d)
    head = c.request("HEAD", "/acme/new-nonce")
    get = c.request("GET", "/acme/new-nonce")
    claim("HEAD new-nonce is 200, GET 204", (head.status, get.status) == (200, 204), get)
    claim("both with nonce, no-store and the link",
          all("Replay-Nonce" in a.fields and a.fields["Cache-Control"] == "no-store" and a.links
              for a in (head, get)), get.fields)
    claim("directory and nonce also by POST-as-GET",
          [c.post("/acme/directory").status, c.post("/acme/new-nonce").status] == [200, 200])
    order = c.order("a.contoso.com", "b.contoso.com")
    claim("an order of preauthorized names is ready at once",
          order.status == 201 and order.json["status"] == "ready", order)
    authz = c.post(order.json["authorizations"][0])
    claim("its authorizations are valid", authz.json["status"] == "valid", authz)
    key = ec.generate_private_key(ec.SECP256R1())
    done = c.finalize(order, csr(["a.contoso.com", "b.contoso.com"], key))
    claim("finalize answers with a valid order", done.status == 200 and done.json["status"] == "valid", done)
    pem = c.post(done.json["certificate"])
    claim("and the certificate comes as a chain",
          pem.status == 200 and pem.fields["Content-Type"] == "application/pem-certificate-chain", pem)
    cert = x509.load_pem_x509_certificate(pem.body)
    san = cert.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    claim("with the names of the order", san.get_values_for_type(x509.DNSName) ==
          ["a.contoso.com", "b.contoso.com"], san)
    claim("the order says so later, too", c.post(order.location).json["status"] == "valid")
    claim("there is one chain: no alternate",
          not any("alternate" in v for v in pem.links), pem.links)
    return cert, key


# ---- orders


def orders(c):
    many = lambda n: [{"type": "dns", "value": f"h{i}.contoso.com"} for i in range(n)]  # noqa: E731
    url = c.directory["newOrder"]
    for name, identifiers, types in (
            ("none", [], "malformed"), ("101", many(101), "malformed"), ("twice", many(1) * 2, "malformed"),
            ("twice but for case", [{"type": "dns", "value": "a.contoso.com"},
                                    {"type": "dns", "value": "A.CONTOSO.COM"}], "malformed"),
            ("DNS", [{"type": "DNS", "value": "a.contoso.com"}], "unsupportedIdentifier|malformed"),
            ("email", [{"type": "email", "value": "a@contoso.com"}], "unsupportedIdentifier"),
            ("no type", [{"value": "a.contoso.com"}], "malformed"),
            ("no value", [{"type": "dns"}], "malformed"),
            ("a number", [{"type": "dns", "value": 5}], "malformed"),
            ("an address as dns", [{"type": "dns", "value": "10.0.0.5"}], "malformed|rejectedIdentifier"),
            ("a name as ip", [{"type": "ip", "value": "a.contoso.com"}], "malformed"),
            ("an odd address", [{"type": "ip", "value": "10.0.0.05"}], "malformed"),
            ("a NUL", [{"type": "dns", "value": "a.contoso.com\0.evil.example"}], "malformed"),
            ("U+202E", [{"type": "dns", "value": "a\u202e.contoso.com"}], "malformed|rejectedIdentifier"),
            ("a text", "a.contoso.com", "malformed"),
            ("a port", [{"type": "dns", "value": "a.contoso.com:443"}], "malformed|rejectedIdentifier")):
        refused(f"F23 identifiers: {name}", c.post(url, {"identifiers": identifiers}), types)
    full = c.post(url, {"identifiers": many(100)})
    claim("100 identifiers", full.status == 201 and len(full.json["authorizations"]) == 100, full)
    refused("notBefore", c.order("a.contoso.com", notBefore="2030-01-01T00:00:00Z"), "malformed", 400)
    refused("notAfter that is no time", c.order("a.contoso.com", notAfter="tomorrow"), "malformed", 400)
    refused("notAfter in the past", c.order("a.contoso.com", notAfter="2020-01-01T00:00:00Z"), "malformed", 400)
    late = c.order("a.contoso.com", notAfter="2099-01-01T00:00:00Z")
    refused("notAfter beyond what the policy allows", late, "malformed", 400)
    refused("a profile that there is not", c.order("a.contoso.com", profile="own"), "invalidProfile")
    refused("a profile that is the CA's own", c.order("a.contoso.com", profile="ocsp"), "invalidProfile")
    mixed = c.order("a.contoso.com", "www.example.org", "b.example.net")
    refused("F24 names that the policy refuses", mixed, "rejectedIdentifier", 403)
    claim("F24 a subproblem for each",
          sorted(p["identifier"]["value"] for p in mixed.json.get("subproblems", [])) ==
          ["b.example.net", "www.example.org"], mixed)
    upper = c.order("UPPER.contoso.com", {"type": "ip", "value": "10.0.0.5"})
    claim("names are in normal form, types kept", upper.status == 201 and upper.json["identifiers"] == [
        {"type": "dns", "value": "upper.contoso.com"}, {"type": "ip", "value": "10.0.0.5"}], upper)
    claim("an order that names no profile has that of the policy", upper.json["profile"] == "server", upper)
    again = c.order("a.contoso.com", profile="mail")
    claim("a profile is kept", again.json["profile"] == "mail", again)


def serial_of(pem):
    return x509.load_pem_x509_certificate(pem.body).serial_number


def certificates(c, order):
    """The serial numbers of all that the log has for this order."""
    account, number = (url.rsplit("/", 1)[1] for url in (c.kid, order.location))
    db = sqlite3.connect(f"file:{DIR}/log/ca.db?mode=ro", uri=True)
    rows = db.execute("SELECT r.serial FROM reservation r JOIN certificate c ON c.reservation = r.id "
                      "WHERE r.door_reference = ?", (f"acme {account}/{number}",)).fetchall()
    db.close()
    return [int.from_bytes(row[0], "big") for row in rows]


def finalizes(c):
    names = ["a.contoso.com", "b.contoso.com"]
    order = c.order(*names)
    for name, request in (
            ("an extra name", csr(names + ["c.contoso.com"])), ("an extra CN", csr(names, cn="c.contoso.com")),
            ("a CN that is no name", csr(names, cn="Contoso")), ("two CNs", csr(names, cn=names)),
            ("an extra address", csr(names, addresses=["10.0.0.5"])),
            ("a mail address", csr(names, emails=["a@contoso.com"])),
            ("a URI", csr(names, uris=["https://a.contoso.com/"])),
            ("a wildcard instead", csr(["*.contoso.com", "b.contoso.com"]))):
        refused(f"F25 {name}", c.finalize(order, request), "badCSR", 400)
    refused("F26 one name only", c.finalize(order, csr(names[:1])), "badCSR", 400)
    refused("F26 no name", c.finalize(order, csr()), "badCSR", 400)
    other = c.finalize(order, csr(["b.contoso.com", "c.contoso.com", "d.contoso.com"], addresses=["10.0.0.5"]))
    refused("F25 F26 other names", other, "badCSR", 400)
    claim("F25 F26 with a subproblem for each",
          [(p["identifier"]["type"], p["identifier"]["value"]) for p in other.json.get("subproblems", [])] ==
          [("dns", "c.contoso.com"), ("dns", "d.contoso.com"), ("ip", "10.0.0.5"), ("dns", "a.contoso.com")] and
          all(p["type"].endswith(":badCSR") and p["detail"] for p in other.json["subproblems"]), other)
    for name, text in (("no base64url", "===="), ("rubbish", b64(b"rubbish")), ("empty", ""),
                       ("PEM", b64(b"-----BEGIN CERTIFICATE REQUEST-----\n"))):
        refused(f"a request that is {name}", c.post(order.json["finalize"], {"csr": text}), "badCSR|malformed", 400)
    bad = bytearray(csr(names))
    bad[-1] ^= 1
    refused("a request whose signature is wrong", c.finalize(order, bytes(bad)), "badCSR", 400)
    refused("a request with a key of 1024 bits", c.finalize(order, csr(names, rsa.generate_private_key(65537, 1024))),
            "badCSR", 400)
    done = c.finalize(order, csr(["A.Contoso.COM", "b.contoso.com"], cn="B.contoso.com"))
    claim("F26 another case, another order, a CN of them", done.status == 200 and done.json["status"] == "valid", done)
    refused("F27 finalize once more", c.finalize(order, csr(names)), "orderNotReady", 403)
    waiting(c)
    other = client("bob")
    for name, url, payload in (("finalize", order.json["finalize"], {"csr": b64(csr(names))}),
                               ("order", order.location, None), ("certificate", done.json["certificate"], None),
                               ("authorization", order.json["authorizations"][0], None)):
        refused(f"F29 {name} of another account", other.post(url, payload), "unauthorized|malformed")
    refused("F29 an order that there is not", c.post(c.origin + "/acme/order/99999999"), "malformed", 404)
    once = c.order("once.contoso.com")
    clients = []
    for _ in range(100):
        one = Client("localhost", PORT, c.key)
        one.kid = c.kid
        clients.append(one)
    request = csr(["once.contoso.com"])
    answers = parallel(100, lambda i: clients[i].finalize(once, request))
    claim("F28 of 100 finalizes each is answered as RFC 8555 7.4 has it",
          any(a.status == 200 and a.json["status"] == "valid" for a in answers) and
          all(a.status == 200 or a.type in ("orderNotReady", "malformed") for a in answers),
          sorted({str(a)[:90] for a in answers}))
    made = certificates(c, once)
    claim("F28 one certificate is made of them", len(made) == 1, made)
    claim("F28 whose serial number is that of what the order gives",
          made == [serial_of(c.post(c.post(once.location).json["certificate"]))], made)
    claim("F28 the order is valid", c.post(once.location).json["status"] == "valid")


def denies(c, policy, name, wanted):
    """Tells the policy so, as whoever runs the CA; the order that is first judged by that."""
    path, line = f"{DIR}/sanca.conf", f"deny-domain = {name}\n"
    with open(path, encoding="utf-8") as f:
        text = f.read()
    with open(path, "w", encoding="utf-8") as f:
        f.write(text.replace(f"[policy {policy}]\n", f"[policy {policy}]\n{line}", 1) if wanted
                else text.replace(line, ""))
    os.kill(int(os.environ["SANCAD_PID"]), signal.SIGHUP)
    for _ in range(200):
        answer = c.order(name)
        if (answer.status != 201 or answer.json["status"] != "ready") == wanted:
            break
        time.sleep(0.1)
    return answer


def narrowed(c):
    """The policy changes between newOrder and finalize."""
    names = ["n.contoso.com", "kept.contoso.com"]
    order = c.order(*names)
    claim("F24 an order is ready", order.json["status"] == "ready", order)
    refused("F24 then the policy refuses one of its names", denies(c, "default", names[0], True), "rejectedIdentifier", 403)
    late = c.finalize(order, csr(names))
    refused("F24 and again at finalize", late, "rejectedIdentifier", 403)
    claim("F24 with that name as a subproblem",
          [p["identifier"]["value"] for p in late.json.get("subproblems", [])] == names[:1], late)
    claim("F24 nothing was issued", certificates(c, order) == [])
    claim("F24 the policy is as it was", denies(c, "default", names[0], False).status == 201)
    done = c.finalize(order, csr(names))
    claim("F24 and the same order gets its certificate", done.status == 200 and done.json["status"] == "valid", done)
    order = c.order(*names)
    shown = denies(c, "names", names[0], True)
    claim("a name is not preauthorized any more: it is to be shown", shown.json["status"] == "pending", shown)
    late = c.finalize(order, csr(names[::-1]))
    refused("what was so is not finalized", late, "unauthorized", 403)
    claim("with that name in words, and as a subproblem", names[0] in late.json["detail"] and
          [p["identifier"]["value"] for p in late.json.get("subproblems", [])] == names[:1], late)
    denies(c, "names", names[0], False)


def waiting(c):
    """A pending order: of an account without a binding nothing is preauthorized."""
    plain = client(None)
    order = plain.order("w.contoso.com")
    c_authz = order.json["authorizations"][0]
    refused("F30 the authorization of another", c.post(c_authz), "unauthorized|malformed")
    authz = plain.post(c_authz)
    claim("a pending authorization lists its challenges",
          authz.json["status"] == "pending" and
          [x["type"] for x in authz.json["challenges"]] == ["http-01", "dns-01", "tls-alpn-01"], authz)
    tokens = {x["token"] for x in authz.json["challenges"]}
    claim("F34 a token of 256 bits in base64url",
          all(re.fullmatch("[A-Za-z0-9_-]{43}", t) for t in tokens), tokens)
    wild = plain.order("*.contoso.com", "w.contoso.com")
    claim("F30 a wildcard has its own authorization, by dns-01 alone",
          wild.status == 201 and len(set(wild.json["authorizations"])) == 2, wild)
    if wild.status == 201:
        one = plain.post(wild.json["authorizations"][0]).json
        claim("F30 whose identifier is the name without *.",
              one["identifier"]["value"] == "contoso.com" and one["wildcard"] is True and
              [x["type"] for x in one["challenges"]] == ["dns-01"], one)
    challenge = authz.json["challenges"][0]["url"]
    shown = plain.post(challenge)
    claim("a challenge is shown, with the link up",
          shown.json["status"] == "pending" and any('rel="up"' in v for v in shown.links), shown)
    refused("a challenge that there is not", plain.post(challenge.replace("http-01", "http-02"), {}), "malformed", 404)
    refused("F29 the challenge of another", c.post(challenge, {}), "unauthorized|malformed")
    ended = plain.post(c_authz, {"status": "deactivated"})
    claim("an authorization ends", ended.status == 200 and ended.json["status"] == "deactivated", ended)
    shown = plain.post(order.location)
    claim("and its order with it, which says why", shown.json["status"] == "invalid" and
          [(p["identifier"]["value"], "deactivated" in p["detail"]) for p in shown.json["error"]["subproblems"]] ==
          [("w.contoso.com", True)], shown)
    soon = datetime.datetime.utcnow() + datetime.timedelta(seconds=6)
    order = plain.order("soon.contoso.com", notAfter=soon.strftime("%Y-%m-%dT%H:%M:%SZ"))
    for _ in range(300):
        shown = plain.post(order.location)
        if shown.json["status"] == "invalid":
            break
        time.sleep(0.1)
    claim("an order whose notAfter has passed is invalid, and says why",
          shown.json["status"] == "invalid" and "notAfter" in shown.json["error"]["detail"] and
          "subproblems" not in shown.json["error"], shown)
    refused("an authorization becomes nothing else", plain.post(c_authz, {"status": "valid"}), "malformed", 400)
    alone = plain.post("/acme/new-authz", {"identifier": {"type": "dns", "value": "x.contoso.com"}})
    claim("an authorization without an order", alone.status == 201 and alone.location, alone)
    refused("not of a wildcard", plain.post("/acme/new-authz", {
        "identifier": {"type": "dns", "value": "*.contoso.com"}}), "malformed|rejectedIdentifier")
    pending = plain.order("w2.contoso.com")
    refused("F27 finalize while pending", plain.finalize(pending, csr(["w2.contoso.com"])), "orderNotReady", 403)


def listing(c):
    seen, url, pages = [], c.kid + "/orders", 0
    while url and pages < 20:
        page = c.post(url)
        if page.status != 200:
            break
        seen += page.json["orders"]
        pages += 1
        url = next((re.match("<(.*)>", v).group(1) for v in page.links if 'rel="next"' in v), None)
    claim("the list of orders comes page by page, each order once",
          page.status == 200 and len(seen) == len(set(seen)) and seen, page)
    plain = client(None)
    gone, left = plain.order("l1.contoso.com"), plain.order("l2.contoso.com")
    plain.post(gone.json["authorizations"][0], {"status": "deactivated"})
    claim("the list has the pending order and not the invalid one",
          plain.post(plain.kid + "/orders").json == {"orders": [left.location]}, [gone.location, left.location])
    refused("a cursor that is none", c.post(c.kid + "/orders?cursor=x"), "malformed", 400)


# ---- revocation, renewal


def cert_id(cert):
    aki = cert.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value.key_identifier
    n = cert.serial_number
    return f"{b64(aki)}.{b64(n.to_bytes(n.bit_length() // 8 + 1, 'big'))}"


def revocations(c, cert, key):
    url = c.directory["revokeCert"]
    der = lambda x: b64(x.public_bytes(serialization.Encoding.DER))  # noqa: E731
    other = client("bob")
    foreign = other.post(url, {"certificate": der(cert)})
    refused("F35 not yours", foreign, "unauthorized", 403)
    claim("F35 in words that name what was not shown", "nor has shown a.contoso.com" in foreign.json["detail"], foreign)
    thief = Client("localhost", PORT)
    refused("F35 by a key that is not its own", thief.post(url, {"certificate": der(cert)}, by="jwk"), "unauthorized", 403)
    for reason in (6, 7, 8, 11, -1, "x", 1.5, None):
        refused(f"F35 reason {reason!r}", c.post(url, {"certificate": der(cert), "reason": reason}),
                "badRevocationReason|malformed", 400)
    own = x509.CertificateBuilder().subject_name(cert.subject).issuer_name(cert.issuer).serial_number(
        cert.serial_number).public_key(key.public_key()).not_valid_before(NOW).not_valid_after(
        NOW + datetime.timedelta(1)).sign(key, hashes.SHA256())
    refused("F36 the same serial, signed by another", c.post(url, {"certificate": der(own)}), "malformed", 404)
    refused("F36 no certificate", c.post(url, {"certificate": b64(b"x")}), "malformed", 400)
    info = c.get(c.directory["renewalInfo"] + "/" + cert_id(cert))
    before = info.json["suggestedWindow"]
    claim("renewal information, with when to ask again",
          info.status == 200 and info.fields["Retry-After"] == "21600" and before["start"] < before["end"], info)
    by_key = Client("localhost", PORT, Key("ES256", key))
    by_key.register(binding_new(DIR, "alice"))
    claim("the key of a certificate may have an account", by_key.order("k.contoso.com").status == 201)
    done = by_key.post(url, {"certificate": der(cert), "reason": 1}, by="jwk")
    claim("the key of a certificate revokes it", done.status == 200, done)
    lost = by_key.order("k.contoso.com")
    refused("but not when its private part is known", lost, "unauthorized", 403)
    claim("and is told what to do", "change the key" in lost.json["detail"], lost)
    # RFC 8555 7.6.
    refused("F35 twice: 400", by_key.post(url, {"certificate": der(cert)}, by="jwk"), "alreadyRevoked", 400)
    refused("F35 twice, by the account: 400", c.post(url, {"certificate": der(cert)}), "alreadyRevoked", 400)
    after = c.get(c.directory["renewalInfo"] + "/" + cert_id(cert)).json["suggestedWindow"]
    claim("then the window lies in the past", after["end"] < before["start"], after)
    order = c.order("mine.contoso.com")
    pem = c.post(c.finalize(order, csr(["mine.contoso.com"])).json["certificate"])
    mine = x509.load_pem_x509_certificate(pem.body)
    next_one = c.order("mine.contoso.com", replaces=cert_id(mine))
    claim("an order may say what it replaces",
          next_one.status == 201 and next_one.json.get("replaces") == cert_id(mine), next_one)
    claim("it gets its certificate", c.finalize(next_one, csr(["mine.contoso.com"])).json["status"] == "valid")
    refused("a second one is refused", c.order("mine.contoso.com", replaces=cert_id(mine)), "alreadyReplaced", 409)
    aki, serial = cert_id(mine).split(".")
    for name, text in (("no dot", aki + serial), ("two dots", f"{aki}.{serial}."), ("a pad", cert_id(mine) + "="),
                       ("a zero octet", f"{aki}.{b64(bytes(1) + unb64(serial))}"), ("no serial", aki + "."),
                       ("a negative one", f"{aki}.{b64(bytes([0x80]) + unb64(serial)[:10])}")):
        refused(f"replaces with {name}", c.order("mine.contoso.com", replaces=text), "malformed", 400)
        answer = c.get(c.directory["renewalInfo"] + "/" + text)
        claim(f"renewal information of {name}", answer.status in (400, 404), answer)
    answer = c.get(f"{c.directory['renewalInfo']}/{b64(bytes(20))}.{serial}")
    claim("F36 renewal information of another issuer's: 404", answer.status == 404, answer)
    claim("the account revokes its own", c.post(url, {"certificate": der(mine), "reason": 4}).status == 200)
    claim("whose order stays valid", c.post(order.location).json["status"] == "valid")


def profiles(c):
    name = {"identifiers": [{"type": "dns", "value": "p.contoso.com"}]}
    server, mail = (c.get(f"/acme/{p}/directory").json for p in ("server", "mail"))
    claim("each profile has a directory", server["newOrder"].endswith("/acme/server/new-order"), server)
    claim("which advertises that profile and no other, and the general one all",
          [sorted(d["meta"]["profiles"]) for d in (server, mail, c.directory)] ==
          [["server"], ["mail"], ["mail", "server"]], [server, mail])
    for none in ("own", "ocsp", "client"):
        claim(f"{none}, which nobody may have, has none", c.get(f"/acme/{none}/directory").status == 404)
        refused(f"and is no profile of an order: {none}", c.order("p.contoso.com", profile=none), "invalidProfile", 400)
    order = c.post(server["newOrder"], name)
    claim("its orders have it", order.status == 201 and order.json["profile"] == "server", order)
    refused("and no other", c.post(server["newOrder"], {**name, "profile": "mail"}), "invalidProfile", 400)
    claim("the same may be named", c.post(server["newOrder"], {**name, "profile": "server"}).status == 201)
    claim("one directory needs a binding, another does not",
          [d["meta"]["externalAccountRequired"] for d in (server, mail, c.directory)] == [False, True, False], mail)
    refused("in that one there is no account without",
            Client("localhost", PORT, directory="/acme/mail/directory").register(), "externalAccountRequired", 403)
    claim("with a binding there is",
          client("bob", directory="/acme/mail/directory").order("p.contoso.com").json["profile"] == "mail")
    plain = client(None, directory="/acme/server/directory")
    claim("in the other there is", plain.order("p.contoso.com").status == 201)
    refused("which gets nothing through the one", plain.post(mail["newOrder"], name), "unauthorized", 403)
    refused("nor by naming the profile", plain.post(c.directory["newOrder"], {**name, "profile": "mail"}),
            "unauthorized", 403)
    plain.directory = mail
    claim("a key that has an account is told which", plain.register(onlyReturnExisting=True).status == 200)


def main():
    c = client()
    cert, key = whole_way(c)
    orders(c)
    finalizes(c)
    narrowed(c)
    profiles(c)
    listing(c)
    revocations(c, cert, key)


main()
