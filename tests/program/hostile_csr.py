#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
"""Sends what a request must not be to a CA that runs: each is answered in
words, stands in one line of the log, and leaves no trace in the database.

    hostile_csr.py PORT DIR LOG TOKEN OTHER-TOKEN
"""
import json
import re
import sys

from hostile_ca import (Ca, Key, asking, certificate_of, der, fixture, parts, pem, point, san,
                        subject)

BAD, KEYS, SIGNATURE = "badCSR", "badPublicKey", "badSignatureAlgorithm"
POLICY = "rejectedIdentifier"
GOOD = asking("mail.contoso.com")
LEAF = {"2.5.29.14", "2.5.29.15", "2.5.29.17", "2.5.29.19", "2.5.29.35", "2.5.29.37"}


class Refused:
    """status and type of the answer, and what its words must name."""

    def __init__(self, row, name, body, problem, words, status=400, **headers):
        self.row, self.name, self.body = row, name, body
        self.problem, self.words, self.status = problem, words, status
        self.headers = headers


# ---- A: how a request is written


def nested(depth):
    out = b""
    for _ in range(depth):
        out = der.seq(out)
    return out


def ber_length(octets):
    """The outermost length in one octet more than it needs."""
    n = len(parts(octets)[0][1])
    return b"\x30\x83" + n.to_bytes(3, "big") + parts(octets)[0][1]


def encodings():
    yield Refused("A01", "an empty body", b"", "malformed", "empty|no request|nothing")
    yield Refused("A01", "only blanks", b" \r\n\t \n", "malformed", "empty|no request|nothing")
    for n in range(1, len(GOOD)):
        yield Refused("A03", f"cut at octet {n}", GOOD[:n], (BAD, "malformed"), ".")
    yield Refused("A04", "five octets after it", GOOD + b"\0\0\0\0\0", BAD, "after|trailing|more|cut short|octets")
    yield Refused("A05", "two blocks", pem(GOOD) * 2, BAD, "one request only")
    yield Refused("A07", "a certificate", pem(GOOD, "CERTIFICATE"), BAD, "(?i)certificate")
    yield Refused("A07", "a PKCS7", pem(GOOD, "PKCS7"), BAD, "(?i)pkcs|cms|request")
    yield Refused("A09", "a length that is too long", ber_length(GOOD), BAD, "(?i)length|DER")
    yield Refused("A10", "an indefinite length", b"\x30\x80" + parts(GOOD)[0][1] + b"\0\0", BAD,
                  "(?i)indefinite|length")
    yield Refused("A11", "version 1", fixture("a11-version-1"), BAD, "(?i)version")
    signature = parts(parts(GOOD)[0][1])[2][2]
    for i in range(5, len(signature), 3):
        bad = bytearray(GOOD)
        bad[len(GOOD) - len(signature) + i] ^= 1
        yield Refused("A12", f"octet {i} of the signature changed", bytes(bad), (BAD, SIGNATURE), ".")
    for name, words in (("a13-md2", "(?i)md2"), ("a13-md5", "(?i)md5"),
                        ("a14-ec-oid-rsa-key", "."), ("a14-rsa-oid-ec-key", "."),
                        ("a14-ecdsa-null", "(?i)parameters"), ("a14-rsa-pss", "(?i)pss"),
                        ("a14-rsa-odd-parameters", "(?i)parameters"),
                        ("a14-unknown-algorithm", "1.2.3.4")):
        yield Refused(name[:3].upper(), name[4:], fixture(name), (BAD, SIGNATURE), words)
    for depth in (30, 7000):
        yield Refused("A15", f"nested {depth} deep", nested(depth), BAD, "(?i)nest|deep|request")
        yield Refused("A15", f"nested {depth} deep in an attribute", Key().request(
            attributes=der.tlv(0xA0, der.attr("1.2.3", nested(depth)))), BAD, "(?i)nest|deep")
    many = b"".join(der.attr(f"1.2.3.{i}", der.NULL) for i in range(2000))
    yield Refused("A16", "2,000 attributes", Key().request(attributes=der.tlv(0xA0, many)),
                  BAD, "(?i)attributes")
    rdns = [der.set_of(der.attribute("2.5.4.11", "x")) for _ in range(2000)]
    yield Refused("A16", "2,000 RDNs", Key().request(subject=der.seq(*rdns)), BAD, "(?i)rdn|subject|DN")
    for n in (101, 1000):
        yield Refused("A17", f"{n} names", asking(*[f"a{i}.contoso.com" for i in range(n)]),
                      BAD, "100")
    yield Refused("A18", "RSA of 16,384 bits", fixture("b-rsa-16384"), KEYS, "4096")
    yield Refused("A18", "a huge exponent", fixture("a18-huge-exponent"), KEYS, "65537|4096")
    for name in ("twice", "two-places-differ", "two-values"):
        file = ("a19-request-" if name == "twice" else "a19-") + name
        yield Refused("A19", f"extensions {name}", fixture(file), BAD, "(?i)twice|different|several")
    yield Refused("A20", "one extension twice", fixture("a20-san-twice"), BAD, "(?i)twice|once")
    yield Refused("A21", "an unknown critical extension", fixture("a21-unknown-critical"), BAD,
                  "(?i)critical")
    yield Refused("A23", "beginnings without an end",
                  (b"-----BEGIN CERTIFICATE REQUEST-----\n" * 2000)[:65536], BAD, ".")
    for coding in ("gzip", "br", "zstd"):
        yield Refused("A26", coding, b"\x1f\x8b" + bytes(10000), "unsupportedMediaType",
                      "(?i)content-encoding", 415, Content_Encoding=coding)
    form = "application/x-www-form-urlencoded"
    yield Refused("A28", "a form", b"csr=a&profile=server", "unsupportedMediaType", "(?i)form", 415,
                  Content_Type=form)
    yield Refused("A28", "a multipart form", b"--a\r\n\r\nx\r\n--a--\r\n", "unsupportedMediaType",
                  "(?i)multipart", 415, Content_Type="multipart/form-data; boundary=a")


