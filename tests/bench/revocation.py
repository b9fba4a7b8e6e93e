# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
"""The parts of run.py that measure OCSP and CRLs: ours, and beside it nginx
with the same octets, the openssl responder and, where it is installed, cfssl."""
import base64
import contextlib
import hashlib
import http.client
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "../program"))
import ocsp_messages as ocsp  # noqa: E402
from scratch import (CONNECTIONS, DOMAIN, Ca, children, cpu_seconds,  # noqa: E402
                     free_port, nginx_of)

CACHED = 1000  # certificates that are asked for
# OCSPResponse with status successful and responseBytes.
SUCCESSFUL = "0a0100a0"
POST = ["--kind", "none", "--header", "Content-Type: application/ocsp-request"]
GET = ["--kind", "none", "--method", "GET"]
RESPONDER_GOAL, NGINX_GOAL, CFSSL_GOAL, BOUND_GOAL = 1.5, 0.7, 2.0, 0.6


class Asked:
    """A CA with some certificates, and requests for them in files."""

    def __init__(self, bench, name, count):
        self.ca = Ca(bench.build, name)
        self.ca.start()
        self.token = self.ca.token()
        self.folder = self.ca.dir
        ledger = os.path.join(self.folder, "ledger")
        bench.load(self.ca.port, "--pool", str(count), "--count", str(count),
                   "--domain", DOMAIN, "--ledger", ledger, connections=16,
                   seconds=60, headers=[f"Authorization: Bearer {self.token}"])
        with open(ledger, encoding="ascii") as f:
            self.serials = re.findall(r"/v1/certificates/([0-9a-f]+)",
                                      f.read())
        self.root = ocsp.Certificate(ocsp.pem_read(
            os.path.join(self.ca.data, "public/ca.pem")))
        self.id = hashlib.sha256(self.root.der).hexdigest()[:16]
        self.path = f"/i/{self.id}/ocsp"
        self.request = self.write("request.der", self.request_of(
            self.serials[0]))
        with_nonce = self.request_of(self.serials[0], b"n" * 32)
        self.nonce_request = self.write("nonce.der", with_nonce)
        self.nonce_at = f"{with_nonce.rindex(b'n' * 32)}+32"
        self.paths = self.write("paths", "".join(
            self.get_path(s) + "\n" for s in self.serials).encode())

    def request_of(self, serial, nonce=None):
        return ocsp.request([ocsp.cert_id(self.root, int(serial, 16))], nonce)

    def get_path(self, serial):
        text = base64.b64encode(self.request_of(serial)).decode()
        return self.path + "/" + urllib.parse.quote(text, safe="")

    def write(self, name, octets):
        path = os.path.join(self.folder, name)
        with open(path, "wb") as f:
            f.write(octets)
        return path

    def answer(self):
        """Octets of one answer, for others to serve."""
        with open(self.request, "rb") as f:
            _, octets = ocsp.Responder(self.ca.port, self.path).post(f.read())
        if ocsp.read(octets).status != 0:
            sys.exit("bench: the responder does not answer")
        return octets


