# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
"""Sends HTTP that no library would send, and looks at status and close.

http_raw.py PORT TOKEN CSR: prints "pass NAME" and "fail NAME" lines.
"""
import socket
import sys
import threading
import time

PORT = int(sys.argv[1])
TOKEN = sys.argv[2].encode()
CSR = open(sys.argv[3], "rb").read()
HOST = b"Host: ca.example\r\n"
SAYING = threading.Lock()
AUTH = b"Authorization: Bearer " + TOKEN + b"\r\n"


def connect():
    return socket.create_connection(("127.0.0.1", PORT), timeout=15)


def read_all(s, seconds=14):
    """Everything until the other side closes; whether it did."""
    s.settimeout(seconds)
    got = b""
    try:
        while True:
            part = s.recv(65536)
            if not part:
                return got, True
            got += part
    except socket.timeout:
        return got, False
    except ConnectionError:
        return got, True


def statuses(got):
    """The status of each answer in a stream of answers."""
    found = []
    while got.startswith(b"HTTP/1.1 "):
        head, _, rest = got.partition(b"\r\n\r\n")
        status = int(head[9:12])
        length = 0
        for line in head.split(b"\r\n")[1:]:
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        if status != 100:
            found.append(status)
            rest = rest[length:]
        got = rest
    return found


def say(good, name, detail=""):
    text = ("pass " if good else "fail ") + name + "\n"
    if not good:
        text += f"got {detail}\n"
    # In one piece: several threads say something.
    with SAYING:
        sys.stdout.write(text)
        sys.stdout.flush()


def good_request():
    s = connect()
    s.sendall(b"GET /healthz HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n")
    got, closed = read_all(s, 6)
    return statuses(got) == [200] and closed


def attack(name, data, wanted, seconds=14):
    """One answer of a wanted status, then a closed connection."""
    s = connect()
    try:
        s.sendall(data)
    except ConnectionError:
        pass
    got, closed = read_all(s, seconds)
    s.close()
    seen = statuses(got)
    ok = closed and len(seen) <= 1 and (seen and seen[0] in wanted or
                                        (not seen and 0 in wanted))
    say(ok, name, f"statuses {seen}, closed {closed}, {got[:120]!r}")


def head(line=b"GET /healthz HTTP/1.1", *fields):
    return line + b"\r\n" + HOST + b"".join(f + b"\r\n" for f in fields) + b"\r\n"


def post(*fields, body=b""):
    return head(b"POST /v1/check HTTP/1.1", AUTH[:-2], *fields) + body


NEXT = b"GET /ca.pem HTTP/1.1\r\n" + HOST + b"\r\n"