def json_bodies():
    csr = json.dumps(pem(GOOD).decode())

    def j(name, text, words="."):
        body = text if isinstance(text, bytes) else text.encode()
        return Refused("A27", name, body, ("malformed", BAD), words, Content_Type="application/json")

    yield j("10,000 deep", '{"csr":' + "[" * 10000 + "]" * 10000 + "}", "(?i)deep|nest")
    yield j("17 deep", '{"csr":' + "[" * 17 + "]" * 17 + "}", "(?i)deep|nest")
    yield j("many keys", "{" + ",".join(f'"k{i}":1' for i in range(5000)) + "}", "(?i)unknown|keys|field|csr")
    yield j("a key twice", f'{{"csr":{csr},"csr":{csr}}}')
    yield j("a NUL in a string", f'{{"csr":{csr},"profile":"server\\u0000x"}}')
    yield j("half a surrogate", f'{{"csr":{csr},"profile":"\\ud800"}}')
    yield j("a number that is none", f'{{"csr":{csr},"lifetime":1e400}}')
    yield j("a negative lifetime", f'{{"csr":{csr},"lifetime":-1}}', "lifetime")
    yield j("invalid UTF-8", b'{"csr":"\xff\xfe"}')
    yield j("something after it", f'{{"csr":{csr}}} x')
    yield j("cut short", f'{{"csr":{csr}')
    yield j("an array", f'[{csr}]')
    yield j("csr as a number", '{"csr":5}', "csr")
    yield j("names as a string", f'{{"csr":{csr},"names":"a"}}', "names")
    yield j("an empty name", f'{{"csr":{csr},"names":[""]}}', "name")
    yield j("a name of 300 octets", f'{{"csr":{csr},"names":["{"a" * 300}"]}}', "name")
    yield j("101 names", f'{{"csr":{csr},"names":[{",".join(["%ca.contoso.com%c" % (34, 34)] * 101)}]}}', "100")
    yield j("no csr", '{"names":["mail.contoso.com"]}', "csr")
    for field in ("role", "not_after", "notAfter", "serial", "requester", "policy", "ca", "extensions"):
        case = j(f"an unknown field {field}", f'{{"csr":{csr},"{field}":"x"}}', f'unknown field "{field}"')
        case.row = "E05"
        yield case


