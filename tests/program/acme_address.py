# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
"""A certificate for an IP address (RFC 8738) by certbot's library.

usage: acme_address.py DIRECTORY METHOD ADDRESS FILE
"""
import http.server, ipaddress, socket, ssl, sys, threading

import josepy
from acme import client, crypto_util, messages
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from OpenSSL import crypto

directory, method, address, out = sys.argv[1:5]
ip = ipaddress.ip_address(address)
family = socket.AF_INET6 if ip.version == 6 else socket.AF_INET


def serve_http(challenge, key):
    response, validation = challenge.response_and_validation(key)

    class One(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            assert self.path == challenge.chall.path, self.path
            assert self.headers['Host'] == (f'[{ip}]' if ip.version == 6
                                            else str(ip)), self.headers['Host']
            self.send_response(200)
            self.end_headers()
            self.wfile.write(validation.encode())

    class Server(http.server.HTTPServer):
        address_family = family
    server = Server((address, 80), One)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return response


def serve_tls(challenge, key):
    response = challenge.response(key)
    name = ip.reverse_pointer
    # The library makes certificates for names only; this one is the address's.
    pkey = crypto.PKey()
    pkey.generate_key(crypto.TYPE_RSA, 2048)
    cert = crypto_util.gen_ss_cert(
        pkey, [], ips=[ip], force_san=True, extensions=[crypto.X509Extension(
            b'1.3.6.1.5.5.7.1.31', True,
            b'DER:0420' + response.h.hex().encode())])
    with open(out + '.key', 'wb') as f:
        f.write(crypto.dump_privatekey(crypto.FILETYPE_PEM, pkey) +
                crypto.dump_certificate(crypto.FILETYPE_PEM, cert))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(out + '.key')
    context.set_alpn_protocols(['acme-tls/1'])

    def on_name(sock, asked, _):
        return None if asked == name else ssl.ALERT_DESCRIPTION_UNRECOGNIZED_NAME
    context.sni_callback = on_name
    listener = socket.socket(family)
    listener.bind((address, 443))
    listener.listen(5)

    def run():
        while True:
            try:
                context.wrap_socket(listener.accept()[0], server_side=True).recv(1)
            except OSError:
                pass
    threading.Thread(target=run, daemon=True).start()
    return response


account = josepy.JWKRSA(key=rsa.generate_private_key(65537, 2048))
net = client.ClientNetwork(account, user_agent='acme_address.py')
acme = client.ClientV2(client.ClientV2.get_directory(directory, net), net)
acme.new_account(messages.NewRegistration.from_data(
    email='tom@contoso.com', terms_of_service_agreed=True))
private = ec.generate_private_key(ec.SECP256R1()).private_bytes(
    serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
    serialization.NoEncryption())
order = acme.new_order(crypto_util.make_csr(private, ipaddrs=[ip]))
assert order.body.identifiers[0].typ == messages.IDENTIFIER_IP
offered = order.authorizations[0].body.challenges
assert {c.chall.typ for c in offered} == {'http-01', 'tls-alpn-01'}, offered
one = next(c for c in offered if c.chall.typ == method)
serve = {'http-01': serve_http, 'tls-alpn-01': serve_tls}[method]
acme.answer_challenge(one, serve(one, account))
with open(out, 'w') as f:
    f.write(acme.poll_and_finalize(order).fullchain_pem)
