#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
"""Holds a CRL and OCSP answers to what revoker.py's ledgers say, after crashes.

usage: revocation_checker.py PORT ID ROOT.pem CRL.der LEDGER...

The CRL is read by openssl, answers by ocsp_messages.py: nothing of sanca reads
what sanca wrote. Prints findings as JSON; exit status 1 when an acknowledged
revocation is missing, or has another reason.
"""
import json
import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(sys.argv[0]), "../program"))
import ocsp_messages as ocsp  # noqa: E402

NUMBERS = {"unspecified": None, "keyCompromise": 1, "superseded": 4,
           "certificateHold": 6}
SHOWN = {"Key Compromise": 1, "Superseded": 4, "Certificate Hold": 6,
         "Unspecified": 0}


def crl_entries(path):
    """serial -> CRLReason or None, as openssl shows it."""
    text = subprocess.run(
        ["openssl", "crl", "-inform", "DER", "-in", path, "-noout", "-text"],
        check=True, stdout=subprocess.PIPE).stdout.decode()
    found = {}
    for part in text.split("Serial Number: ")[1:]:
        reason = re.search(r"CRL Reason Code: \n\s+(.*)", part)
        serial = int(part.split()[0], 16)
        if serial in found:
            sys.exit(f"{serial:x} is on the CRL twice")
        found[serial] = SHOWN[reason[1]] if reason else None
    return found


def main():
    port, name, root, crl = sys.argv[1:5]
    root = ocsp.Certificate(ocsp.pem_read(root))
    at = ocsp.Responder(int(port), f"/i/{name}/ocsp")
    on_crl = crl_entries(crl)
    wanted, maybe, violations = {}, set(), []
    for path in sys.argv[5:]:
        with open(path, encoding="ascii") as f:
            for line in f:
                serial, reason, word = line.split()
                serial = int(serial, 16)
                if word == "acknowledged":
                    wanted[serial] = reason
                elif word == "already":
                    # With the reason of an earlier request.
                    wanted.setdefault(serial, None)
                else:
                    maybe.add(serial)
    for serial, reason in wanted.items():
        if serial not in on_crl:
            violations.append(f"{serial:x} is not on the CRL")
        elif reason and on_crl[serial] != NUMBERS[reason]:
            violations.append(f"{serial:x} has reason {on_crl[serial]}, "
                              f"{reason} was acknowledged")
        r = at.ask(ocsp.request([ocsp.cert_id(root, serial)]))
        if r.status != 0 or r.answers[0].status != "revoked":
            violations.append(f"{serial:x}: OCSP says {r}")
        elif serial in on_crl and r.answers[0].reason != on_crl[serial]:
            violations.append(f"{serial:x}: OCSP has reason "
                              f"{r.answers[0].reason}, the CRL {on_crl[serial]}")
    for serial in on_crl:
        if serial not in wanted and serial not in maybe:
            violations.append(f"{serial:x} is on the CRL, nobody revoked it")
    print(json.dumps({"acknowledged": len(wanted), "unknown": len(maybe),
                      "on_crl": len(on_crl),
                      "unknown_on_crl": len(maybe & set(on_crl)),
                      "violations": violations[:20]}))
    return bool(violations)


if __name__ == "__main__":
    sys.exit(main())
