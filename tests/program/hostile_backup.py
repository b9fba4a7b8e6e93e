#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
"""Makes archives that only look like backups out of a good one.

usage: hostile_backup.py BACKUP FOLDER

Each FOLDER/NAME.tar has one fault. Where that is inside a file, the manifest
tells its right hash: what has to see it is not the hash.
"""
import hashlib
import io
import os
import sqlite3
import sys
import tarfile
import tempfile

source, folder = sys.argv[1:]
with open(source, "rb") as f:
    ORIGINAL = f.read()
with tarfile.open(source) as t:
    MEMBERS = [(m, t.extractfile(m).read()) for m in t]


def put(name, octets):
    with open(f"{folder}/{name}.tar", "wb") as out:
        out.write(octets)


class Member:
    """What stands in a header. Written here by hand: other writers fill fields
    that sanca leaves empty."""

    def __init__(self, name, mode, time, content, kind=b"0", link="", uid=0,
                 size=None):
        self.name, self.mode, self.time, self.content = (name, mode, time,
                                                         content)
        self.kind, self.link, self.uid, self.size = kind, link, uid, size

    def header(self):
        size = len(self.content) if self.size is None else self.size
        number = (b"%011o\0" % size if size < 1 << 33
                  else b"\x80\0\0\0" + size.to_bytes(8, "big"))
        out = bytearray(512)
        for at, field in [
                (0, self.name.encode()), (100, b"%07o" % self.mode),
                (108, b"%07o" % self.uid), (116, b"%07o" % self.uid),
                (124, number), (136, b"%011o" % self.time), (148, b" " * 8),
                (156, self.kind), (157, self.link.encode()),
                (257, b"ustar\x0000")]:
            out[at:at + len(field)] = field
        out[148:156] = b"%06o\0 " % sum(out)
        return bytes(out)


def pack(members):
    out = b""
    for m in members:
        out += m.header() + m.content + b"\0" * (-len(m.content) % 512)
    return out + b"\0" * 1024


def copy(**changed):
    """All members; changed: the content of some, by their names with _ for /
    and ., with the manifest put right."""
    members = [Member(info.name, info.mode, info.mtime, changed.get(
        info.name.replace("/", "_").replace(".", "_"), content))
        for info, content in MEMBERS]
    lines = members[0].content.decode().split("\n")[:-2]
    for n, line in enumerate(lines):
        words = line.split(" ")
        if words[0] == "member":
            content = next(m.content for m in members if m.name == words[3])
            lines[n] = (f"member {hashlib.sha256(content).hexdigest()} "
                        f"{len(content)} {words[3]}")
    text = "\n".join(lines) + "\n"
    total = hashlib.sha256(text.encode()).hexdigest()
    members[0].content = f"{text}manifest {total}\n".encode()
    return members


DATABASE = next(c for i, c in MEMBERS if i.name == "log/ca.db")


def database(statement):
    """The database after whoever has the file changed it; triggers that stand
    in the way are there again afterwards."""
    with tempfile.TemporaryDirectory() as d:
        path = os.path.join(d, "ca.db")
        with open(path, "wb") as out:
            out.write(DATABASE)
        db = sqlite3.connect(path, isolation_level=None)
        triggers = db.execute("SELECT name, sql FROM sqlite_schema WHERE "
                              "type = 'trigger'").fetchall()
        for name, _ in triggers:
            db.execute(f'DROP TRIGGER "{name}"')
        db.execute(statement)
        for _, sql in triggers:
            db.execute(sql)
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        db.close()
        with open(path, "rb") as f:
            return f.read()


def used_pages():
    """The first pages of tables that have many rows."""
    with tempfile.TemporaryDirectory() as d:
        path = os.path.join(d, "ca.db")
        with open(path, "wb") as out:
            out.write(DATABASE)
        db = sqlite3.connect(path)
        pages = db.execute(
            "SELECT name, rootpage FROM sqlite_schema WHERE name IN "
            "('log_entry', 'log_head', 'reservation', 'document', "
            "'certificate', 'subject_key')").fetchall()
        db.close()
        return pages


# The way of packing is that of sanca: else all below would show nothing.
assert pack(copy()) == ORIGINAL, "a copy is not as sanca wrote it"

put("empty", b"")
put("text", b"hello\n")
put("zeros", b"\0" * 10240)
for at in [1, 511, 512, 513, 1024, 5000, len(ORIGINAL) // 2,
           len(ORIGINAL) - 1025, len(ORIGINAL) - 1024, len(ORIGINAL) - 513,
           len(ORIGINAL) - 1]:
    put(f"cut-at-{at}", ORIGINAL[:at])
