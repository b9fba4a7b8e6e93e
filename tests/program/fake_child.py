#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
"""A child of sancad that only speaks the protocol, and notes what it hears.

Started under the name sanca-signer or sanca-front. Notes go to
$FAKE_NOTES/NAME. The signer refuses settings with "# refuse" at their end, once
it serves, and dies of "# die"; of "# stillborn" also before.
SIGUSR1: it says FATAL. SIGUSR2: it says what it may not. SIGWINCH: EXPELLED.
"""
import os
import select
import signal
import socket
import struct
import sys

HELLO, CONFIGURE, CONFIGURED, READY, FATAL, CHANNEL = 1, 90, 91, 92, 93, 94
EXPELLED, CONFIGURE_REFUSED = 95, 96
AUTH = 10
ERR_CORRUPT_STATUS = int(os.environ.get("FAKE_FATAL_CODE", "29"))
NAME = os.path.basename(sys.argv[0])
NOTES = open(os.path.join(os.environ["FAKE_NOTES"], NAME), "a", buffering=1)


def note(*words):
    """One write: a signal may come in the middle of a buffered one."""
    os.write(NOTES.fileno(),
             (" ".join(map(str, (os.getpid(), *words))) + "\n").encode())


def option(name):
    return [sys.argv[i + 1] for i, a in enumerate(sys.argv) if a == name]


def take(name):
    s = socket.socket(fileno=int(option(name)[0]))
    s.setblocking(False)
    return s


def record(kind, body=b"", ident=0):
    return struct.pack("<HHQ", kind, 0, ident) + body


def sockets():
    """Sockets that came with the start, beyond the standard three."""
    found = []
    for fd in sorted(int(f) for f in os.listdir("/proc/self/fd")):
        try:
            if fd > 2 and os.readlink(f"/proc/self/fd/{fd}")[:6] == "socket":
                found.append(fd)
        except FileNotFoundError:
            pass
    return found


def text(s):
    return struct.pack("<I", len(s)) + s.encode()


def hello():
    return record(HELLO, struct.pack("<I", 1) + text(NAME))


def on_signal(number, _):
    if number == signal.SIGTERM:
        note("SIGTERM")
        os._exit(0)
    if number == signal.SIGUSR1:
        boss.send(record(FATAL, struct.pack("<I", ERR_CORRUPT_STATUS)
                         + text("the database is broken")))
        os._exit(1)
    boss.send(record(EXPELLED) if number == signal.SIGWINCH
              else record(AUTH, text("")))


def greet(link):
    """The other may have died in between; its successor brings a new link."""
    try:
        link.send(hello())
    except OSError:
        note("no hello")


def from_boss(link):
    data, fds, _, _ = socket.recv_fds(boss, 65536, 4)
    if not data:
        note("left alone")
        os._exit(0)
    kind = struct.unpack_from("<H", data)[0]
    if kind == CONFIGURE:
        generation = struct.unpack_from("<Q", data, 12)[0]
        conf = os.pread(fds[0], 65536, 0)
        os.close(fds[0])
        note("settings", generation, len(conf))
        if NAME == "sanca-signer" and conf.endswith(b"# stillborn\n"):
            os._exit(1)
        if NAME == "sanca-signer" and from_boss.ready:
            if conf.endswith(b"# die\n"):
                os._exit(1)
            if conf.endswith(b"# refuse\n"):
                boss.send(record(CONFIGURE_REFUSED,
                                 struct.pack("<Q", generation)
                                 + text("tls-name: not that one")))
                return link
        boss.send(record(CONFIGURED, struct.pack("<Q", generation)))
        if not from_boss.ready:
            from_boss.ready = True
            boss.send(record(READY))
    elif kind == CHANNEL:
        note("channel")
        link.close()
        link = socket.socket(fileno=fds[0])
        link.setblocking(False)
        greet(link)
    return link


from_boss.ready = False


def from_link(link):
    try:
        data = link.recv(65536)
    except (ConnectionResetError, BrokenPipeError):
        data = b""
    if data:
        note("hello of", data[20:].decode())
        return link
    note("the other is gone")
    return None


signals = (signal.SIGTERM, signal.SIGUSR1, signal.SIGUSR2, signal.SIGWINCH)
boss = take("--supervisor-fd")
for s in signals:
    signal.signal(s, on_signal)
note("args", *sys.argv[1:])
note("sockets", *sockets())
link = take("--front-fd" if NAME == "sanca-signer" else "--signer-fd")
greet(link)
dead = None
while True:
    watched = [boss] + ([link] if link is not dead else [])
    for ready in select.select(watched, [], [], 30)[0]:
        if ready is boss:
            link = from_boss(link)
            break
        if from_link(link) is None:
            dead = link
