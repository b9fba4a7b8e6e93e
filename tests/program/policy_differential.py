# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
"""A second opinion on the SAN policy: the rules of policy.h and names.h told
again in another language and another order, and asked the same questions.

    policy_differential.py PROGRAM VECTORS CASES [SEED]
"""
import ipaddress
import random
import re
import subprocess
import sys

# What libidn2 knows is asked of a table: valid and of one script, mixed, bad.
ALABELS = {'xn--mnchen-3ya': 'single', 'xn--80a1acny': 'single',
           'xn--u9jtft76o': 'single', 'xn--pple-43d': 'mixed'}
DNS_OCTET = re.compile(rb'[a-z0-9.*_-]')


class Refused(Exception):
    """The id of a violation."""


# ---- policies -------------------------------------------------------------

class Policy:
    SINGLES = {'short-names': 'none', 'common-name': 'promote',
               'idn': 'single-script', 'underscore': 'no',
               'special-addresses': 'no', 'max-names': '20'}

    def __init__(self, text):
        self.set = dict(self.SINGLES)
        self.lists = {}
        for part in filter(None, (p.strip() for p in text.split(';'))):
            key, value = (s.strip() for s in part.split('=', 1))
            if key in self.set:
                self.set[key] = value
            else:
                self.lists.setdefault(key, []).append(value.lower())

    def domains(self, key):
        return [tuple(reversed(d.split('.'))) for d in self.lists.get(key, [])]

    def networks(self, key):
        return [ipaddress.ip_network(n) for n in self.lists.get(key, [])]


def under(path, zone):
    return path[:len(zone)] == zone


# ---- names ------------------------------------------------------------------

def octets(text):
    return re.sub(rb'\\x([0-9a-f]{2})',
                  lambda m: bytes([int(m.group(1), 16)]), text.encode())


def is_address(raw):
    try:
        ipaddress.ip_address(raw.split(b'%')[0].decode('ascii'))
        return len(raw) < 64 and b'\0' not in raw
    except ValueError:
        return False


def check_label(label, policy):
    if not label or len(label) > 63:
        raise Refused('name-malformed')
    if '*' in label:
        raise Refused('wildcard-malformed')
    if label[0] == '-' or label[-1] == '-':
        raise Refused('name-malformed')
    if '_' in label and policy.set['underscore'] != 'yes':
        raise Refused('name-underscore')
    if label[2:4] == '--' and label[:2] != 'xn':
        raise Refused('name-malformed')
    if label.startswith('xn--') and policy.set['idn'] == 'refuse':
        raise Refused('name-idn')


def dns(raw, policy, wildcard):
    if len(raw) > 255:
        raise Refused('name-malformed')
    for label in raw.split(b'.'):
        if label[:4].lower() == b'xn--' and label != label.lower():
            raise Refused('name-idn')
    raw = raw.lower()
    if is_address(raw):
        raise Refused('name-is-address')
    if not all(DNS_OCTET.fullmatch(raw[i:i + 1]) for i in range(len(raw))):
        raise Refused('name-malformed')
    text = raw.decode()
    labels = text.split('.')
    if not text or not labels[0] or not labels[-1] or len(text) > 253:
        raise Refused('name-malformed')
    star = wildcard and labels[0] == '*'
    for label in labels[1:] if star else labels:
        check_label(label, policy)
    if len(labels) > 10:
        raise Refused('name-malformed')
    if star and len(labels) < 3:
        raise Refused('wildcard-malformed')
    if re.fullmatch(r'[0-9]+|0x[0-9a-f]*', labels[-1]):
        raise Refused('name-is-address')
    for label in labels:
        if label.startswith('xn--'):
            kind = ALABELS.get(label, 'bad')
            if kind == 'bad' or (kind == 'mixed' and
                                 policy.set['idn'] == 'single-script'):
                raise Refused('name-idn')
    return text


def address(raw):
    if len(raw) not in (4, 16):
        raise Refused('address-malformed')
    ip = ipaddress.ip_address(raw)
    return getattr(ip, 'ipv4_mapped', None) or ip


