# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
"""How long the console's list of certificates takes, over HTTPS on one
connection, in a log of --entries: p50 and p99 of each question."""
import hashlib
import http.client
import os
import re
import secrets
import sqlite3
import ssl
import statistics
import subprocess
import sys
import time
import urllib.parse
from base64 import urlsafe_b64encode

from scratch import DOMAIN, Ca, free_port

ASKED = 200
PASSWORD = "correct horse battery"
FORM = "application/x-www-form-urlencoded"


class Browser:
    """One connection with its cookies."""

    def __init__(self, port):
        self.origin = f"https://127.0.0.1:{port}"
        self.http = http.client.HTTPSConnection(
            "127.0.0.1", port, context=ssl._create_unverified_context())
        self.cookies = {}

    def ask(self, method, path, fields=None):
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in
                                       self.cookies.items())}
        body = None
        if fields is not None:
            body = urllib.parse.urlencode(fields)
            headers.update({"Content-Type": FORM, "Origin": self.origin})
        if not self.cookies:
            del headers["Cookie"]
        self.http.request(method, path, body, headers)
        answer = self.http.getresponse()
        text = answer.read().decode()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.split(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, text

    def form(self, path, **fields):
        _, text = self.ask("GET", path)
        token = re.search(r'name="csrf" value="([^"]*)"', text).group(1)
        return self.ask("POST", path, {**fields, "csrf": token})[0]


def console_link(ca):
    """As `sanca console-link` makes one."""
    secret = secrets.token_bytes(32)
    with sqlite3.connect(f"{ca.data}/log/ca.db", timeout=10) as db:
        db.execute("INSERT INTO link (kind, hash, requester, created_at, "
                   "expires_at) VALUES (1, ?, NULL, ?, ?)",
                   (hashlib.sha256(hashlib.sha256(secret).digest()).digest(),
                    int(time.time()),
                    int(time.time()) + 3600))
    return urlsafe_b64encode(secret).decode().rstrip("=")


def with_https(ca):
    port = free_port()
    conf = os.path.join(ca.data, "sanca.conf")
    with open(conf, encoding="utf-8") as f:
        text = f.read()
    text = re.sub(r"(?m)^\[http\]$", f"[http]\nlisten-tls = 127.0.0.1:{port}\n"
                  "tls-name = 127.0.0.1\nrequests-per-minute = 0", text,
                  count=1)
    with open(conf, "w", encoding="utf-8") as f:
        f.write(text)
    return port


def revoke_some(ca, count=2000):
    """Over the whole log, as rows alone: a list shows no more of them."""
    with sqlite3.connect(f"{ca.data}/log/ca.db") as db:
        last, = db.execute("SELECT max(id) FROM reservation").fetchone()
        db.execute("INSERT OR IGNORE INTO revocation SELECT r.id, r.serial, "
                   "r.not_after, r.reserved_at, 4, 1000000000 + r.id "
                   "FROM reservation r JOIN certificate c "
                   "ON c.reservation = r.id WHERE r.id % ? = 0",
                   (max(1, last // count),))


def wait_for_index(browser, entries):
    """How long the index took; the pages say how far it is."""
    start = time.monotonic()
    while time.monotonic() - start < 1800:
        _, text = browser.ask("GET", "/console/certificates?part=1&q=mail")
        if "being built" not in text:
            return time.monotonic() - start
        time.sleep(1)
    sys.exit(f"bench: no index of {entries} certificates")


def measure(bench, browser, what, path):
    took = []
    for _ in range(ASKED):
        start = time.monotonic()
        status, text = browser.ask("GET", path)
        took.append((time.monotonic() - start) * 1000)
        if status != 200:
            sys.exit(f"bench: {path}: {status}")
    took.sort()
    rows = text.count("/console/certificates/")
    found = {"p50_ms": statistics.median(took), "p99_ms": took[-2],
             "rows": rows}
    bench.found.setdefault("console_list", {})[what] = found
    bench.say(f"    {what:44} {rows:3} rows  p50 {found['p50_ms']:6.2f} ms  "
              f"p99 {found['p99_ms']:6.2f} ms")
    return text


def part_console_list(bench):
    seed = os.path.join(bench.build, "tests/bench/seed")
    if not os.path.exists(seed):
        bench.say("console list: skipped, no tests/bench/seed")
        return
    ca = Ca(bench.build, "console")
    port = with_https(ca)
    ca.start()
    token = ca.token()
    bench.load(ca.port, "--count", "20", "--pool", "20", "--first", "1",
               "--domain", DOMAIN,
               headers=[f"Authorization: Bearer {token}"])
    ca.stop()
    subprocess.run([seed, ca.data, str(bench.options.entries)], check=True)
    revoke_some(ca)
    ca.start()
    link = "/console/link/" + console_link(ca)
    browser = Browser(port)
    if browser.form(link, name="boss", password=PASSWORD,
                    again=PASSWORD) != 303:
        sys.exit("bench: the link to the console opens nothing")
    built = wait_for_index(browser, bench.options.entries)
    size = sum(os.path.getsize(f"{ca.data}/front/{f}")
               for f in os.listdir(f"{ca.data}/front") if "search" in f)
    bench.found["console_index"] = {"built_s": built, "bytes": size}
    bench.say(f"console list, {bench.options.entries} certificates: index "
              f"{size / 1e6:.0f} MB, built in {built:.0f} s")
    ask(bench, ca, browser)
    ca.remove()


def ask(bench, ca, browser):
    with sqlite3.connect(f"file:{ca.data}/log/ca.db?mode=ro", uri=True) as db:
        last, = db.execute("SELECT max(id) FROM reservation").fetchone()
        names, end = db.execute("SELECT names, not_after FROM reservation "
                                "WHERE id = ?", (last // 2,)).fetchone()
    rare = re.search(rb"s[0-9a-f]{12}", names).group(0).decode()
    path = "/console/certificates?"
    place = end << 30 | last // 2
    for what, query in (
            ("first page", "state=all"),
            ("a page in the middle", f"state=all&after={place}"),
            ("back from the middle", f"state=all&before={place}"),
            ("newest", "state=all&sort=newest"),
            ("newest, in the middle", f"state=all&sort=newest&after={last // 2}"),
            ("a rare name", f"state=all&q={rare}"),
            ("a name that is not there", "state=all&q=nothing-like-it"),
            ("a prefix of all", "state=all&q=mai"),
            ("the same, in the middle", f"state=all&q=mai&after={place}"),
            ("the same, newest", "state=all&q=mai&sort=newest"),
            ("two words of all", "state=all&q=mail+auto"),
            ("a suffix of all", "state=all&q=.bench.example"),
            ("a prefix of one in sixteen", f"state=all&q={rare[:2]}"),
            ("of a requester with many", "state=all&requester=seed"),
            ("of a requester with few", "state=all&requester=bench"),
            ("of one with few, and a word of all",
             f"state=all&requester=bench&q={DOMAIN.split('.')[0]}"),
            ("revoked", "state=revoked"),
            ("revoked, and a prefix of all", "state=revoked&q=mai")):
        measure(bench, browser, what, path + query)
    measure(bench, browser, "the overview", "/console/")
