# shellcheck shell=sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# What the tests of the HTTP interface share: a CA that runs, and a token.

. "${0%/*}/../lib.sh"
requires curl openssl python3
# For those who read this file.
# shellcheck disable=SC2034
samples=$top_srcdir/tests/samples
# shellcheck disable=SC2034
programs=$top_srcdir/tests/program
d=$T/ca

http_as_root=
if [ "$(id -u)" = 0 ]; then
	http_as_root='--front-user 64001:64001 --signer-user 64002:64002 --validator-user 64004:64004'
fi
# In own_network.sh's namespaces, when an ordinary user made them, is one user only.
[ "${OWN_NETWORK:-0}" = 0 ] ||
	http_as_root="--front-user 0:0 --signer-user 0:0 --notifier-user 0:0 \
		--validator-user 0:0"

# http_ca OPTION...: a CA in $d for the domains of the samples, on HTTP_PORT if
# it is set, else on a free port.
http_ca()
{
	HTTP_PORT=${HTTP_PORT:-$(free_port)}
	# What is imported has a name.
	case " $* " in
	*' --import-cert '*) ;;
	*) set -- --name 'HTTP Test CA' "$@" ;;
	esac
	# Words on purpose.
	# shellcheck disable=SC2086
	"$sanca" init "$d" $http_as_root \
		--domain contoso.com --domain contoso.local \
		--short-names-of contoso.local \
		--listen "127.0.0.1:$HTTP_PORT" "$@" >"$T/init.out" 2>&1 || {
		diag <"$T/init.out"
		bail 'no CA'
	}
}

# http_set KEY VALUE: a setting of [http], before the start or a reload.
http_set()
{
	sed -e "/^\[http\]/a $1 = $2" -e "/^$1 *=/d" "$d/sanca.conf" \
		>"$T/conf.new" && cat "$T/conf.new" >"$d/sanca.conf"
}

# http_token NAME [OPTION...]: prints a token.
http_token()
{
	http_name=$1
	shift
	"$sanca" -d "$d" token new "$http_name" --policy default "$@" \
		2>"$T/token.err" || diag <"$T/token.err"
}

http_sancad=$sancad

# http_needs_shim NAME: skips the whole test where it cannot be preloaded.
http_needs_shim()
{
	[ "$SANITIZE" = no ] ||
		skip_all 'a shim cannot come before a sanitizer'
	[ -f "$top_builddir/tests/shim/$1.so" ] ||
		skip_all "tests/shim/$1.so is not built"
}

# http_preload NAME [VARIABLE=VALUE...]: the next start_sancad runs with this
# shim, until http_unload.
http_preload()
{
	http_shim=$top_builddir/tests/shim/$1.so
	shift
	printf '#!/bin/sh\nexec env LD_PRELOAD=%s %s %s "$@"\n' \
		"$http_shim" "$*" "$http_sancad" >"$T/preloaded"
	chmod 755 "$T/preloaded"
	sancad=$T/preloaded
}
http_unload()
{
	sancad=$http_sancad
}

# request NAME SAN [openssl OPTION...]: a request in $T/NAME.pem.
request()
{
	http_name=$1
	http_san=$2
	shift 2
	openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
		-keyout "$T/$http_name.key" -out "$T/$http_name.pem" \
		-subj "/CN=${http_san%%,*}" -addext "subjectAltName=$http_san" \
		"$@" 2>"$T/openssl.err" || diag <"$T/openssl.err"
}

# post PATH FILE [curl OPTION...]: body to $T/body, fields to $T/head; prints
# the status.
post()
{
	http_path=$1
	http_file=$2
	shift 2
	curl -s -m 20 -o "$T/body" -D "$T/head" -w '%{http_code}' \
		--data-binary "@$http_file" "$@" "$SANCA_URL$http_path"
}

# get PATH [curl OPTION...]: the same with GET.
get()
{
	http_path=$1
	shift
	curl -s -m 20 -o "$T/body" -D "$T/head" -w '%{http_code}' "$@" \
		"$SANCA_URL$http_path"
}

# json EXPRESSION [FILE]: of the object in FILE ($T/body), as Python says it.
json()
{
	python3 -c 'import json, sys
o = json.load(open(sys.argv[1]))
print(eval(sys.argv[2]))' "${2:-$T/body}" "$1" 2>&1
}

# issue: one certificate for $T/mail.pem with $token. Prints the status; keeps
# the serial of a 201 in $T/serials.
issue()
{
	http_status=$(post /v1/certificates "$T/mail.pem" \
		-H "Authorization: Bearer $token" -H 'Accept: application/json')
	[ "$http_status" != 201 ] || json 'o["serial"]' >>"$T/serials"
	echo "$http_status"
}

issues()
{
	[ "$(issue)" = 201 ]
}

# lost: how many of the serials that clients have are not in the log.
lost()
{
	sqlite3 "$d/log/ca.db" "SELECT lower(hex(r.serial)) FROM certificate c
		JOIN reservation r ON r.id = c.reservation" | sort >"$T/logged"
	sort "$T/serials" | comm -23 - "$T/logged" | wc -l
}

# child_pid NAME: of the newest front or signer.
child_pid()
{
	sed -n "s/.*sanca-$1 is pid \([0-9]*\)\$/\1/p" "$T/sancad.log" |
		tail -n 1
}

# child_limit NAME LIMIT: a soft limit of a child, set by its own user, as
# prlimit(1) says it.
child_limit()
{
	http_uid=$(sed -n 's/^Uid:[[:space:]]*\([0-9]*\).*/\1/p' \
		"/proc/$(child_pid "$1")/status")
	http_as=
	[ "$(id -u)" != 0 ] || http_as="setpriv --reuid $http_uid \
		--regid $http_uid --clear-groups"
	# Words on purpose.
	# shellcheck disable=SC2086
	$http_as prlimit --pid "$(child_pid "$1")" "$2"
}

# verdicts FILE: points from lines "pass NAME", "fail NAME" and "skip NAME";
# others are told.
verdicts()
{
	while read -r http_verdict http_name; do
		case $http_verdict in
		pass) pass "$http_name" ;;
		fail) fail "$http_name" || : ;;
		skip) skip "$http_name" 'it is not on this machine' ;;
		*) diag "$http_verdict $http_name" ;;
		esac
	done <"$1"
}
