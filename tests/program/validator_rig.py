# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
"""Plays sancad and the signer to the real sanca-validator; says in TAP what was
claimed. What uses it has SANCA-VALIDATOR FOLDER as its arguments."""
import base64, fcntl, hashlib, os, socket, struct, subprocess, sys

PROGRAM, FOLDER = sys.argv[1:3]
TOKEN = 'evaGxfADs6pSRb2LAv9IZf17Dt3juxGJ-PCt92wr-oA'
KEY = TOKEN + '.9jg46WB3rR_AHD-EBXdN7cBkH1WOu0tA3M9fm21mqTI'
DIGEST = hashlib.sha256(KEY.encode()).digest()
B64 = base64.urlsafe_b64encode(DIGEST).decode().rstrip('=')
PATH = '/.well-known/acme-challenge/' + TOKEN
HTTP, DNS, TLS = 1, 2, 3
points = failed = 0


def ok(good, what, more=''):
    global points, failed
    points += 1
    failed += not good
    print(f'{"ok" if good else "not ok"} {points} - {what}', flush=True)
    if not good:
        for line in str(more).splitlines():
            print('#', line)


# ---- sancad and the signer -----------------------------------------------------

def record(kind, body, ident=0):
    return struct.pack('<HHQ', kind, 0, ident) + body


def text(t):
    t = t if isinstance(t, bytes) else t.encode()
    return struct.pack('<I', len(t)) + t


def pair():
    return socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)


class Validator:
    def __init__(self, conf):
        self.sup, theirs = pair()
        os.set_inheritable(theirs.fileno(), True)
        self.process = subprocess.Popen(
            [PROGRAM, '--supervisor-fd', str(theirs.fileno())], close_fds=False,
            stderr=open(os.path.join(FOLDER, 'log'), 'ab'))
        theirs.close()
        self.sup.settimeout(20)
        self.tickets = 0
        self.configure(conf, 1)
        assert struct.unpack('<H', self.sup.recv(100)[:2])[0] == 91
        assert struct.unpack('<H', self.sup.recv(100)[:2])[0] == 92
        self.join()

    def configure(self, conf, generation):
        fd = os.memfd_create('conf', os.MFD_ALLOW_SEALING)
        os.write(fd, conf.encode())
        fcntl.fcntl(fd, 1033, 15)       # F_ADD_SEALS, all
        socket.send_fds(self.sup, [record(90, struct.pack('<Q', generation))],
                        [fd])
        os.close(fd)

    def join(self):
        self.ch, theirs = pair()
        self.ch.settimeout(20)
        socket.send_fds(self.sup, [record(94, b'\2')], [theirs.fileno()])
        theirs.close()
        self.ch.send(record(1, struct.pack('<I', 4) + text('sanca-signer')))
        self.hello = self.ch.recv(1000)

    def send(self, method, name, token=TOKEN, key=KEY):
        if isinstance(name, str):
            name = bytes([1, 2, len(name)]) + name.encode()
        self.tickets += 1
        self.ch.send(record(80, struct.pack('<QB', self.tickets, method) +
                            text(name) + text(token) + text(key)))
        return self.tickets

    def receive(self):
        r = self.ch.recv(65536)
        assert struct.unpack('<H', r[:2])[0] == 81, r
        ticket, valid = struct.unpack('<QB', r[12:21])
        rest, fields = r[21:], []
        for _ in range(3):
            n = struct.unpack('<I', rest[:4])[0]
            fields.append(rest[4:4 + n].decode())
            rest = rest[4 + n:]
        return ticket, bool(valid), *fields

    def ask(self, method, name):
        self.send(method, name)
        return self.receive()[1:]


def ip(address):
    v = socket.inet_pton(socket.AF_INET6 if ':' in address else socket.AF_INET,
                         address)
    return bytes([1, 7, len(v)]) + v


def done():
    print(f'1..{points}')
    sys.exit(1 if failed else 0)
