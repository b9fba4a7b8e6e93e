# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
"""ACME orders end to end, each name shown by http-01, beside pebble and the
acme_server of Caddy in the same run; Caddy needs a network and a mount namespace
of its own (unshare -rnm). The client, its answers to challenges and the name
server run on the same cores."""
import contextlib
import http.client
import json
import os
import re
import shutil
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time

from scratch import CONNECTIONS, DOMAIN, Ca, children, cpu_seconds, free_port

NAMES = 6
PENDING = 400
OLD = 1000000


def orders(bench, directory, clients, *more):
    """One run of the client, with an account of its own."""
    bench.first += 1
    done = subprocess.run(
        [os.path.join(bench.build, "tests/bench/acme_load"), "--directory",
         directory, "--clients", str(clients), "--seconds",
         str(int(bench.options.seconds)), "--domain", DOMAIN, "--seed",
         str(bench.first), *more], stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, text=True, check=False)
    got = json.loads(done.stdout or "{}")
    if not got.get("orders"):
        sys.exit(f"bench: no order ended: {done.stdout}")
    return got


def line(bench, what, got, more=""):
    bench.say(f"{what:38} {got['per_second']:7.1f}/s  p50 "
              f"{got['p50_ms']:7.1f} ms  p99 {got['p99_ms']:7.1f} ms  "
              f"{got['cpu_ms']:6.2f} ms CPU  "
              f"{got['requests'] / got['orders']:4.1f} requests{more}")
    if got["failed"]:
        bench.say(f"    {got['failed']} orders failed")


def measured(bench, pids, directory, clients, *more):
    before = cpu_seconds(pids)
    got = orders(bench, directory, clients, *more)
    got["cpu_ms"] = (cpu_seconds(pids) - before) / got["orders"] * 1000
    return got


def listens(port, limit_s=20):
    deadline = time.monotonic() + limit_s
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            time.sleep(0.5)
            return
        except OSError:
            time.sleep(0.1)
    sys.exit(f"bench: nobody listens on port {port}")


# ---- ours ------------------------------------------------------------------

class AcmeCa(Ca):
    def __init__(self, build):
        self.tls, self.answers, self.dns = (free_port(), free_port(),
                                            free_port())
        super().__init__(build, "acme", "--acme", "--listen-tls",
                         f"127.0.0.1:{self.tls}", "--tls-name", "localhost")
        conf = os.path.join(self.data, "sanca.conf")
        with open(conf, encoding="utf-8") as f:
            text = f.read()
        text = re.sub(r"(?m)^\[acme\]$", "[acme]\n"
                      f"resolver = 127.0.0.1:{self.dns}\n"
                      "validate-network = 127.0.0.0/8\n"
                      f"http-port = {self.answers}\norders-per-hour = 0\n"
                      "accounts-per-hour = 0", text, count=1)
        with open(conf, "w", encoding="utf-8") as f:
            f.write(text)

    def commits(self):
        c = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        with contextlib.closing(c):
            c.request("GET", "/metrics")
            text = c.getresponse().read().decode()
        return int(re.search(r"(?m)^sanca_commits_total (\d+)", text)[1])

    def orders(self, bench, clients, *more):
        before = self.commits()
        got = measured(bench, self.pids(),
                       f"https://localhost:{self.tls}/acme/directory", clients,
                       "--listen", f"127.0.0.1:{self.answers}", *more)
        got["commits"] = (self.commits() - before) / got["orders"]
        return got


# Orders of the first account, done an hour ago; each has a name of its own.
OLD_ORDERS = """
CREATE TEMP TABLE old AS
	WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n
				 WHERE i < :count)
	SELECT i, CAST(char(1, 1, 20) || printf('o%07d.old.example', i)
		       AS BLOB) AS name FROM n;
INSERT INTO acme_order (id, account, created_at, expires_at, profile, not_after,
			names, replaces)
	SELECT b.last + i, 1, :now - 7200, :now - 3600, '', 0, name, 0
	FROM old, (SELECT max(id) AS last FROM acme_order) b;
INSERT INTO acme_authz (id, account, name, wildcard, created_at, expires_at,
			token, thumbprint, state, method, decided_at)
	SELECT b.last + i, 1, name, 0, :now - 7200, :now - 3600,
	printf('%043d', i), zeroblob(32), 2, 1, :now - 7100
	FROM old, (SELECT max(id) AS last FROM acme_authz) b;
INSERT INTO acme_order_authz (order_id, place, authz)
	SELECT o.last - :count + i, 0, a.last - :count + i
	FROM old, (SELECT max(id) AS last FROM acme_order) o,
	(SELECT max(id) AS last FROM acme_authz) a;
"""


