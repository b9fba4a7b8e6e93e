# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
"""Scratch CAs and servers beside them, for run.py and its parts."""
import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

CONNECTIONS = (1, 8, 64)
DOMAIN = "bench.example"
TICK = os.sysconf("SC_CLK_TCK")


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def children(parent):
    """Pids of all processes below parent, itself included."""
    family, grown = {parent}, True
    while grown:
        grown = False
        for pid in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open(f"/proc/{pid}/stat", encoding="utf-8") as f:
                    ppid = int(f.read().rsplit(")", 1)[1].split()[1])
            except OSError:
                continue
            if ppid in family and int(pid) not in family:
                family.add(int(pid))
                grown = True
    return family


def cpu_seconds(pids):
    total = 0
    for pid in pids:
        try:
            with open(f"/proc/{pid}/stat", encoding="utf-8") as f:
                fields = f.read().rsplit(")", 1)[1].split()
        except OSError:
            continue
        total += int(fields[11]) + int(fields[12])
    return total / TICK


def pss_mb(pids):
    total = 0
    for pid in pids:
        try:
            with open(f"/proc/{pid}/smaps_rollup", encoding="utf-8") as f:
                total += int(re.search(r"^Pss:\s+(\d+)", f.read(), re.M)[1])
        except (OSError, TypeError):
            continue
    return total / 1024


class Ca:
    """One scratch CA and its daemon."""
    all = []

    def __init__(self, build, name, *more):
        Ca.all.append(self)
        self.build = build
        self.dir = tempfile.mkdtemp(prefix=f"sanca-bench-{name}.")
        os.chmod(self.dir, 0o755)
        self.data = os.path.join(self.dir, "ca")
        self.port = free_port()
        self.daemon = None
        # As root the children need users; a scratch CA takes any.
        users = [] if os.getuid() else ["--front-user", "64001:64001",
                                        "--signer-user", "64002:64002",
                                        "--notifier-user", "64003:64003",
                                        "--validator-user", "64004:64004"]
        self.sanca("init", self.data, *users, "--name", "Bench CA", "--domain",
                   DOMAIN, "--listen", f"127.0.0.1:{self.port}",
                   "--public-url", f"http://127.0.0.1:{self.port}", *more,
                   directory=False)
        conf = os.path.join(self.data, "sanca.conf")
        with open(conf, encoding="utf-8") as f:
            text = f.read()
        text = re.sub(r"(?m)^#? *max-certificates-per-day *=.*$",
                      "max-certificates-per-day = 0", text, count=1)
        with open(conf, "w", encoding="utf-8") as f:
            f.write(text)

    def sanca(self, *arguments, directory=True):
        command = [os.path.join(self.build, "sanca")]
        if directory:
            command += ["-d", self.data]
        return subprocess.run(command + list(arguments), check=True, text=True,
                              stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL).stdout

    def start(self, **environment):
        self.daemon = subprocess.Popen(
            [os.path.join(self.build, "sancad"), "-d", self.data],
            stderr=open(os.path.join(self.dir, "log"), "a", encoding="utf-8"),
            env={**os.environ, **environment})
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            if self.status("/healthz") == 200:
                return
            time.sleep(0.005)
        sys.exit(f"sancad did not start, see {self.dir}/log")

    def status(self, path):
        try:
            with socket.create_connection(("127.0.0.1", self.port), 2) as s:
                s.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                          "Connection: close\r\n\r\n".encode())
                return int(s.recv(64).split()[1])
        except (OSError, IndexError):
            return 0

    def token(self):
        return self.sanca("token", "new", "bench", "--policy", "default",
                          "--may", "issue,list,revoke").strip()

    def pids(self):
        return children(self.daemon.pid)

    def stop(self):
        if self.daemon:
            self.daemon.send_signal(signal.SIGTERM)
            self.daemon.wait(20)
            self.daemon = None

    def remove(self):
        Ca.all.remove(self)
        self.stop()
        shutil.rmtree(self.dir)


@contextlib.contextmanager
def nginx_of(source, name, kind="application/octet-stream"):
    """nginx with two workers that serves the file as /name, while it is used."""
    home = tempfile.mkdtemp(prefix="sanca-bench-nginx.")
    port = free_port()
    os.chmod(home, 0o755)
    shutil.copy(source, os.path.join(home, name))
    with open(home + "/nginx.conf", "w", encoding="utf-8") as f:
        f.write(f"worker_processes 2; daemon off; pid {home}/pid;\n"
                "error_log stderr crit;\nevents {}\n"
                "http { access_log off; keepalive_requests 100000000;\n"
                f"default_type {kind};\n"
                f"server {{ listen 127.0.0.1:{port}; root {home}; }} }}\n")
    server = subprocess.Popen(["nginx", "-c", home + "/nginx.conf"],
                              stderr=subprocess.DEVNULL)
    time.sleep(0.5)
    try:
        yield port
    finally:
        server.terminate()
        server.wait(10)
        shutil.rmtree(home)
