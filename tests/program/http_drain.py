# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
"""Bodies that become whole while the server drains.

http_drain.py PORT TOKEN CSR READYFILE STOPFILE: sends all but the end of many
requests, makes READYFILE, and when STOPFILE is there sends the ends one after
the other until the drain (5 s) must be over. Prints "STATUS COUNT" lines.
"""
import collections
import os
import socket
import sys
import time

PORT, TOKEN, CSR, READY, STOP = (int(sys.argv[1]), sys.argv[2],
                                 open(sys.argv[3], "rb").read(), sys.argv[4],
                                 sys.argv[5])
COUNT, FROM_S, TO_S = 120, 3.0, 5.6
head = ("POST /v1/certificates HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        f"Authorization: Bearer {TOKEN}\r\n"
        f"Content-Length: {len(CSR)}\r\n\r\n").encode()
conns = []
for _ in range(COUNT):
    conn = socket.create_connection(("127.0.0.1", PORT), 10)
    # Who has never asked anything is not waited for.
    conn.sendall(b"HEAD /ca.pem HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
    answer = b""
    while not answer.endswith(b"\r\n\r\n"):
        answer += conn.recv(4096) or sys.exit("closed too early")
    conn.sendall(head + CSR[:-5])
    conns.append(conn)
time.sleep(0.3)
open(READY, "w").close()
while not os.path.exists(STOP):
    time.sleep(0.01)
start = time.monotonic()
for i, conn in enumerate(conns):
    at = start + FROM_S + (TO_S - FROM_S) * i / COUNT
    time.sleep(max(0, at - time.monotonic()))
    try:
        conn.sendall(CSR[-5:])
    except OSError:
        pass
counts = collections.Counter()
for conn in conns:
    conn.settimeout(5)
    try:
        answer = conn.recv(4096)
        counts[answer[9:12].decode() if answer else "closed"] += 1
    except OSError:
        counts["closed"] += 1
for key, n in sorted(counts.items()):
    print(key, n)