def grow_old(ca, count):
    """While nobody serves."""
    ca.stop()
    db = sqlite3.connect(os.path.join(ca.data, "log", "ca.db"))
    with contextlib.closing(db), db:
        for statement in OLD_ORDERS.split(";\n")[:-1]:
            db.execute(statement, {"count": count, "now": int(time.time())}
                       if ":" in statement else {})
    ca.start()


@contextlib.contextmanager
def name_server(port):
    """Everything is 127.0.0.1."""
    server = subprocess.Popen(
        ["pebble-challtestsrv", "-dns01", f"127.0.0.1:{port}", "-http01", "",
         "-https01", "", "-tlsalpn01", "", "-management",
         f"127.0.0.1:{free_port()}", "-defaultIPv4", "127.0.0.1",
         "-defaultIPv6", ""], stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL)
    time.sleep(0.5)
    try:
        yield
    finally:
        server.terminate()
        server.wait(10)


# ---- others ----------------------------------------------------------------

@contextlib.contextmanager
def pebble():
    """Which asks nobody, sleeps never and takes each nonce; in memory."""
    home = tempfile.mkdtemp(prefix="sanca-bench-pebble.")
    port = free_port()
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                    "ec_paramgen_curve:P-256", "-nodes", "-days", "9",
                    "-keyout", home + "/key", "-out", home + "/crt", "-subj",
                    "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"], check=True, stderr=subprocess.DEVNULL)
    with open(home + "/conf", "w", encoding="utf-8") as f:
        json.dump({"pebble": {
            "listenAddress": f"127.0.0.1:{port}",
            "managementListenAddress": f"127.0.0.1:{free_port()}",
            "certificate": home + "/crt", "privateKey": home + "/key",
            "httpPort": 80, "tlsPort": 443, "ocspResponderURL": "",
            "externalAccountBindingRequired": False}}, f)
    server = subprocess.Popen(
        ["pebble", "-config", home + "/conf"], stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PEBBLE_VA_ALWAYS_VALID": "1",
             "PEBBLE_VA_NOSLEEP": "1", "PEBBLE_WFE_NONCEREJECT": "0"})
    listens(port)
    try:
        yield children(server.pid), f"https://localhost:{port}/dir"
    finally:
        server.terminate()
        server.wait(10)
        shutil.rmtree(home)


CADDYFILE = """{
	admin off
	local_certs
	skip_install_trust
	auto_https disable_redirects
	storage file_system %s/storage
}
localhost:9443 {
	tls internal
	acme_server
}
"""


def caddy_inside(bench, clients, more):
    """In a network of its own, where port 80 is free and names are ours."""
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    home = tempfile.mkdtemp(prefix="sanca-bench-caddy.")
    with open(home + "/Caddyfile", "w", encoding="utf-8") as f:
        f.write(CADDYFILE % home)
    with open(home + "/resolv.conf", "w", encoding="utf-8") as f:
        f.write("nameserver 127.0.0.1\n")
    subprocess.run(["mount", "--bind", home + "/resolv.conf",
                    os.path.realpath("/etc/resolv.conf")], check=True)
    with name_server(53):
        server = subprocess.Popen(
            ["caddy", "run", "--config", home + "/Caddyfile", "--adapter",
             "caddyfile"], stdout=subprocess.DEVNULL,
            stderr=open(home + "/log", "w", encoding="utf-8"),
            env={**os.environ, "HOME": home})
        listens(9443)
        try:
            got = measured(bench, children(server.pid),
                           "https://localhost:9443/acme/local/directory",
                           clients, "--listen", "127.0.0.1:80", *more)
        finally:
            server.terminate()
            server.wait(20)
            shutil.rmtree(home)
    print(json.dumps(got))


