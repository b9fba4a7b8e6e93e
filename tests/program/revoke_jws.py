#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
"""A revocation signed with the certificate's own key (RFC 8555 7.6), made with
openssl: the flattened JWS on standard output.

usage: revoke_jws.py KEY CERTIFICATE.der URL [OPTION...]
  --alg NAME     in the header, whatever the key is
  --reason JSON  in the payload
  --header JSON  members that replace those of the header; null: leave it out
  --payload JSON members that replace those of the payload
  --jwk          the public key of KEY in the header
  --unsigned     an empty signature
  --flip         a wrong bit in the signature
  --raw TEXT     this payload, as it is
"""
import argparse
import base64
import json
import subprocess
import sys


def b64(octets):
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def openssl(*arguments, octets=None):
    return subprocess.run(("openssl",) + arguments, input=octets, check=True,
                          stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL).stdout


def elements(der):
    at = 0
    while at < len(der):
        length, head = der[at + 1], 2
        if length & 0x80:
            head = 2 + (length & 0x7f)
            length = int.from_bytes(der[at + 2:at + head], "big")
        yield der[at], der[at + head:at + head + length]
        at += head + length


class Key:
    """The key in a PEM file: algorithm, JWK and signatures by openssl."""

    def __init__(self, path):
        self.path = path
        spki = openssl("pkey", "-in", path, "-pubout", "-outform", "DER")
        (_, algorithm), (_, bits) = elements(next(elements(spki))[1])
        public = bits[1:]
        if bytes.fromhex("2a864886f70d010101") in algorithm:
            (_, n), (_, e) = elements(next(elements(public))[1])
            self.size, self.alg, self.digest = None, "RS256", "-sha256"
            self.jwk = {"kty": "RSA", "n": b64(n.lstrip(b"\0")), "e": b64(e)}
            return
        self.size = (len(public) - 1) // 2
        self.alg, self.digest, curve = {
            32: ("ES256", "-sha256", "P-256"),
            48: ("ES384", "-sha384", "P-384")}[self.size]
        self.jwk = {"kty": "EC", "crv": curve,
                    "x": b64(public[1:1 + self.size]),
                    "y": b64(public[1 + self.size:])}

    def sign(self, octets):
        signature = openssl("dgst", self.digest, "-sign", self.path,
                            octets=octets)
        if self.size is None:
            return signature
        # RFC 7518 3.4: r and s in as many octets as the curve has.
        return b"".join(int.from_bytes(v, "big").to_bytes(self.size, "big")
                        for _, v in elements(next(elements(signature))[1]))


def merged(ours, given):
    ours.update(json.loads(given))
    return {k: v for k, v in ours.items() if v is not None}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("key")
    parser.add_argument("certificate")
    parser.add_argument("url")
    parser.add_argument("--alg")
    parser.add_argument("--reason")
    parser.add_argument("--header", default="{}")
    parser.add_argument("--payload", default="{}")
    parser.add_argument("--raw")
    for switch in ("--jwk", "--unsigned", "--flip"):
        parser.add_argument(switch, action="store_true")
    o = parser.parse_args()
    key = Key(o.key)
    with open(o.certificate, "rb") as f:
        payload = {"certificate": b64(f.read())}
    if o.reason is not None:
        payload["reason"] = json.loads(o.reason)
    header = {"alg": o.alg or key.alg, "url": o.url}
    if o.jwk:
        header["jwk"] = key.jwk
    protected = b64(json.dumps(merged(header, o.header)).encode())
    text = o.raw if o.raw is not None else json.dumps(
        merged(payload, o.payload))
    body = b64(text.encode())
    signature = b"" if o.unsigned else key.sign(
        f"{protected}.{body}".encode())
    if o.flip:
        signature = signature[:-1] + bytes([signature[-1] ^ 1])
    json.dump({"protected": protected, "payload": body,
               "signature": b64(signature)}, sys.stdout)


if __name__ == "__main__":
    main()
