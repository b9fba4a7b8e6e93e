# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
"""Reads a page on standard input and writes each of its commands that has a
name (<pre data-run="NAME">) to FOLDER/NAME, as a person would copy it."""
import html.parser
import pathlib
import sys


class Commands(html.parser.HTMLParser):
    def __init__(self, folder):
        super().__init__()
        self.folder, self.name, self.text = folder, None, ""

    def handle_starttag(self, tag, attrs):
        if tag == "pre":
            self.name, self.text = dict(attrs).get("data-run"), ""

    def handle_data(self, data):
        self.text += data

    def handle_endtag(self, tag):
        if tag != "pre" or not self.name:
            return
        path = self.folder / self.name
        if path.exists():
            sys.exit(f"{self.name} stands there twice")
        # An octet beyond ASCII would be a dash or quote that no shell knows.
        path.write_bytes(self.text.encode("ascii") + b"\n")
        self.name = None


Commands(pathlib.Path(sys.argv[1])).feed(sys.stdin.read())