@contextlib.contextmanager
def openssl_responder():
    """openssl ocsp, one process per core, over an index of one certificate.
    Gives its port, and the request in a file with the place of the nonce."""
    home = tempfile.mkdtemp(prefix="sanca-bench-openssl.")

    def run(*words):
        subprocess.run(("openssl",) + words, cwd=home, check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for name, days in (("root", "9"), ("leaf", "8")):
        run("req", "-x509", "-newkey", "ec", "-pkeyopt",
            "ec_paramgen_curve:P-256", "-nodes", "-days", days, "-keyout",
            name + ".key", "-out", name + ".pem", "-subj", "/CN=" + name)
    root = ocsp.Certificate(ocsp.pem_read(home + "/root.pem"))
    with open(home + "/index", "w", encoding="ascii") as f:
        f.write("V\t491231235959Z\t\t1000\tunknown\t/CN=leaf\n")
    der = ocsp.request([ocsp.cert_id(root, 0x1000)], b"n" * 32)
    with open(home + "/request", "wb") as f:
        f.write(der)
    port = free_port()
    server = subprocess.Popen(
        ["openssl", "ocsp", "-port", str(port), "-multi",
         str(os.cpu_count()), "-index", "index", "-CA", "root.pem", "-rsigner",
         "root.pem", "-rkey", "root.key", "-nmin", "60", "-ignore_err"],
        cwd=home, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(0.5)
    try:
        yield port, home + "/request", f"{der.rindex(b'n' * 32)}+32"
    finally:
        for pid in children(server.pid):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, 15)
        server.wait(10)
        shutil.rmtree(home)


@contextlib.contextmanager
def cfssl_responder():
    """cfssl ocspserve with one pre-signed answer; the request for it."""
    home = tempfile.mkdtemp(prefix="sanca-bench-cfssl.")

    def run(*words):
        return subprocess.run(words, cwd=home, check=True, text=True,
                              stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL).stdout
    for name in ("root", "leaf"):
        run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
            "ec_paramgen_curve:P-256", "-nodes", "-days", "9", "-keyout",
            name + ".key", "-out", name + ".pem", "-subj", "/CN=root")
    # It signs for what the CA issued only.
    run("openssl", "req", "-new", "-key", "leaf.key", "-subj", "/CN=leaf",
        "-out", "leaf.req")
    run("openssl", "x509", "-req", "-in", "leaf.req", "-CA", "root.pem",
        "-CAkey", "root.key", "-set_serial", "1", "-days", "9", "-out",
        "leaf.pem")
    answer = json.loads(run("cfssl", "ocspsign", "-ca", "root.pem",
                            "-responder", "root.pem", "-responder-key",
                            "root.key", "-cert", "leaf.pem"))
    with open(home + "/responses", "w", encoding="ascii") as f:
        f.write(answer["ocspResponse"] + "\n")
    root = ocsp.Certificate(ocsp.pem_read(home + "/root.pem"))
    leaf = ocsp.Certificate(ocsp.pem_read(home + "/leaf.pem"))
    with open(home + "/request", "wb") as f:
        f.write(ocsp.request([ocsp.cert_id(root, leaf.serial)]))
    port = free_port()
    server = subprocess.Popen(
        ["cfssl", "ocspserve", "-address", "127.0.0.1", "-port", str(port),
         "-responses", "responses", "-loglevel", "5"], cwd=home,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(0.5)
    try:
        # By POST: that of Debian 12 (1.2.0) answers no GET.
        yield port, home + "/request"
    finally:
        server.terminate()
        server.wait(10)
        shutil.rmtree(home)


def line(bench, what, got, more=""):
    bench.say(f"{what:38} {got['rate']:8.0f}/s  p50 "
              f"{got['p50_us'] / 1000:6.2f} ms  p99 "
              f"{got['p99_us'] / 1000:6.2f} ms{more}")
    if got["wrong"] or got["refused"]:
        bench.say(f"    {got['wrong']} wrong answers, {got['refused']} refused: "
                  f"{got['status']}")


def part_ocsp(bench):
    asked = Asked(bench, "ocsp", CACHED)
    ca, found = asked.ca, bench.found.setdefault("ocsp", {})
    nginx, cfssl = shutil.which("nginx"), shutil.which("cfssl")
    expect = ["--expect", SUCCESSFUL]
    # All kept, before it counts.
    bench.load(ca.port, *GET, "--paths", asked.paths, *expect, connections=8,
               seconds=2)
    for n in CONNECTIONS:
        one = found[n] = {}
        pids = ca.pids()
        before = cpu_seconds(pids)
        one["get"] = bench.load(ca.port, *GET, "--paths", asked.paths, *expect,
                                connections=n)
        cpu = (cpu_seconds(pids) - before) / max(one["get"]["ok"], 1) * 1e6
        line(bench, f"OCSP GET, {CACHED} kept, {n} connections", one["get"],
             f"  {cpu:.0f} us CPU")
        one["post"] = bench.load(ca.port, *POST, "--path", asked.path,
                                 "--body-file", asked.request, *expect,
                                 connections=n)
        line(bench, f"OCSP POST, kept, {n} connections", one["post"])
        if nginx:
            source = asked.write("response", asked.answer())
            with nginx_of(source, "response",
                          "application/ocsp-response") as port:
                one["nginx"] = bench.load(port, *GET, "--path", "/response",
                                          *expect, connections=n)
            ratio = one["get"]["rate"] / one["nginx"]["rate"]
            line(bench, "    nginx, a file of that size", one["nginx"],
                 f"  ours is {ratio:.2f} of it (goal {NGINX_GOAL})")
        with openssl_responder() as (port, request, _):
            one["openssl"] = bench.load(
                port, *POST, "--path", "/", "--body-file", request, *expect,
                "--keep-going", connections=n)
        line(bench, "    openssl ocsp, which signs each", one["openssl"])
        if cfssl:
            with cfssl_responder() as (port, request):
                one["cfssl"] = bench.load(port, *POST, "--path", "/",
                                          "--body-file", request, *expect,
                                          connections=n)
            ratio = one["post"]["rate"] / one["cfssl"]["rate"]
            line(bench, "    cfssl ocspserve", one["cfssl"],
                 f"  ours is {ratio:.2f} of it (goal {CFSSL_GOAL})")
    for name, there in (("nginx", nginx), ("cfssl", cfssl)):
        if not there:
            bench.say(f"    {name}: not installed, no comparison")
    ca.remove()


def part_nonce(bench):
    asked = Asked(bench, "nonce", 16)
    ca, found = asked.ca, bench.found.setdefault("nonce", {})
    for n in CONNECTIONS:
        one = found[n] = {}
        bound = bench.bounds(1)["p256_sign"]
        one["sanca"] = bench.load(
            ca.port, *POST, "--path", asked.path, "--body-file",
            asked.nonce_request, "--random-at", asked.nonce_at, "--expect",
            SUCCESSFUL, connections=n)
        one["bound"] = (bound + bench.bounds(1)["p256_sign"]) / 2
        ratio = one["sanca"]["rate"] / one["bound"]
        line(bench, f"OCSP with nonce, {n} connections", one["sanca"],
             f"  {ratio:.2f} of the P-256 bound (goal {BOUND_GOAL})")
        with openssl_responder() as (port, request, place):
            one["openssl"] = bench.load(
                port, *POST, "--path", "/", "--body-file", request,
                "--random-at", place, "--expect", SUCCESSFUL, "--keep-going",
                connections=n)
        ratio = one["sanca"]["rate"] / one["openssl"]["rate"]
        line(bench, "    openssl ocsp", one["openssl"],
             f"  ours is {ratio:.2f} of it (goal {RESPONDER_GOAL})")
    ca.remove()


def peak_mb(pid):
    with open(f"/proc/{pid}/status", encoding="utf-8") as f:
        return int(re.search(r"^VmHWM:\s+(\d+)", f.read(), re.M)[1]) / 1024


def signer_of(ca):
    for pid in ca.pids():
        with open(f"/proc/{pid}/comm", encoding="utf-8") as f:
            if f.read().strip() == "sanca-signer":
                return pid
    sys.exit("bench: no signer")


class Loader(threading.Thread):
    """Issues over 8 connections; what came of it in `got`."""

    def __init__(self, bench, ca, token, seconds):
        super().__init__()
        bench.first += 40000
        self.arguments = (ca.port, "--pool", "40000", "--first",
                          str(bench.first), "--domain", DOMAIN)
        self.more = {"connections": 8, "seconds": seconds,
                     "headers": [f"Authorization: Bearer {token}"]}
        self.bench, self.got = bench, None

    def run(self):
        self.got = self.bench.load(*self.arguments, **self.more)


def revoke(ca, token, serial):
    c = http.client.HTTPConnection("127.0.0.1", ca.port, timeout=60)
    with contextlib.closing(c):
        c.request("POST", f"/v1/certificates/{serial}/revoke", "{}",
                  {"Authorization": f"Bearer {token}",
                   "Content-Type": "application/json"})
        answer = c.getresponse()
        answer.read()
        if answer.status != 200:
            sys.exit(f"bench: revoke: HTTP status {answer.status}")


def published_after(ca, before, limit_s=120):
    """Seconds until the file is another one."""
    path = os.path.join(ca.data, "public/ca.crl")
    start = time.monotonic()
    while time.monotonic() - start < limit_s:
        now = os.stat(path)
        if (now.st_ino, now.st_mtime_ns) != before:
            return time.monotonic() - start
        time.sleep(0.002)
    sys.exit("bench: no new CRL")


def crl_stamp(ca):
    now = os.stat(os.path.join(ca.data, "public/ca.crl"))
    return now.st_ino, now.st_mtime_ns


def part_crl(bench):
    asked = Asked(bench, "crl", 64)
    ca, found = asked.ca, bench.found.setdefault("crl", {})
    path = f"/i/{asked.id}/ca.crl"
    for n in CONNECTIONS:
        found[n] = bench.load(ca.port, *GET, "--path", path, connections=n)
        line(bench, f"GET of an empty CRL, {n} connections", found[n])
    seed = os.path.join(bench.build, "tests/bench/seed")
    if not os.path.exists(seed):
        bench.say("large CRL: skipped, no tests/bench/seed")
        ca.remove()
        return
    ca.stop()
    subprocess.run([seed, ca.data, str(bench.options.entries), "revoked"],
                   check=True)
    ca.start()
    # The start itself makes one.
    db = sqlite3.connect(f"file:{ca.data}/log/ca.db?mode=ro", uri=True)
    deadline = time.monotonic() + 60
    while db.execute("SELECT entries FROM crl ORDER BY number DESC LIMIT 1"
                     ).fetchone()[0] < bench.options.entries:
        if time.monotonic() > deadline:
            sys.exit("bench: no large CRL at the start")
        time.sleep(0.1)
    time.sleep(3)
    large(bench, asked, found)
    ca.remove()


def large(bench, asked, found):
    ca, token = asked.ca, asked.token
    entries = bench.options.entries
    alone = []
    for serial in asked.serials[:5]:
        before, start = crl_stamp(ca), time.monotonic()
        revoke(ca, token, serial)
        answered = time.monotonic() - start
        alone.append((answered, answered + published_after(ca, before)))
        time.sleep(1.5)
    found["large"] = one = {
        "entries": entries,
        "answered_ms": max(a for a, _ in alone) * 1000,
        "published_s": max(p for _, p in alone),
        "octets": os.path.getsize(os.path.join(ca.data, "public/ca.crl")),
        "signer_peak_mb": peak_mb(signer_of(ca))}
    bench.say(f"CRL of {entries} entries, {one['octets'] / 1e6:.0f} MB: "
              f"revocation answered in {one['answered_ms']:.0f} ms, published "
              f"after {one['published_s']:.2f} s (goal 2); peak of the signer "
              f"{one['signer_peak_mb']:.0f} MB (goal 150)")
    # The longest wait of a certificate, with and without revocations.
    quiet = Loader(bench, ca, token, 8)
    quiet.start()
    quiet.join()
    busy = Loader(bench, ca, token, 8)
    busy.start()
    time.sleep(2)  # keys are made first
    for serial in asked.serials[5:9]:
        if not busy.is_alive():
            break
        revoke(ca, token, serial)
        time.sleep(1.5)
    busy.join()
    one["issue_quiet"], one["issue_busy"] = quiet.got, busy.got
    bench.say(f"    issuing at 8 connections meanwhile: longest "
              f"{busy.got['max_us'] / 1000:.0f} ms, p99 "
              f"{busy.got['p99_us'] / 1000:.1f} ms; without a CRL being made "
              f"{quiet.got['max_us'] / 1000:.0f} ms, p99 "
              f"{quiet.got['p99_us'] / 1000:.1f} ms (goal: 100 ms more at most)")
