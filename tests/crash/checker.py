#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
"""Checks a CA's database against what its clients saw, after crashes.

usage: checker.py DATA_DIR DOMAIN LEDGER...

Written apart from the daemon, from doc/PROTOCOL.log: shares no code with it.
A ledger is a file TARGET.ledger of tests/bench/load; TARGET says what was
killed while it ran. Prints findings as JSON; exit status 1 when an
invariant does not hold.
"""
import base64
import hashlib
import json
import os
import sqlite3
import sys

LOG_ISSUE, LOG_REVOKE, LOG_VOID, LOG_CRL = 2, 4, 5, 9
# RFC 5280 5.3.1.
REASONS = ["unspecified", "keyCompromise", "cACompromise",
           "affiliationChanged", "superseded", "cessationOfOperation",
           "certificateHold", "", "removeFromCRL", "privilegeWithdrawn",
           "aACompromise"]
violations = []


def must(condition, text):
    if not condition:
        violations.append(text)


def tlv(tag, contents):
    n = len(contents)
    if n < 128:
        return bytes([tag, n]) + contents
    size = n.to_bytes((n.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(size)]) + size + contents


def signature_algorithm(tbs):
    """The AlgorithmIdentifier inside a TBSCertificate."""
    def step(at):
        length, head = tbs[at + 1], 2
        if length & 0x80:
            head = 2 + (length & 0x7f)
            length = int.from_bytes(tbs[at + 2:at + head], "big")
        return at + head, at + head + length
    inside, _ = step(0)
    _, after_version = step(inside)
    _, after_serial = step(after_version)
    _, end = step(after_serial)
    return tbs[after_serial:end]


def assemble(tbs, signature):
    return tlv(0x30, tbs + signature_algorithm(tbs) +
               tlv(0x03, b"\0" + signature))


def leaf_hash(kind, when, body):
    return hashlib.sha256(b"\0" + bytes([kind]) +
                          when.to_bytes(8, "big", signed=True) + body).digest()


class Tree:
    """Merkle tree hash of RFC 6962 2.1 by a stack of full subtrees."""

    def __init__(self):
        self.stack = []

    def add(self, leaf):
        node = (0, leaf)
        while self.stack and self.stack[-1][0] == node[0]:
            level, left = self.stack.pop()
            node = (level + 1,
                    hashlib.sha256(b"\1" + left + node[1]).digest())
        self.stack.append(node)

    def root(self):
        if not self.stack:
            return hashlib.sha256(b"").digest()
        value = self.stack[-1][1]
        for _, left in reversed(self.stack[:-1]):
            value = hashlib.sha256(b"\1" + left + value).digest()
        return value


def check_log(db):
    """INV5: every head's root follows from the rows; numbers have no gap."""
    heads = {size: (root, note) for size, root, note in
             db.execute("SELECT size, root, note FROM log_head")}
    tree, size, checked = Tree(), 0, 0
    issues, voids = 0, 0
    for idx, kind, when, body in db.execute(
            "SELECT idx, type, time, body FROM log_entry ORDER BY idx"):
        must(idx == size, f"log entry {idx} where {size} was due")
        tree.add(leaf_hash(kind, when, bytes(body)))
        size += 1
        issues += kind == LOG_ISSUE
        voids += kind == LOG_VOID
        if size in heads:
            root, note = heads[size]
            must(tree.root() == root, f"head {size} has another root")
            lines = note.split("\n")
            must(lines[1] == str(size) and
                 base64.b64decode(lines[2]) == root,
                 f"the note of head {size} speaks of something else")
            checked += 1
    must(size in heads or size == 0, f"no head of the whole log ({size})")
    must(checked == len(heads), "a head reaches beyond the log")
    return {"entries": size, "heads": checked, "issues": issues,
            "voids": voids}


