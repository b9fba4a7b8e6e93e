#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
"""Looks at running processes the way an attacker would.

    secrets.py scan PID HEX...    prints how often each stands in its memory
    secrets.py attach PID UID     as that user: "refused", or "attached"
    secrets.py dumps PID          "none", or what a core file may have
"""
import ctypes
import errno
import os
import re
import sys


def scan(pid, wanted):
    found = [0] * len(wanted)
    with open(f"/proc/{pid}/maps", encoding="utf-8") as maps:
        regions = [line.split() for line in maps]
    with open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
        for region in regions:
            start, end = (int(n, 16) for n in region[0].split("-"))
            if "r" not in region[1] or region[-1] in ("[vvar]", "[vsyscall]"):
                continue
            try:
                memory.seek(start)
                octets = memory.read(end - start)
            except (OSError, OverflowError):
                continue
            for i, w in enumerate(wanted):
                found[i] += octets.count(w)
    print(*found)


def attach(pid, uid):
    libc = ctypes.CDLL(None, use_errno=True)
    if os.getuid() == 0:
        os.setgroups([])
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)
    ptrace_attach = 16
    if libc.ptrace(ptrace_attach, pid, 0, 0) == 0:
        libc.ptrace(17, pid, 0, 0)
        print("attached")
    else:
        print("refused" if ctypes.get_errno() == errno.EPERM else "otherwise")
    for name in ("mem", "environ", "maps"):
        try:
            with open(f"/proc/{pid}/{name}", "rb") as f:
                f.read(1)
            print("reads", name)
        except OSError:
            pass


def dumps(pid):
    with open(f"/proc/{pid}/limits", encoding="ascii") as f:
        print("none" if re.search(r"^Max core file size +0 +0 ", f.read(), re.M)
              else "core files")


if sys.argv[1] == "scan":
    scan(int(sys.argv[2]), [bytes.fromhex(h) for h in sys.argv[3:]])
elif sys.argv[1] == "attach":
    attach(int(sys.argv[2]), int(sys.argv[3]))
else:
    dumps(int(sys.argv[2]))
