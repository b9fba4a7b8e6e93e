# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
"""Name servers of several kinds for the real sanca-validator, in a network of its
own: servers that are silent, refuse or fail before one that answers, servers of
domains, that of /etc/resolv.conf, and unbound, which validates DNSSEC.

usage: validator_dns.py SANCA-VALIDATOR FOLDER
"""
import fcntl, os, re, socket, struct, subprocess, threading, time

from dnslib import A, AAAA, CNAME, DNSRecord, QTYPE, RR, TXT

from validator_rig import B64, DNS, FOLDER, HTTP, KEY, Validator, done, ip, ok

UNBOUND = '127.0.0.60'
V6, V6_DEAD = 'fd00::7', 'fd00::8'


def network():
    """lo with addresses of a private IPv6 network."""
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    fcntl.ioctl(s, 0x8914, struct.pack('16sH14x', b'lo', 0x41))     # up
    six = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
    for address in V6, V6_DEAD:
        fcntl.ioctl(six, 0x8916, struct.pack(
            '16sII', socket.inet_pton(socket.AF_INET6, address), 128, 1))


# ---- simple name servers -----------------------------------------------------------

asked = {}          # address of the server: names


def zone(name, kind):
    """The records of a name, or None: there is no such name."""
    if name.startswith('_acme-challenge.'):
        if kind != 'TXT':
            return []
        if name == '_acme-challenge.to-lab.test':
            return [('CNAME', CNAME('_acme-challenge.x.lab.contoso.local'))]
        if name == '_acme-challenge.capitals.test':
            return [('CNAME', CNAME('_acme-challenge.X.LAB.Contoso.Local'))]
        return [('TXT', TXT(B64))]
    if name == 'six.test':
        return [('AAAA', AAAA(V6))] if kind == 'AAAA' else []
    if name in ('both.test', 'dead.test'):
        return {'A': [('A', A('127.0.0.1'))], 'AAAA': [
            ('AAAA', AAAA(V6 if name == 'both.test' else V6_DEAD))]}.get(kind, [])
    if name == 'capitals.test':
        return [('CNAME', CNAME('Host.Lab.CONTOSO.local'))]
    if name in ('four.test', 'host.lab.contoso.local'):
        return [('A', A('127.0.0.1'))] if kind == 'A' else []
    return None


def reply(octets, how, address):
    q = DNSRecord.parse(octets)
    name, kind = str(q.q.qname).rstrip('.').lower(), QTYPE[q.q.qtype]
    asked.setdefault(address, []).append(name)
    r = q.reply()
    r.header.ra = 1
    if how in ('servfail', 'refused', 'notimp', 'formerr'):
        r.header.rcode = {'servfail': 2, 'refused': 5, 'notimp': 4,
                          'formerr': 1}[how]
        return r.pack()
    records = zone(name, kind)
    if records is None:
        r.header.rcode = 3
    for t, rd in records or []:
        r.add_answer(RR(name, getattr(QTYPE, t), rdata=rd, ttl=0))
    return r.pack()


def server(address, how='good'):
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.bind((address, 53))

    def run():
        while True:
            octets, who = s.recvfrom(4096)
            if how == 'silent':
                asked.setdefault(address, []).append('')
                continue
            if how == 'half':
                q = DNSRecord.parse(octets).q
                if str(q.qname) != 'half.test.':
                    s.sendto(reply(octets, 'good', address), who)
                elif q.qtype == QTYPE.AAAA:
                    s.sendto(reply(octets, 'servfail', address), who)
                continue
            s.sendto(reply(octets, how, address), who)
    threading.Thread(target=run, daemon=True).start()


# ---- unbound -------------------------------------------------------------------------

def run(*command):
    return subprocess.run(command, check=True, cwd=FOLDER, text=True,
                          capture_output=True).stdout.strip()


def write(name, what):
    with open(os.path.join(FOLDER, name), 'w') as f:
        f.write(what)


