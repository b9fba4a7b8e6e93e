# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
"""Issues without pause over kept connections and counts the answers.

http_load.py PORT TOKEN CSR THREADS STOPFILE: until STOPFILE exists; prints
"STATUS COUNT" lines, and "lost COUNT" for answers that did not come whole,
"slowest SECONDS" last.
"""
import collections
import http.client
import os
import sys
import threading
import time

PORT, TOKEN, CSR, THREADS, STOP = (int(sys.argv[1]), sys.argv[2],
                                   open(sys.argv[3], "rb").read(),
                                   int(sys.argv[4]), sys.argv[5])
counts = collections.Counter()
lock = threading.Lock()
slowest = 0.0


def run():
    global slowest
    conn = None
    while not os.path.exists(STOP):
        start = time.monotonic()
        try:
            if conn is None:
                conn = http.client.HTTPConnection("127.0.0.1", PORT, timeout=10)
                conn.connect()
            conn.request("POST", "/v1/certificates", CSR,
                         {"Authorization": "Bearer " + TOKEN})
            answer = conn.getresponse()
            body = answer.read()
            key = str(answer.status)
            if answer.status == 201 and b"END CERTIFICATE" not in body:
                key = "lost"
            if answer.getheader("Connection") == "close":
                conn.close()
                conn = None
        except ConnectionRefusedError:
            conn = None
            key = "refused"
            time.sleep(0.05)
        except Exception:
            conn = None
            key = "lost"
        with lock:
            counts[key] += 1
            slowest = max(slowest, time.monotonic() - start)


threads = [threading.Thread(target=run) for _ in range(THREADS)]
for t in threads:
    t.start()
for t in threads:
    t.join()
for key, n in sorted(counts.items()):
    print(key, n)
print(f"slowest {slowest:.2f}")