def email(raw, policy):
    local, at, domain = raw.partition(b'@')
    if (not at or len(raw) > 254 or b'@' in domain or domain[:1] == b'['
            or len(local) > 64
            or not re.fullmatch(rb'[A-Za-z0-9+_=-]+(\.[A-Za-z0-9+_=-]+)*',
                                local)):
        raise Refused('email-malformed')
    return local.decode() + '@' + dns(domain, policy, False)


def uri(raw, policy):
    m = re.fullmatch(rb'([a-z][a-z0-9+.-]*)://([^/:?]+)(:[1-9][0-9]{0,4})?'
                     rb'((/[A-Za-z0-9._~:=&+-]+)*/?)(\?[A-Za-z0-9._~:/?=&+-]*)?',
                     raw)
    if (not m or len(raw) > 255 or int((m[3] or b':1')[1:]) > 65535
            or re.search(rb'[^A-Za-z0-9._~:/?=&+-]', raw)
            or m[1] in (b'about', b'blob', b'data', b'file', b'javascript',
                        b'vbscript')
            or {b'.', b'..'} & set(m[4].split(b'/'))):
        raise Refused('uri-malformed')
    host = dns(m[2], policy, False)
    return (raw[:m.start(2)].decode() + host + raw[m.end(2):].decode())


def one_name(word, policy):
    """(type, normal form)"""
    kind, colon, rest = word.partition(':')
    if kind == 'ip' and colon:
        try:
            return 'ip', address(ipaddress.ip_address(rest).packed)
        except ValueError:
            return 'ip', address(octets(rest))
    if kind == 'email' and colon:
        return 'email', email(octets(rest), policy)
    if kind == 'uri' and colon:
        return 'uri', uri(octets(rest), policy)
    if kind in ('other', 'x400', 'dir', 'edi', 'rid') and colon:
        raise Refused('name-type')
    if kind in ('dns', 'typed') and colon:
        word = rest
    raw = octets(word)
    if kind == 'typed' and max(raw) > 127:
        raw = b'.'.join(l if l.isascii() else
                        b'xn--' + l.decode().lower().encode('punycode')
                        for l in raw.split(b'.'))
    return 'dns', dns(raw, policy, True)


def prepare(words, policy):
    """(names in normal form, ids, whether the last is a CN appended)"""
    names, ids, cns, asked = [], set(), [], 0
    for word in words:
        if word.startswith('cn:'):
            cns.append(octets(word[3:]))
            continue
        asked += 1
        try:
            name = one_name(word, policy)
            if name not in names:
                names.append(name)
        except Refused as refused:
            ids.add(str(refused))
    cns = [cn for cn in cns if cn]
    before = len(names)
    if len(cns) > 1:
        if policy.set['common-name'] == 'refuse':
            ids.add('common-name-refused')
        elif not asked:
            ids.add('common-name-several')
    elif cns:
        ids |= common_name(cns[0], asked, names, policy)
    return names, ids, asked > 0 and len(names) > before


def common_name(cn, asked, names, policy):
    rule = policy.set['common-name']
    if re.search(rb'[\x00-\x1f\x7f-\xff]', cn):
        return {'common-name-malformed'}
    try:
        name, why = ('dns', dns(cn, policy, True)), None
    except Refused as refused:
        name, why = None, str(refused)
    if is_address(cn) and b'%' not in cn:
        plain = ('ip', address(ipaddress.ip_address(cn.decode()).packed))
    else:
        plain = None
    if asked and (name in names or plain in names):
        return set()
    if rule == 'refuse':
        return {'common-name-refused'}
    if name and (not asked or rule == 'append'):
        names.append(name)
    if asked or name:
        return set()
    return {'common-name-is-address' if why == 'name-is-address'
            else 'common-name-not-a-host'}


# ---- decisions --------------------------------------------------------------

SWITCHED = [ipaddress.ip_network(n) for n in (
    '0.0.0.0/32', '127.0.0.0/8', '169.254.0.0/16', '::/128', '::1/128',
    'fe80::/10')]
NEVER = [ipaddress.ip_network(n) for n in (
    '0.0.0.0/8', '224.0.0.0/4', '240.0.0.0/4', 'ff00::/8')]


def inside(ip, networks):
    return any(ip in n for n in networks if n.version == ip.version)


