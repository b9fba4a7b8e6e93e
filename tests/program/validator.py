# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
"""Plays sancad, the signer, name servers and the hosts that are asked to the real
sanca-validator, and says in TAP what it made of each.

usage: validator.py SANCA-VALIDATOR FOLDER
"""
import base64, os, socket, ssl, struct, subprocess, threading, time, warnings

from dnslib import A, AAAA, CNAME, DNSHeader, DNSRecord, QTYPE, RR, TXT

from validator_rig import B64, DIGEST, DNS, FOLDER, HTTP, KEY, PATH, TLS
from validator_rig import Validator, done, ip, ok, record

warnings.simplefilter('ignore', DeprecationWarning)


# ---- a name server -----------------------------------------------------------------

asked = []
sources = []         # port and id of each question


def answer(q):
    name = str(q.q.qname).rstrip('.').lower()
    kind = QTYPE[q.q.qtype]
    asked.append((name, kind))
    r = q.reply()
    r.header.ra = 1
    r.add_ar(*[a for a in q.ar])

    def add(owner, rd, t):
        r.add_answer(RR(owner, getattr(QTYPE, t), rdata=rd, ttl=0))
    if name.startswith('servfail') or '.servfail.' in name:
        r.header.rcode = 2
    elif name.startswith('_acme-challenge.'):
        base = name[len('_acme-challenge.'):]
        if base == 'good.test' or base == 'server01':
            add(name, TXT('something else'), 'TXT')
            add(name, TXT(B64), 'TXT')
        elif base == 'wrong.test':
            add(name, TXT('something else'), 'TXT')
        elif base == 'none.test':
            pass
        elif base == 'split.test':
            add(name, TXT([B64[:20].encode(), B64[20:].encode()]), 'TXT')
        elif base == 'many.test':
            for i in range(1000):
                add(name, TXT('number %d' % i), 'TXT')
        elif base == 'large.test':
            add(name, TXT([b'x' * 255] * 250), 'TXT')
        elif base == 'alias.test':
            add(name, CNAME('elsewhere.test'), 'CNAME')
            add('elsewhere.test', TXT(B64), 'TXT')
        elif base == 'lazy.test':           # does not follow it itself
            add(name, CNAME('_acme-challenge.good.test'), 'CNAME')
        elif base == 'chain.test':
            add(name, CNAME('c0.test'), 'CNAME')
            for i in range(20):
                add('c%d.test' % i, CNAME('c%d.test' % (i + 1)), 'CNAME')
            add('c20.test', TXT(B64), 'TXT')
        elif base == 'loop.test':
            add(name, CNAME(name), 'CNAME')
        elif base == 'foreign.test':        # of another name than was asked
            add('_acme-challenge.good.test', TXT(B64), 'TXT')
        else:
            r.header.rcode = 3
    elif kind == 'A' and name.endswith('.web.test') or \
            (kind == 'A' and name in ('server01', 'printer.local')):
        add(name, A('127.0.0.1'), 'A')
    elif name.endswith('.web.test') or name in ('server01', 'printer.local'):
        pass
    elif kind == 'A' and name == 'rebind.test':
        first = sum(1 for a in asked if a == (name, kind)) == 1
        add(name, A('127.0.0.1' if first else '169.254.169.254'), 'A')
    elif kind == 'A' and name.endswith('.to.test'):
        add(name, A(name[:-8].replace('-', '.')), 'A')
    elif kind == 'AAAA' and name.endswith('.six.test'):
        add(name, AAAA(name[:-9].replace('-', ':')), 'AAAA')
    elif name.endswith(('.to.test', '.six.test', 'rebind.test')):
        pass
    else:
        r.header.rcode = 3
    return r


