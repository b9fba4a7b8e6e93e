# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
"""What tests/program/request_page.sh asks of a page.

request_page.py names FILE               the names in the list, one line
request_page.py inf FILE                 subject and SAN text of a certreq .inf
request_page.py exchange FILE            common name and names of a command
request_page.py hostile URL FOLDER       hostile lists: each is answered, and its
                                         commands are those of FOLDER but for names
request_page.py san FILE                 names of a PEM certificate, in order
"""

import configparser
import html.parser
import pathlib
import re
import subprocess
import sys
import tempfile
import urllib.request
from urllib.parse import quote

HOSTILE = [
    "<img src=x onerror=alert(1)>", '"><script>alert(1)</script>', "$(touch x)",
    "`touch x`", "';calc;'", "a'b.contoso.com", 'a"b.contoso.com',
    "a.contoso.com\nEND\ntouch x", "a.contoso.com\r\n[req]\r\nprompt = yes",
    "\u202emoc.osotnoc", "a\\b.contoso.com", "${HOME}.contoso.com",
    "%SystemRoot%.contoso.com", "@a.contoso.com", "-o.contoso.com",
    "anna@contoso.com", "uri:https://a.contoso.com/$(x)`y`'z",
    "email:$(x)@contoso.com", "email:'`x`'@contoso.com", "&&touch&x", "| touch x",
    "\u2010.contoso.com", "a\u2019b.contoso.com", "*.*.contoso.com", "{{ca}}.contoso.com",
]


class Names(html.parser.HTMLParser):
    """The first <code> of each item of the list of names."""

    def __init__(self):
        super().__init__()
        self.inside = self.item = False
        self.wants = False
        self.names = []

    def handle_starttag(self, tag, attrs):
        if tag == "ol" and ("class", "names") in attrs:
            self.inside = True
        elif tag == "li" and self.inside:
            self.item = True
        elif tag == "code" and self.item:
            self.wants, self.item = True, False
            self.names.append("")

    def handle_endtag(self, tag):
        if tag == "ol":
            self.inside = False
        if tag == "code":
            self.wants = False

    def handle_data(self, data):
        if self.wants:
            self.names[-1] += data


def inf(text):
    assert text.isascii(), "not ASCII"
    lines = []
    for line in text.splitlines():
        # certreq repeats this key: its values are joined.
        key, sign, value = line.partition("=")
        if key.strip() == "_continue_":
            lines[-1] += value.strip().strip('"')
        else:
            lines.append(line.replace('"', ""))
    p = configparser.ConfigParser(interpolation=None, strict=True)
    p.read_string("\n".join(lines))
    assert p["Version"]["Signature"] == "$Windows NT$"
    assert p["NewRequest"]["RequestType"] == "PKCS10"
    san = p["Extensions"]["2.5.29.17"]
    assert san.startswith("{text}"), san
    return p["NewRequest"]["Subject"], san[len("{text}"):]


def exchange(text):
    assert text.isascii(), "not ASCII"
    cn = re.search(r"-SubjectName 'CN=([a-z0-9.*_-]*)' ", text).group(1)
    names = re.search(r"-DomainName ([a-z0-9.*_',-]*) -", text).group(1)
    assert re.fullmatch(r"'[^',]+'(,'[^',]+')*", names), names
    return cn, names.replace("'", "").replace(",", " ")


def san(file):
    text = subprocess.run(["openssl", "x509", "-in", file, "-noout", "-ext",
                           "subjectAltName"], capture_output=True, text=True,
                          check=True).stdout.splitlines()[-1]
    return " ".join(n.split(":", 1)[1].strip().lower()
                    for n in text.strip().split(", "))


def bones(text):
    """A command without its names: the same for good ones and for bad."""
    name = r"(\*\.)?[a-z0-9_][a-z0-9._-]*"
    for form in (rf"'{name}'(,'{name}')*", rf"DNS\.[0-9]+ = {name}\n",
                 rf'dns_name = "{name}"\n', rf"CN ?= ?{name}", rf'cn = "{name}"',
                 rf'_continue_ = "dns={name}&?"\n'):
        text = re.sub(form, "", text)
    return text


def hostile(url, folder):
    models = {f.name: bones(f.read_text()) for f in pathlib.Path(folder).iterdir()}
    reader = pathlib.Path(__file__).with_name("trust_page_commands.py")
    for p in HOSTILE:
        line = p.replace("\n", " ").replace("\r", " ")
        for query in ("names=" + quote("mail.contoso.com\n" + p, safe=""),
                      "server=mail.contoso.com&mail=" + quote(line, safe="")):
            with urllib.request.urlopen(f"{url}/request/new?{query}") as answer:
                page = answer.read()
            with tempfile.TemporaryDirectory() as to:
                subprocess.run([sys.executable, reader, to], input=page, check=True)
                got = {f.name: bones(f.read_text()) for f in pathlib.Path(to).iterdir()}
            verdict = "pass" if got == models else "fail"
            print(verdict, f"hostile: {line!a} in {query[:5]}".replace("#", ""))
            for name in got if got != models else ():
                if got[name] != models.get(name):
                    print(f": {name}: {got[name]!a}")


def main(what, file, *more):
    if what == "hostile":
        hostile(file, *more)
        return
    if what == "san":
        print(san(file))
        return
    with open(file, encoding="utf-8") as f:
        text = f.read()
    if what == "names":
        p = Names()
        p.feed(text)
        print(" ".join(p.names))
    elif what == "inf":
        print("\n".join(inf(text)))
    elif what == "exchange":
        print("\n".join(exchange(text)))


main(*sys.argv[1:])
