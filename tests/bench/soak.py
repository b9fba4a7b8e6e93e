# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
"""Watches one sancad under load: soak.py SANCAD_PID DIR MINUTES.

Reloads its settings every 5 s, kills the front every 20 s, and prints 30 rows
of what the three processes have; then how much that grew from the second sixth
to the last one (the first is for caches to fill).
"""
import os
import signal
import statistics
import sys
import time

SANCAD, DIR, SECONDS = int(sys.argv[1]), sys.argv[2], float(sys.argv[3]) * 60
NAMES = ("sancad", "sanca-signer", "sanca-front")
ROWS = 30


def pids():
    """Name -> pid of sancad and its children that live."""
    found = {"sancad": SANCAD}
    with open(f"/proc/{SANCAD}/task/{SANCAD}/children", encoding="utf-8") as f:
        for pid in f.read().split():
            try:
                with open(f"/proc/{pid}/comm", encoding="utf-8") as comm:
                    found[comm.read().strip()] = int(pid)
            except OSError:
                pass
    return found


def has(pid):
    """Descriptors, KiB resident, threads."""
    values = {}
    with open(f"/proc/{pid}/status", encoding="utf-8") as status:
        for line in status:
            values[line.split(":")[0]] = line.split()[1:]
    return (len(os.listdir(f"/proc/{pid}/fd")), int(values["VmRSS"][0]),
            int(values["Threads"][0]))


def size(name):
    try:
        return os.stat(os.path.join(DIR, "log", name)).st_size // 1024
    except OSError:
        return 0


samples = []
start = time.monotonic()
next_reload, next_kill, next_row = 5.0, 20.0, SECONDS / ROWS
kills = reloads = 0
print("    s" + "".join(f" {n + ': fds KiB thr':>26}" for n in NAMES)
      + "  WAL KiB  db KiB")
while (now := time.monotonic() - start) < SECONDS + 0.5:
    if now >= next_reload:
        os.kill(SANCAD, signal.SIGHUP)
        reloads += 1
        next_reload += 5
    if now >= next_kill and "sanca-front" in (found := pids()):
        os.kill(found["sanca-front"], signal.SIGKILL)
        kills += 1
        next_kill += 20
    if now >= next_row:
        # Not amidst a restart of the front.
        time.sleep(max(0.0, 3 - (time.monotonic() - start - next_kill + 20)))
        found = pids()
        try:
            row = [has(found[n]) for n in NAMES]
        except (KeyError, OSError):
            continue
        samples.append((row, size("ca.db-wal"), size("ca.db")))
        print(f"{now:5.0f}" + "".join(f" {a:12} {b:8} {c:4}" for a, b, c in row)
              + f" {samples[-1][1]:8} {samples[-1][2]:7}", flush=True)
        next_row += SECONDS / ROWS
    time.sleep(0.05)
print(f"{reloads} reloads, {kills} fronts killed")
sixth = max(1, len(samples) // 6)
early, late = samples[sixth:2 * sixth], samples[-sixth:]


def grown(what, of):
    a, b = (statistics.median(of(s) for s in part) for part in (early, late))
    print(f"{what}: {a:g} -> {b:g} ({b - a:+g})")


for i, name in enumerate(NAMES):
    grown(f"{name} descriptors", lambda s, i=i: s[0][i][0])
    grown(f"{name} KiB resident", lambda s, i=i: s[0][i][1])
    grown(f"{name} threads", lambda s, i=i: s[0][i][2])
grown("WAL KiB", lambda s: s[1])