put("followed-by-an-octet", ORIGINAL + b"x")
put("followed-by-zeros", ORIGINAL + b"\0" * 512)
put("twice", ORIGINAL + ORIGINAL)
for at in range(257, len(ORIGINAL), len(ORIGINAL) // 20):
    put(f"octet-{at}-changed",
        ORIGINAL[:at] + bytes([ORIGINAL[at] ^ 4]) + ORIGINAL[at + 1:])

members = copy()
for n, m in enumerate(members):
    name = m.name.replace("/", "-")
    put(f"without-{name}", pack(members[:n] + members[n + 1:]))
    put(f"{name}-twice", pack(members[:n + 1] + members[n:]))
put("another-order", pack([members[0], members[2], members[1]] + members[3:]))


def settings_with(**fields):
    members = copy()
    for field, value in fields.items():
        setattr(members[1], field, value)
    return pack(members)


outside = os.path.dirname(folder)
put("dots", settings_with(name="../escaped"))
put("dots-inside", settings_with(name="public/../../escaped"))
put("absolute", settings_with(name=f"{outside}/escaped"))
put("a-link", settings_with(kind=b"2", link="/etc/passwd", content=b""))
put("a-hard-link", settings_with(kind=b"1", link="manifest", content=b""))
put("a-device", settings_with(kind=b"3", content=b""))
put("a-fifo", settings_with(kind=b"6", content=b""))
put("a-folder", settings_with(kind=b"5", content=b""))
put("set-uid", settings_with(mode=0o4755))
put("another-owner", settings_with(uid=64002))
put("another-time", settings_with(time=1))

members = copy()
time = members[0].time
put("one-more", pack(members[:-1] + [
    Member("front/https.key", 0o600, time, b"x")] + members[-1:]))
put("a-link-for-a-folder", pack(members[:-1] + [
    Member("log", 0o777, time, b"", kind=b"2", link=outside)] + members[-1:]))

for form, name in [(tarfile.GNU_FORMAT, "gnu"), (tarfile.PAX_FORMAT, "pax")]:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=form) as t:
        for m in copy():
            info = tarfile.TarInfo(m.name)
            info.mode, info.mtime, info.size = m.mode, m.time, len(m.content)
            info.pax_headers = {"comment": "x"}
            t.addfile(info, io.BytesIO(m.content))
    put(f"as-{name}-tar-writes-it", out.getvalue())

# A size that is not that of what follows.
for size in [0, 1 << 13, 1 << 33, (1 << 63) - 1, (1 << 64) - 1]:
    first = copy()[0]
    first.size = size
    put(f"a-manifest-of-{size}", first.header() + ORIGINAL[512:])

# Files that are whole, and not what they should be.
put("no-settings", pack(copy(sanca_conf=b"nonsense\n")))
put("no-certificate", pack(copy(public_ca_pem=b"nonsense\n")))
put("no-database", pack(copy(log_ca_db=b"nonsense\n" * 1000)))
put("an-empty-database", pack(copy(log_ca_db=b"")))
for name, statement in [
        ("an-entry-gone", "DELETE FROM log_entry WHERE idx = 2"),
        ("the-last-entry-gone", "DELETE FROM log_entry WHERE idx = "
         "(SELECT max(idx) FROM log_entry)"),
        ("an-entry-changed", "UPDATE log_entry SET time = time + 1 WHERE "
         "idx = 3"),
        ("a-certificate-gone", "DELETE FROM certificate WHERE reservation = "
         "(SELECT min(reservation) FROM certificate)"),
        ("the-newest-head-gone", "DELETE FROM log_head WHERE size = "
         "(SELECT max(size) FROM log_head)"),
        ("a-trigger-added", "CREATE TRIGGER mine AFTER INSERT ON log_entry "
         "BEGIN SELECT 1; END"),
        ("a-view-added", "CREATE VIEW mine AS SELECT 1"),
        ("another-key-of-the-log", "UPDATE state SET log_public_key = "
         "zeroblob(32)"),
        ("another-certificate", "UPDATE issuer SET certificate = "
         "zeroblob(500)"),
        ("a-schema-of-tomorrow", "PRAGMA user_version = 9999"),
        ("of-another-program", "PRAGMA application_id = 1"),
]:
    put(name, pack(copy(log_ca_db=database(statement))))
for name, page in used_pages():
    end = page * 4096
    put(f"damage-in-{name}", pack(copy(
        log_ca_db=DATABASE[:end - 64] + b"\xff" * 64 + DATABASE[end:])))