def crafted(q, base):
    """Replies that no server writes (G10)."""
    head = struct.pack('>HHHHHH', q.header.id, 0x8180, 1, 1, 0, 0)
    question = q.pack()[12:12 + len(base) + 2 + 16 + 4]
    return {'short': q.pack()[:5],
            'pointer': head + question + b'\xc0' + bytes([len(head + question)]) +
            struct.pack('>HHIH', 16, 1, 0, 0),
            'rdlength': head + question + b'\xc0\x0c' +
            struct.pack('>HHIH', 16, 1, 0, 60000) + b'x',
            'counts': struct.pack('>HHHHHH', q.header.id, 0x8180, 1, 65535, 65535,
                                  0) + question,
            'emptytxt': head + question + b'\xc0\x0c' +
            struct.pack('>HHIH', 16, 1, 0, 0)}[base.split('.')[0]]


def reply_octets(octets, most):
    q = DNSRecord.parse(octets)
    name = str(q.q.qname).rstrip('.')
    if name.endswith('.crafted.test'):
        return crafted(q, name[len('_acme-challenge.'):])
    if 'silent' in name:
        return None
    r = answer(q).pack()
    if len(r) > most:
        t = DNSRecord(DNSHeader(id=q.header.id, qr=1, aa=1, ra=1, tc=1), q=q.q)
        return t.pack()
    return r


def dns_server():
    udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    udp.bind(('127.0.0.1', 0))
    tcp = socket.socket()
    tcp.bind(udp.getsockname())
    tcp.listen(50)

    def over_udp():
        while True:
            octets, who = udp.recvfrom(4096)
            sources.append((who[1], octets[:2]))
            r = reply_octets(octets, 1232)
            if r is not None:
                udp.sendto(r, who)

    def one_tcp(c):
        try:
            while True:
                n = struct.unpack('>H', c.recv(2, socket.MSG_WAITALL))[0]
                r = reply_octets(c.recv(n, socket.MSG_WAITALL), 65535)
                c.sendall(struct.pack('>H', len(r)) + r)
        except (OSError, struct.error):
            c.close()

    def over_tcp():
        while True:
            threading.Thread(target=one_tcp, args=(tcp.accept()[0],),
                             daemon=True).start()
    for f in over_udp, over_tcp:
        threading.Thread(target=f, daemon=True).start()
    return udp.getsockname()[1]


# ---- a web server, which behaves as its host's first label says ----------------------

requests = []
HEAD = 'HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n'


def to(location):
    return ('HTTP/1.1 302 Found\r\nLocation: ' + location +
            '\r\nContent-Length: 0\r\n\r\n')


def web_text(how, path):
    key = HEAD % len(KEY) + KEY
    port = ports['http']
    hops = int(path.rpartition('/')[2]) if path.startswith('/hop/') else 0
    return {
        'good': key,
        'space': HEAD % (len(KEY) + 4) + KEY + ' \r\n\n',
        'chunked': 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n'
                   f'{len(KEY):x}\r\n{KEY}\r\n0\r\n\r\n',
        'missing': 'HTTP/1.1 404 No\r\nContent-Length: 3\r\n\r\nno\n',
        'wrong': HEAD % 5 + 'wrong',
        'long': HEAD % 200 + 'x' * 200,
        'longkey': HEAD % 200 + KEY + ' ' * (200 - len(KEY)),
        'gzip': 'HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n'
                'Content-Length: 3\r\n\r\n\x1f\x08x',
        'old': KEY,                                         # HTTP/0.9
        'twice': to('/a').replace('\r\nCon', '\r\nLocation: /b\r\nCon'),
        'nowhere': 'HTTP/1.1 302 F\r\nContent-Length: 0\r\n\r\n',
        'once': to(f'http://good.web.test:{port}{PATH}'),
        'relative': to('/other') if path == PATH else key,
        'secure': to(f'https://good.web.test:{ports["https"]}/x'),
        'loop': to(PATH),
        'ten': to(f'/hop/{hops + 1}') if hops < 10 else key,
        'eleven': to(f'/hop/{hops + 1}') if hops < 11 else key,
        'file': to('file:///etc/passwd'),
        'gopher': to('gopher://good.web.test/x'),
        'ftp': to('ftp://good.web.test/x'),
        'port': to('http://good.web.test:22/'),
        'user': to(f'http://a:b@good.web.test:{port}/'),
        'zone': to('http://[fe80::1%25lo]/'),
        'nohost': to('http:///x'),
        'meta': to('http://169.254.169.254/latest'),
        'metaname': to('http://169-254-169-254.to.test/latest'),
        'octal': to('http://0251.0376.0251.0376/'),
        'hex': to('http://0xa9fea9fe/'),
        'longurl': to('/' + 'x' * 2001),
        'backslash': to('http://good.web.test\\@evil.test/'),
    }[how]


