# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
"""The notifier's look over a log of --entries, beside requests that go on: how
long it takes, with what memory, and how far the write-ahead log grows, which
only a long read could make grow."""
import contextlib
import os
import re
import signal
import sqlite3
import subprocess
import sys
import threading
import time

from scratch import DOMAIN, TICK, Ca, free_port

LOAD_S = 30
LOOK_S = 900


def settings(ca, on):
    """[notify] with a mail server that is not there: the look comes first."""
    conf = os.path.join(ca.data, "sanca.conf")
    with open(conf, encoding="utf-8") as f:
        text = re.sub(r"(?m)^(smtp-url|mail-from|contact|hour) *=.*\n", "",
                      f.read())
    if on:
        text = re.sub(r"(?m)^\[notify\]$", "[notify]\n"
                      f"smtp-url = smtp://127.0.0.1:{free_port()}\n"
                      "mail-from = ca@bench.example\n"
                      "contact = postmaster@bench.example\nhour = 0",
                      text, count=1)
    with open(conf, "w", encoding="utf-8") as f:
        f.write(text)


@contextlib.contextmanager
def database(ca, name, mode="ro"):
    """Closed afterwards: the last to close ca.db ends its write-ahead log."""
    db = sqlite3.connect(f"file:{ca.data}/{name}?mode={mode}", uri=True,
                         timeout=10)
    with contextlib.closing(db):
        yield db


def count(ca, name, table):
    try:
        with database(ca, name) as db:
            return db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
    except sqlite3.OperationalError:
        return 0


def last_certificate(ca):
    with database(ca, "log/ca.db") as db:
        return db.execute("SELECT max(id) FROM reservation").fetchone()[0]


def move_ends(ca, days):
    """Ends of all certificates, over so many days, as rows alone: what keeps
    rows as they are is put aside meanwhile."""
    with database(ca, "log/ca.db", "rw") as db, db:
        guards = db.execute("SELECT name, sql FROM sqlite_master WHERE type = "
                            "'trigger' AND tbl_name = 'reservation'").fetchall()
        for name, _ in guards:
            db.execute(f"DROP TRIGGER {name}")
        # What lives shorter than a threshold is not told of by it.
        db.execute("UPDATE reservation SET not_after = :now + 3600 + "
                   "(id * 7919 % :minutes) * 60, not_before = :now - "
                   "34300800 + (id * 7919 % :minutes) * 60 "
                   "WHERE request_id = 'seed'",
                   {"now": int(time.time()), "minutes": days * 1440})
        for _, sql in guards:
            db.execute(sql)


def notifier_pid(ca):
    for pid in ca.pids():
        try:
            with open(f"/proc/{pid}/cmdline", "rb") as f:
                if b"sanca-notifier" in f.read().split(b"\0")[0]:
                    return pid
        except OSError:
            continue
    return None


def wal_mb(ca):
    return os.path.getsize(f"{ca.data}/log/ca.db-wal") / 1e6


def used(pid):
    """Seconds of processors and the most memory, in MB."""
    with open(f"/proc/{pid}/stat", encoding="utf-8") as f:
        fields = f.read().rsplit(")", 1)[1].split()
    with open(f"/proc/{pid}/status", encoding="utf-8") as f:
        peak = int(re.search(r"VmHWM:\s+(\d+)", f.read())[1])
    return (int(fields[11]) + int(fields[12])) / TICK, peak / 1024


def look(bench, ca, token, what):
    for name in os.listdir(f"{ca.data}/notify"):
        if name.startswith("notify.db"):
            os.unlink(f"{ca.data}/notify/{name}")
    settings(ca, False)
    ca.start()
    got = {}
    bench.first += 10000
    loader = threading.Thread(target=lambda: got.update(bench.load(
        ca.port, "--pool", "10000", "--first", str(bench.first), "--domain",
        DOMAIN, connections=8, seconds=LOAD_S,
        headers=[f"Authorization: Bearer {token}"])))
    before = last_certificate(ca)
    loader.start()
    while last_certificate(ca) == before and loader.is_alive():
        time.sleep(0.2)
    time.sleep(3)
    alone = wal_mb(ca)
    settings(ca, True)
    start = time.monotonic()
    ca.daemon.send_signal(signal.SIGHUP)
    while count(ca, "notify/notify.db", "run WHERE at > 0") == 0:
        if time.monotonic() - start > LOOK_S:
            sys.exit("bench: the notifier has not looked")
        time.sleep(0.02)
    took = time.monotonic() - start
    wal = wal_mb(ca)
    cpu, peak = used(notifier_pid(ca))
    due = count(ca, "notify/notify.db", "due")
    loader.join()
    ca.stop()
    bench.found.setdefault("notices", {})[what] = {
        "due": due, "took_s": took, "cpu_s": cpu, "peak_mb": peak,
        "wal_mb": wal, "wal_alone_mb": alone, "load": got}
    bench.say(f"    {what:28} {due:7} due  {took:6.1f} s, {cpu:5.1f} s CPU, "
              f"{peak:5.1f} MB; write-ahead log {alone:.1f} MB before, "
              f"{wal:.1f} MB after; {got['rate']:.0f} certificates/s, p99 "
              f"{got['p99_us'] / 1000:.0f} ms")


def part_notices(bench):
    seed = os.path.join(bench.build, "tests/bench/seed")
    if not os.path.exists(seed):
        bench.say("notices: skipped, no tests/bench/seed")
        return
    ca = Ca(bench.build, "notices")
    ca.start()
    token = ca.token()
    ca.stop()
    subprocess.run([seed, ca.data, str(bench.options.entries)], check=True)
    bench.say(f"notices, {bench.options.entries} certificates:")
    move_ends(ca, 397)
    look(bench, ca, token, "ends over 397 days")
    move_ends(ca, 29)
    look(bench, ca, token, "all end within 30 days")
    ca.remove()
