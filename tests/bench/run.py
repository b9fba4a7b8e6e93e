#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
"""Measures this build on this machine and prints ratios; a report, no test.

usage: run.py BUILD_DIR [--out DIR] [--seconds S] [--entries N] [--only PART,...]
       run.py BUILD_DIR --peer URL [--header 'Name: value'] [--body TEMPLATE]

Parts: bounds issue rsa sync root big ocsp nonce crl console-list notices acme.
With --peer another server on loopback is measured by the same generator:
TEMPLATE is the body, %s in it the request as PEM inside a JSON string; without
it the PEM itself is sent.
Writes bench.json and two SVG plots to --out (tests/out/bench).
"""
import argparse
import json
import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import time
import urllib.parse

import acme
import console_list
import notices
import plot
import revocation
from scratch import (CONNECTIONS, DOMAIN, Ca, cpu_seconds, nginx_of, pss_mb)


class Bench:
    def __init__(self, options):
        self.options = options
        self.build = os.path.abspath(options.build)
        self.found = {}
        self.load_program = os.path.join(self.build, "tests/bench/load")
        self.first = 0

    def load(self, port, *arguments, connections=1, headers=(), seconds=None):
        command = [self.load_program, "--port", str(port), "--connections",
                   str(connections), "--seconds",
                   str(seconds or self.options.seconds), *arguments]
        for header in headers:
            command += ["--header", header]
        done = subprocess.run(command, stdout=subprocess.PIPE, check=True,
                              text=True)
        return json.loads(done.stdout)

    def issue(self, ca, token, connections, kind="ec-p256", seconds=None):
        """One run; every request has a new key and new names."""
        pool = 40000 if kind == "ec-p256" else 2000
        self.first += pool
        pids = ca.pids()
        bound = self.bounds(1)[self.bound_of(kind)]
        before = cpu_seconds(pids)
        got = self.load(ca.port, "--kind", kind, "--pool", str(pool),
                        "--first", str(self.first), "--domain", DOMAIN,
                        connections=connections, seconds=seconds,
                        headers=[f"Authorization: Bearer {token}"])
        if got["ok"] == 0 or got["refused"]:
            sys.exit(f"the daemon refused the load: {got['status']}")
        got["cpu_us"] = (cpu_seconds(pids) - before) / got["ok"] * 1e6
        got["pss_mb"] = pss_mb(pids)
        # What the machine gives changes within a minute on shared hardware:
        # the bound of a run is that of the moments before and after it.
        got["bound"] = (bound + self.bounds(1)[self.bound_of(kind)]) / 2
        return got

    def say(self, text):
        print(text, flush=True)

    # ---- parts -------------------------------------------------------------

    def part_bounds(self):
        self.found["bounds"] = self.bounds(2)
        self.say("raw bound, all cores: P-256 verify + P-256 sign "
                 f"{self.found['bounds']['p256_verify_sign']}/s, RSA-2048 "
                 "verify + P-256 sign "
                 f"{self.found['bounds']['rsa2048_verify_p256_sign']}/s")

    def bounds(self, seconds):
        done = subprocess.run([os.path.join(self.build, "tests/bench/bounds"),
                               str(seconds)], stdout=subprocess.PIPE,
                              check=True)
        return json.loads(done.stdout)

    def bound_of(self, kind):
        return ("p256_verify_sign" if kind == "ec-p256" else
                "rsa2048_verify_p256_sign")

    def line(self, what, got):
        self.say(f"{what:34} {got['rate']:8.0f}/s  {got['rate'] / got['bound']:5.2f} "
                 f"of bound  p50 {got['p50_us'] / 1000:6.2f} ms  p99 "
                 f"{got['p99_us'] / 1000:6.2f} ms  {got['cpu_us']:5.0f} us "
                 f"CPU  {got['pss_mb']:5.1f} MB")

    def part_issue(self):
        ca = Ca(self.build, "issue")
        ca.start()
        token = ca.token()
        self.found["issue"] = {}
        self.found["memory"] = {"idle_pss_mb": pss_mb(ca.pids())}
        for n in CONNECTIONS:
            got = self.issue(ca, token, n)
            self.found["issue"][n] = got
            self.line(f"P-256 requests, {n} connections", got)
        self.found["memory"]["load_pss_mb"] = got["pss_mb"]
        self.say(f"memory of all processes (PSS): idle "
                 f"{self.found['memory']['idle_pss_mb']:.1f} MB, under load "
                 f"{got['pss_mb']:.1f} MB")
        ca.remove()

    def part_rsa(self):
        ca = Ca(self.build, "rsa")
        ca.start()
        token = ca.token()
        got = self.issue(ca, token, 64, kind="rsa-2048")
        self.found["rsa"] = got
        self.line("RSA-2048 requests, 64 connections", got)
        ca.remove()

    def part_sync(self):
        shim = os.path.join(self.build, "tests/shim/fault.so")
        if not os.path.exists(shim):
            self.say("slow disk: skipped, no tests/shim/fault.so")
            return
        ca = Ca(self.build, "sync")
        ca.start(LD_PRELOAD=shim, FAULT_DELAY_MS="2")
        token = ca.token()
        got = self.issue(ca, token, 64)
        self.found["sync_2ms"] = got
        self.line("2 ms per sync, 64 connections", got)
        if "issue" in self.found:
            ratio = got["rate"] / self.found["issue"][64]["rate"]
            self.found["sync_2ms"]["ratio"] = ratio
            self.say(f"    {ratio:.2f} of the rate without the delay")
        ca.remove()

    def part_root(self):
        ca = Ca(self.build, "root")
        ca.start()
        path = "/ca.crt"
        mine = self.load(ca.port, "--method", "GET", "--kind", "none",
                         "--path", path, connections=64)
        self.found["root"] = {"sanca": mine}
        self.say(f"GET {path}, 64 connections: {mine['rate']:.0f}/s, p99 "
                 f"{mine['p99_us'] / 1000:.2f} ms")
        if shutil.which("nginx"):
            theirs = self.nginx(os.path.join(ca.data, "public"))
            self.found["root"]["nginx"] = theirs
            self.say(f"nginx, the same file: {theirs['rate']:.0f}/s: ours is "
                     f"{mine['rate'] / theirs['rate']:.2f} of it")
        else:
            self.say("nginx: not installed, no comparison (apt-get install "
                     "nginx-light)")
        ca.remove()

    def nginx(self, folder):
        with nginx_of(os.path.join(folder, "ca.pem"), "ca.crt") as port:
            return self.load(port, "--method", "GET", "--kind", "none",
                             "--path", "/ca.crt", connections=64)

    def part_ocsp(self):
        revocation.part_ocsp(self)

    def part_nonce(self):
        revocation.part_nonce(self)

    def part_crl(self):
        revocation.part_crl(self)

    def part_console_list(self):
        console_list.part_console_list(self)

    def part_notices(self):
        notices.part_notices(self)

    def part_acme(self):
        acme.part_acme(self)

    def part_wait(self):
        acme.part_wait(self)

    def part_big(self):
        seed = os.path.join(self.build, "tests/bench/seed")
        if not os.path.exists(seed):
            self.say("large log: skipped, no tests/bench/seed")
            return
        ca = Ca(self.build, "big")
        ca.start()
        token = ca.token()
        ca.stop()
        self.found["big"] = found = {"entries": self.options.entries}
        found["start_empty_ms"] = self.first_certificate(ca, token)
        empty = self.issue(ca, token, 64)
        ca.stop()
        subprocess.run([seed, ca.data, str(self.options.entries)], check=True)
        found["start_full_ms"] = self.first_certificate(ca, token)
        full = self.issue(ca, token, 64)
        found["empty"], found["full"] = empty, full
        found["ratio"] = full["rate"] / empty["rate"]
        self.line(f"log of {self.options.entries}, 64 connections", full)
        self.say(f"    {found['ratio']:.2f} of the rate with an empty log; "
                 f"start to first certificate {found['start_empty_ms']:.0f} ms "
                 f"empty, {found['start_full_ms']:.0f} ms full")
        self.lookups(ca, token, found)
        ca.stop()
        start = time.monotonic()
        ca.sanca("log", "verify")
        found["verify_s"] = time.monotonic() - start
        self.say(f"    log verify: {found['verify_s']:.1f} s")
        ca.remove()

    def first_certificate(self, ca, token):
        start = time.monotonic()
        ca.start()
        self.load(ca.port, "--count", "1", "--pool", "1", "--first",
                  str(10**9 + int(start)), "--domain", DOMAIN,
                  headers=[f"Authorization: Bearer {token}"])
        return (time.monotonic() - start) * 1000

    def lookups(self, ca, token, found):
        """Of the first certificate of all: a search begins with the last."""
        with sqlite3.connect(f"file:{ca.data}/log/ca.db?mode=ro",
                             uri=True) as db:
            serial = db.execute("SELECT lower(hex(serial)) FROM reservation "
                                "ORDER BY id LIMIT 1").fetchone()[0]
        row = json.loads(ca.sanca("show", "--json", serial))
        name = row["names"][0]["value"]
        for what, path in (
                ("serial", f"/v1/certificates/{serial}.json"),
                ("name", "/v1/certificates?name=" + urllib.parse.quote(name))):
            got = self.load(ca.port, "--method", "GET", "--kind", "none",
                            "--path", path, seconds=1,
                            headers=[f"Authorization: Bearer {token}"])
            if got["ok"] == 0:
                self.say(f"    lookup by {what}: refused {got['status']}")
                continue
            found["lookup_" + what] = got
            self.say(f"    lookup by {what} over HTTP: p50 {got['p50_us']:.0f}"
                     f" us, p99 {got['p99_us']:.0f} us")
        # HTTP has no way by thumbprint; the command has, and opens the
        # database anew each time.
        took = {key: statistics.median(self.timed_show(ca, key)
                                       for _ in range(25))
                for key in (serial, row["sha256"])}
        found["show_ms"] = list(took.values())
        self.say(f"    sanca show, the whole command: by serial "
                 f"{took[serial]:.1f} ms, by thumbprint "
                 f"{took[row['sha256']]:.1f} ms")

    def timed_show(self, ca, key):
        start = time.monotonic()
        ca.sanca("show", "--json", key)
        return (time.monotonic() - start) * 1000

    def peer(self):
        url = urllib.parse.urlsplit(self.options.peer)
        more = ["--host", url.hostname, "--path", url.path or "/"]
        if self.options.body:
            more += ["--body", self.options.body]
        for n in CONNECTIONS:
            got = self.load(url.port or 80, *more, connections=n,
                            headers=self.options.header or [])
            self.found.setdefault("peer", {})[n] = got
            self.say(f"peer, {n} connections: {got['rate']:.0f}/s, p50 "
                     f"{got['p50_us'] / 1000:.2f} ms, p99 "
                     f"{got['p99_us'] / 1000:.2f} ms, {got['status']}")

    def write(self):
        out = self.options.out
        os.makedirs(out, exist_ok=True)
        with open(os.path.join(out, "bench.json"), "w",
                  encoding="utf-8") as f:
            json.dump(self.found, f, indent=1)
        if "issue" in self.found:
            points = [(n, g["rate"]) for n, g in self.found["issue"].items()]
            plot.lines(os.path.join(out, "concurrency.svg"),
                       "certificates per second against connections",
                       {"sanca": points,
                        "verify + sign bound":
                        [(n, g["bound"])
                         for n, g in self.found["issue"].items()]})
        if "big" in self.found:
            big = self.found["big"]
            plot.lines(os.path.join(out, "log-size.svg"),
                       "certificates per second against log size",
                       {"sanca": [(0, big["empty"]["rate"]),
                                  (big["entries"], big["full"]["rate"])]})
        self.say(f"written to {out}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build")
    parser.add_argument("--out", default="tests/out/bench")
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--entries", type=int, default=1000000)
    parser.add_argument("--only", default="bounds,issue,rsa,sync,root,big,"
                        "ocsp,nonce,crl,console-list,notices,acme,wait")
    parser.add_argument("--peer")
    parser.add_argument("--header", action="append")
    parser.add_argument("--body")
    bench = Bench(parser.parse_args())
    if bench.options.peer:
        bench.peer()
    else:
        try:
            for part in bench.options.only.split(","):
                getattr(bench, "part_" + part.replace("-", "_"))()
        finally:
            for ca in list(Ca.all):
                ca.remove()
    bench.write()


if __name__ == "__main__":
    main()