def check_revocations(db):
    """INV6: each revocation is what its last entry made of it; each CRL has
    its entry, and their numbers grow."""
    last, numbers = {}, []
    for idx, kind, body in db.execute(
            "SELECT idx, type, body FROM log_entry WHERE type IN (?, ?) "
            "ORDER BY idx", (LOG_REVOKE, LOG_CRL)):
        body = json.loads(bytes(body))
        if kind == LOG_REVOKE:
            last[body["reservation"]] = (idx, body["serial"], body["reason"])
        else:
            must(not numbers or numbers[-1][1] < body["number"],
                 f"CRL {body['number']} of entry {idx} comes after one with "
                 "no lower number")
            must(body["covers"] <= idx,
                 f"CRL {body['number']} covers what came after it")
            numbers.append((idx, body["number"]))
    rows = {}
    for reservation, idx, serial, reason in db.execute(
            "SELECT reservation, log_index, revocation.serial, reason FROM "
            "revocation JOIN reservation ON reservation = id AND "
            "revocation.serial = reservation.serial AND "
            "revocation.not_after = reservation.not_after"):
        rows[reservation] = (idx, bytes(serial).hex(), REASONS[reason])
    must(len(rows) == len(last),
         f"{len(rows)} revocations, and entries for {len(last)}")
    for reservation, entry in last.items():
        must(rows.get(reservation) == entry,
             f"reservation {reservation}: the revocation is not what entry "
             f"{entry[0]} made of it")
    crls = db.execute("SELECT log_index, number FROM crl "
                      "ORDER BY log_index").fetchall()
    must(crls == numbers, "crl rows and CRL entries differ")
    return {"revocations": len(rows), "crls": len(crls)}


def check_rows(db, found):
    """INV1, INV2, INV3 on the database alone."""
    certificates = {}
    for tbs, signature, sha256, sha1 in db.execute(
            "SELECT tbs, signature, sha256, sha1 FROM certificate "
            "JOIN document USING (reservation)"):
        der = assemble(bytes(tbs), bytes(signature))
        digest = hashlib.sha256(der).digest()
        must(digest == sha256, f"sha256 of {sha256.hex()} is another")
        must(hashlib.sha1(der).digest() == sha1, "a sha1 is another")
        certificates[digest.hex()] = der

    def one(sql):
        return db.execute(sql).fetchone()[0]
    must(one("SELECT count(*) - count(DISTINCT serial) FROM reservation") == 0,
         "a serial was used twice")
    must(one("SELECT count(*) - count(DISTINCT tbs) FROM document") == 0,
         "the same bytes were reserved twice")
    must(one("SELECT count(*) FROM reservation WHERE id NOT IN (SELECT "
             "reservation FROM certificate) AND id NOT IN (SELECT reservation"
             " FROM void)") == 0, "a reservation is still open")
    must(one("SELECT count(*) FROM certificate JOIN void USING (reservation)")
         == 0, "a reservation is both issued and void")
    must(len(certificates) == found["issues"],
         "certificates and ISSUE entries differ in number")
    must(one("SELECT count(*) FROM void") == found["voids"],
         "void rows and VOID entries differ in number")
    must(one("PRAGMA integrity_check") == "ok", "integrity_check is not ok")
    return certificates


def first_names(db, table):
    """The first name of each reservation that stands in that table. names:
    count u8, then per name type u8, length u8, octets."""
    found = set()
    for (names,) in db.execute("SELECT names FROM reservation JOIN "
                               f"{table} ON reservation = reservation.id"):
        names = bytes(names)
        if names[0]:  # The certificate of the OCSP responder has none.
            found.add(names[3:3 + names[2]].decode())
    return found


def check_ledger(db, path, domain, certificates, windows):
    """What the clients saw is in the log; where each lost request ended."""
    target = os.path.basename(path).split(".")[0]
    count = 0
    issued = first_names(db, "certificate")
    void = first_names(db, "void")
    with open(path, encoding="utf-8") as ledger:
        for line in ledger:
            number, word, _ = line.split()
            count += 1
            if len(word) == 64:
                must(word in certificates,
                     f"answered certificate {word} is not in the database")
                continue
            name = f"mail.h{number}.{domain}"
            if name in void:
                windows["between the commits"] += 1
            elif name in issued and target == "front":
                windows["before the answer"] += 1
            elif name in issued:
                windows["after the second commit"] += 1
            else:
                windows["before the first commit"] += 1
    return count


def main():
    directory, domain, ledgers = sys.argv[1], sys.argv[2], sys.argv[3:]
    db = sqlite3.connect(f"file:{directory}/log/ca.db?mode=ro", uri=True)
    found = check_log(db)
    found.update(check_revocations(db))
    certificates = check_rows(db, found)
    windows = {"before the first commit": 0, "between the commits": 0,
               "after the second commit": 0, "before the answer": 0}
    found["certificates"] = len(certificates)
    found["ledger"] = sum(check_ledger(db, path, domain, certificates, windows)
                          for path in ledgers)
    found["windows"] = windows
    found["violations"] = violations[:20]
    print(json.dumps(found))
    return 1 if violations else 0


if __name__ == "__main__":
    sys.exit(main())
