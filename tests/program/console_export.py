#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
"""Exports of the console, read fast, slowly, and not to the end.

usage: console_export.py PORT HOST JAR whole PATH...
       console_export.py PORT HOST JAR slow PATH OUT STOP
       console_export.py PORT HOST JAR leave PATH COUNT

whole reads all of them at the same time. slow reads 16 KiB a
second (who takes less is given up) until there is a file STOP, then the rest, to
OUT; it prints how many octets it had when it stopped being slow. leave begins COUNT of them, a few at a time, and
goes away from each.
"""
import os
import socket
import ssl
import sys
import threading
import time

PORT, HOST, JAR = int(sys.argv[1]), sys.argv[2], sys.argv[3]


def cookie():
    with open(JAR, encoding="ascii") as f:
        for line in f:
            fields = line.rstrip("\n").split("\t")
            if len(fields) == 7 and fields[5].startswith("__Host-sanca"):
                return f"{fields[5]}={fields[6]}"
    sys.exit("no cookie")


def begin(path, buffer=16384):
    """What answers, after the head. Little waits in the sockets' buffers."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    s = socket.socket()
    if buffer:
        s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
    s.settimeout(60)
    s.connect(("127.0.0.1", PORT))
    s = context.wrap_socket(s, server_hostname=HOST)
    s.sendall(f"GET {path} HTTP/1.0\r\nHost: {HOST}:{PORT}\r\n"
              f"Cookie: {cookie()}\r\n\r\n".encode())
    head = b""
    while b"\r\n\r\n" not in head:
        got = s.recv(1)
        if not got:
            sys.exit(f"no answer: {head!r}")
        head += got
    if b" 200 " not in head.split(b"\r\n")[0]:
        sys.exit(head.decode())
    return s


def rest(s, out=None):
    n = 0
    while True:
        got = s.recv(65536)
        if not got:
            return n
        n += len(got)
        if out:
            out.write(got)


def whole(paths):
    sizes = {}

    def read(i, path):
        sizes[i] = rest(begin(path, 0))
    threads = [threading.Thread(target=read, args=(i, path))
               for i, path in enumerate(paths)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    print(*sorted(set(sizes.values())))
    return len(sizes) != len(paths)


def slow(path, out, stop):
    s = begin(path)
    n = 0
    with open(out, "wb") as f:
        while not os.path.exists(stop):
            time.sleep(0.5)
            got = s.recv(8192)
            if not got:
                break
            n += len(got)
            f.write(got)
        print(n)
        rest(s, f)
    return 0


def leave(path, count):
    for _ in range(int(count) // 10):
        some = [begin(path) for _ in range(10)]
        for s in some:
            s.recv(4096)
        for s in some:
            s.close()
    return 0


if __name__ == "__main__":
    what, *words = sys.argv[4:]
    sys.exit(whole(words) if what == "whole" else
             slow(*words) if what == "slow" else leave(*words))
