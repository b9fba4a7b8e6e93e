# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
"""Servers for trust_check.sh: honest ones by STARTTLS or TLS at once, and
hostile ones. trust_servers.py FOLDER writes FOLDER/ports, "NAME PORT" a line.

FOLDER/NAME.pem (chain) and FOLDER/NAME.key make the TLS server NAME.
"""

import glob
import os
import socket
import ssl
import sys
import threading
import time

FOLDER = sys.argv[1]


def context(name):
    c = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    # Weak ones must be served to be found out.
    c.set_ciphers("ALL:@SECLEVEL=0")
    c.load_cert_chain(f"{FOLDER}/{name}.pem", f"{FOLDER}/{name}.key")
    return c


def tls(s, name):
    with context(name).wrap_socket(s, server_side=True) as t:
        t.recv(1)


def smtp(s, f):
    s.sendall(b"220-mail.contoso.com waits\r\n220 for you\r\n")
    assert f.readline().startswith(b"EHLO ")
    s.sendall(b"250-mail.contoso.com\r\n250-SIZE 1000\r\n250 STARTTLS\r\n")
    assert f.readline() == b"STARTTLS\r\n"
    s.sendall(b"220 go on\r\n")
    tls(s, "good")


def imap(s, f):
    s.sendall(b"* OK [CAPABILITY IMAP4rev1 STARTTLS] ready\r\n")
    assert f.readline() == b"a1 STARTTLS\r\n"
    s.sendall(b"* CAPABILITY IMAP4rev1\r\na1 OK begin\r\n")
    tls(s, "good")


def pop3(s, f):
    s.sendall(b"+OK ready\r\n")
    assert f.readline() == b"STLS\r\n"
    s.sendall(b"+OK begin\r\n")
    tls(s, "good")


def refuses(s, f):
    s.sendall(b"220 mail\r\n")
    f.readline()
    s.sendall(b"250 mail\r\n")
    f.readline()
    s.sendall(b"454 4.7.0 \x1b[31mTLS is not \xff available\r\n")


def silence(s, f):
    time.sleep(60)


def drip(s, f):
    while True:
        s.sendall(b"2")
        time.sleep(0.3)


def endless(s, f):
    while True:
        s.sendall(b"220-and\r\n" * 1000)


def megabytes(s, f):
    while True:
        s.sendall(b"2" * 65536)


def untagged(s, f):
    s.sendall(b"* OK ready\r\n")
    f.readline()
    while True:
        s.sendall(b"* OK not yet\r\n" * 1000)


def garbage(s, f):
    """STARTTLS, and then no TLS."""
    s.sendall(b"+OK ready\r\n")
    f.readline()
    s.sendall(b"+OK begin\r\n" + b"\x16\x03\x03\xff\xff" * 5000)


def hangs_up(s, f):
    s.sendall(b"+OK re")


def records(s, f):
    """TLS records of a handshake that never ends."""
    while True:
        s.sendall(b"\x16\x03\x03\x00\x04\x00\x00\x00\x00" * 1000)


def serve(name, act):
    listener = socket.create_server(("127.0.0.1", 0))
    ports.write(f"{name} {listener.getsockname()[1]}\n")

    def one(s):
        try:
            with s:
                act(s, s.makefile("rb", 0))
        except (OSError, AssertionError):
            pass

    def all_of_them():
        while True:
            s = listener.accept()[0]
            s.settimeout(60)
            threading.Thread(target=one, args=(s,), daemon=True).start()

    threading.Thread(target=all_of_them, daemon=True).start()


with open(f"{FOLDER}/ports.new", "w") as ports:
    for path in glob.glob(f"{FOLDER}/*.pem"):
        kind = os.path.basename(path)[:-4]
        if os.path.exists(f"{FOLDER}/{kind}.key"):
            serve(kind, lambda s, f, kind=kind: tls(s, kind))
    for act in (smtp, imap, pop3, refuses, silence, drip, endless, megabytes,
                untagged, garbage, hangs_up, records):
        serve(act.__name__, act)
os.rename(f"{FOLDER}/ports.new", f"{FOLDER}/ports")
time.sleep(120)
