#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
"""One client of ACME orders as fast as it can, first from an address without end,
then from many; another wants one certificate at a time (THREATS F38).

    acme_zombie.py HTTPS-PORT DIR HTTP-PORT
"""
import threading

from acme_claims import DIR, PORT, claim
from acme_client import Client, binding_new, csr

CA, ZOMBIE, OTHER = "10.0.0.1", "10.0.0.7", "10.0.0.8"
REQUESTS, ORDERS_PER_HOUR, CERTIFICATES = 600, 60, 30


class Zombie(Client):
    """It asks on when it is given no nonce."""

    def nonce(self):
        return self.nonces.pop() if self.nonces else "none"


def client(source, requester, kind=Client):
    c = kind(CA, PORT, source=source)
    answer = c.register(binding_new(DIR, requester))
    if answer.status != 201:
        raise SystemExit(f"no account: {answer}")
    return c


def certificate(c, name):
    """None, or the answer that was no good."""
    order = c.order(name)
    if order.status != 201:
        return order
    done = c.finalize(order, csr([name]))
    if done.status != 200:
        return done
    pem = c.post(done.json["certificate"])
    return None if pem.status == 200 and b"BEGIN CERTIFICATE" in pem.body else pem


def main():
    zombie, other = client(ZOMBIE, "alice", Zombie), client(OTHER, "bob")
    answers, bad, ends = [], [], threading.Event()

    def hammer():
        for _ in range(REQUESTS):
            answers.append(zombie.order("zombie.contoso.com"))
        ends.set()
    thread = threading.Thread(target=hammer)
    thread.start()
    count = 0
    # While it hammers, and no more than the other may have.
    while count < CERTIFICATES and (count < 3 or not ends.is_set()):
        bad.append(certificate(other, f"h{count}.contoso.com"))
        count += 1
        ends.wait(0.2)
    thread.join()
    refused = [a for a in answers if a.status == 429]
    by = lambda text: [a for a in refused if text in a.json["detail"]]  # noqa: E731
    claim(f"F38 of {REQUESTS} orders {ORDERS_PER_HOUR} are made, all others refused",
          [sum(a.status == 201 for a in answers), len(refused)] == [ORDERS_PER_HOUR, REQUESTS - ORDERS_PER_HOUR],
          sorted({str(a)[:200] for a in answers if a.status not in (201, 429)}))
    claim("F38 with rateLimited, as a problem that says why",
          all(a.type == "rateLimited" and a.json["detail"] for a in refused), refused[:1])
    claim("F38 each says when to come again", all(int(a.fields["Retry-After"]) > 0 for a in refused), refused[:1])
    of_account, of_address = by("orders-per-hour"), by("in a minute from this address")
    claim("F38 first its account is limited, for what is left of an hour",
          of_account and all(3000 < int(a.fields["Retry-After"]) <= 3601 for a in of_account), of_account[:1])
    claim("F38 then its address", len(of_address) > 0, len(of_account))
    claim("F38 the others get their certificates meanwhile", count >= 3 and not any(bad), [str(b) for b in bad if b][:2])
    neighbour = client(OTHER, "alice")
    claim("F38 as does another account of the same requester",
          certificate(neighbour, "neighbour.contoso.com") is None)


main()
