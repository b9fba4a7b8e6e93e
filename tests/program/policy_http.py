#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
"""The policy vectors at the HTTP door.

    policy_http.py policies VECTORS             [policy] sections, on stdout
    policy_http.py ask VECTORS PORT DIR LOG TOKENS

TOKENS holds a line "NAME TOKEN" for each policy. Each vector is asked three
times: POST /v1/check and POST /v1/certificates with the names in the request,
and once with the names in JSON, where they can stand there.
"""
import ipaddress
import json
import re
import sys

from hostile_ca import CSR, Ca, Key, certificate_of, der, pem, point, subject

TAGS = {"other": 0xA0, "email": 0x81, "dns": 0x82, "x400": 0xA3, "dir": 0xA4, "edi": 0xA5,
        "uri": 0x86, "ip": 0x87, "rid": 0x88}

# Told as a contradiction when the settings are read: no door ever has it.
UNREADABLE = "allow-name = contoso.com; wildcard-domain = contoso.com"


def vectors(path):
    """Of each line: number, row, policy, names, verdict, granted, ids."""
    policies = {}
    with open(path, encoding="utf-8") as f:
        for number, line in enumerate(f, 1):
            if line.startswith("#"):
                continue
            row, policy, names, verdict, granted, ids = line.rstrip("\n").split("\t")
            if policy == UNREADABLE:
                continue
            name = policies.setdefault(policy, f"v{len(policies)}")
            ids = set() if ids == "-" else set(ids.split(","))
            # To people it is not said that none is left, when it is said why.
            if len(ids) > 1:
                ids.discard("no-names")
            yield (number, row, name, policy, names, verdict == "allow",
                   [] if granted == "-" else granted.split(" "), ids)


def write_policies(path):
    told = set()
    for _, _, name, policy, *_ in vectors(path):
        if name in told:
            continue
        told.add(name)
        print(f"\n[policy {name}]")
        for part in policy.split(";"):
            print(part.strip())


def octets(text):
    return re.sub(rb"\\x([0-9a-f]{2})", lambda m: bytes([int(m.group(1), 16)]), text.encode())


def split(names):
    """(kind, octets) of each; kind is also cn or typed."""
    out = []
    for item in [] if names == "-" else names.split(" "):
        kind, colon, value = item.partition(":")
        if not colon or kind not in TAGS and kind not in ("cn", "typed"):
            kind, value = "dns", item
        value = octets(value)
        if kind == "ip":
            try:
                value = ipaddress.ip_address(value.decode()).packed
            except ValueError:
                pass
        out.append((kind, value))
    return out


def request(key, names):
    cn = [v for k, v in names if k == "cn"]
    # These are constructed: what stands in them must be DER.
    names = [(k, der.octets(v) if k in ("x400", "edi") else v) for k, v in names]
    values = [der.tlv(TAGS[k], v) for k, v in names if k != "cn"]
    attributes = der.tlv(0xA0)
    if values:
        attributes = der.asking(der.extension("2.5.29.17", der.seq(*values)))
    return key.request(subject=subject(*cn), attributes=attributes)


def shown(tag, value):
    if tag == 0x87:
        return str(ipaddress.ip_address(value))
    return value.decode()


class Asked:
    def __init__(self, ca, keys, tokens):
        self.ca, self.keys, self.tokens = ca, keys, tokens
        self.wrong, self.count = {}, {}
        self.refusals, self.grants = [], 0

    def expect(self, vector, door, good, *told):
        row = vector[1]
        self.count[row] = self.count.get(row, 0) + 1
        if not good:
            self.wrong.setdefault(row, []).append(
                f"line {vector[0]}, {door}: " + " ".join(map(str, told)))

    def check(self, vector, body, content_type=CSR):
        _, _, name, _, _, allowed, granted, ids = vector
        a = self.ca.send("POST", "/v1/check", body, {"Content-Type": content_type},
                         self.tokens[name])
        got = {v["id"] for v in a.json.get("violations", [])}
        values = [n["value"] for n in a.json.get("names", [])]
        self.expect(vector, "check", a.status == 200 and a.json["allowed"] == allowed
                    and got == ids and values == granted, a)

    def issue(self, vector, body, content_type=CSR):
        _, _, name, _, _, allowed, granted, ids = vector
        a = self.ca.issue(body, self.tokens[name], Content_Type=content_type)
        if allowed:
            self.grants += 1
            names = []
            if a.status == 201:
                names = [shown(t, v) for t, v in certificate_of(a).names]
            self.expect(vector, "certificates", names == granted, a)
            return
        got = {v["id"] for v in a.json.get("violations", [])}
        self.refusals.append(a)
        self.expect(vector, "certificates", a.status == 403 and
                    a.type == "rejectedIdentifier" and got == ids, a)

    def vector(self, vector):
        _, _, name, _, text, *_ = vector
        key, names = self.keys[name], split(text)
        if not any(k == "typed" for k, _ in names):
            body = request(key, names)
            self.check(vector, body)
            self.issue(vector, body)
        # A person types host names and addresses only, in plain text.
        if all(k == "typed" or k in ("dns", "ip") and v and all(0x20 < c < 0x7F for c in v)
               for k, v in names):
            typed = [octets(t.split(":", 1)[1] if t.startswith(("dns:", "ip:", "typed:")) else t)
                     .decode() for t in text.split(" ")]
            if self.is_text(names, typed):
                body = json.dumps({"csr": pem(request(key, [("dns", b"x.contoso.com")])).decode(),
                                   "names": typed}).encode()
                self.check(vector, body, "application/json")
                self.issue(vector, body, "application/json")

    @staticmethod
    def is_text(names, typed):
        """Whether typing means the same: an address is one, whatever type the
        vector gives it, and what a person types is brought to its normal form
        where octets of a request are refused."""
        for (kind, _), text in zip(names, typed):
            if kind == "dns" and not re.fullmatch(r"[a-z0-9.-]*[a-z][a-z0-9.-]*", text):
                return False
        return True


def ask(path, port, directory, log, tokens_path):
    with open(tokens_path, encoding="ascii") as f:
        tokens = dict(line.split() for line in f)
    ca = Ca(port, directory, log, "")
    keys = {name: Key(1000 + int(name[1:])) for name in tokens}
    asked = Asked(ca, keys, tokens)
    before = ca.counts()
    for vector in vectors(path):
        asked.vector(vector)
    after = ca.counts()
    for row in asked.count:
        point(row not in asked.wrong, f"{row}: {asked.count[row]} answers are those of the vectors",
              *asked.wrong.get(row, []))
    point(asked.grants > 20 and after == (before[0] + asked.grants, before[1] + asked.grants,
                                          before[2] + asked.grants, before[3]),
          f"one signature, one serial for each of {asked.grants} grants, none for refusals", before, after)
    lines = ca.refusal_lines([a.id for a in asked.refusals])
    point(len(lines) > 50 and set(lines.values()) == {1},
          f"one line of the log for each of {len(lines)} refusals", lines)
    point(ca.healthy(), "it is healthy afterwards")


if sys.argv[1] == "policies":
    write_policies(sys.argv[2])
else:
    ask(*sys.argv[2:])
