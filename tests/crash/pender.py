#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
"""Asks for certificates without a token while others kill the CA, and writes
down what was answered 202 before it goes on.

usage: pender.py PORT CSR LEDGER STOP    asks until there is a file STOP
       pender.py PORT LEDGER...          looks at every address

A line of LEDGER, on disk before the next request: "ADDRESS NUMBER". Both print
as JSON what they saw; exit status 1 when the address of a request that was
acknowledged says anything but that it waits, under that number. While the CA
is being killed, no answer and 503 are none.
"""
import collections
import http.client
import json
import os
import random
import sys
import threading
import time

PORT = int(sys.argv[1])
WORKERS = 4
# Below what may wait in all (LIMIT_PENDING), with room for what was kept but
# whose answer was lost.
MOST = 1200
lock = threading.Lock()
seen = collections.Counter()
violations = []


def call(method, path, body=None):
    """Status, Location and the object of the answer; None: no answer."""
    c = http.client.HTTPConnection("127.0.0.1", PORT, timeout=20)
    try:
        c.request(method, path, body)
        r = c.getresponse()
        text = r.read()
        return r.status, r.getheader("Location"), json.loads(text)
    except (OSError, http.client.HTTPException, ValueError):
        return None
    finally:
        c.close()


def look(address, number, patient):
    answer = call("GET", address)
    if patient and (answer is None or answer[0] == 503):
        return
    status, _, said = answer or (None, None, {})
    if status != 202 or said.get("number") != number:
        violations.append(f"number {number}: its address says {status} {said}")
    seen["looked"] += 1


def worker(seed, csr, fd, stop):
    dice = random.Random(seed)
    kept = []
    while not os.path.exists(stop):
        if kept and dice.random() < 0.3 or seen["acknowledged"] >= MOST:
            look(*dice.choice(kept), True)
            continue
        answer = call("POST", "/v1/certificates", csr)
        status = answer and answer[0]
        if status != 202:
            # 429: so many a minute, by one signer.
            seen[f"answer {status}"] += 1
            time.sleep(0.02)
            if status not in (None, 429, 503):
                violations.append(f"HTTP status {status}")
            continue
        kept.append((answer[1], answer[2]["number"]))
        with lock:
            os.write(fd, ("%s %d\n" % kept[-1]).encode())
            os.fdatasync(fd)
            seen["acknowledged"] += 1


def ask(csr, ledger, stop):
    with open(csr, "rb") as f:
        csr = f.read()
    fd = os.open(ledger, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    threads = [threading.Thread(target=worker, args=(n, csr, fd, stop))
               for n in range(WORKERS)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()


def check(ledgers):
    numbers = collections.Counter()
    for path in ledgers:
        with open(path, encoding="ascii") as f:
            for line in f:
                address, number = line.split()
                numbers[number] += 1
                look(address, int(number), False)
    violations.extend(f"two requests are number {n}"
                      for n, times in numbers.items() if times > 1)


def main():
    if sys.argv[2].endswith(".pem"):
        ask(*sys.argv[2:])
    else:
        check(sys.argv[2:])
    print(json.dumps({"seen": seen, "violations": violations[:20]}))
    return bool(violations)


if __name__ == "__main__":
    sys.exit(main())