def endless(c, how):
    try:
        if how == 'body':
            c.sendall(b'HTTP/1.1 200 OK\r\n\r\n')
            while True:
                c.sendall(b'x' * 4096)
        if how == 'header':
            c.sendall(b'HTTP/1.1 200 OK\r\n')
            while True:
                c.sendall(b'X-A: ' + b'x' * 1000 + b'\r\n')
        if how == 'oneline':
            c.sendall(b'HTTP/1.1 200 OK\r\nX: ')
            while True:
                c.sendall(b'x' * 4096)
        if how == 'continue':
            while True:
                c.sendall(b'HTTP/1.1 100 Continue\r\n\r\n')
        if how == 'drip':
            c.sendall(b'HTTP/1.1 200 OK\r\n\r\n')
            while True:
                c.sendall(b'x')
                time.sleep(1)
        if how == 'mute':
            time.sleep(60)
    except OSError:
        pass


def web_one(c):
    try:
        head = b''
        while b'\r\n\r\n' not in head:
            more = c.recv(4096)
            if not more:
                return
            head += more
        lines = head.decode('latin-1').split('\r\n')
        requests.append(lines)
        host = next(l[6:] for l in lines if l.lower().startswith('host: '))
        how = host.split('.')[0]
        if host.startswith('127.'):
            how = 'good'
        if host.endswith(('to.test', 'rebind.test', 'printer.local')) or \
                host.split(':')[0] in ('server01', 'printer.local', 'rebind.test'):
            how = 'good'
        if how in ('body', 'header', 'oneline', 'continue', 'drip', 'mute'):
            endless(c, how)
        else:
            c.sendall(web_text(how, lines[0].split(' ')[1]).encode('latin-1'))
            c.shutdown(socket.SHUT_WR)
            c.recv(10)
    except (OSError, KeyError, StopIteration):
        pass
    finally:
        c.close()


def listen(serve, wrap=None):
    s = socket.socket()
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    s.bind(('127.0.0.1', 0))
    s.listen(200)

    def one(c):
        try:
            c.settimeout(30)
            serve(wrap(c) if wrap else c)
        except (OSError, ssl.SSLError):
            c.close()

    def run():
        while True:
            threading.Thread(target=one, args=(s.accept()[0],),
                             daemon=True).start()
    threading.Thread(target=run, daemon=True).start()
    return s.getsockname()[1]


# ---- a TLS server, which shows what its name asks for ------------------------------------

GOOD_ID = 'critical,DER:0420' + DIGEST.hex()


def certificate(name, san, ident=GOOD_ID, more=(), signer=None):
    path = os.path.join(FOLDER, name + '.pem')
    args = ['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt',
            'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-subj',
            '/CN=challenge', '-keyout', path + '.key', '-out', path]
    if san:
        args += ['-addext', 'subjectAltName=' + san]
    if ident:
        args += ['-addext', '1.3.6.1.5.5.7.1.31=' + ident]
    for m in more:
        args += ['-addext', m]
    if signer:
        args += ['-CA', signer, '-CAkey', signer + '.key']
        args[args.index('/CN=challenge')] = '/CN=leaf'
    subprocess.run(args, check=True, stderr=subprocess.DEVNULL)
    with open(path, 'ab') as out, open(path + '.key', 'rb') as key:
        out.write(key.read())
    return path


