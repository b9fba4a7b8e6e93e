# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
"""A client of ACME that can do everything wrong: keys, JWS, requests, each part
to be replaced. It knows nothing of libraries for ACME, which do it right."""
import base64
import hashlib
import hmac
import http.client
import json
import os
import re
import socket
import ssl
import struct

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa, utils

ERROR = "urn:ietf:params:acme:error:"


def b64(octets):
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def unb64(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def number(n, size=None):
    return n.to_bytes(size or (n.bit_length() + 7) // 8, "big")


class Key:
    """kind: ES256, ES384, EdDSA, RS256; or a private key of cryptography."""

    def __init__(self, alg="ES256", private=None):
        self.alg = alg
        self.private = private or {
            "ES256": lambda: ec.generate_private_key(ec.SECP256R1()),
            "ES384": lambda: ec.generate_private_key(ec.SECP384R1()),
            "EdDSA": ed25519.Ed25519PrivateKey.generate,
            "RS256": lambda: rsa.generate_private_key(65537, 2048),
        }[alg]()

    def jwk(self):
        public = self.private.public_key()
        if isinstance(public, rsa.RSAPublicKey):
            n = public.public_numbers()
            return {"kty": "RSA", "n": b64(number(n.n)), "e": b64(number(n.e))}
        if isinstance(public, ed25519.Ed25519PublicKey):
            raw = public.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
            return {"kty": "OKP", "crv": "Ed25519", "x": b64(raw)}
        n, size = public.public_numbers(), (public.curve.key_size + 7) // 8
        return {"kty": "EC", "crv": {256: "P-256", 384: "P-384", 521: "P-521"}[public.curve.key_size],
                "x": b64(number(n.x, size)), "y": b64(number(n.y, size))}

    def thumbprint(self):
        text = json.dumps(self.jwk(), sort_keys=True, separators=(",", ":"))
        return b64(hashlib.sha256(text.encode()).digest())

    def sign(self, octets):
        if isinstance(self.private, rsa.RSAPrivateKey):
            return self.private.sign(octets, padding.PKCS1v15(), hashes.SHA256())
        if isinstance(self.private, ed25519.Ed25519PrivateKey):
            return self.private.sign(octets)
        size = (self.private.curve.key_size + 7) // 8
        digest = {32: hashes.SHA256, 48: hashes.SHA384, 66: hashes.SHA512}[size]()
        r, s = utils.decode_dss_signature(self.private.sign(octets, ec.ECDSA(digest)))
        return number(r, size) + number(s, size)


def jws(key, header, payload, **replace):
    """payload: an object, text that stands for itself, or None: empty."""
    protected = replace.get("protected") or b64(json.dumps(header).encode())
    body = "" if payload is None else b64(
        payload.encode() if isinstance(payload, str) else json.dumps(payload).encode())
    signed = f"{protected}.{body}".encode()
    signature = replace.get("signature")
    if signature is None:
        signature = key.sign(signed)
    out = {"protected": protected, "payload": body,
           "signature": signature if isinstance(signature, str) else b64(signature)}
    out.update(replace.get("more", {}))
    return out


class Answer:
    def __init__(self, status, fields, body):
        self.status, self.fields, self.body = status, fields, body
        self.json = None
        if "json" in fields.get("Content-Type", ""):
            self.json = json.loads(body) if body else None
        self.location = fields.get("Location")

    @property
    def type(self):
        kind = (self.json or {}).get("type", "")
        return kind[len(ERROR):] if kind.startswith(ERROR) else kind

    @property
    def links(self):
        return self.fields.get_all("Link") or []

    def __str__(self):
        return f"{self.status} {self.body[:600]!r}"


class Client:
    """One account, or none yet, of the CA at https://HOST:PORT."""

    def __init__(self, host, port, key=None, directory="/acme/directory", source=None):
        self.host, self.port = host, int(port)
        self.source = (source, 0) if source else None
        self.origin = f"https://{host}" + ("" if self.port == 443 else f":{port}")
        self.key = key or Key()
        self.kid = None
        self.nonces = []
        self.connection = None
        self.directory = self.get(directory).json

    # ---- HTTP

    def request(self, method, path, body=None, fields=None):
        for last in (False, True):
            if self.connection is None:
                context = ssl.create_default_context()
                context.check_hostname = False
                context.verify_mode = ssl.CERT_NONE
                self.connection = http.client.HTTPSConnection(
                    self.host, self.port, context=context, timeout=30,
                    source_address=self.source)
            try:
                self.connection.request(method, path, body, fields or {})
                answer = self.connection.getresponse()
                text = answer.read()
                break
            except (http.client.HTTPException, OSError):
                self.connection.close()
                self.connection = None
                if last:
                    raise
        nonce = answer.headers.get("Replay-Nonce")
        if nonce:
            self.nonces.append(nonce)
        return Answer(answer.status, answer.headers, text)

    def path(self, url):
        return url[len(self.origin):] if url.startswith(self.origin) else url

    def get(self, url, **fields):
        return self.request("GET", self.path(url), fields=fields)

    def nonce(self):
        if not self.nonces:
            self.request("HEAD", "/acme/new-nonce")
        return self.nonces.pop()

    # ---- JWS

    def header(self, url, by=None, **more):
        key = more.pop("key", self.key)
        header = {"alg": key.alg, "nonce": self.nonce(),
                  "url": url if url.startswith("https:") else self.origin + url}
        if by == "jwk" or (by is None and self.kid is None):
            header["jwk"] = key.jwk()
        else:
            header["kid"] = self.kid
        header.update(more)
        return {k: v for k, v in header.items() if v is not None}

    def send(self, url, body, content="application/jose+json", **fields):
        text = body if isinstance(body, (str, bytes)) else json.dumps(body)
        return self.request("POST", self.path(url), text, {"Content-Type": content, **fields})

    def post(self, url, payload=None, by=None, **more):
        """A good request but for what more says of its header."""
        for _ in range(20):
            key = more.get("key", self.key)
            answer = self.send(url, jws(key, self.header(url, by, **more), payload))
            if answer.type != "badNonce" or "nonce" in more:
                return answer
        return answer

    # ---- the way to a certificate

    def binding(self, kid, mac_key, **replace):
        url = replace.get("url", self.directory["newAccount"])
        header = {"alg": replace.get("alg", "HS256"), "kid": kid, "url": url}
        header.update(replace.get("header", {}))
        protected = b64(json.dumps(header).encode())
        payload = b64(json.dumps(replace.get("jwk", self.key.jwk())).encode())
        digest = {"HS256": "sha256", "HS384": "sha384", "HS512": "sha512"}.get(
            header["alg"], "sha256")
        mac = hmac.new(mac_key, f"{protected}.{payload}".encode(), digest).digest()
        return {"protected": protected, "payload": payload, "signature": b64(mac)}

    def register(self, binding=None, **payload):
        payload.setdefault("termsOfServiceAgreed", True)
        if binding:
            payload["externalAccountBinding"] = self.binding(*binding)
        answer = self.post(self.directory["newAccount"], payload, by="jwk")
        if answer.status in (200, 201):
            self.kid = answer.location
        return answer

    def order(self, *names, **more):
        payload = {"identifiers": [n if isinstance(n, dict) else {"type": "dns", "value": n}
                                   for n in names]}
        payload.update(more)
        return self.post(self.directory["newOrder"], payload)

    def finalize(self, order, csr):
        return self.post(order.json["finalize"], {"csr": b64(csr)})


def csr(names=(), key=None, cn=None, emails=(), uris=(), addresses=()):
    """DER."""
    import ipaddress
    key = key or ec.generate_private_key(ec.SECP256R1())
    subject = [x509.NameAttribute(x509.NameOID.COMMON_NAME, c)
               for c in ([cn] if isinstance(cn, str) else cn or [])]
    builder = x509.CertificateSigningRequestBuilder().subject_name(x509.Name(subject))
    san = [x509.DNSName(n) for n in names] + [x509.RFC822Name(e) for e in emails]
    san += [x509.UniformResourceIdentifier(u) for u in uris]
    san += [x509.IPAddress(ipaddress.ip_address(a)) for a in addresses]
    if san:
        builder = builder.add_extension(x509.SubjectAlternativeName(san), False)
    return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


# ---- bindings, from the control socket (doc/PROTOCOL.ipc)


def field(octets):
    return struct.pack("<I", len(octets)) + octets


def binding_new(directory, requester, expires_at=0):
    """The kid and the key of a new binding for this requester."""
    s = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    s.settimeout(10)
    s.connect(os.path.join(directory, "run/control/sanca.sock"))
    with open(os.path.join(os.environ["top_srcdir"], "include/sanca/ipc.h"), encoding="utf-8") as f:
        version = int(re.search(r"IPC_VERSION (\d+)", f.read()).group(1))
    s.send(struct.pack("<HHQI", 1, 0, 0, version) + field(b"acme_client.py"))
    s.recv(200000)
    s.send(struct.pack("<HHQ", 36, 0, 7) + field(requester.encode()) + struct.pack("<q", expires_at))
    answer = s.recv(200000)
    s.close()
    if struct.unpack_from("<H", answer)[0] != 63:
        raise RuntimeError(f"no binding: {answer!r}")
    n = struct.unpack_from("<I", answer, 20)[0]
    kid = answer[24:24 + n].decode()
    return kid, answer[28 + n:28 + n + 32]
