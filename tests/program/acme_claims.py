# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
"""What the hostile clients of ACME share: how they judge an answer."""
import sys
import threading

from acme_client import Client, binding_new

PORT, DIR, HTTP_PORT = sys.argv[1:4]


def claim(name, held, answer=None):
    print("pass" if held else "fail", " ".join(name.split()).replace(chr(92), "/"), flush=True)
    if not held:
        print("##", " ".join(str(answer).split())[:700], flush=True)
    return held


def refused(name, answer, types, status=None):
    """A problem of one of these types, with a nonce and the link to the directory.

    No token is asked for, as none is taken here (RFC 9110 11.6.1)."""
    types = types.split("|")
    title = (answer.json or {}).get("title", "")
    held = (answer.status >= 400 and answer.type in types and "Replay-Nonce" in answer.fields
            and any('rel="index"' in v for v in answer.links)
            and (status is None or answer.status == status)
            and "WWW-Authenticate" not in answer.fields and title and "token" not in title
            and (answer.json or {}).get("detail"))
    return claim(name, held, answer)


def client(requester="alice", **more):
    c = Client("localhost", PORT, **more)
    answer = c.register(binding_new(DIR, requester) if requester else None,
                        contact=["mailto:admin@contoso.com"])
    if answer.status != 201:
        raise SystemExit(f"no account: {answer}")
    return c


def parallel(count, work):
    out, threads = [None] * count, []

    def run(i):
        try:
            out[i] = work(i)
        except Exception as e:  # shown as what it is
            out[i] = e
    for i in range(count):
        threads.append(threading.Thread(target=run, args=(i,)))
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    return out