def address_fault(ip, policy):
    if inside(ip, policy.networks('deny-ip-range')):
        return 'address-denied'
    if inside(ip, SWITCHED):
        if policy.set['special-addresses'] != 'yes':
            return 'address-special'
    elif inside(ip, NEVER):
        return 'address-special'
    if not inside(ip, policy.networks('ip-range')):
        return 'address-not-allowed'
    return None


def within(ip):
    """The IPv4 address inside an IPv6 one."""
    if ip.version == 4:
        return None
    if ip.sixtofour:
        return ip.sixtofour
    if ip.teredo:
        return ip.teredo[1]
    low = ipaddress.IPv4Address(int(ip) & 0xffffffff)
    if ip in ipaddress.ip_network('64:ff9b::/96'):
        return low
    if int(ip) >> 32 == 0 and int(ip) > 1:
        return low
    return None


def is_special(path):
    if under(path, ('arpa', 'home')):
        return False
    return path[0] in ('localhost', 'arpa', 'onion')


def short_fault(label, names, policy):
    rule = policy.set['short-names']
    if rule != 'none':
        listed = (policy.lists.get('short-name', []) +
                  policy.lists.get('allow-name', []))
        if label in listed:
            return None
        if rule == 'only-with-domain' and label != 'localhost' and \
                label not in ('arpa', 'onion'):
            for domain in policy.lists.get('short-names-of', []):
                if ('dns', label + '.' + domain) in names:
                    return None
    return 'short-name-not-allowed'


def dns_fault(text, names, policy):
    path = tuple(reversed(text.split('.')))
    wild = path[-1] == '*'
    base = path[:-1] if wild else path
    denied = policy.domains('deny-domain')
    if any(under(base, d) for d in denied):
        return 'name-denied'
    if len(path) == 1:
        return short_fault(text, names, policy)
    by_domain = (any(under(base, d) for d in policy.domains('allow-domain'))
                 or any(under(base, d) and base != d
                        for d in policy.domains('allow-below')))
    by_name = base in policy.domains('allow-name')
    if wild:
        if (is_special(base) or not by_domain or
                not any(under(base, d)
                        for d in policy.domains('wildcard-domain'))):
            return 'wildcard-not-allowed'
        if any(under(d, base) for d in denied):
            return 'wildcard-covers-denied'
        return None
    if is_special(base):
        return None if by_name else 'name-special'
    return None if by_domain or by_name else 'name-not-allowed'


def host_fault(kind, text, policy):
    host = (text.split('@')[1] if kind == 'email'
            else re.match(r'[^:]+://([^/:?]+)', text)[1])
    path = tuple(reversed(host.split('.')))
    if any(under(path, d) for d in policy.domains('deny-domain')):
        return 'name-denied'
    key = 'email-domain' if kind == 'email' else 'uri-host'
    return None if path in policy.domains(key) else kind + '-not-allowed'


def name_fault(name, names, policy):
    kind, value = name
    if kind == 'dns':
        return dns_fault(value, names, policy)
    if kind == 'ip':
        fault = address_fault(value, policy)
        inner = within(value)
        if not fault and inner:
            fault = address_fault(inner, policy)
        return fault
    return host_fault(kind, value, policy)


def faults(names, policy):
    found = [name_fault(name, names, policy) for name in names]
    if len(names) > int(policy.set['max-names']):
        found.append('too-many-names')
    return [fault for fault in found if fault]


def decide(line):
    text, words = line.split('\t')
    policy = Policy(text)
    names, ids, appended = prepare(
        [w for w in words.split(' ') if w not in ('', '-')], policy)
    found = faults(names, policy)
    if appended and len(names) > 1:
        without = faults(names[:-1], policy)
        if len(without) < len(found):
            names, found = names[:-1], without
    if not names:
        ids.add('no-names')
    ids |= set(found)
    return '\t'.join(('deny' if ids else 'allow',
                      ' '.join(show(n) for n in names) or '-',
                      ','.join(sorted(ids)) or '-'))


def show(name):
    value = name[1]
    if name[0] == 'ip' and value.version == 6:
        # inet_ntop writes IPv4-compatible ones with dots.
        if 0xffff < int(value) <= 0xffffffff:
            return '::' + str(ipaddress.IPv4Address(int(value)))
        return value.compressed
    return str(value)


