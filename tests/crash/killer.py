#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
"""Kills children of one sancad with SIGKILL at random moments under load.

usage: killer.py SANCAD_PID PORT TARGET KILLS SEED
TARGET is front, signer or both. Waits after each kill until the CA issues
again, and prints as JSON how long that took. Only children of the given pid
are touched.
"""
import http.client
import json
import os
import random
import signal
import sys
import time

READY_LIMIT_S = 20


def children(parent):
    """pid -> program name of the direct children of parent."""
    found = {}
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/stat", encoding="utf-8") as stat:
                text = stat.read()
        except OSError:
            continue
        name = text[text.index("(") + 1:text.rindex(")")]
        state, ppid = text[text.rindex(")") + 2:].split()[:2]
        if int(ppid) == parent and state != "Z":
            found[int(pid)] = name
    return found


def is_ready(port):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def wait_ready(port, parent):
    start = time.monotonic()
    while not (is_ready(port) and len(children(parent)) >= 2):
        if time.monotonic() - start > READY_LIMIT_S:
            sys.exit(f"not ready {READY_LIMIT_S} s after a kill")
        time.sleep(0.002)
    return time.monotonic() - start


def kill(parent, target):
    wanted = {"front": ["sanca-front"], "signer": ["sanca-signer"],
              "both": ["sanca-front", "sanca-signer"]}[target]
    killed = 0
    for pid, name in children(parent).items():
        if name in wanted:
            os.kill(pid, signal.SIGKILL)
            killed += 1
    return killed == len(wanted)


def main():
    parent, port, target, kills, seed = (
        int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], int(sys.argv[4]),
        int(sys.argv[5]))
    dice = random.Random(seed)
    ready = []
    done = 0
    wait_ready(port, parent)
    while done < kills:
        time.sleep(dice.uniform(0, 0.05))
        if not kill(parent, target):
            continue
        done += 1
        ready.append(wait_ready(port, parent))
    ready.sort()
    print(json.dumps({
        "target": target, "kills": done,
        "ready_p50_ms": round(ready[len(ready) // 2] * 1000),
        "ready_p99_ms": round(ready[int(len(ready) * 0.99)] * 1000)}))


if __name__ == "__main__":
    main()