ATTACKS = [
    ("I01 two Content-Length", post(b"Content-Length: 3", b"Content-Length: 5", body=b"abcde"), {400}),
    ("I01 two equal Content-Length", post(b"Content-Length: 3", b"Content-Length: 3", body=b"abc"), {400}),
    ("I01 list in Content-Length", post(b"Content-Length: 3, 3", body=b"abc"), {400}),
    ("I01 signed Content-Length", post(b"Content-Length: +3", body=b"abc"), {400}),
    ("I01 huge Content-Length", post(b"Content-Length: 99999999999999999999", body=b"abc"), {400, 413}),
    ("I02 CL and TE, next one does not run",
     post(b"Content-Length: 4", b"Transfer-Encoding: chunked", body=b"0\r\n\r\n" + NEXT), {400}),
    ("I02 TE and CL", post(b"Transfer-Encoding: chunked", b"Content-Length: 30", body=b"0\r\n\r\n" + NEXT), {400}),
    ("I03 TE xchunked", post(b"Transfer-Encoding: xchunked", body=b"0\r\n\r\n"), {400, 501}),
    ("I03 TE gzip, chunked", post(b"Transfer-Encoding: gzip, chunked", body=b"0\r\n\r\n"), {400, 501}),
    ("I03 TE identity", post(b"Transfer-Encoding: identity", body=b"abc"), {400, 501}),
    ("I03 TE twice", post(b"Transfer-Encoding: chunked", b"Transfer-Encoding: chunked", body=b"0\r\n\r\n"), {400}),
    ("I03 TE in HTTP/1.0", b"POST /v1/check HTTP/1.0\r\n" + AUTH + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", {400}),
    ("I04 chunk with bare LF", post(b"Transfer-Encoding: chunked", body=b"3\nabc\n0\n\n"), {400, 0}),
    ("I04 chunk extension", post(b"Transfer-Encoding: chunked", body=b"3;" + b"a" * 65536 + b"\r\nabc\r\n0\r\n\r\n"), {400, 413, 431, 0}),
    ("I04 chunk 0x3", post(b"Transfer-Encoding: chunked", body=b"0x3\r\nabc\r\n0\r\n\r\n"), {400, 0}),
    ("I04 chunk +3", post(b"Transfer-Encoding: chunked", body=b"+3\r\nabc\r\n0\r\n\r\n"), {400, 0}),
    ("I04 trailer field", post(b"Transfer-Encoding: chunked", body=b"3\r\nabc\r\n0\r\nX: y\r\n\r\n"), {400, 0}),
    ("I05 bare LF everywhere", b"GET /healthz HTTP/1.1\nHost: a\n\n", {400}),
    ("I05 bare LF after one field", b"GET /healthz HTTP/1.1\r\nHost: a\nX: y\r\n\r\n", {400}),
    ("I06 bare CR in a value", head(b"GET /healthz HTTP/1.1", b"X: b\rC: d"), {400}),
    ("I07 folded field", head(b"GET /healthz HTTP/1.1", b"A: b\r\n c: d"), {400}),
    ("I07 fold after the request line", b"GET /healthz HTTP/1.1\r\n Host: a\r\nHost: b\r\n\r\n", {400}),
    ("I08 space before the colon", head(b"GET /healthz HTTP/1.1", b"Content-Length : 0"), {400}),
    ("I08 empty name", head(b"GET /healthz HTTP/1.1", b": v"), {400}),
    ("I08 no colon", head(b"GET /healthz HTTP/1.1", b"novalue"), {400}),
    ("I09 NUL in a value", head(b"GET /healthz HTTP/1.1", b"X: a\0b"), {400}),
    ("I09 NUL in a name", head(b"GET /healthz HTTP/1.1", b"X\0Y: a"), {400}),
    ("I10 %00 in the path", head(b"GET /healthz%00b HTTP/1.1"), {400, 404}),
    ("I10 NUL in the path", head(b"GET /healthz\0b HTTP/1.1"), {400}),
    ("I11 %2e%2e%2f", head(b"GET /%2e%2e%2fetc/passwd HTTP/1.1"), {400, 404}),
    ("I11 ..", head(b"GET /../etc/passwd HTTP/1.1"), {400, 404}),
    ("I11 ../ to a real one", head(b"GET /x/../healthz HTTP/1.1"), {400, 404}),
    ("I11 %5c", head(b"GET /%5chealthz HTTP/1.1"), {400, 404}),
    ("I11 overlong UTF-8", head(b"GET /%c0%ae%c0%ae/ HTTP/1.1"), {400, 404}),
    ("I12 CRLF escaped in the path", head(b"GET /healthz%0d%0aX:%20y HTTP/1.1"), {400, 404}),
    ("I12 CRLF escaped in the query", head(b"GET /v1/log/head?a=%0d%0ab HTTP/1.1"), {400}),
    ("I13 two Hosts", head(b"GET /healthz HTTP/1.1", b"Host: evil"), {400}),
    ("I13 no Host", b"GET /healthz HTTP/1.1\r\n\r\n", {400}),
    ("I13 absolute form", head(b"GET http://evil/healthz HTTP/1.1"), {400}),
    ("I13 Host with a path", b"GET /healthz HTTP/1.1\r\nHost: a/b\r\n\r\n", {400}),
    ("I13 authority form", head(b"CONNECT ca.example:443 HTTP/1.1"), {400}),
    ("I13 asterisk form", head(b"OPTIONS * HTTP/1.1"), {400}),
    ("I14 method G@T", head(b"G@T /healthz HTTP/1.1"), {400, 405}),
    ("I14 long method", head(b"G" * 8192 + b" /healthz HTTP/1.1"), {400, 405, 414, 431}),
    ("I14 lower-case method", head(b"get /healthz HTTP/1.1"), {400, 405}),
    ("I14 TRACE", head(b"TRACE /healthz HTTP/1.1"), {405}),
    ("I14 HTTP/0.9", b"GET /healthz\r\n\r\n", {400}),
    ("I14 HTTP/2.0", head(b"GET /healthz HTTP/2.0"), {400, 505}),
    ("I15 64 kB field", head(b"GET /healthz HTTP/1.1", b"X: " + b"a" * 65536), {431, 413}),
    ("I15 20 kB field", head(b"GET /healthz HTTP/1.1", b"X: " + b"a" * 20000), {431}),
    ("I15 1,000 fields", head(b"GET /healthz HTTP/1.1", *[b"X%d: y" % i for i in range(1000)]), {431}),
    ("I15 64 kB target", head(b"GET /" + b"a" * 65536 + b" HTTP/1.1"), {414, 431}),
    ("I15 3 kB target", head(b"GET /" + b"a" * 3000 + b" HTTP/1.1"), {414}),
    ("two Authorization", head(b"GET /v1/certificates HTTP/1.1", AUTH[:-2], b"Authorization: Bearer x"), {400}),
    ("two Content-Type", post(b"Content-Type: a/b", b"Content-Type: c/d", b"Content-Length: 0"), {400}),
    ("A02 65,537 octets announced", post(b"Content-Length: 65537"), {413}),
    ("A02 65,537 octets in chunks", post(b"Transfer-Encoding: chunked", b"Connection: close", body=b"10001\r\n" + b"a" * 65537 + b"\r\n0\r\n\r\n"), {413}),
    ("A26 gzip", post(b"Content-Encoding: gzip", b"Content-Length: 0"), {415}),
    ("A28 multipart", post(b"Content-Type: multipart/form-data; boundary=x", b"Content-Length: 0"), {415}),
    ("Expect of another kind", post(b"Expect: something", b"Content-Length: 0"), {400, 417}),
    ("a body on GET", head(b"GET /healthz HTTP/1.1", b"Content-Length: 3") + b"abc", {400}),
    ("I18 a TLS hello on the plain port", bytes.fromhex("1603010200010001fc0303") + b"\0" * 500, {400, 0}),
]


def smuggling():
    """A pipelined pair that is well formed gives two answers, in order."""
    s = connect()
    s.sendall(head() + NEXT)
    time.sleep(0.5)
    s.shutdown(socket.SHUT_WR)
    got, _ = read_all(s, 6)
    say(statuses(got) == [200, 200], "two good requests in one packet are both answered", got[:200])


def split_everywhere():
    """A good request octet by octet is a good request."""
    s = connect()
    s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    for c in head(b"GET /healthz HTTP/1.1", b"Connection: close"):
        s.sendall(bytes([c]))
    got, closed = read_all(s, 6)
    say(statuses(got) == [200] and closed, "a request that comes octet by octet is answered", got[:200])


def chunked_request():
    s = connect()
    body = b"".join(b"%x\r\n%s\r\n" % (len(CSR[i:i + 100]), CSR[i:i + 100])
                    for i in range(0, len(CSR), 100)) + b"0\r\n\r\n"
    s.sendall(post(b"Transfer-Encoding: chunked", b"Connection: close", body=body))
    got, _ = read_all(s, 6)
    say(statuses(got) == [200], "a chunked request is read", got[:300])


def slow(name, first, drip, every, limit):
    """Dripping octets does not hold a connection."""
    s = connect()
    start = time.monotonic()
    try:
        s.sendall(first)
        s.settimeout(every)
        while time.monotonic() - start < limit + 5:
            try:
                if not s.recv(65536):
                    break
            except socket.timeout:
                s.sendall(drip)
    except ConnectionError:
        pass
    took = time.monotonic() - start
    say(took < limit, f"{name} is cut in time", f"{took:.1f} s")


def slow_clients():
    """I16: together, while good clients are served."""
    cases = [
        ("I16 slow head", b"GET /healthz HTTP/1.1\r\n", b"X: y\r\n"),
        ("I16 slow request line", b"GET /", b"a"),
        ("I16 slow body", post(b"Content-Length: 60000"), b"a"),
        ("I16 slow chunks", post(b"Transfer-Encoding: chunked"), b"1\r\na\r\n"),
        ("I16 silence", b"", b""),
    ]
    threads = [threading.Thread(target=slow, args=(n, f, dr, 0.5, 7)) for n, f, dr in cases]
    idle = [connect() for _ in range(40)]
    for t in threads:
        t.start()
    worst = 0.0
    for _ in range(20):
        start = time.monotonic()
        fine = good_request()
        worst = max(worst, time.monotonic() - start)
        if not fine:
            say(False, "I16 good clients beside slow ones are served")
            break
        time.sleep(0.05)
    else:
        say(worst < 2, "I16 good clients beside slow ones are served", f"{worst:.2f} s")
    for t in threads:
        t.join()
    for s in idle:
        s.close()


def main():
    say(good_request(), "a good request is answered before")
    for name, data, wanted in ATTACKS:
        attack(name, data, wanted)
        if not good_request():
            say(False, f"a good request is answered after {name}")
    smuggling()
    split_everywhere()
    chunked_request()
    slow_clients()
    say(good_request(), "a good request is answered after")


main()
