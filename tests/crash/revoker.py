#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
"""Revokes certificates while others kill the CA, and writes down what was
acknowledged before it goes on.

usage: revoker.py PORT ID ROOT.pem TOKEN SERIALS LEDGER STOP

SERIALS has one to a line. A line of LEDGER, on disk before the next request:
"SERIAL REASON WORD", WORD one of acknowledged, already, unknown. Ends when
there is a file STOP, and prints as JSON what it saw; exit status 1 when an
answer contradicts an earlier one: OCSP says "good" of what was acknowledged,
a CRL has a lower number than one before, or the number of another one.
"""
import collections
import hashlib
import http.client
import json
import os
import random
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(sys.argv[0]), "../program"))
import ocsp_messages as ocsp  # noqa: E402

PORT, ID, ROOT, TOKEN, SERIALS, LEDGER, STOP = sys.argv[1:]
PORT = int(PORT)
ROOT = ocsp.Certificate(ocsp.pem_read(ROOT))
WORKERS = 6
REASONS = ("superseded", "keyCompromise", "certificateHold", "unspecified")
lock = threading.Lock()
seen = collections.Counter()
violations = []


def stopped():
    return os.path.exists(STOP)


class Ledger:
    def __init__(self):
        self.fd = os.open(LEDGER, os.O_WRONLY | os.O_CREAT | os.O_APPEND,
                          0o644)

    def write(self, *words):
        with lock:
            os.write(self.fd, (" ".join(words) + "\n").encode())
            os.fdatasync(self.fd)
            seen[words[2]] += 1


class Work:
    def __init__(self):
        with open(SERIALS, encoding="ascii") as f:
            self.left = collections.deque(f.read().split())

    def take(self):
        with lock:
            return self.left.popleft() if self.left else None

    def put_back(self, serial):
        with lock:
            self.left.append(serial)


def revoke(serial, reason):
    """"acknowledged", "already", "unknown" or "no": nothing was done."""
    c = http.client.HTTPConnection("127.0.0.1", PORT, timeout=20)
    try:
        c.connect()
    except OSError:
        return "no"
    try:
        c.request("POST", f"/v1/certificates/{serial}/revoke",
                  json.dumps({"reason": reason}),
                  {"Authorization": f"Bearer {TOKEN}",
                   "Content-Type": "application/json"})
        r = c.getresponse()
        r.read()
        # On a fast machine these are more than a requester may ask for in a
        # minute: refused before anything is written.
        word = {200: "acknowledged", 409: "already", 429: "no",
                503: "no"}.get(r.status)
        if word is None:
            violations.append(f"{serial}: HTTP status {r.status}")
        # 503 may come after the commit, too.
        return "unknown" if r.status == 503 else word or "unknown"
    except (OSError, http.client.HTTPException):
        return "unknown"
    finally:
        c.close()


def ocsp_word(serial):
    """None: nobody answers now."""
    try:
        r = ocsp.Responder(PORT, f"/i/{ID}/ocsp").ask(ocsp.request(
            [ocsp.cert_id(ROOT, int(serial, 16))]))
    except (OSError, http.client.HTTPException, ValueError):
        return None
    return r.answers[0].status if r.status == 0 else None


def worker(number, work, ledger):
    dice = random.Random(number)
    while not stopped():
        serial = work.take()
        if serial is None:
            time.sleep(0.05)
            continue
        reason = dice.choice(REASONS)
        # So that an old answer is kept, to be found out.
        ocsp_word(serial)
        word = revoke(serial, reason)
        if word == "no":
            work.put_back(serial)
            time.sleep(0.05)
            continue
        ledger.write(serial, reason, word)
        if word == "unknown":
            if dice.random() < 0.7:
                work.put_back(serial)
            continue
        said = ocsp_word(serial)
        seen[f"ocsp {said}"] += 1
        if said not in ("revoked", None):
            violations.append(f"{serial} was acknowledged, OCSP says {said}")


def watcher():
    """CRLs as they are served."""
    kept, highest = {}, 0
    while not stopped():
        time.sleep(0.02)
        try:
            c = http.client.HTTPConnection("127.0.0.1", PORT, timeout=20)
            c.request("GET", f"/i/{ID}/ca.crl")
            r = c.getresponse()
            der = r.read()
        except (OSError, http.client.HTTPException):
            continue
        finally:
            c.close()
        if r.status != 200:
            seen[f"crl {r.status}"] += 1
            continue
        said = subprocess.run(
            ["openssl", "crl", "-inform", "DER", "-noout", "-crlnumber"],
            input=der, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            check=False).stdout.decode().strip()
        if not said.startswith("crlNumber="):
            violations.append("a CRL that openssl does not read")
            continue
        number = int(said.split("=")[1], 16)
        digest = hashlib.sha256(der).hexdigest()
        if kept.setdefault(number, digest) != digest:
            violations.append(f"two CRLs have the number {number}")
        if number < highest:
            violations.append(f"CRL {number} came after {highest}")
        highest = max(highest, number)
        seen["crls"] = len(kept)


def main():
    work, ledger = Work(), Ledger()
    threads = [threading.Thread(target=worker, args=(n, work, ledger))
               for n in range(WORKERS)]
    threads.append(threading.Thread(target=watcher))
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    print(json.dumps({"seen": seen, "left": len(work.left),
                      "violations": violations[:20]}))
    return bool(violations)


if __name__ == "__main__":
    sys.exit(main())
