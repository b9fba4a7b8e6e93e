#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# The part of ocsp_servers.sh that runs in a mount namespace of its own: Debian's
# browsers, told by policy to ask by OCSP, before a good and a revoked server.
# Prints "pass NAME", "fail NAME", "skip NAME", and ": TEXT" for the reader.
# $T has root.pem; ports of the servers of good.contoso.com and bad.contoso.com
# are $good_port and $bad_port.

set -u
mkdir "$T/etc" "$T/home" || exit 1
mount -t tmpfs none "$T/etc" || exit 1
cp -a /etc/. "$T/etc" 2>/dev/null
echo "root:x:0:0:root:$T/home:/bin/sh" >"$T/etc/passwd"
printf 'passwd: files\ngroup: files\nhosts: files\n' >"$T/etc/nsswitch.conf"
echo '127.0.0.1 localhost good.contoso.com bad.contoso.com' >"$T/etc/hosts"
rm -rf "$T/etc/firefox" "$T/etc/chromium"
mount --bind "$T/etc" /etc || exit 1
HOME=$T/home
export HOME
mkdir -p "$HOME/.pki/nssdb" /etc/chromium/policies/managed /etc/firefox/policies
certutil -d "sql:$HOME/.pki/nssdb" -N --empty-password
certutil -d "sql:$HOME/.pki/nssdb" -A -t C,, -n root -i "$T/root.pem"

# told VERDICT NAME
told()
{
	echo "$1 $2"
	[ "$1" != fail ] || tail -n 15 "$T/browser.log" | sed 's/^/: /'
}

# chromium_opens NAME PORT
chromium_opens()
{
	rm -rf "$HOME/.config/chromium"
	timeout 60 chromium --headless --no-sandbox --disable-gpu \
		--disable-dev-shm-usage --no-first-run --disable-extensions \
		--user-data-dir="$HOME/.config/chromium" --dump-dom \
		"https://$1.contoso.com:$2/" >"$T/dom" 2>"$T/browser.log"
	grep -q 'HTTP Test CA' "$T/dom"
}
# firefox_opens NAME PORT
firefox_opens()
{
	rm -rf "$T/profile"
	mkdir "$T/profile"
	python3 "$programs/trust_firefox.py" "https://$1.contoso.com:$2/" \
		"$T/profile" >"$T/browser.log" 2>&1
}
# before_both BROWSER: opens the good one, refuses the revoked one.
before_both()
{
	if "$1_opens" good "$good_port"; then
		told pass "$1 opens a good server"
	else
		told fail "$1 opens a good server"
	fi
	if "$1_opens" bad "$bad_port"; then
		told fail "$1 refuses a revoked server"
	elif grep -q -i revoked "$T/browser.log" "$T/dom" 2>/dev/null ||
	     { [ "$1" = firefox ] && [ ! -e "$T/profile/unexpected" ]; }; then
		told pass "$1 refuses a revoked server"
	else
		told fail "$1 refuses a revoked server, because it is revoked"
	fi
}

if command -v chromium >/dev/null; then
	echo '{"EnableOnlineRevocationChecks":true,"RequireOnlineRevocationChecksForLocalAnchors":true}' \
		>/etc/chromium/policies/managed/revocation.json
	before_both chromium
else
	echo 'skip chromium refuses a revoked server'
fi
if command -v firefox-esr >/dev/null; then
	cat >/etc/firefox/policies/policies.json <<END
{"policies": {"Certificates": {"Install": ["$T/root.pem"]},
"Preferences": {"security.OCSP.enabled": {"Value": 1, "Status": "locked"},
"security.OCSP.require": {"Value": true, "Status": "locked"}}}}
END
	before_both firefox
else
	echo 'skip firefox refuses a revoked server'
fi
echo ': the end'
