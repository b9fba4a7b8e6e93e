#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
"""Makes challenges fail in every usual way, and says what a person is told of each:
the client by the error of the challenge, the administrator by sanca acme order.
Hosts and name server are 10.0.0.8, who is deaf is 10.0.0.7, nobody listens at
10.0.0.53:80; acme_reasons.sh made them.

    acme_reasons.py HTTPS-PORT DIR HTTP-PORT
"""
import os
import re
import socket
import ssl
import subprocess
import sys
import threading
import time

from acme_claims import DIR, claim
from acme_client import Client
from dnslib import A, QTYPE, RR, TXT, DNSRecord

SANCA = os.environ["sanca"]
HOST = "10.0.0.8"
DOMAIN = "r.contoso.com"

# ---- the name server of r.contoso.com: what is at a name is told by its first label

ADDRESSES = {"nobody": "10.0.0.53", "deaf": "10.0.0.7", "private": "192.168.5.5", "loopback": "127.0.0.1", "self": "10.0.0.1"}
WITHOUT = ("nxdomain", "servfail", "refusing", "quiet", "empty")


def resolve(octets):
    q = DNSRecord.parse(octets)
    name, kind = str(q.q.qname).rstrip(".").lower(), QTYPE[q.q.qtype]
    first = name.removeprefix("_acme-challenge.").split(".")[0]
    r = q.reply()
    if first == "quiet":
        return None
    if first in ("nxdomain", "servfail", "refusing"):
        r.header.rcode = {"nxdomain": 3, "servfail": 2, "refusing": 5}[first]
    elif kind == "TXT" and first in ("wrongtxt", "manytxt"):
        for i in range(1 if first == "wrongtxt" else 3):
            r.add_answer(RR(name, QTYPE.TXT, rdata=TXT(f"of last year {i}"), ttl=0))
    elif kind == "A" and first not in WITHOUT:
        r.add_answer(RR(name, QTYPE.A, rdata=A(ADDRESSES.get(first, HOST)), ttl=0))
    return r.pack()


def name_server():
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.bind((HOST, 53))
    while True:
        octets, who = s.recvfrom(4096)
        answer = resolve(octets)
        if answer:
            s.sendto(answer, who)


# ---- the web server, likewise

LOCATIONS = {"tolocal": "http://127.0.0.1/x", "toport": f"http://good.{DOMAIN}:8080/x",
             "toself": f"https://self.{DOMAIN}/x", "toftp": "ftp://ftp.contoso.com/x",
             "totls": f"https://plain.{DOMAIN}/x", "tonobody": f"http://nobody.{DOMAIN}/x",
             "tonxdomain": f"http://nxdomain.{DOMAIN}/x"}


def answer_of(how):
    text = {"missing": "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
            "forbidden": "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n",
            "broken": "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n",
            "page": "HTTP/1.1 200 OK\r\nContent-Length: 21\r\n\r\n<html>Welcome!</html>",
            "nothing": "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
            "long": "HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n" + "x" * 900,
            "nowhere": "HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n",
            "ssh": "SSH-2.0-OpenSSH_9.2\r\n", "hangsup": ""}
    if how in text:
        return text[how]
    location = LOCATIONS.get(how, "/.well-known/acme-challenge/again")
    return f"HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n"


def serve_web(c):
    head = c.recv(4096).decode("latin-1")
    host = re.search(r"(?mi)^host: ([^.\r\n]*)", head)
    how = host.group(1) if host else ""
    if how == "mute":
        time.sleep(30)
    c.sendall(answer_of(how).encode())


# ---- the TLS server: by the name that it is asked for


def certificate(name, san, more=()):
    path = os.path.join(os.environ["T"], name + ".pem")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                    "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", "/CN=x",
                    "-addext", "subjectAltName=" + san, "-keyout", path + ".key", "-out",
                    path, *more], check=True, stderr=subprocess.DEVNULL)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path, path + ".key")
    return context


def tls_contexts():
    ident = ("-addext", "1.3.6.1.5.5.7.1.31=critical,DER:0420" + "00" * 32)
    usual = certificate("usual", "DNS:usual." + DOMAIN)
    all_of_them = {"usual": usual,
                   "wrongid": certificate("wrongid", "DNS:wrongid." + DOMAIN, ident),
                   "wrongname": certificate("wrongname", "DNS:www.contoso.com", ident),
                   "noid": certificate("noid", "DNS:noid." + DOMAIN)}
    for how, c in all_of_them.items():
        if how != "usual":
            c.set_alpn_protocols(["acme-tls/1"])
    usual.sni_callback = lambda sock, name, _: setattr(
        sock, "context", all_of_them.get((name or "").split(".")[0], usual))
    usual.set_alpn_protocols(["acme-tls/1", "http/1.1"])
    plain = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    plain.load_cert_chain(*(os.path.join(os.environ["T"], "usual.pem" + e) for e in ("", ".key")))
    all_of_them["usual"] = plain
    return usual


