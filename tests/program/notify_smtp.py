# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
"""A mail server on loopback that keeps what it takes.

notify_smtp.py FOLDER PORT [CERT KEY USER PASSWORD]: each message becomes
FOLDER/N.eml, its envelope FOLDER/N.to. With a certificate it wants STARTTLS and
AUTH. While FOLDER/hang exists, the last answer does not come."""
import asyncio
import os
import ssl
import sys

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult

folder, port = sys.argv[1], int(sys.argv[2])
tls = sys.argv[3:7]


class Keeper:
    count = 0

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith('refused'):
            return '550 5.1.1 nobody of this name'
        envelope.rcpt_tos.append(address)
        return '250 OK'

    async def handle_DATA(self, server, session, envelope):
        Keeper.count += 1
        path = os.path.join(folder, '%d' % Keeper.count)
        with open(path + '.eml', 'wb') as f:
            f.write(envelope.original_content)
        with open(path + '.to', 'w') as f:
            f.write('%s %s tls=%s auth=%s\n' % (
                envelope.mail_from, ','.join(envelope.rcpt_tos),
                session.ssl is not None, session.authenticated))
        while os.path.exists(os.path.join(folder, 'hang')):
            await asyncio.sleep(0.05)
        return '250 2.0.0 kept as %d' % Keeper.count


def authenticate(server, session, envelope, mechanism, data):
    good = data.login.decode() == tls[2] and data.password.decode() == tls[3]
    # Not handled: the server itself says 535.
    return AuthResult(success=good, handled=good)


class Server(Controller):
    def factory(self):
        if not tls:
            return SMTP(self.handler, hostname='mail.test')
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(tls[0], tls[1])
        return SMTP(self.handler, hostname='mail.test', tls_context=context,
                    require_starttls=True, auth_required=True,
                    authenticator=authenticate)


server = Server(Keeper(), hostname='127.0.0.1', port=port)
server.start()
print('ready', flush=True)
sys.stdin.read()
server.stop()