def context(path, alpn=('acme-tls/1',), newest=None):
    c = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    c.load_cert_chain(path)
    if alpn:
        c.set_alpn_protocols(list(alpn))
    if newest:
        c.set_ciphers('ALL:@SECLEVEL=0')
        c.minimum_version = ssl.TLSVersion.TLSv1
        c.maximum_version = newest
    return c


def der(tag, body):
    n = len(body)
    length = bytes([n]) if n < 128 else b'\x82' + struct.pack('>H', n)
    return bytes([tag]) + length + body


def parts(body):
    """The values in the contents of a constructed one: (tag, contents)."""
    while body:
        n, at = body[1], 2
        if n & 0x80:
            at += n & 0x7f
            n = int.from_bytes(body[2:at], 'big')
        yield body[0], body[at:at + n]
        body = body[at + n:]


def with_two(path):
    """The last extension once more. Nobody signs such a thing for us: the
    signature does not fit, but what is looked at first is the extensions."""
    pem = open(path).read()
    head, foot = '-----BEGIN CERTIFICATE-----', '-----END CERTIFICATE-----'
    octets = base64.b64decode(pem.split(head)[1].split(foot)[0])
    tbs, algorithm, signature = list(parts(list(parts(octets))[0][1]))
    fields = list(parts(tbs[1]))
    extensions = list(parts(list(parts(fields[-1][1]))[0][1]))
    mine = [e for e in extensions if b'\x05\x05\x07\x01\x1f' in e[1]]
    fields[-1] = (0xa3, der(0x30, b''.join(der(*e) for e in extensions + mine)))
    octets = der(0x30, der(0x30, b''.join(der(*f) for f in fields)) +
                 der(*algorithm) + der(*signature))
    with open(path, 'w') as out:
        out.write(f'{head}\n{base64.encodebytes(octets).decode()}{foot}\n' +
                  open(path + '.key').read())
    return path


contexts = {}
seen_names = []


def make_tls():
    d = 'DNS:%s.web.test'
    c = certificate
    contexts['good'] = context(c('good', d % 'good'))
    # As lego makes it.
    contexts['usage'] = context(c('usage', d % 'usage',
                                  more=('keyUsage=critical,keyEncipherment',)))
    contexts['upper'] = context(c('upper', 'DNS:UPPER.Web.Test'))
    contexts['noalpn'] = context(c('noalpn', d % 'noalpn'), alpn=())
    contexts['otheralpn'] = context(c('otheralpn', d % 'otheralpn'), alpn=('h2',))
    contexts['twoids'] = context(with_two(c('twoids', d % 'twoids')))
    contexts['wrongid'] = context(c('wrongid', d % 'wrongid',
                                    'critical,DER:0420' + '00' * 32))
    contexts['noid'] = context(c('noid', d % 'noid', None))
    contexts['longid'] = context(c('longid', d % 'longid',
                                   'critical,DER:0421' + DIGEST.hex() + '00'))
    contexts['tailid'] = context(c('tailid', d % 'tailid', GOOD_ID + '0500'))
    contexts['uncritical'] = context(c('uncritical', d % 'uncritical',
                                       GOOD_ID[len('critical,'):]))
    contexts['twonames'] = context(c('twonames', d % 'twonames' + ',' + d % 'x'))
    contexts['othername'] = context(c('othername', d % 'another'))
    contexts['nonames'] = context(c('nonames', None))
    contexts['ipandname'] = context(c('ipandname', d % 'ipandname' +
                                      ',IP:127.0.0.1'))
    root = c('root', None, None)
    contexts['casigned'] = context(c('casigned', d % 'casigned', signer=root))
    contexts['1'] = context(c('ip', 'IP:127.0.0.1'))


