#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# install.sh end to end: before it real clients refuse a server of this CA,
# after it they accept it, and after --uninstall they refuse it again. All of
# it happens in a mount namespace with stores of its own; those of this machine
# are never touched.

. "${0%/*}/http_lib.sh"
requires unshare update-ca-certificates certutil
own=-Urm
[ "$(id -u)" != 0 ] || own=-m
unshare $own true 2>/dev/null || skip_all 'no namespaces of one'"'"'s own here'

tls=$(free_port)
http_ca --listen-tls "127.0.0.1:$tls" --tls-name localhost
public_url()
{
	sed -i '/^public-url *=/d' "$d/sanca.conf"
	{
		printf '[ca]\npublic-url = %s\n' "$1"
		sed '/^\[ca\]/d' "$d/sanca.conf"
	} >"$T/new.conf"
	cat "$T/new.conf" >"$d/sanca.conf"
}

# ---- what is served

public_url "http://127.0.0.1:1/a%20~b"
start_sancad "$d" || bail 'sancad does not start'
is 'install.sh is there' "$(get /install.sh)" 200
like 'as a shell script' "$(cat "$T/head")" \
	'^Content-Type: text/x-shellscript'
like 'which is saved as install.sh' "$(cat "$T/head")" \
	'^Content-Disposition: attachment; filename="install.sh"'
cp "$T/body" "$T/filled.sh"
exits 'a fingerprint is asked for' 2 sh "$T/filled.sh" --dry-run
exits 'no CA is there' 1 sh "$T/filled.sh" "$(printf '%064d' 0)" --dry-run
like 'and its address was filled in' "$(cat "$T/stderr")" \
	'http://127.0.0.1:1/a%20~b/ca.pem cannot be'
is 'install.ps1 is there' "$(get /install.ps1)" 200
cp "$T/body" "$T/install.ps1"
like 'which is saved as install.ps1' "$(cat "$T/head")" \
	'^Content-Disposition: attachment; filename="install.ps1"'
is 'it is plain ASCII' "$(LC_ALL=C tr -d '\n\040-\176' <"$T/install.ps1" |
	wc -c)" 0
like 'and says that nobody tried it' "$(cat "$T/install.ps1")" \
	'NOT TRIED BY US'
like 'its address is one quoted word' "$(cat "$T/install.ps1")" \
	"Url = 'http://127.0.0.1:1/a%20~b',"
unlike 'no mark is left in either' "$(cat "$T/install.ps1" "$T/filled.sh")" \
	'= ?@(url|slug)@'
cat >"$T/braces.py" <<'END'
import re
import sys

text = re.sub(r"#.*|'[^'\n]*'|\"[^\"\n]*\"", "", open(sys.argv[1]).read())
print([text.count(a) - text.count(b) for a, b in ("{}", "()", "[]")])
END
is 'its braces are balanced' "$(python3 "$T/braces.py" "$T/install.ps1")" \
	'[0, 0, 0]'
if command -v pwsh >/dev/null; then
	ok 'PowerShell can parse it' pwsh -NoProfile -Command \
		"\$e = \$null; [void][Management.Automation.Language.Parser]::ParseFile('$T/install.ps1', [ref]\$null, [ref]\$e); exit \$e.Count"
else
	skip 'PowerShell can parse it' 'there is no pwsh in Debian'
fi

stop_sancad
public_url "http://127.0.0.1:$HTTP_PORT"
start_sancad "$d" || bail 'sancad does not start again'
is 'install.sh is there again' "$(get /install.sh)" 200
cp "$T/body" "$T/install.sh"
for sh in dash 'busybox sh' bash; do
	if command -v "${sh%% *}" >/dev/null; then
		# Words on purpose.
		# shellcheck disable=SC2086
		ok "$sh can read it" $sh -n "$T/install.sh"
	else
		skip "$sh can read it" 'it is not on this machine'
	fi
done

# ---- what it does

fp=$(openssl x509 -in "$d/public/ca.pem" -outform DER | sha256sum |
	cut -d ' ' -f 1)
cp "$d/public/ca.pem" "$T/root.pem"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 \
	-keyout "$T/other.key" -out "$T/other.pem" -subj '/CN=Another' 2>/dev/null
export T fp tls programs sanca own
timeout 600 unshare $own sh "$programs/trust_install_inside.sh" \
	"http://127.0.0.1:$HTTP_PORT" >"$T/verdicts" 2>"$T/inside.err" ||
	diag <"$T/inside.err"
verdicts "$T/verdicts"
like 'it came to the end' "$(cat "$T/verdicts")" '^: the end$'
done_testing
