# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
"""OCSP requests written and responses read (RFC 6960), for tests: shares no
code with sanca. Signatures are left to openssl.

usage: ocsp_messages.py ROOT.pem CERTIFICATE.pem OUT [--sha256] [--nonce N]

The command writes the request for that certificate to OUT and prints where the
octets of its nonce begin (0: it has none).
"""
import base64
import collections
import datetime
import hashlib
import http.client
import sys

SHA1 = bytes.fromhex("300906052b0e03021a0500")
SHA256 = bytes.fromhex("300d06096086480165030402010500")
OID_NONCE = bytes.fromhex("06092b0601050507300102")
OID_BASIC = bytes.fromhex("06092b0601050507300101")

Single = collections.namedtuple(
    "Single", "cert_id status revoked_at reason this_update next_update")
Response = collections.namedtuple(
    "Response", "status answers nonce produced_at responder signature certs")


def tlv(tag, *contents):
    body = b"".join(contents)
    n = len(body)
    if n < 128:
        return bytes([tag, n]) + body
    size = n.to_bytes((n.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(size)]) + size + body


def integer(value):
    return tlv(0x02, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def elements(der):
    """(tag, contents, whole) of each element in a row."""
    at = 0
    while at < len(der):
        tag, length, head = der[at], der[at + 1], 2
        if length & 0x80:
            head = 2 + (length & 0x7f)
            length = int.from_bytes(der[at + 2:at + head], "big")
        end = at + head + length
        if end > len(der):
            raise ValueError("an element is longer than what holds it")
        yield tag, der[at + head:end], der[at:end]
        at = end


def inside(der):
    """The elements of the one SEQUENCE that der is."""
    (_, contents, _), = elements(der)
    return list(elements(contents))


def pem_read(path):
    with open(path, encoding="ascii") as f:
        text = f.read().split("-----BEGIN CERTIFICATE-----", 1)[1]
    return base64.b64decode(text.split("-----END", 1)[0])


class Certificate:
    def __init__(self, der):
        self.der = der
        fields = inside(inside(der)[0][2])
        if fields[0][0] == 0xa0:
            fields = fields[1:]
        self.serial = int.from_bytes(fields[0][1], "big")
        self.issuer, self.subject = fields[2][2], fields[4][2]
        self.key = inside(fields[5][2])[1][1][1:]


def cert_id(root, serial, algorithm=SHA1, name=None, key=None):
    h = hashlib.sha1 if algorithm == SHA1 else hashlib.sha256
    return tlv(0x30, algorithm,
               tlv(0x04, h(root.subject if name is None else name).digest()),
               tlv(0x04, h(root.key if key is None else key).digest()),
               integer(serial))


def nonce_extension(octets):
    return tlv(0x30, OID_NONCE, tlv(0x04, tlv(0x04, octets)))


def request(cert_ids, nonce=None, extensions=b"", requestor=b"",
            single_extensions=b"", signature=b""):
    if nonce is not None:
        extensions += nonce_extension(nonce)
    one = b"".join(tlv(0x30, i, single_extensions) for i in cert_ids)
    return tlv(0x30,
               tlv(0x30, requestor, tlv(0x30, one),
                   tlv(0xa2, tlv(0x30, extensions)) if extensions else b""),
               signature)


def time_of(text):
    return datetime.datetime.strptime(
        text.decode(), "%Y%m%d%H%M%SZ").replace(
            tzinfo=datetime.timezone.utc).timestamp()


def single_read(whole):
    fields = inside(whole)
    tag, contents, _ = fields[1]
    revoked_at = reason = next_update = None
    if tag == 0xa1:
        parts = list(elements(contents))
        revoked_at = time_of(parts[0][1])
        if len(parts) > 1:
            reason = list(elements(parts[1][1]))[0][1][0]
    if len(fields) > 3 and fields[3][0] == 0xa0:
        next_update = time_of(list(elements(fields[3][1]))[0][1])
    return Single(fields[0][2], {0x80: "good", 0xa1: "revoked",
                                 0x82: "unknown"}[tag],
                  revoked_at, reason, time_of(fields[2][1]), next_update)


def read(der):
    fields = inside(der)
    status = fields[0][1][0]
    if status != 0:
        return Response(status, [], None, None, None, None, [])
    kind, octets = list(elements(list(elements(fields[1][1]))[0][1]))
    if kind[2] != OID_BASIC:
        raise ValueError("not a basic response")
    basic = inside(octets[1])
    data = inside(basic[0][2])
    if data[0][0] == 0xa0:
        data = data[1:]
    responder, produced, answers = data[0], time_of(data[1][1]), data[2]
    nonce = None
    if len(data) > 3:
        for _, _, extension in inside(list(elements(data[3][1]))[0][2]):
            oid, value = inside(extension)[0], inside(extension)[-1]
            if oid[2] == OID_NONCE:
                nonce = list(elements(value[1]))[0][1]
    certs = []
    if len(basic) > 3:
        certs = [w for _, _, w in inside(list(elements(basic[3][1]))[0][2])]
    return Response(0, [single_read(w) for _, _, w in
                        elements(answers[1])], nonce, produced,
                    responder[2], basic[2][1], certs)


class Responder:
    """One HTTP connection to a responder, kept as long as it may be."""

    def __init__(self, port, path, timeout=10):
        self.path = path
        self.http = http.client.HTTPConnection("127.0.0.1", port,
                                               timeout=timeout)

    def send(self, method, path, body=None, kind="application/ocsp-request"):
        self.http.request(method, path, body,
                          {"Content-Type": kind} if body is not None else {})
        answer = self.http.getresponse()
        return answer, answer.read()

    def post(self, body, kind="application/ocsp-request"):
        return self.send("POST", self.path, body, kind)

    def ask(self, body):
        answer, octets = self.post(body)
        if answer.status != 200:
            raise ValueError(f"HTTP status {answer.status}")
        return read(octets)


def main():
    root, leaf, out = sys.argv[1:4]
    algorithm = SHA256 if "--sha256" in sys.argv else SHA1
    octets = None
    if "--nonce" in sys.argv:
        n = int(sys.argv[sys.argv.index("--nonce") + 1])
        # What is looked for must not stand elsewhere.
        octets = bytes((7 * i + 1) % 256 for i in range(n))
    der = request([cert_id(Certificate(pem_read(root)),
                           Certificate(pem_read(leaf)).serial, algorithm)],
                  octets)
    with open(out, "wb") as f:
        f.write(der)
    print(der.rindex(octets) if octets else 0)


if __name__ == "__main__":
    main()
