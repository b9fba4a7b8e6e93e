# shellcheck shell=sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# What the tests of the console share: a CA with HTTPS, people, and a browser
# made of curl. Needs http_lib.sh before it.

console_host=pki.contoso.local

# console_ca [OPTION...]: a CA in $d with HTTPS, not yet started.
console_ca()
{
	console_tls=$(free_port)
	http_ca --listen-tls "127.0.0.1:$console_tls" \
		--tls-name "$console_host" "$@"
	console_url=https://$console_host:$console_tls
}

console_answers()
{
	curl -sk -m 5 -o /dev/null --resolve \
		"$console_host:$console_tls:127.0.0.1" "$console_url/trust"
}

# console_link [NAME]: a secret that opens the console once; without NAME for the
# first administrator. As `sanca console-link` makes one: kept is the SHA-256 of
# the SHA-256 of the octets.
console_link()
{
	# HTTPS is there a moment after plain HTTP: its certificate is made first.
	[ -z "${console_tls-}" ] || wait_for 20 console_answers ||
		bail 'no HTTPS'
	openssl rand 32 >"$T/secret"
	console_hash=$(openssl dgst -sha256 -binary "$T/secret" |
		openssl dgst -sha256 -r | cut -d ' ' -f 1)
	sqlite3 -cmd '.timeout 5000' "$d/log/ca.db" "INSERT INTO link
		(kind, hash, requester, created_at, expires_at)
		VALUES (1, x'$console_hash',
		(SELECT id FROM requester WHERE name = '${1:-}'),
		strftime('%s'), strftime('%s') + 3600)" || bail 'no link'
	basenc --base64url -w 0 "$T/secret" | tr -d =
}

# page WHO METHOD PATH [curl OPTION...]: what the browser of WHO is answered:
# $T/body and $T/head; prints the status. Cookies are in $T/WHO.jar.
page()
{
	page_who=$1
	page_method=$2
	page_path=$3
	shift 3
	curl -sk -m 20 -o "$T/body" -D "$T/head" -w '%{http_code}' \
		--resolve "$console_host:$console_tls:127.0.0.1" \
		-b "$T/$page_who.jar" -c "$T/$page_who.jar" \
		-X "$page_method" "$@" "$console_url$page_path"
}

# form_token: of the page in $T/body.
form_token()
{
	sed -n 's/.*name="csrf" value="\([^"]*\)".*/\1/p' "$T/body" | head -n 1
}

# submit WHO PAGE ACTION [FIELD=VALUE...]: looks at PAGE for the token of its
# form, and sends the fields to ACTION as a browser would.
submit()
{
	submit_who=$1
	submit_page=$2
	submit_action=$3
	shift 3
	page "$submit_who" GET "$submit_page" >"$T/submit.status"
	submit_token=$(form_token)
	for submit_field; do
		set -- "$@" --data-urlencode "$submit_field"
		shift
	done
	page "$submit_who" POST "$submit_action" -H "Origin: $console_url" \
		-H 'Sec-Fetch-Site: same-origin' \
		--data-urlencode "csrf=$submit_token" "$@"
}

# field NAME: of the answer's head.
field()
{
	tr -d '\r' <"$T/head" | sed -n "s/^$1: //Ip"
}

# person NAME RIGHTS: a requester of the policy default that has a password.
# RIGHTS is a number: the set of enum right.
person()
{
	sqlite3 -cmd '.timeout 5000' "$d/log/ca.db" "INSERT INTO requester
		(name, policy, rights, created_at) VALUES
		('$1', 'default', $2, strftime('%s'))" || bail "no $1"
	person_link=/console/link/$(console_link "$1")
	submit "$1" "$person_link" "$person_link" name= \
		"password=$console_password" "again=$console_password" \
		>"$T/person.status"
}
console_password='correct horse battery'

# not_ok NAME COMMAND...: the claim that COMMAND fails.
not_ok()
{
	not_name=$1
	shift
	# Called by ok.
	# shellcheck disable=SC2317
	not_so()
	{
		! "$@"
	}
	ok "$not_name" not_so "$@"
}
