# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
"""What the tests with hostile requests share: a CA that runs, what it counts,
and requests and certificates octet by octet. Standard library only."""
import base64
import http.client
import json
import os
import re
import sqlite3
import sys
import time

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
FIXTURES = os.path.join(HERE, "..", "fixtures")
sys.path.insert(0, FIXTURES)
import make as der  # noqa: E402  (the DER writer of the fixtures)

CSR = "application/pkcs10"


def point(good, name, *told):
    """One line that verdicts() of http_lib.sh makes a point of."""
    print("pass" if good else "fail", name)
    if not good:
        for line in told:
            print("#", str(line)[:600].replace("\n", " "))
    return good


class Answer:
    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers
        self.body = response.read()
        self.id = response.headers.get("Sanca-Request-Id", "")
        self.json = {}
        if "json" in response.headers.get("Content-Type", ""):
            self.json = json.loads(self.body)

    @property
    def type(self):
        return self.json.get("type", "").removeprefix("urn:sanca:problem:")

    @property
    def detail(self):
        return self.json.get("detail", "")

    def __str__(self):
        return f"{self.status} {self.body[:400]!r}"


class Ca:
    def __init__(self, port, directory, log, token):
        self.port, self.dir, self.token = int(port), directory, token
        self.log = log
        self.connection = None

    def send(self, method, path, body=None, headers=None, token=True, chunks=None):
        """chunks: the body in pieces, by Transfer-Encoding: chunked."""
        fields = {"Accept": "application/json"}
        if token:
            fields["Authorization"] = "Bearer " + (self.token if token is True else token)
        fields.update(headers or {})
        for _ in range(2):
            if self.connection is None:
                self.connection = http.client.HTTPConnection(
                    "127.0.0.1", self.port, timeout=30)
            fresh = self.connection.sock is None
            try:
                self.connection.request(
                    method, path, iter(chunks) if chunks else body, fields,
                    encode_chunked=bool(chunks))
                return self.finish()
            except (http.client.RemoteDisconnected, ConnectionError):
                # One that the CA closed as idle, or after a refusal.
                self.connection = None
                if fresh:
                    raise
        raise ConnectionError

    def finish(self):
        answer = Answer(self.connection.getresponse())
        if answer.headers.get("Connection", "").lower() == "close":
            self.connection.close()
            self.connection = None
        return answer

    def issue(self, body, token=True, **headers):
        fields = {"Content-Type": CSR}
        fields.update({k.replace("_", "-"): v for k, v in headers.items()})
        return self.send("POST", "/v1/certificates", body, fields, token)

    def check(self, body, token=True):
        return self.send("POST", "/v1/check", body, {"Content-Type": CSR}, token)

    def counts(self):
        """Signatures, and rows that a request must not have made."""
        metrics = self.send("GET", "/metrics", token=False).body.decode()
        signatures = re.search(r"^sanca_signatures_total (\d+)$", metrics, re.M)
        db = sqlite3.connect(f"file:{self.dir}/log/ca.db?mode=ro", uri=True)
        rows = db.execute(
            "SELECT (SELECT count(*) FROM reservation),"
            " (SELECT count(*) FROM certificate), (SELECT count(*) FROM void)"
        ).fetchone()
        db.close()
        return (int(signatures.group(1)),) + rows

    def healthy(self):
        a = self.send("GET", "/healthz", token=False)
        return a.status == 200 and a.json.get("issuing") is True

    def lines(self):
        with open(self.log, encoding="utf-8", errors="surrogateescape") as f:
            return f.read()

    def refusal_lines(self, ids, seconds=5):
        """How many lines of the log name each of these requests."""
        until = time.monotonic() + seconds
        while True:
            found = re.findall(r"sanca-front: \w+: refused .*\(request (\w+)\)$",
                               self.lines(), re.M)
            counts = {i: found.count(i) for i in ids}
            if all(counts.values()) or time.monotonic() > until:
                return counts
            time.sleep(0.1)


# ---- requests with a key of one's own


class Key:
    """P-256; number 0 is the key of the fixtures."""

    def __init__(self, number=0):
        self.d = (der.EC_D + number * 0x9E3779B97F4A7C15) % der.N
        q = der.ec_mul(self.d, der.G)
        self.point = b"\x04" + q[0].to_bytes(32, "big") + q[1].to_bytes(32, "big")
        self.spki = der.ec_spki(self.point)

    def sign(self, data):
        kept, der.EC_D = der.EC_D, self.d
        try:
            return der.ec_sign(data)
        finally:
            der.EC_D = kept

    def request(self, **parts):
        body = der.info(spki=self.spki, **parts)
        return der.signed(body, signature=self.sign(body))


def san(*names):
    """names: (tag, octets) or dNSNames as text."""
    return der.extension("2.5.29.17", der.seq(*[
        der.tlv(0x82, n.encode()) if isinstance(n, str) else der.tlv(n[0], n[1])
        for n in names]))


def subject(*cns):
    """Of CNs, each in its own part; None is none."""
    return der.seq(*[der.set_of(der.attribute(der.CN, cn)) for cn in cns if cn is not None])


def asking(*names, cn=None, key=None, more=()):
    return (key or Key()).request(
        subject=subject(cn), attributes=der.asking(san(*names), *more))


def pem(octets, label="CERTIFICATE REQUEST"):
    text = base64.encodebytes(octets).decode()
    return f"-----BEGIN {label}-----\n{text}-----END {label}-----\n".encode()


def fixture(name):
    with open(os.path.join(FIXTURES, name + ".der"), "rb") as f:
        return f.read()


# ---- reading certificates


def parts(octets):
    """The (tag, contents, whole) of a sequence of DER values."""
    out, i = [], 0
    while i < len(octets):
        n, start = octets[i + 1], i + 2
        if n & 0x80:
            size = n & 0x7F
            n = int.from_bytes(octets[start:start + size], "big")
            start += size
        out.append((octets[i], octets[start:start + n], octets[i:start + n]))
        i = start + n
    return out


def dotted(octets):
    arcs, value = [octets[0] // 40, octets[0] % 40], 0
    for b in octets[1:]:
        value = value << 7 | b & 0x7F
        if not b & 0x80:
            arcs.append(value)
            value = 0
    return ".".join(map(str, arcs))


class Certificate:
    def __init__(self, octets):
        tbs = parts(parts(parts(octets)[0][1])[0][1])
        self.serial, self.issuer, self.subject = tbs[1][1], tbs[3][1], tbs[5][1]
        self.spki = tbs[6][2]
        self.extensions = {}
        for _, body, _ in parts(parts(tbs[7][1])[0][1]):
            fields = parts(body)
            self.extensions[dotted(fields[0][1])] = (len(fields) == 3, fields[-1][1])

    @property
    def names(self):
        """(tag, octets) of the SAN, in order."""
        value = self.extensions["2.5.29.17"][1]
        return [(t, v) for t, v, _ in parts(parts(value)[0][1])]


def certificate_of(answer):
    text = re.sub(r"-----[A-Z ]*-----", "",
                  answer.json["chain"].split("-----END")[0])
    return Certificate(base64.b64decode(text))
