#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# I16: 2,000 clients that send an octet now and then; honest ones are served
# beside them.

. "${0%/*}/http_lib.sh"
requires prlimit
[ "$SANITIZE" = no ] || skip_all 'too much for a sanitizer'
prlimit --pid $$ --nofile=4500: 2>/dev/null ||
	skip_all 'RLIMIT_NOFILE allows no 2,000 connections'

http_ca
http_set max-connections 3000
http_set max-connections-per-address 3000
http_set request-timeout 10s
request mail DNS:mail.contoso.com
start_sancad "$d" || bail 'sancad does not start'
token=$(http_token mail --may issue)
python3 - "$HTTP_PORT" "$token" "$T/mail.pem" >"$T/verdicts" <<'PYTHON'
import http.client
import resource
import select
import socket
import sys
import time

PORT, TOKEN, CSR = int(sys.argv[1]), sys.argv[2], open(sys.argv[3], "rb").read()
COUNT, SECONDS = 2000, 18
HEAD = b"POST /v1/certificates HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "


def verdict(good, name):
    print("pass" if good else "fail", name)


def slow():
    s = socket.create_connection(("127.0.0.1", PORT), 5)
    s.setblocking(False)
    return s


conns = []
for i in range(COUNT):
    try:
        conns.append(slow())
    except OSError:
        break
verdict(len(conns) == COUNT, f"I16 {COUNT} slow clients are connected")
sent = [0] * len(conns)
start = time.monotonic()
times, answers, most, turn = [], [], 0, 0
while time.monotonic() - start < SECONDS:
    # Each of them an octet a second or so.
    for i in range(turn % 10, len(conns), 10):
        if conns[i] is None:
            continue
        at = sent[i]
        try:
            conns[i].send(HEAD[at:at + 1] or b"a")
            sent[i] += 1
        except OSError:
            conns[i].close()
            conns[i] = None
    turn += 1
    before = time.monotonic()
    try:
        c = http.client.HTTPConnection("127.0.0.1", PORT, timeout=5)
        c.request("POST", "/v1/certificates", CSR,
                  {"Authorization": "Bearer " + TOKEN})
        a = c.getresponse()
        a.read()
        answers.append(a.status)
        c.close()
    except (OSError, http.client.HTTPException):
        answers.append(0)
    times.append(time.monotonic() - before)
    time.sleep(max(0, 0.1 - times[-1]))
closed = sum(1 for c in conns if c is None)
for c in conns:
    if c is not None:
        try:
            closed += select.select([c], [], [], 0)[0] != [] and not c.recv(999)
        except (OSError, ValueError):
            closed += 1
times.sort()
print(f"note {len(answers)} honest requests, slowest {times[-1]:.3f} s,"
      f" median {times[len(times) // 2]:.4f} s; {closed} slow ones closed")
verdict(len(answers) > 50 and set(answers) == {201},
        "I16 each honest request is issued meanwhile")
verdict(times[-1] < 2, "I16 none of them waits 2 s")
verdict(closed == len(conns), "I16 the slow ones are cut after request-timeout")
PYTHON
verdicts "$T/verdicts"
is 'I16 and afterwards it issues' "$(post /v1/certificates "$T/mail.pem" \
	-H "Authorization: Bearer $token")" 201
ok 'it stops' stop_sancad
done_testing