# ---- B: keys

FIXTURE_KEYS = (
    ("B01", "b-rsa-512", "2048"), ("B01", "b-rsa-1024", "2048"),
    ("B02", "b-rsa-2047", "(?i)multiple|2048"), ("B02", "b-rsa-2049", "(?i)multiple|8"),
    ("B03", "b-rsa-4104", "4096"), ("B03", "b-rsa-8192", "4096"),
    ("B04", "b04-e-1", "65537"), ("B04", "b04-e-2", "65537"), ("B04", "b04-e-3", "65537"),
    ("B04", "b04-e-65536", "65537"), ("B04", "b04-e--65537", "."),
    ("B04", "b04-e-4294967297", "65537"), ("B04", "b04-n-negative", "."),
    ("B05", "b05-even", "."), ("B05", "b05-factor-3", "(?i)factor|divi"),
    ("B05", "b05-factor-751", "(?i)factor|divi"), ("B05", "b05-prime-power", "."),
    ("B06", "b06-roca", "(?i)roca|infineon"),
    ("B08", "b08-next-prime", "(?i)prime|factor"), ("B08", "b08-round-110", "(?i)prime|factor"),
    ("B09", "b09-p192", "(?i)P-?192|secp192"), ("B09", "b09-p224", "(?i)P-?224|secp224"),
    ("B10", "b10-secp256k1", "(?i)curve"), ("B10", "b10-brainpool", "(?i)curve"),
    ("B10", "b10-gost", "."), ("B11", "b11-explicit", "(?i)parameters|named"),
    ("B11", "b11-implicit", "."), ("B12", "b12-compressed", "(?i)compress"),
    ("B12", "b12-empty", "."), ("B12", "b12-hybrid", "."), ("B12", "b12-infinity", "."),
    ("B12", "b12-long", "."), ("B12", "b12-off-curve", "(?i)curve"), ("B12", "b12-p384-zero", "."),
    ("B12", "b12-short", "."), ("B12", "b12-x-is-p", "."), ("B13", "b13-dh", "."),
    ("B13", "b13-dsa", "(?i)dsa"), ("B13", "b13-x25519", "(?i)x25519"),
    ("B14", "b14-ed25519", "(?i)ed25519"), ("B14", "b14-ed448", "(?i)ed448"),
    ("B14", "b14-ml-dsa", "."), ("B14", "b14-rsa-pss-key", "(?i)pss"),
    ("B20", "b20-ec-parameters-trailing", "."), ("B20", "b20-ec-trailing", "."),
    ("B20", "b20-ec-unused-bits", "."), ("B20", "b20-rsa-null-missing", "."),
    ("B20", "b20-rsa-trailing", "."), ("B20", "b20-rsa-unused-bits", "."),
    ("B21", "b11-explicit", "."), ("B21", "b20-ec-parameters-trailing", "."),
)


def keys():
    for row, name, words in FIXTURE_KEYS:
        yield Refused(row, name[name.index("-") + 1:] if name[1] == "-" else name[4:],
                      fixture(name), (KEYS, BAD), words)


# ---- C: names in requests beyond tests/vectors/policy.tsv