def on_name(sock, name, ctx):
    seen_names.append(name)
    label = (name or '').split('.')[0]
    if label not in contexts:
        return ssl.ALERT_DESCRIPTION_UNRECOGNIZED_NAME
    sock.context = contexts[label]
    return None


def tls_one(c):
    try:
        c.recv(100)
    finally:
        c.close()


def wrap(base):
    base.sni_callback = on_name
    return lambda c: base.wrap_socket(c, server_side=True)


def stall(c):
    c.recv(10)
    time.sleep(60)


def babble(c):
    # Handshake records without end, of a message that never comes to its own.
    c.recv(4096)
    c.sendall(b'\x16\x03\x03\x40\x00\x0b\xff\xff\xff' + b'x' * (16384 - 4))
    while True:
        c.sendall(b'\x16\x03\x03\x40\x00' + b'x' * 16384)


# ---- claims -------------------------------------------------------------------------------

def conf(networks=('127.0.0.0/8',), tls_port=None, more=''):
    rows = ''.join(f'validate-network = {n}\n' for n in networks)
    return (f'[http]\nlisten-tls = 127.0.0.1:{ports["own"]}\n'
            'tls-name = pki.test\n[acme]\nenabled = yes\n'
            f'resolver = 127.0.0.1:{ports["dns"]}\n{rows}'
            f'http-port = {ports["http"]}\n'
            f'tls-port = {tls_port or ports["alpn"]}\n{more}')


def refused(v, method, name, error, words, what):
    r = v.ask(method, name)
    ok(not r[0] and r[1] == error and words in r[2], what, r)


def valid(v, method, name, what):
    r = v.ask(method, name)
    ok(r[0], what, r)
    return r


def http_claims(v):
    r = valid(v, HTTP, 'good.web.test', 'http-01: the file is there')
    ok(r[3] == f'127.0.0.1:{ports["http"]}', 'and it says where', r)
    lines = requests[-1]
    ok(lines[0] == f'GET {PATH} HTTP/1.1', 'the request is for it', lines)
    ok(f'Host: good.web.test:{ports["http"]}' in lines, 'with its host', lines)
    ok('Host: web.test' not in lines, 'G14 and of no other', lines)
    ok('Accept-Encoding: identity' in lines, 'G06 uncoded', lines)
    valid(v, HTTP, 'space.web.test', 'white space at its end is nothing')
    valid(v, HTTP, 'chunked.web.test', 'chunks are taken')
    valid(v, HTTP, 'server01', 'a name without a dot')
    valid(v, HTTP, 'printer.local', '.local is asked of the name server')
    valid(v, HTTP, ip('127.0.0.1'), 'an address')
    refused(v, HTTP, 'missing.web.test', 'incorrectResponse', 'got 404 for',
            'a file that is not there')
    refused(v, HTTP, 'wrong.web.test', 'incorrectResponse', '"wrong"',
            'another content')
    refused(v, HTTP, 'long.web.test', 'incorrectResponse', 'more than 128',
            'G05 a long body')
    refused(v, HTTP, 'longkey.web.test', 'incorrectResponse', 'more than 128',
            'G05 the key and much white space')
    refused(v, HTTP, 'body.web.test', 'incorrectResponse', 'more than 128',
            'G05 an endless body')
    refused(v, HTTP, 'header.web.test', 'incorrectResponse', 'header of more',
            'G05 an endless header')
    refused(v, HTTP, 'oneline.web.test', 'incorrectResponse', '',
            'G05 an endless line')
    refused(v, HTTP, 'continue.web.test', 'incorrectResponse', 'header of more',
            'G05 endless 1xx')
    refused(v, HTTP, 'old.web.test', 'incorrectResponse', 'HTTP/0.9',
            'G05 HTTP/0.9')
    refused(v, HTTP, 'gzip.web.test', 'incorrectResponse', '',
            'G06 what is packed is not unpacked')
    refused(v, HTTP, 'nobody.test', 'dns', 'there is no name',
            'a name that there is not')
    refused(v, HTTP, 'servfail.test', 'dns', 'SERVFAIL',
            'G09 a name server that fails')
    refused(v, HTTP, 'bad/../name', 'serverInternal', '',
            'G13 a name that is none is not asked')
    refused(v, HTTP, 'a@127.0.0.1', 'serverInternal', '', 'G13 nor is a@b')
    refused(v, HTTP, 'a#b.test', 'serverInternal', '', 'G13 nor is a#b')
    refused(v, HTTP, '*.web.test', 'serverInternal', 'no method',
            'G12 no wildcard by http-01')
    refused(v, TLS, '*.web.test', 'serverInternal', 'no method',
            'G12 nor by tls-alpn-01')
    refused(v, DNS, ip('127.0.0.1'), 'serverInternal', 'no method',
            'no address by dns-01')