# ---- questions --------------------------------------------------------------

DOMAINS = ['contoso.com', 'a.contoso.com', 'secret.contoso.com',
           'x.secret.contoso.com', 'contoso.local', 'local', 'x.test', 'test',
           'evilcontoso.com', 'contoso.com.evil', 'com', 'home.arpa', 'arpa',
           'localhost', 'onion', 'b.onion', 'xn--mnchen-3ya.test',
           'xn--pple-43d.contoso.com', 'xn--a.contoso.com', 'server01',
           'server02', 'server01.contoso.local']
LABELS = ['a', 'www', 'secret', 'server01', '*', '1', '0x7f', '-a', 'a-', '',
          'a_b', 'ab--cd', 'a*', 'xn--mnchen-3ya', 'xn--80a1acny', 'XN--x',
          'a' * 63, 'a' * 64, 'evil', 'a\\x00b', '\\xc3\\xbc', 'a,b', '$a']
NETWORKS = ['10.0.0.0/8', '10.1.0.0/16', '10.1.2.3/32', '0.0.0.0/0',
            '127.0.0.0/8', '192.168.0.0/24', '::/0', '2001:db8::/32',
            '2002::/16', 'fe80::/10', '64:ff9b::/96', '::1/128', '8.0.0.0/7']
ADDRESSES = ['10.0.0.1', '10.1.2.3', '10.1.2.4', '127.0.0.1', '192.168.0.255',
             '192.168.1.0', '0.0.0.0', '0.0.0.1', '255.255.255.255',
             '224.0.0.1', '169.254.0.1', '8.8.8.8', '::', '::1', '::2',
             '2001:db8::1', '2001:db9::1', 'fe80::1', 'ff02::1',
             '::ffff:10.0.0.1', '::ffff:127.0.0.1', '2002:a00:1::',
             '2002:808:808::1', '64:ff9b::a01:203', '64:ff9b::808:808',
             '2001:0:1:2:3:4:f5ff:fffe', '::a00:1']
OTHERS = ['email:a@contoso.com', 'email:A.b@Contoso.com', 'email:a@x.test',
          'email:a@b@x.test', 'email:a', 'email:a..b@x.test',
          'email:a@x.secret.contoso.com', 'uri:https://x.test/',
          'uri:https://X.Test:8443/a?b=c', 'uri:https://u@x.test/',
          'uri:https://x.test//', 'uri:https://x.test/../a', 'uri:x.test',
          'uri:https://x.test', 'uri:https://x.test:0/', 'uri:Https://x.test',
          'uri:https://secret.contoso.com/', 'dir:0', 'rid:*', 'ip:abc',
          'uri:https://x.test?a', 'ip:\\x7f\\x00\\x00\\x01', 'dns:10.0.0.1',
          'dns:127.1', 'dns:::1', 'dns:fe80::1%eth0', 'dns:',
          'typed:m\\xc3\\xbcnchen.contoso.com']


def mixed_case(rng, text):
    return ''.join(c.upper() if rng.random() < .5 and c != 'x' else c
                   for c in text)


def random_dns(rng):
    name = rng.choice(DOMAINS)
    while rng.random() < .45:
        # Of the odd labels one now and then.
        name = rng.choice(LABELS if rng.random() < .3 else LABELS[:5]) \
            + '.' + name
    if rng.random() < .03:
        name += '.'
    if rng.random() < .1 and '\\' not in name:
        name = mixed_case(rng, name)
    return 'dns:' + name


def random_name(rng):
    roll = rng.random()
    if roll < .7:
        return random_dns(rng)
    if roll < .88:
        return 'ip:' + rng.choice(ADDRESSES)
    return rng.choice(OTHERS)


def random_cn(rng):
    if rng.random() < .6:
        # A CN in UTF-8 needs what libidn2 knows.
        return 'cn:' + random_dns(rng)[4:].replace('\\xc3\\xbc', 'b')
    return 'cn:' + rng.choice(['Contoso\\x20Mail', '10.0.0.1', '127.1', '::1',
                               'a\\x00b.contoso.com', 'x/CN=admin',
                               'fe80::1%eth0'])