def names():
    def c(row, name, *values, words=".", problem=(POLICY, BAD), status=(400, 403), **more):
        return Refused(row, name, asking(*values, **more), problem, words, status)

    for text in ("a\0.contoso.com", "a\r\nb.contoso.com", "a\x1b[31m.contoso.com"):
        yield c("C04", f"{text!r} as a dNSName", text, words=r"\\x")
    for text in ("x\0y", "x\r\ny", "x\x1b[2Jy", "\ufeffx", "x\u202ey"):
        yield c("C05", f"{text!r} as the CN", "a.contoso.com", cn=text, words=".")
    for text in (" a.contoso.com", "a.contoso.com ", "a.contoso.com\t", "%61.contoso.com",
                 '"a".contoso.com', "`id`.contoso.com", "$(id).contoso.com"):
        yield c("C06", repr(text), text)
    yield c("C10", "a label of 64", "a" * 64 + ".contoso.com", words="63")
    yield c("C10", "11 labels", "a." * 9 + "contoso.com", words="labels")
    yield c("C10", "a name of 254", ("a" * 60 + ".") * 3 + "a" * 59 + ".contoso.com")
    for n in (0, 3, 5, 8, 17, 20, 32):
        yield c("C15", f"an iPAddress of {n} octets", (0x87, bytes(n)), words="4 or 16|octets")
    yield c("C23", "Latin-1", (0x82, b"m\xfcnchen.contoso.com"))
    for text in ("\uff11\uff12\uff17.0.0.1", "2130706433", "0x7f.1"):
        yield c("C13", text, (0x82, text.encode()), words="(?i)address|octet|\\\\x|letters")
    yield c("C26", "a label that would explode", "xn--" + "9" * 59 + ".contoso.com")
    yield c("C27", "an address of 300 octets", (0x81, b"a" * 300 + b"@contoso.com"))
    yield c("C32", "a URI of 4,000 octets", (0x86, b"https://contoso.com/" + b"a" * 4000))
    yield c("C36", "two names in one", "a.contoso.com, DNS:evil.com")
    yield c("C36", "a CN that looks like more", "a.contoso.com, DNS:evil.com",
            cn="x/CN=mail.contoso.com")
    yield c("C43", "a public name", "google.com", words="google.com")
    yield c("C43", ".onion", "a.onion")
    yield c("C44", "a wildcard of a public suffix", "*.co.uk")
    yield c("C46", "one bad among twenty", *[f"a{i}.contoso.com" for i in range(19)], "evil.com",
            words="evil.com", status=403, problem=POLICY)
    yield c("C03", "an address alone as the CN", cn="10.0.0.1")
    rdns = [der.set_of(der.attribute("2.5.4.11", f"u{i}")) for i in range(100)]
    yield Refused("C37", "100 RDNs", Key().request(subject=der.seq(*rdns)), BAD, ".")


def power():
    """Wishes that are critical, or of profiles that are not for everybody."""
    unknown = der.extension("1.3.6.1.5.5.7.1.99", der.NULL, der.TRUE)
    yield Refused("D11", "an unknown critical extension", asking("mail.contoso.com", more=[unknown]),
                  BAD, "(?i)critical")
    csr = pem(GOOD).decode()
    for row, profile in (("D22", "ca"), ("D22", "sub-ca"), ("D23", "ocsp"), ("D21", "test"), ("B22", "keygen"),
                         ("E24", "Server"), ("E24", "SERVER "), ("D21", "client")):
        yield Refused(row, f"profile {profile!r}", json.dumps({"csr": csr, "profile": profile}).encode(),
                      (POLICY, "malformed", "forbidden", BAD), "(?i)profile", (400, 403),
                      Content_Type="application/json")
    for lifetime in ("9999d", 10**12, "1000000000000d"):
        yield Refused("D12", f"a lifetime of {lifetime}", json.dumps(
            {"csr": csr, "lifetime": lifetime}).encode(), (POLICY, "malformed"), "(?i)lifetime|long",
            (400, 403), Content_Type="application/json")
    for lifetime in (0, "0d", "x", "1e3d", None, True, [1]):
        yield Refused("D12", f"a lifetime of {lifetime!r}", json.dumps(
            {"csr": csr, "lifetime": lifetime}).encode(), (POLICY, "malformed"), "(?i)lifetime",
            (400, 403), Content_Type="application/json")