def serve_tls(context, c):
    hello = c.recv(2000, socket.MSG_PEEK)
    if b"alert." in hello:          # no_application_protocol, as Go's servers say
        c.recv(2000)
        c.sendall(b"\x15\x03\x03\x00\x02\x02\x78")
    elif b"strange." in hello:      # unrecognized_name, as Java's do
        c.recv(2000)
        c.sendall(b"\x15\x03\x03\x00\x02\x02\x70")
    elif b"plain." in hello:
        c.recv(2000)
        c.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\nThis port speaks HTTP")
    elif b"slow." in hello:
        time.sleep(30)
    elif b"closes." not in hello:
        context.wrap_socket(c, server_side=True).recv(10)


def listen(port, serve):
    s = socket.socket()
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    s.bind((HOST, port))
    s.listen(50)

    def one(c):
        try:
            serve(c)
            c.shutdown(socket.SHUT_WR)
            c.settimeout(2)
            c.recv(10)
        except OSError:
            pass
        c.close()
    while True:
        threading.Thread(target=one, args=(s.accept()[0],), daemon=True).start()


def deaf():
    """Neither accepts nor refuses: the queue is full."""
    s = socket.socket()
    s.bind(("10.0.0.7", 80))
    s.listen(0)
    rest = [s]
    for _ in range(4):
        c = socket.socket()
        c.setblocking(False)
        c.connect_ex(("10.0.0.7", 80))
        rest.append(c)
    return rest


# ---- what is said ---------------------------------------------------------------------
# First label, method; the type of the error, and words that must stand in it: what
# was connected to, what came back, what to do.

HTTP, ALPN, DNS = "http-01", "tls-alpn-01", "dns-01"
WEB, TLS, ASKED = f"connected to {HOST}:80", f"connected to {HOST}:443", f"asked {HOST}:53"
CASES = [
    ("missing", HTTP, "incorrectResponse",
     [WEB, "got 404 for http://missing.r.contoso.com/.well-known/acme-challenge/",
      "must be where this web server looks for it"]),
    ("forbidden", HTTP, "incorrectResponse", [WEB, "got 403 for", "without a login"]),
    ("broken", HTTP, "incorrectResponse", [WEB, "got 502 for", "mend that web server"]),
    ("page", HTTP, "incorrectResponse",
     [WEB, 'got "<html>Welcome!</html>" for http://page', "does another web server answer"]),
    ("nothing", HTTP, "incorrectResponse", [WEB, "an empty file", "must hold the key"]),
    ("long", HTTP, "incorrectResponse",
     [WEB, "more than 128 octets for http://long", "the key authorization alone"]),
    ("ssh", HTTP, "incorrectResponse", [WEB, "no HTTP", "another service"]),
    ("hangsup", HTTP, "connection", [WEB, "no answer", "look into the log of that web server"]),
    ("mute", HTTP, "connection", [WEB, "in time (10 s", "look into the log of that web server"]),
    ("nobody", HTTP, "connection",
     ["cannot connect to 10.0.0.53:80", "Connection refused", "start the server, or mend"]),
    ("deaf", HTTP, "connection",
     ["cannot connect to 10.0.0.7:80", "timed out", "look for a firewall"]),
    ("private", HTTP, "connection",
     ["192.168.5.5 is a private address (RFC 1918)", "validate-network of sanca.conf [acme]",
      "mend the address of the name"]),
    ("loopback", HTTP, "connection",
     ["127.0.0.1 is a loopback address", "mend the address of the name"]),
    ("self", HTTP, "connection",
     ["10.0.0.1:80 is where this CA itself listens", "names exactly this address"]),
    # Redirects.
    ("nowhere", HTTP, "incorrectResponse",
     [WEB, "a redirect (302)", "not where to", "mend it in the settings of that web server"]),
    ("again", HTTP, "connection",
     [WEB, "more than 10 redirects, the last to http://again.r.contoso.com/",
      "look for a loop"]),
    ("toport", HTTP, "connection",
     [WEB, 'the redirect to "http://good.r.contoso.com:8080/x" is not followed',
      "its port is neither 80 nor 443", "without it"]),
    ("toftp", HTTP, "connection", [WEB, "only http and https are", "without it"]),
    ("tolocal", HTTP, "connection",
     ["after a redirect to http://127.0.0.1: 127.0.0.1 is a loopback address"]),
    ("toself", HTTP, "connection",
     ["after a redirect to https://self.r.contoso.com: 10.0.0.1:443 is where this CA"]),
    ("totls", HTTP, "tls",
     ["after a redirect to https://plain.r.contoso.com: " + TLS, "no TLS (", "mend TLS there"]),
    ("tonobody", HTTP, "connection",
     ["after a redirect to http://nobody.r.contoso.com: cannot connect to 10.0.0.53:80"]),
    ("tonxdomain", HTTP, "dns",
     ["after a redirect to http://nxdomain.r.contoso.com: there is no name", ASKED]),
    # The name server.
    ("nxdomain", HTTP, "dns",
     ["there is no name nxdomain.r.contoso.com", ASKED, "make the record"]),
    ("empty", HTTP, "dns", ["has no address", ASKED, "make the record"]),
    ("servfail", HTTP, "dns", ["SERVFAIL", "DNSSEC", ASKED, "look into the log"]),
    ("refusing", HTTP, "dns", ["REFUSED", ASKED, "let it answer the CA, or name another"]),
    ("quiet", HTTP, "dns", ["no answer", ASKED, "does it run"]),
    ("nxdomain", DNS, "dns",
     ["no TXT record at _acme-challenge.nxdomain.r.contoso.com", "no such name", ASKED,
      "wait until this name server has it"]),
    ("empty", DNS, "dns", ["no TXT record at", ASKED, "wait until this name server has it"]),
    ("servfail", DNS, "dns", ["SERVFAIL", "DNSSEC", ASKED, "look into the log"]),
    ("refusing", DNS, "dns", ["REFUSED", ASKED, "let it answer the CA, or name another"]),
    ("quiet", DNS, "dns", ["no answer", ASKED, "does it run"]),
    ("wrongtxt", DNS, "incorrectResponse",
     ['says "of last year 0"', "not the one of this challenge", ASKED, "wait until"]),
    ("manytxt", DNS, "incorrectResponse",
     ["none of the 3 TXT records", "of last year 0", ASKED, "wait until"]),
    # TLS.
    ("usual", ALPN, "incorrectResponse",
     [TLS, "does not speak acme-tls/1", "the client of ACME must answer there itself"]),
    ("wrongid", ALPN, "incorrectResponse",
     [TLS, "acmeIdentifier is that of another account or challenge", "try again"]),
    ("wrongname", ALPN, "incorrectResponse",
     [TLS, "must have one name, wrongname.r.contoso.com", "a web server answers"]),
    ("noid", ALPN, "incorrectResponse", [TLS, "has no acmeIdentifier", "client of ACME"]),
    ("alert", ALPN, "tls",
     [TLS, 'TLS alert "No supported application protocol', "must answer there itself"]),
    ("strange", ALPN, "tls",
     [TLS, 'TLS alert "The server name sent was not recognized', "must answer there itself"]),
    ("plain", ALPN, "tls", [TLS, "no TLS (", "does a server of TLS 1.2 or newer listen"]),
    ("closes", ALPN, "tls", [TLS, "no TLS (", "does a server of TLS 1.2 or newer listen"]),
    ("slow", ALPN, "connection", [TLS, "in time (10 s", "does a server of TLS listen there"]),
    ("nobody", ALPN, "connection",
     ["cannot connect to 10.0.0.53:443", "Connection refused", "start the server, or mend"]),
]


