# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
"""A webhook on loopback: notify_hook.py FOLDER PORT SECRET FAILURES [CHAIN KEY], over
HTTPS with the last two. Each call is FOLDER/N.json; FOLDER/N.said tells whether its signature is right. The first
FAILURES calls are answered with 500, and then one with a redirect to itself when
FOLDER/redirect exists."""
import hashlib
import hmac
import http.server
import os
import ssl
import sys
import time

folder, port, secret = sys.argv[1], int(sys.argv[2]), sys.argv[3].encode()
failures = int(sys.argv[4])
count = 0


class Hook(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        global count
        count += 1
        body = self.rfile.read(int(self.headers['Content-Length']))
        mac = hmac.new(secret, body, hashlib.sha256).hexdigest()
        good = hmac.compare_digest('sha256=' + mac,
                                   self.headers['X-Sanca-Signature'])
        late = int(self.headers['X-Sanca-Timestamp'])
        with open(os.path.join(folder, '%d.json' % count), 'wb') as f:
            f.write(body)
        status = 500 if count <= failures else 204
        if os.path.exists(os.path.join(folder, 'redirect')):
            status = 307
        with open(os.path.join(folder, '%d.said' % count), 'w') as f:
            f.write('signature=%s type=%s timestamp=%d status=%d path=%s\n' % (
                good, self.headers['Content-Type'], late, status, self.path))
        self.send_response(status)
        if status == 307:
            self.send_header('Location', '/elsewhere')
        self.send_header('Content-Length', '0')
        self.end_headers()

    def log_message(self, *args):
        pass


server = http.server.HTTPServer(('127.0.0.1', port), Hook)
if len(sys.argv) > 5:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[5], sys.argv[6])
    server.socket = context.wrap_socket(server.socket, server_side=True)
server.serve_forever()