def signed_zone(domain, spoil=None, more=()):
    """Signed by ldns; spoil: a change after that. The zone and its anchor."""
    write(domain, f'$ORIGIN {domain}.\n$TTL 60\n'
          '@ SOA ns hostmaster 1 3600 600 86400 60\n@ NS ns\nns A 127.0.0.1\n'
          f'host A 127.0.0.1\n_acme-challenge.host TXT "{B64}"\n'
          '_acme-challenge.other TXT "something else"\n')
    key = run('ldns-keygen', '-k', '-a', 'ECDSAP256SHA256', domain)
    run('ldns-signzone', *more, '-n', '-f', domain + '.signed', domain, key)
    with open(os.path.join(FOLDER, domain + '.signed')) as f:
        signed = f.read()
    if spoil:
        spoilt = spoil(signed)
        assert spoilt != signed
        write(domain + '.signed', spoilt)
    return (f'auth-zone:\n name: "{domain}"\n zonefile: "{FOLDER}/{domain}.signed"\n'
            ' for-downstream: no\n for-upstream: yes\n fallback-enabled: no\n',
            f' trust-anchor-file: "{FOLDER}/{key}.key"\n')


def other_key(signed):
    """The TXT record was changed after it had been signed."""
    return signed.replace(B64, ('B' if B64[0] == 'A' else 'A') + B64[1:])


def other_signature(signed):
    """Bogus, and with the record that is asked for in it."""
    return re.sub(r'(?m)^((?:_acme-challenge|host)\S*\s.*RRSIG\s+(?:TXT|A) .* )'
                  r'(\S)(\S+)$',
                  lambda m: m[1] + ('B' if m[2] == 'A' else 'A') + m[3], signed)


def no_proof(signed):
    """That there is no such name is not shown."""
    return '\n'.join(l for l in signed.splitlines() if 'NSEC' not in l) + '\n'


def unbound():
    """A resolver that validates, with the zones as if it had asked for them."""
    zones = [signed_zone('signed.contoso.com'),
             signed_zone('bogus.contoso.com', other_key),
             signed_zone('forged.contoso.com', other_signature),
             signed_zone('over.contoso.com', more=('-i', '20200101', '-e',
                                                   '20200201')),
             signed_zone('noproof.contoso.com', no_proof)]
    write('unbound.conf', 'server:\n username: ""\n chroot: ""\n pidfile: ""\n'
          f' directory: "{FOLDER}"\n use-syslog: no\n do-daemonize: no\n'
          f' logfile: "{FOLDER}/unbound.log"\n interface: {UNBOUND}\n'
          ' port: 53\n access-control: 127.0.0.0/8 allow\n ede: yes\n'
          ' do-not-query-localhost: no\n module-config: "validator iterator"\n'
          ' val-log-level: 2\n num-threads: 1\n' +
          ''.join(a for _, a in zones) +
          'remote-control:\n control-enable: no\n' + ''.join(z for z, _ in zones))
    p = subprocess.Popen(['unbound', '-d', '-c',
                          os.path.join(FOLDER, 'unbound.conf')])
    for _ in range(100):
        s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        s.settimeout(0.2)
        try:
            s.sendto(DNSRecord.question('host.signed.contoso.com').pack(),
                     (UNBOUND, 53))
            s.recv(4096)
            return p
        except OSError:
            time.sleep(0.1)
    raise SystemExit('unbound does not start')


# ---- a web server, on IPv4 and on IPv6 -------------------------------------------------

came_to = []


def web(address):
    six = ':' in address
    s = socket.socket(socket.AF_INET6 if six else socket.AF_INET)
    s.bind((address, 80))
    s.listen(20)

    def run():
        while True:
            c = s.accept()[0]
            came_to.append(address)
            c.recv(4096)
            c.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s' %
                      (len(KEY), KEY.encode()))
            c.close()
    threading.Thread(target=run, daemon=True).start()


def dead(address):
    """Connections to it are neither accepted nor refused: its queue is full."""
    s = socket.socket(socket.AF_INET6)
    s.bind((address, 80))
    s.listen(0)
    rest = []
    for _ in range(4):
        c = socket.socket(socket.AF_INET6)
        c.setblocking(False)
        c.connect_ex((address, 80))
        rest.append(c)
    time.sleep(0.2)
    return s, rest