def caddy(bench, clients, *more):
    """None: it did not run."""
    done = subprocess.run(
        ["unshare", "-rnm", sys.executable, os.path.abspath(__file__),
         bench.build, str(bench.options.seconds), str(clients), *more],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        check=False)
    if done.returncode == 0:
        return json.loads(done.stdout)
    bench.say(f"    caddy: did not run: {(done.stderr or done.stdout)[-300:]}")
    return None


# ---- the part --------------------------------------------------------------

def beside(bench, ours, name, theirs):
    ratio = ours["per_second"] / theirs["per_second"]
    line(bench, f"    {name}", theirs, f"  ours is {ratio:.2f} of it")


def compared(bench, ca, found, clients, *more):
    count = more[1]
    one = {"sanca": ca.orders(bench, clients, *more)}
    found[f"{clients} clients, {count} names"] = one
    line(bench, f"orders of {count}, {clients} clients", one["sanca"],
         f"  {one['sanca']['commits']:.2f} commits")
    # With eight clients that of Debian 12 stops answering.
    if clients == 1 and shutil.which("pebble"):
        with pebble() as (pids, directory):
            one["pebble"] = measured(bench, pids, directory, clients, *more)
        beside(bench, one["sanca"], "pebble, asks nobody, in memory",
               one["pebble"])
    if shutil.which("caddy"):
        one["caddy"] = caddy(bench, clients, *more)
        if one["caddy"]:
            beside(bench, one["sanca"], "caddy, acme_server", one["caddy"])
    return one["sanca"]


def part_acme(bench):
    if not shutil.which("pebble-challtestsrv"):
        bench.say("acme: skipped, no pebble-challtestsrv")
        return
    for name in ("pebble", "caddy"):
        if not shutil.which(name):
            bench.say(f"    {name}: not installed, no comparison")
    ca, found = AcmeCa(bench.build), bench.found.setdefault("acme", {})
    with name_server(ca.dns):
        ca.start()
        plain = {n: compared(bench, ca, found, n, "--names", str(NAMES))
                 for n in CONNECTIONS}
        compared(bench, ca, found, 8, "--names", "1")
        full = found["pending"] = ca.orders(bench, 8, "--names", str(NAMES),
                                            "--pending", str(PENDING))
        full["ratio"] = full["per_second"] / plain[8]["per_second"]
        # Their newOrder counts in the CPU and in the commits, not in the rate.
        line(bench, f"8 clients, {PENDING} orders pending", full,
             f"  {full['ratio']:.2f} of the rate without")
        grow_old(ca, OLD)
        old = found["old"] = ca.orders(bench, 8, "--names", str(NAMES))
        old["ratio"] = old["per_second"] / plain[8]["per_second"]
        line(bench, f"8 clients, {OLD} old orders", old,
             f"  {old['ratio']:.2f} of the rate without")
    ca.remove()


def part_wait(bench):
    """Of Debian's clients, from their start to their end."""
    script = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                          "acme_wait.sh")
    done = subprocess.run(["sh", script], stdout=subprocess.PIPE, text=True,
                          stdin=subprocess.DEVNULL, check=False,
                          env={**os.environ, "top_builddir": bench.build})
    found = bench.found.setdefault("wait", {})
    for row in done.stdout.splitlines():
        client, server, ms = row.split()
        if ms.isdigit():
            found.setdefault(client, {}).setdefault(server, []).append(int(ms))
        else:
            bench.say(f"    {client} with {server}: {ms}")
    for client, servers in found.items():
        bench.say(f"five names with {client:10} " + "  ".join(
            f"{server} {statistics.median(all_ms) / 1000:6.2f} s"
            for server, all_ms in servers.items()))


class Inside:
    """What measured() needs of a Bench."""
    first = 0

    def __init__(self, build, seconds):
        self.build = build
        self.options = self
        self.seconds = float(seconds)


if __name__ == "__main__":
    caddy_inside(Inside(*sys.argv[1:3]), int(sys.argv[3]), sys.argv[4:])
