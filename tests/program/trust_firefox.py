# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
"""Whether Firefox opens an address without a warning, asked by Marionette.

trust_firefox.py URL PROFILE: exit 0 when it does.
"""

import json
import os
import socket
import subprocess
import sys
import time

URL, PROFILE = sys.argv[1:]
END = time.monotonic() + 40


def free_port():
    s = socket.socket()
    s.bind(("127.0.0.1", 0))
    return s.getsockname()[1]


def connect(port):
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port), 1)
        except OSError:
            if time.monotonic() > END:
                sys.exit("Firefox does not answer")
            time.sleep(0.1)


def receive(stream):
    """A message is its length in decimal, a colon, and JSON."""
    n = b""
    while not n.endswith(b":"):
        n += stream.read(1) or sys.exit("Firefox went away")
    return json.loads(stream.read(int(n[:-1])))


def call(s, stream, number, name, **words):
    text = json.dumps([0, number, name, words]).encode()
    s.sendall(b"%d:%s" % (len(text), text))
    return receive(stream)


port = free_port()
with open(os.path.join(PROFILE, "user.js"), "w") as f:
    f.write(f'user_pref("marionette.port", {port});\n')
    for name in ("app.normandy.enabled", "network.captive-portal-service.enabled",
                 "datareporting.policy.dataSubmissionEnabled",
                 "browser.shell.checkDefaultBrowser"):
        f.write(f'user_pref("{name}", false);\n')
firefox = subprocess.Popen(
    ["firefox-esr", "--headless", "--marionette", "--no-remote", "--profile",
     PROFILE], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
    stderr=subprocess.DEVNULL, start_new_session=True)
try:
    s = connect(port)
    s.settimeout(30)
    stream = s.makefile("rb")
    receive(stream)
    call(s, stream, 1, "WebDriver:NewSession", pageLoadStrategy="normal")
    answer = call(s, stream, 2, "WebDriver:Navigate", url=URL)
    print(answer)
    title = call(s, stream, 3, "WebDriver:GetTitle")
    print(title)
    good = answer[2] is None and "HTTP Test CA" in json.dumps(title)
    # What failed for another reason is no verdict.
    if not good and "insecure certificate" not in json.dumps(answer):
        print("an unexpected answer")
        open(os.path.join(PROFILE, "unexpected"), "w").close()
finally:
    os.killpg(firefox.pid, 9)
    firefox.wait()
sys.exit(not good)