def redirect_claims(v):
    valid(v, HTTP, 'once.web.test', 'a redirect is followed')
    valid(v, HTTP, 'relative.web.test', 'and one to a path')
    valid(v, HTTP, 'secure.web.test', 'G07 and one to https, whoever signed')
    valid(v, HTTP, 'ten.web.test', 'G04 ten are')
    refused(v, HTTP, 'eleven.web.test', 'connection', 'more than 10',
            'G04 eleven are not')
    refused(v, HTTP, 'loop.web.test', 'connection', 'more than 10', 'G04 a loop')
    refused(v, HTTP, 'longurl.web.test', 'connection', '2000', 'G04 a long path')
    for how, words in (('file', 'names no host'), ('gopher', 'http and https'),
                       ('ftp', 'http and https'), ('port', '80 nor 443'),
                       ('user', 'user name'), ('zone', ''), ('nohost', ''),
                       ('backslash', 'octets'),
                       ('meta', '169.254.169.254 is a link-local'),
                       ('metaname', '169.254.169.254 is a link-local'),
                       ('octal', '169.254.169.254 is a link-local'),
                       ('hex', '169.254.169.254 is a link-local')):
        refused(v, HTTP, how + '.web.test', 'connection', words,
                'G03 a redirect: ' + how)
    refused(v, HTTP, 'twice.web.test', 'incorrectResponse', 'more than one',
            'two Locations')
    refused(v, HTTP, 'nowhere.web.test', 'incorrectResponse', 'not where',
            'a redirect to nowhere')


def target_claims(v):
    for name in ('169-254-169-254.to.test', '0-0-0-0.to.test',
                 '10-0-0-7.to.test', '224-0-0-1.to.test'):
        refused(v, HTTP, name, 'connection',
                'in no validate-network of sanca.conf [acme]', 'G01 ' + name)
    for name in ('0--1.six.test', 'fe80--1.six.test', '0--ffff-a00-7.six.test',
                 '2002-a00-7--0.six.test', '64-ff9b--a9fe-a9fe.six.test'):
        refused(v, HTTP, name, 'connection', 'in no validate-network',
                'G01 ' + name)
    refused(v, HTTP, ip('10.0.0.7'), 'connection', 'in no validate-network',
            'G01 an address that is the name')
    valid(v, HTTP, 'rebind.test', 'G02 the first answer')
    n = sum(1 for a in asked if a == ('rebind.test', 'A'))
    ok(n == 1, 'G02 is the only one that is asked for', n)