def random_rule(rng):
    key = rng.choice(['allow-domain', 'allow-domain', 'allow-domain',
                      'allow-below', 'allow-name', 'deny-domain',
                      'wildcard-domain', 'wildcard-domain', 'short-name',
                      'short-names-of', 'ip-range', 'ip-range',
                      'deny-ip-range', 'email-domain', 'uri-host',
                      'short-names', 'short-names', 'idn', 'underscore',
                      'common-name', 'special-addresses', 'max-names'])
    fixed = {'short-names': ['none', 'listed', 'only-with-domain'],
             'idn': ['refuse', 'single-script', 'any'],
             'underscore': ['yes', 'no'], 'special-addresses': ['yes', 'no'],
             'common-name': ['promote', 'append', 'refuse'],
             'max-names': ['1', '2', '5'],
             'short-name': ['server01', 'server02', 'a', 'localhost'],
             'ip-range': NETWORKS, 'deny-ip-range': NETWORKS}
    value = rng.choice(fixed.get(key, [d for d in DOMAINS
                                       if not d.startswith('xn--a')]))
    return key + ' = ' + value


def near_name(rng, rules):
    """A name that one of the rules speaks of."""
    key, value = rng.choice(rules).split(' = ')
    if key in ('ip-range', 'deny-ip-range'):
        return 'ip:' + rng.choice(ADDRESSES)
    if key == 'email-domain':
        return 'email:joe@' + value
    if key == 'uri-host':
        return 'uri:https://' + value + '/'
    if key in Policy.SINGLES:
        return random_name(rng)
    return 'dns:' + rng.choice(('', '', 'a.', 'a.', '*.', 'a.b.')) + value


def random_case(rng):
    rules = [random_rule(rng) for _ in range(rng.randrange(9))]
    near = .8 if rules else 0
    names = [near_name(rng, rules) if rng.random() < near else random_name(rng)
             for _ in range(rng.choice((0, 1, 1, 1, 2, 3)))]
    if names and rng.random() < .2:
        names.append(rng.choice(names))
    if rng.random() < .2:
        names.append(random_cn(rng))
        if rng.random() < 0.2:
            names.append(random_cn(rng))
    return '; '.join(rules) + '\t' + (' '.join(names) or '-')


# ---- the test -----------------------------------------------------------------

def ask(program, lines):
    done = subprocess.run([program], input='\n'.join(lines) + '\n', text=True,
                          stdout=subprocess.PIPE, timeout=300, check=True)
    return done.stdout.split('\n')[:-1]


def compare(number, title, lines, got, want):
    wrong = [i for i in range(len(lines)) if got[i] != want[i]]
    good = not wrong and len(got) == len(lines)
    print('%s %d - %s (%d cases)' % ('ok' if good else 'not ok', number, title,
                                     len(lines)))
    for i in wrong[:10]:
        print('# case %s\n#   got  %s\n#   want %s' %
              (lines[i], got[i], want[i]))
    return good


def main():
    program, vectors, cases = sys.argv[1], sys.argv[2], int(sys.argv[3])
    seed = int(sys.argv[4]) if len(sys.argv) > 4 else 20261122
    rows = [line.split('\t') for line in open(vectors).read().split('\n')
            if line and not line.startswith('#')]
    lines = ['\t'.join(row[1:3]) for row in rows]
    want = ['\t'.join(row[3:6]) for row in rows]
    good = compare(1, 'the vectors hold', lines, ask(program, lines), want)
    # What the table of A-labels does not hold is refused by both.
    good &= compare(2, 'the second opinion agrees with the vectors', lines,
                    [decide(line) for line in lines], want)
    rng = random.Random(seed)
    lines = [random_case(rng) for _ in range(cases)]
    want = [decide(line) for line in lines]
    good &= compare(3, 'both agree on random cases', lines,
                    ask(program, lines), want)
    allowed = sum(w.startswith('allow') for w in want)
    enough = cases // 50 < allowed < cases * 49 // 50
    print('%s 4 - both verdicts come up (%d of %d allowed, seed %d)' %
          ('ok' if enough else 'not ok', allowed, cases, seed))
    print('1..4')
    return 0 if good and enough else 1


if __name__ == '__main__':
    sys.exit(main())
