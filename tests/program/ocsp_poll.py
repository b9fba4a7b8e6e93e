#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
"""Asks for one certificate after the other over connections that are kept, by
GET and POST, while each is revoked: after the revocation was answered no
"good" may come. Prints what it saw as JSON; exit status 1 when one came.

usage: ocsp_poll.py PORT ID ROOT.pem TOKEN CERTIFICATE.pem...
"""
import base64
import http.client
import json
import sys
import threading
import time
import urllib.parse

import ocsp_messages as ocsp

PORT, ID, TOKEN = int(sys.argv[1]), sys.argv[2], sys.argv[4]
ROOT = ocsp.Certificate(ocsp.pem_read(sys.argv[3]))
PATH = f"/i/{ID}/ocsp"
POLLERS = 6
seen = {"asked": 0, "good": 0, "revoked": 0, "late": 0, "other": 0}
lock = threading.Lock()


class Poller(threading.Thread):
    """Notes of each answer when it was asked for, not when it came."""

    def __init__(self, serial, number):
        super().__init__(daemon=True)
        self.body = ocsp.request([ocsp.cert_id(
            ROOT, serial, ocsp.SHA256 if number % 3 == 2 else ocsp.SHA1)])
        self.method = ("GET", "POST")[number % 2]
        self.stop = False
        self.asked = []

    def run(self):
        at = ocsp.Responder(PORT, PATH)
        path = PATH + "/" + urllib.parse.quote(
            base64.b64encode(self.body).decode(), safe="")
        while not self.stop:
            start = time.monotonic()
            try:
                _, octets = at.post(self.body) if self.method == "POST" \
                    else at.send("GET", path)
                r = ocsp.read(octets)
                word = r.answers[0].status if r.status == 0 else "other"
            except (OSError, http.client.HTTPException, ValueError):
                word, at = "other", ocsp.Responder(PORT, PATH)
            self.asked.append((start, word))


def revoke(serial):
    c = http.client.HTTPConnection("127.0.0.1", PORT, timeout=20)
    c.request("POST", f"/v1/certificates/{serial}/revoke", "{}",
              {"Authorization": f"Bearer {TOKEN}",
               "Content-Type": "application/json"})
    status = c.getresponse().status
    return status, time.monotonic()


def main():
    for path in sys.argv[5:]:
        certificate = ocsp.Certificate(ocsp.pem_read(path))
        pollers = [Poller(certificate.serial, n) for n in range(POLLERS)]
        for p in pollers:
            p.start()
        time.sleep(0.3)
        status, answered = revoke(f"{certificate.serial:036x}")
        if status != 200:
            sys.exit(f"revoke: {status}")
        time.sleep(0.3)
        for p in pollers:
            p.stop = True
        for p in pollers:
            p.join(20)
            for start, word in p.asked:
                seen["asked"] += 1
                seen[word if word in seen else "other"] += 1
                # What was asked for after the answer came.
                seen["late"] += word != "revoked" and start > answered
    print(json.dumps(seen))
    return seen["late"] > 0 or seen["good"] == 0 or seen["revoked"] == 0


if __name__ == "__main__":
    sys.exit(main())
