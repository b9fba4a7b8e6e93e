# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
"""A server whose /KIND/ca.pem is wrong in the way that KIND says.

trust_answers.py PORT ROOT OTHER
"""

import http.server
import sys

ROOT = open(sys.argv[2], "rb").read()
OTHER = open(sys.argv[3], "rb").read()


class Answers(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        kind = self.path.split("/")[1]
        if kind == "missing":
            self.send_error(404)
            return
        self.send_response(200)
        if kind == "truncated":
            # The connection ends before what was promised is sent.
            self.send_header("Content-Length", str(len(ROOT)))
        self.end_headers()
        try:
            if kind == "truncated":
                self.wfile.write(ROOT[:400])
            elif kind == "two":
                self.wfile.write(ROOT + OTHER)
            elif kind == "endless":
                for _ in range(4096):
                    self.wfile.write(b"A" * 65536)
            else:
                self.wfile.write(b"<html><h1>It works!</h1></html>")
        except OSError:
            pass

    def log_message(self, *args):
        pass


http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])),
                                Answers).serve_forever()