def refused(ca, title, cases):
    before = ca.counts()
    answers, wrong = [], {}
    rows = {}
    for case in cases:
        a = ca.issue(case.body, **case.headers)
        answers.append((case, a))
        rows.setdefault(case.row, []).append(case.name)
        problems = [case.problem] if isinstance(case.problem, str) else case.problem
        status = [case.status] if isinstance(case.status, int) else case.status
        said = a.detail + " " + " ".join(v.get("text", "") for v in a.json.get("violations", []))
        if a.status not in status or a.type not in problems or not re.search(case.words, said):
            wrong.setdefault(case.row, []).append(f"{case.name}: {a}")
        if not a.id:
            wrong.setdefault(case.row, []).append(f"{case.name}: no request id")
    lines = ca.refusal_lines([a.id for _, a in answers])
    for case, a in answers:
        if lines[a.id] != 1:
            wrong.setdefault(case.row, []).append(
                f"{case.name}: {lines[a.id]} lines of the log name request {a.id}")
    for row in sorted(rows):
        point(row not in wrong, f"{row}: {len(rows[row])} refused in words, one line of the log each",
              *wrong.get(row, []))
    after = ca.counts()
    point(before == after, f"{title}: no signature, no serial, no row", before, after)
    point(ca.healthy(), f"{title}: it is healthy afterwards")


# ---- what is issued all the same, but clean


def issued(ca, row, name, body, told=None, **headers):
    a = ca.issue(body, **headers)
    if a.status != 201:
        point(False, f"{row}: {name} is issued", a)
        return None, a
    c = certificate_of(a)
    good = set(c.extensions) == LEAF and (told is None or told in [
        n["id"] for n in a.json["warnings"] + a.json["notes"]])
    point(good, f"{row}: {name} is issued with the profile's extensions only"
          + (f", and told {told}" if told else ""), sorted(c.extensions), a)
    return c, a


def dns_names(*names):
    return [(0x82, n.encode()) for n in names]