def dns_claims(v):
    valid(v, DNS, 'good.test', 'dns-01: one of the records')
    valid(v, DNS, 'server01', 'of a name without a dot')
    valid(v, DNS, 'split.test', 'in two strings')
    valid(v, DNS, 'alias.test', 'behind an alias')
    valid(v, DNS, 'lazy.test', 'behind one that the server does not follow')
    refused(v, DNS, 'wrong.test', 'incorrectResponse', 'something else',
            'another record')
    refused(v, DNS, 'none.test', 'dns', 'no TXT record at _acme-challenge.none',
            'G09 no record')
    refused(v, DNS, 'absent.test', 'dns', 'no such name', 'G09 no such name')
    refused(v, DNS, 'x.servfail.test', 'dns', 'SERVFAIL',
            'G09 SERVFAIL is no absence')
    refused(v, DNS, 'many.test', 'incorrectResponse', '1000 TXT',
            'G09 1000 records')
    refused(v, DNS, 'large.test', 'incorrectResponse', 'xxx', 'G09 64 kB')
    refused(v, DNS, 'chain.test', 'dns', 'too many', 'G09 20 aliases')
    refused(v, DNS, 'loop.test', 'dns', 'too many', 'G09 a loop of aliases')
    refused(v, DNS, 'foreign.test', 'dns', 'no TXT record',
            'a record of another name')
    for how in ('short', 'pointer', 'rdlength', 'counts', 'emptytxt'):
        refused(v, DNS, how + '.crafted.test', 'incorrectResponse'
                if how == 'emptytxt' else 'dns', '', 'G10 a reply: ' + how)


def source_claims(v):
    del sources[:]
    for _ in range(100):
        v.send(DNS, 'good.test')
    answers = [v.receive() for _ in range(100)]
    ok(all(a[1] for a in answers), 'a hundred at once', answers)
    ok(len({s[0] for s in sources}) > 80, 'G11 from ports of their own',
       len({s[0] for s in sources}))
    ok(len({s[1] for s in sources}) > 90, 'G11 with ids of their own',
       len({s[1] for s in sources}))


def alpn_claims(v):
    valid(v, TLS, 'good.web.test', 'tls-alpn-01: the certificate answers')
    valid(v, TLS, 'upper.web.test', 'in upper case, too')
    valid(v, TLS, 'usage.web.test', 'whatever its key usage is')
    r = valid(v, TLS, ip('127.0.0.1'), 'for an address')
    ok(seen_names[-1] == '1.0.0.127.in-addr.arpa', 'by its reverse name',
       seen_names[-1])
    for how, words in (('noalpn', 'acme-tls/1'),
                       ('otheralpn', 'acme-tls/1'),
                       ('twoids', 'Duplicate extension'), ('wrongid', 'another account'),
                       ('noid', 'no acmeIdentifier'), ('longid', ''),
                       ('tailid', ''), ('uncritical', 'not critical'),
                       ('twonames', 'it has 2 names'),
                       ('ipandname', 'it has 2 names'),
                       ('othername', 'another one'),
                       ('nonames', 'it has 0 names'),
                       ('casigned', 'not signed by itself')):
        refused(v, TLS, how + '.web.test', 'incorrectResponse', words,
                'G08 ' + how)
    refused(v, TLS, 'unknown.web.test', 'tls', 'alert', 'G08 an alert')


def version_claims():
    for newest, good in ((ssl.TLSVersion.TLSv1_1, False),
                         (ssl.TLSVersion.TLSv1_2, True)):
        old = context(os.path.join(FOLDER, 'good.pem'), newest=newest)
        v = Validator(conf(tls_port=listen(tls_one, lambda c: old.wrap_socket(
            c, server_side=True))))
        if good:
            valid(v, TLS, 'good.web.test', 'G08 over TLS 1.2')
        else:
            refused(v, TLS, 'good.web.test', 'tls', '', 'G08 not over TLS 1.1')
        v.process.kill()