# ---- claims -------------------------------------------------------------------------------

def conf(*resolvers):
    return ('[acme]\nenabled = yes\nvalidate-network = 127.0.0.0/8\n'
            'validate-network = fd00::/8\n' +
            ''.join(f'resolver = {r}\n' for r in resolvers) +
            '[http]\nlisten-tls = 127.0.0.1:8443\ntls-name = pki.test\n')


def validator(*resolvers):
    asked.clear()
    return Validator(conf(*resolvers))


def valid(v, method, name, what):
    r = v.ask(method, name)
    ok(r[0], what, r)
    return r


def refused(v, method, name, error, words, what):
    r = v.ask(method, name)
    ok(not r[0] and r[1] == error and all(w in r[2] for w in words), what, r)


def dnssec_claims():
    v = validator(UNBOUND)
    valid(v, DNS, 'host.signed.contoso.com', 'G09 a signed record counts')
    valid(v, HTTP, 'host.signed.contoso.com', 'G09 and a signed address')
    refused(v, DNS, 'other.signed.contoso.com', 'incorrectResponse',
            ['something else'], 'another record is another record')
    refused(v, DNS, 'nobody.signed.contoso.com', 'dns', ['no such name'],
            'G09 a signed absence is an absence')
    for zone, what, words in (('bogus', 'a changed record', 'DNSSEC Bogus'),
                              ('forged', 'a changed signature', 'DNSSEC Bogus'),
                              ('over', 'a signature that has ended',
                               'signature expired')):
        r = v.ask(DNS, f'host.{zone}.contoso.com')
        ok(not r[0] and r[1] == 'dns' and 'SERVFAIL' in r[2] and
           'DNSSEC' in r[2], f'G09 {what}: dns, and why', r)
        ok('no such name' not in r[2] and 'no TXT' not in r[2],
           f'G09 {what}: not as if nothing were there', r)
        ok('it says ' in r[2] and words in r[2],
           f'G09 {what}: with what unbound says (RFC 8914)', r)
    refused(v, DNS, 'nobody.noproof.contoso.com', 'dns', ['SERVFAIL', 'DNSSEC'],
            'G09 an absence that is not shown is none')
    for zone in ('forged', 'over'):
        refused(v, HTTP, f'host.{zone}.contoso.com', 'dns',
                ['SERVFAIL', 'DNSSEC'], f'G09 nor is an address taken: {zone}')
    v.process.kill()


def next_server_claims():
    servers = {'silent': '127.0.0.41', 'refused': '127.0.0.42',
               'servfail': '127.0.0.43', 'notimp': '127.0.0.44',
               'formerr': '127.0.0.45', 'nobody': '127.0.0.46'}
    for how, address in servers.items():
        if how != 'nobody':
            server(address, how)
    for how, address in servers.items():
        v = validator(address, '127.0.0.51')
        valid(v, DNS, 'a.test', f'the first: {how}; the second is asked')
        valid(v, HTTP, 'four.test', f'the first: {how}; for an address, too')
        ok(how == 'nobody' or asked.get(address), f'the first was asked: {how}')
        v.process.kill()
        v = validator(address)
        r = v.ask(DNS, 'a.test')
        ok(not r[0] and r[1] == 'dns' and address in r[2],
           f'alone it is an error: {how}', r)
        v.process.kill()
    for address in ('127.0.0.54', '127.0.0.55'):
        server(address, 'half')
    v = validator('127.0.0.54', '127.0.0.55')
    refused(v, HTTP, 'half.test', 'dns', ['no answer'],
            'SERVFAIL for IPv6, and silence: no answer')
    # The same thread, with what it keeps.
    for i in range(3):
        valid(v, HTTP, 'four.test', f'the next name is looked up as ever, {i}')
    v.process.kill()
    v = validator('127.0.0.51', '127.0.0.43')
    refused(v, HTTP, 'nobody.test', 'dns', ['no name nobody.test'],
            'what is not there is not asked of the next')
    ok('127.0.0.43' not in asked, 'really not', asked)
    v.process.kill()