def smuggled(ca):
    plain, _ = issued(ca, "D11", "a plain request", GOOD)
    usage, purposes = "2.5.29.15", "2.5.29.37"

    def ext(key, value, critical=b""):
        return der.extension(key, value, critical)

    evil = der.seq(der.seq(der.oid("1.3.6.1.5.5.7.48.1"), der.tlv(0x86, b"http://evil.example/")))
    purpose = {"any": "2.5.29.37.0", "code signing": "1.3.6.1.5.5.7.3.3", "OCSP": "1.3.6.1.5.5.7.3.9",
               "time stamps": "1.3.6.1.5.5.7.3.8", "smart card": "1.3.6.1.4.1.311.20.2.2",
               "unknown": "1.2.3.4.5"}
    cases = [
        ("D01", "CA:TRUE", ext("2.5.29.19", der.seq(der.TRUE), der.TRUE)),
        ("D01", "CA:TRUE, pathLen 3", ext("2.5.29.19", der.seq(der.TRUE, der.integer(3)))),
        ("D02", "keyCertSign and cRLSign", ext(usage, der.bits(b"\x06", 1), der.TRUE)),
        ("D02", "encipherOnly", ext(usage, der.bits(b"\x09", 0))),
        ("D04", "application policies", ext("1.3.6.1.4.1.311.21.10", der.seq(der.seq(der.oid("1.3.6.1.5.5.7.3.2"))))),
        ("D05", "a template", ext("1.3.6.1.4.1.311.21.7", der.seq(der.oid("1.3.6.1.4.1.311.21.8.1")))),
        ("D05", "a template name", ext("1.3.6.1.4.1.311.20.2", der.tlv(0x1E, b"\0S\0u\0b\0C\0A"))),
        ("D05", "a security identifier", ext("1.3.6.1.4.1.311.25.2", der.seq(der.octets(b"S-1-5-21-500")))),
        ("D06", "name constraints", ext("2.5.29.30", der.seq(der.tlv(0xA0, der.seq(der.tlv(0x82, b"evil.com")))))),
        ("D06", "policy mappings", ext("2.5.29.33", der.seq(der.seq(der.oid("1.2.3"), der.oid("1.2.4"))))),
        ("D06", "inhibitAnyPolicy", ext("2.5.29.54", der.integer(0))),
        ("D07", "anyPolicy", ext("2.5.29.32", der.seq(der.seq(der.oid("2.5.29.32.0"))))),
        ("D08", "a subject key identifier", ext("2.5.29.14", der.octets(b"\xaa" * 20))),
        ("D08", "an authority key identifier", ext("2.5.29.35", der.seq(der.tlv(0x80, b"\xaa" * 20)))),
        ("D09", "an OCSP address", ext("1.3.6.1.5.5.7.1.1", evil)),
        ("D09", "a CRL address", ext("2.5.29.31", der.seq(der.seq(der.tlv(0xA0, der.tlv(
            0xA0, der.tlv(0x86, b"http://evil.example/"))))))),
        ("D10", "must-staple", ext("1.3.6.1.5.5.7.1.24", der.seq(der.integer(5)))),
        ("D10", "proxyCertInfo", ext("1.3.6.1.5.5.7.1.14", der.seq(der.seq(der.oid("1.3.6.1.5.5.7.21.1"))))),
        ("D10", "a Netscape type", ext("2.16.840.1.113730.1.1", der.bits(b"\x07", 0))),
        ("D10", "qcStatements", ext("1.3.6.1.5.5.7.1.3", der.seq(der.seq(der.oid("0.4.0.1862.1.1"))))),
        ("D10", "a list of SCTs", ext("1.3.6.1.4.1.11129.2.4.2", der.octets(b"\0\0"))),
        ("D11", "an extension of nobody", ext("1.2.3.4.5.6.7", der.NULL)),
        ("D24", "OCSP nocheck", ext("1.3.6.1.5.5.7.48.1.5", der.NULL)),
        ("D24", "freshestCRL", ext("2.5.29.46", der.seq(der.seq(der.tlv(0xA0, der.tlv(
            0xA0, der.tlv(0x86, b"http://evil.example/"))))))),
    ]
    for name, key in purpose.items():
        cases.append(("D03", f"purpose {name}", ext(purposes, der.seq(der.oid(key)))))
    for row, name, extension in cases:
        c, a = issued(ca, row, name, asking("mail.contoso.com", more=[extension]))
        if c and plain:
            point(c.extensions == plain.extensions, f"{row}: {name} changes nothing",
                  c.extensions, plain.extensions)
    a = ca.issue(asking("mail.contoso.com", more=[
        ext("1.3.6.1.4.1.11129.2.4.3", der.NULL, der.TRUE)]))
    point(a.status == 400, "D10: the CT poison, which is critical, is refused", a)
    everything = [e for row, name, e in cases if row in ("D04", "D07", "D09", "D10", "D24")]
    c, a = issued(ca, "D11", "a request for all of that at once", asking("mail.contoso.com", more=everything))