def slow_claims():
    """Many that never end, at once: each is answered, none holds up another."""
    v = Validator(conf(tls_port=ports['stall']))
    begun = {}
    for i in range(60):
        begun[v.send(TLS, 'good.web.test')] = 'connection'
    for name in ('drip.web.test', 'mute.web.test', 'silent.test'):
        begun[v.send(HTTP, name)] = 'any'
    mine = v.send(HTTP, 'good.web.test')
    first = v.receive()
    ok(first[0] == mine and first[1], 'G16 one that can be answered is, first',
       first)
    rest = [v.receive() for _ in begun]
    ok(sorted(r[0] for r in rest) == sorted(begun),
       'G16 G05 and each of 63 that stall', len(rest))
    ok(not any(r[1] for r in rest), 'none of them is valid')
    ok(all(r[2] in ('connection', 'dns') for r in rest), 'for want of time',
       {(r[2], r[3]) for r in rest})
    v.process.kill()
    v = Validator(conf(tls_port=ports['babble']))
    refused(v, TLS, 'good.web.test', 'tls', '', 'G16 a handshake without end')
    v.process.kill()


def rule_claims():
    v = Validator(conf(networks=()))
    refused(v, HTTP, 'good.web.test', 'connection',
            '127.0.0.1 is a loopback address', 'G01 loopback that is not named')
    v.configure(conf(networks=('0.0.0.0/0',)), 2)
    v.sup.recv(100)
    refused(v, HTTP, 'good.web.test', 'connection', 'loopback',
            'G01 everything does not name it')
    v.configure(conf(networks=('127.0.0.0/8',)), 3)
    v.sup.recv(100)
    valid(v, HTTP, 'good.web.test', 'new settings count')
    v.process.kill()
    v = Validator(conf(tls_port=ports['own']))
    refused(v, TLS, 'good.web.test', 'connection', 'where this CA itself listens',
            'G01 where the CA itself listens')
    v.process.kill()
    v = Validator(conf(tls_port=ports['own'],
                       networks=('127.0.0.0/8', '127.0.0.1/32')))
    r = v.ask(TLS, 'good.web.test')
    ok(not r[0] and 'itself' not in r[2], 'unless exactly that is named', r)
    v.process.kill()
    v = Validator(conf(more='resolver = web.test 127.0.0.1:1\n'))
    refused(v, HTTP, 'good.web.test', 'dns', '127.0.0.1:1',
            'a domain has its own name server')
    valid(v, DNS, 'good.test', 'the others have theirs')
    v.process.kill()


def life_claims(v):
    ok(v.hello[:2] == b'\1\0' and b'sanca-validator' in v.hello, 'it greets',
       v.hello)
    old = v.ch
    v.send(HTTP, 'drip.web.test')
    v.join()
    valid(v, HTTP, 'good.web.test', 'it goes over to a new signer')
    old.close()
    v.ch.send(record(80, b'not a VALIDATE'))
    ok(v.process.wait(10) == 1, 'what is no message ends it')


def privilege_claims(v):
    pid = v.process.pid
    # It hides itself from all but root.
    if os.geteuid() != 0:
        for what in ('no file of the CA', 'no database in it'):
            ok(True, f'G15 {what} # SKIP needs root')
        return
    fds = [os.readlink(f'/proc/{pid}/fd/{n}') for n in os.listdir(f'/proc/{pid}/fd')]
    ok(not any('.db' in f or '.key' in f for f in fds), 'G15 no file of the CA',
       fds)
    maps = open(f'/proc/{pid}/maps').read()
    ok('sqlite' not in maps, 'G15 no database in it')


ports = {'dns': dns_server()}
ports['http'] = listen(web_one)
make_tls()
ports['https'] = listen(web_one, wrap(context(certificate('tls', 'DNS:x'),
                                              alpn=())))
ports['alpn'] = listen(tls_one, wrap(context(os.path.join(FOLDER, 'good.pem'))))
ports['stall'] = listen(stall)
ports['babble'] = listen(babble)
ports['own'] = listen(tls_one)
# A redirect may lead to the ports of the settings only.
the = Validator(conf(tls_port=ports['https']))
http_claims(the)
redirect_claims(the)
target_claims(the)
dns_claims(the)
source_claims(the)
the.process.kill()
the = Validator(conf())
alpn_claims(the)
privilege_claims(the)
life_claims(the)
rule_claims()
version_claims()
slow_claims()
done()