def domain_claims():
    server('127.0.0.52')
    server('127.0.0.53')
    v = validator('127.0.0.51', 'contoso.local 127.0.0.52',
                  'lab.contoso.local 127.0.0.53')

    def is_asked(name, address):
        asked.clear()
        valid(v, DNS, name, f'{name} by its server')
        ok(set(asked) == {address}, f'{name}: {address} alone is asked', asked)
    is_asked('a.contoso.local', '127.0.0.52')
    is_asked('contoso.local', '127.0.0.52')
    is_asked('a.lab.contoso.local', '127.0.0.53')
    is_asked('lab.contoso.local', '127.0.0.53')
    is_asked('a.xlab.contoso.local', '127.0.0.52')
    is_asked('xcontoso.local', '127.0.0.51')
    is_asked('server01', '127.0.0.51')
    asked.clear()
    valid(v, DNS, 'to-lab.test', 'an alias into another domain')
    ok(asked == {'127.0.0.51': ['_acme-challenge.to-lab.test'],
                 '127.0.0.53': ['_acme-challenge.x.lab.contoso.local']},
       'is asked of the server of that', asked)
    # RFC 4343: names compare without case.
    asked.clear()
    valid(v, DNS, 'capitals.test', 'an alias in capitals into another domain')
    ok(asked == {'127.0.0.51': ['_acme-challenge.capitals.test'],
                 '127.0.0.53': ['_acme-challenge.x.lab.contoso.local']},
       'is asked of the server of that, too', asked)
    asked.clear()
    valid(v, HTTP, 'capitals.test', 'so is an address')
    ok({a: set(n) for a, n in asked.items()} ==
       {'127.0.0.51': {'capitals.test'}, '127.0.0.53': {'host.lab.contoso.local'}},
       'of the server of that alone', asked)
    v.process.kill()


def system_claims():
    v = validator()
    valid(v, DNS, 'a.test', 'without a resolver: that of resolv.conf')
    ok(set(asked) == {'127.0.0.51'}, 'it was asked', asked)
    asked.clear()
    refused(v, HTTP, 'nobody', 'dns', ['no name nobody', '127.0.0.51'],
            'a name without a dot')
    ok(asked == {'127.0.0.51': ['nobody', 'nobody']},
       'not with the search domain', asked)
    refused(v, HTTP, 'hosts.test', 'dns', ['no name hosts.test'],
            '/etc/hosts has no part in it')
    v.process.kill()
    v = validator('contoso.local 127.0.0.52')
    valid(v, DNS, 'a.contoso.local', 'one for a domain')
    valid(v, DNS, 'a.test', 'and that of resolv.conf for the others')
    ok({a: len(n) for a, n in asked.items()} ==
       {'127.0.0.52': 1, '127.0.0.51': 1}, 'each was asked once', asked)
    v.process.kill()


def six_claims():
    web('127.0.0.1')
    web(V6)
    v = validator('127.0.0.51')
    r = valid(v, HTTP, 'six.test', 'a name with AAAA alone')
    ok(r[3] == f'[{V6}]:80', 'was asked there', r)
    r = valid(v, HTTP, 'both.test', 'a name with both')
    ok(r[3] == f'[{V6}]:80' and came_to[-1] == V6, 'IPv6 comes first', r)
    r = valid(v, HTTP, ip(V6), 'an IPv6 address that is the name')
    ok(r[3] == f'[{V6}]:80', 'was asked there', r)
    keep = dead(V6_DEAD)
    begun = time.monotonic()
    r = valid(v, HTTP, 'dead.test', 'IPv6 is dead: IPv4 is asked')
    ok(r[3] == '127.0.0.1:80', 'it was', r)
    ok(1 < time.monotonic() - begun < 9,
       'after a while, and within the time of one challenge')
    for s in keep[1]:
        s.close()
    keep[0].close()
    valid(v, HTTP, 'dead.test', 'IPv6 refuses: IPv4 is asked')
    v.process.kill()


network()
server('127.0.0.51')
resolver = unbound()
six_claims()
dnssec_claims()
next_server_claims()
domain_claims()
system_claims()
resolver.kill()
done()