def clean(ca):
    c, a = issued(ca, "A06", "a request with text around it", b"Dear CA,\n\n" + pem(GOOD) + b"\nThanks\n",
                  "text-around")
    issued(ca, "A13", "a request signed with SHA-1", fixture("a13-ecdsa-sha1"), "sha1-request")
    c, a = issued(ca, "C01", "a CN alone", Key().request(
        subject=subject("mail.contoso.com"), attributes=der.tlv(0xA0)), "common-name-lifted")
    if c:
        point(c.names == dns_names("mail.contoso.com"), "C01: the CN is the name", c.names)
    c, a = issued(ca, "C02", "a CN that is not among the names", asking("mail.contoso.com", cn="evil.com"))
    if c:
        point(b"evil" not in c.subject and c.names == dns_names("mail.contoso.com"),
              "C02: it is left out", c.subject, c.names)
        point(len(a.json["warnings"]) > 0 and "evil.com" in json.dumps(a.json["warnings"]),
              "C02: and warned about", a)
    c, a = issued(ca, "C12", "upper case", asking("MAIL.Contoso.COM"))
    if c:
        point(c.names == dns_names("mail.contoso.com"), "C12: it becomes lower case", c.names)
    c, a = issued(ca, "C34", "one name in two cases", asking("b.contoso.com", "A.contoso.com", "a.contoso.com"))
    if c:
        point(c.names == dns_names("b.contoso.com", "a.contoso.com"), "C34: stands once, in its place", c.names)
    for name in ("subject-cn-twice", "subject-multi-valued", "subject-cn-65", "subject-country-usa",
                 "subject-empty-value", "subject-cn-bmp", "subject-cn-t61", "subject-cn-universal"):
        row = "C37" if name in ("subject-cn-twice", "subject-multi-valued") else \
            "C39" if name[8:] in ("cn-bmp", "cn-t61", "cn-universal") else "C38"
        c, a = issued(ca, row, name, fixture(name))
        if c:
            point(c.subject == subject(c.names[0][1].decode())[2:], f"{row}: the subject is ours",
                  c.subject, c.names)
    c, a = issued(ca, "C40", "an address alone", asking((0x87, bytes([10, 1, 2, 3]))))
    if c:
        point(c.subject == b"" and c.extensions["2.5.29.17"][0],
              "C40: the subject is empty, the SAN critical", c.subject, c.extensions["2.5.29.17"])
    c, a = issued(ca, "C41", "a request in the CA's own name", asking("mail.contoso.com", cn="HTTP Test CA"))
    if c:
        point(c.subject != c.issuer, "C41: does not get it", c.subject)
    c, a = issued(ca, "C05", "a unit of odd octets", Key().request(subject=der.seq(der.set_of(der.attribute(
        "2.5.4.11", "x\r\nFAKE: line\x1b[2J\0"))), attributes=der.asking(san("mail.contoso.com"))))
    if c:
        point(b"FAKE" not in c.subject, "C05: it is not copied", c.subject)
    point("\nFAKE" not in ca.lines() and "\x1b" not in ca.lines(), "C05: nor can it make lines of the log")
    c, a = issued(ca, "D12", "a lifetime beyond the CA's", json.dumps(
        {"csr": pem(GOOD).decode(), "lifetime": "800d"}).encode(), Content_Type="application/json")


# ---- one request, again and again


def again(ca, other):
    before = ca.counts()
    body = asking("again.contoso.com", key=Key(7))
    first = ca.issue(body, Idempotency_Key="a24")
    point(first.status == 201, "A24: a request with an Idempotency-Key is issued", first)
    serials = {ca.issue(body, Idempotency_Key="a24").json.get("serial") for _ in range(50)}
    point(serials == {first.json.get("serial")}, "A24: fifty repeats give that certificate", serials)
    # The same request, signed otherwise: s becomes n - s.
    fields = parts(parts(body)[0][1])
    r, s = parts(parts(fields[2][1][1:])[0][1])
    mirrored = der.N - int.from_bytes(s[1], "big")
    twin = der.seq(fields[0][2], fields[1][2], der.bits(der.seq(r[2], der.integer(mirrored))))
    a = ca.issue(twin, Idempotency_Key="a24")
    point(twin != body and a.json.get("serial") == first.json.get("serial"),
          "A25: the same request with another signature is the same request", a)
    after = ca.counts()
    point(after[0] - before[0] == 1 and after[1] - before[1] == 1,
          "A24: one signature and one serial for all of them", before, after)
    a = ca.issue(asking("other.contoso.com", key=Key(7)), Idempotency_Key="a24")
    point(a.status == 409 and a.type == "conflict", "A24: the key with another request is a conflict", a)
    a = ca.issue(body, token=other, Idempotency_Key="a24")
    point(a.type == KEYS and "another requester" in a.detail, "B19: another requester does not get this key", a)
    serials = {ca.issue(body).json.get("serial") for _ in range(20)}
    point(len(serials) == 20 and None not in serials, "A24: without it each has its own serial", serials)
    a = ca.issue(twin)
    point(a.status == 201 and any(n["id"] == "key-reused" for n in a.json["warnings"] + a.json["notes"]),
          "A25: the key is known by itself, not by its request", a)