def fail(client, first, method):
    """Begins it: the order and its authorization."""
    order = client.order(f"{first}.{DOMAIN}")
    if order.status != 201:
        raise RuntimeError(f"{first}: {order}")
    authz = order.json["authorizations"][0]
    challenge = next(c for c in client.post(authz).json["challenges"] if c["type"] == method)
    client.post(challenge["url"], {})
    return order.location, authz


def error_of(client, authz, method):
    for _ in range(150):
        now = client.post(authz).json
        if now["status"] != "pending":
            challenge = next(c for c in now["challenges"] if c["type"] == method)
            return challenge.get("error", {})
        time.sleep(0.2)
    return {}


def shown(order):
    return subprocess.run([SANCA, "-d", DIR, "acme", "order", order.rpartition("/")[2]],
                          capture_output=True, text=True, check=False).stdout


def main():
    client = Client("pki.contoso.local", 443)
    client.origin = "https://pki.contoso.local"     # as the CA writes it
    client.register()
    begun = [(c, *fail(client, c[0], c[1])) for c in CASES]
    for (first, method, kind, words), order, authz in begun:
        error = error_of(client, authz, method)
        detail = error.get("detail", "")
        claim(f"{first}, {method}: {kind}", error.get("type", "").endswith(":" + kind), error)
        lacking = [w for w in words if w not in detail]
        claim(f"{first}, {method}: it says what, where and what to do", not lacking,
              f"{detail!r} lacks {lacking}")
        page = shown(order)
        claim(f"{first}, {method}: sanca acme order says it, too", detail and detail in page, page)


rest_of_deaf = deaf()
tls = tls_contexts()
for serve in (name_server, lambda: listen(80, serve_web),
              lambda: listen(443, lambda c: serve_tls(tls, c))):
    threading.Thread(target=serve, daemon=True).start()
time.sleep(0.3)
main()
sys.stdout.flush()
os._exit(0)
