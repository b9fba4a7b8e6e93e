#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# Each route of the console with each right alone: the status that
# tests/console_roles.tsv says. A route without a row fails (E03).

. "${0%/*}/http_lib.sh"
. "${0%/*}/console_lib.sh"
. "${0%/*}/acme_seed.sh"
requires sqlite3 basenc

table=$top_srcdir/tests/console_roles.tsv
sed -n 's/^ROUTE(\([A-Z]*\), "\(\/console[^"]*\)".*/\1	\2/p' \
	"$top_srcdir/src/front/routes.def" | sort >"$T/routes"
grep -v '^#' "$table" | cut -f 1,2 | sort >"$T/rows"
is 'each route has a row, and each row a route' \
	"$(diff "$T/routes" "$T/rows")" ''

console_ca
start_sancad "$d" || bail 'sancad does not start'
# Called by issue.
# shellcheck disable=SC2034
token=$(http_token robot --may issue)
request mail DNS:mail.contoso.com
is 'a certificate of somebody else' "$(issue)" 201
serial=$(sed -n 1p "$T/serials")
acme_seed robot 1
none=$(head -c 43 /dev/zero | tr '\0' A)
roles='nobody request issue list revoke approve admin'
: >"$T/nobody.jar"

sign_in_all()
{
	for role in request issue list revoke approve admin; do
		submit "$role" /console/sign-in /console/sign-in \
			"name=r-$role" "password=$console_password" >"$T/status"
	done
}
# Whose request waits is none of the others.
person asker 32
request asker DNS:asker.contoso.com
pending=$(
	submit asker /console/request /console/request "csr@$T/asker.pem" \
		do=issue >"$T/status"
	field Location | sed 's|^/console/pending/\([0-9]*\).*|\1|'
)
ok 'a request of somebody else waits' expr "$pending" : '[1-9][0-9]*$'
person r-request 32
person r-issue 1
person r-list 2
person r-revoke 4
person r-approve 8
person r-admin 16
for role in request issue list revoke approve admin; do
	mv "$T/r-$role.jar" "$T/$role.jar"
done

# ask WHO METHOD PATH: the status; a POST has the token that WHO's pages have.
ask()
{
	if [ "$2" = GET ]; then
		page "$1" GET "$3"
		return
	fi
	case $3 in
	/console/sign-in | /console/link/*)
		page "$1" GET /console/sign-in >"$T/status" ;;
	*)
		page "$1" GET /console/password >"$T/status" ;;
	esac
	page "$1" POST "$3" -H "Origin: $console_url" \
		--data-urlencode "csrf=$(form_token)"
}

grep -v '^#' "$table" >"$T/table"
while read -r method pattern expected; do
	case $pattern in
	*/console/link/*) path=/console/link/$none ;;
	*/requesters/*) path=$(echo "$pattern" | sed 's/\*/robot/') ;;
	*/acme/*) path=$(echo "$pattern" | sed 's/\*/1/') ;;
	*/pending/*) path=/console/pending/$pending ;;
	*/policy/*) path=$(echo "$pattern" | sed 's/\*/default/') ;;
	*/log/\*) path=/console/log/1 ;;
	*) path=$(echo "$pattern" | sed "s/\*/$serial/") ;;
	esac
	got=
	for role in $roles; do
		got="$got $(ask "$role" "$method" "$path")"
	done
	is "$method $pattern: $roles" "$got" \
		"$(echo "$expected" | tr '\t' ' ' | sed 's/^/ /')"
	case $path in
	*sign-out*) sign_in_all ;;
	esac
done <"$T/table"

done_testing