def secrets(ca):
    key = Key(99)
    private = der.seq(der.integer(0), der.seq(der.EC_KEY, der.P256), der.octets(der.seq(
        der.integer(1), der.octets(key.d.to_bytes(32, "big")), der.tlv(0xA1, der.bits(key.point)))))
    text = pem(private, "PRIVATE KEY")
    before = ca.counts()
    a = ca.issue(text + pem(asking("a.contoso.com", key=key)))
    point(a.status == 400 and a.type == "privateKeyExposed" and "key" in a.detail,
          "A08: a private key in the body is refused", a)
    point(list(ca.refusal_lines([a.id]).values()) == [1], "A08: one line of the log")
    point(ca.counts() == before, "A08: no signature, no serial, no row")
    lines = text.decode().splitlines()[1:-1]
    log = ca.lines()
    point(not any(line in log or line in a.body.decode() for line in lines),
          "A08: the key is neither in the log nor in the answer")
    a = ca.issue(asking("a.contoso.com", key=key))
    point(a.type == "badPublicKey" and "exposed" in a.detail.lower() or "blocked" in a.detail.lower()
          or "private key" in a.detail.lower(), "B16: a key that was exposed is refused from then on", a)
    password = "geheim-canary-a22"
    csr = Key(98).request(subject=subject("mail.contoso.com"), attributes=der.tlv(
        0xA0, der.attr("1.2.840.113549.1.9.7", der.tlv(0x0C, password.encode())),
        der.attr(der.EXTENSION_REQUEST, der.seq(san("mail.contoso.com")))))
    c, a = issued(ca, "A22", "a request with a challenge password", csr, "challenge-password-ignored")
    point(password not in ca.lines() and password not in a.body.decode(),
          "A22: the password is neither in the log nor in the answer")
    # Of the key what stands in its PEM form; both for the caller to look for.
    print("canary", password, lines[1][:40])


def sizes(ca):
    before = ca.counts()
    a = ca.issue(b"A" * 65537)
    point(a.status == 413 and a.type == "tooLarge", "A02: 65,537 octets by Content-Length", a)
    try:
        a = ca.send("POST", "/v1/certificates", headers={"Content-Type": "application/pkcs10"},
                    chunks=[b"A" * 4096] * 17)
        point(a.status == 413 and a.type == "tooLarge", "A02: 69,632 octets in chunks", a)
    except OSError as e:
        point(False, "A02: 69,632 octets in chunks", e)
        ca.connection = None
    point(ca.counts() == before and ca.healthy(), "A02: no signature, no serial, healthy")


def keygen(ca):
    for path in ("/v1/keys", "/v1/keygen", "/.well-known/est/serverkeygen", "/v1/certificates/keygen"):
        a = ca.send("POST", path, b"{}", {"Content-Type": "application/json"})
        point(a.status in (404, 405), f"B22: nobody makes keys at {path}", a)


def main():
    port, directory, log, token, other = sys.argv[1:]
    ca = Ca(port, directory, log, token)
    refused(ca, "A", list(encodings()) + list(json_bodies()))
    sizes(ca)
    refused(ca, "B", keys())
    refused(ca, "C", names())
    refused(ca, "D", power())
    smuggled(ca)
    clean(ca)
    again(ca, other)
    secrets(ca)
    keygen(ca)


main()
