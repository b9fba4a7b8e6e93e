#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# Scripts parse, the web sources are ASCII, pages name no address but the CA's
# own, hold nothing that their CSP forbids, and the lock file names no host.

set -u
status=0

# refuse WHAT REGEX FILE...: no line of them matches.
refuse()
{
	what=$1
	regex=$2
	shift 2
	if LC_ALL=C.UTF-8 grep -n -P "$regex" "$@"; then
		echo "web: $what"
		status=1
	fi
}

pages=$(find web -name '*.html')
scripts=$(find web -name '*.js')
tests=$(find tests/web -maxdepth 1 -name '*.mjs')
# No name of ours holds a blank.
# shellcheck disable=SC2086
{
	refuse 'not ASCII' '[^\x00-\x7f]' $pages $scripts $tests web/*.css
	# What a certificate is for may be shown; what is loaded may not.
	refuse 'an address elsewhere' \
		'(href|src|action|url\(|import|fetch)[^<>]{0,3}["'\''( ](https?:)?//(?!\{\{)' \
		$pages $scripts web/*.css
	refuse 'inline style, handler or script' \
		'<[^>]*\s(style|on[a-z]+)\s*=|<style|<script(?![^>]*\ssrc=)' $pages
	refuse 'markup made by a script' \
		'innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function' \
		$scripts
}
refuse 'the lock file names an address' '"resolved"|https?:' \
	tests/web/package-lock.json
if command -v node >/dev/null; then
	for f in $scripts $tests; do
		# Ours are all modules; so says no name that ends in .js.
		case $f in
		*.js) node --input-type=module --check <"$f" || status=1 ;;
		*) node --check "$f" || status=1 ;;
		esac
	done
elif [ "$status" = 0 ]; then
	echo 'no node: the scripts were not parsed'
	exit 77
fi
exit "$status"
