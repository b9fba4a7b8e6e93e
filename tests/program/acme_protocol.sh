#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# ACME as a hostile client speaks it: the rows F01 to F36 of doc/conformance.tsv,
# on accounts whose names need no challenge.

. "${0%/*}/http_lib.sh"
requires sqlite3
python3 -c 'import cryptography' || skip_all 'there is no python3-cryptography'

tls=$(free_port)
http_ca --listen-tls "127.0.0.1:$tls" --tls-name localhost \
	--tls-name 127.0.0.1 --ip-range 10.0.0.0/8
# Two requesters; the policy of one allows its names without a challenge.
sed -i -e '/^\[policy default\]/a acme-preauthorized = names\nprofile = server mail\nmax-names = 100\nwildcard-domain = contoso.com' \
	-e '/^max-names/d' -e '/^profile/d' \
	"$d/sanca.conf"
printf '%s\n' '' '[policy names]' 'allow-domain = contoso.com' \
	'wildcard-domain = contoso.com' 'ip-range = 10.0.0.0/8' \
	>>"$d/sanca.conf"
grep -q '^\[acme\]' "$d/sanca.conf" || printf '\n[acme]\n' >>"$d/sanca.conf"
sed -i -e '/^\[acme\]/a enabled = yes\npolicy = default\nbinding-required = mail\nterms = http://ca.contoso.com/terms\norders-per-hour = 0\naccounts-per-hour = 0\n' \
	"$d/sanca.conf"
start_sancad "$d" || bail 'sancad does not start'
http_token alice --may issue >"$T/alice"
http_token bob --may issue >"$T/bob"
is 'over HTTP it is told to use HTTPS' "$(get /acme/directory)" 400
like 'as a problem of ACME' "$(cat "$T/body")" \
	'urn:ietf:params:acme:error:malformed.*HTTPS'
export SANCAD_PID
for client in acme_orders acme_hostile; do
	ok "$client ran" python3 "$programs/$client.py" "$tls" "$d" "$HTTP_PORT"
	cp "$T/.out" "$T/verdicts"
	verdicts "$T/verdicts"
done
ok 'sancad stops' stop_sancad
ok 'the log verifies' "$sanca" -d "$d" log verify
sqlite3 "$d/log/ca.db" "select r.door_reference, count(*) from reservation r
	join certificate c on c.reservation = r.id
	where r.door_reference like 'acme %' group by 1" >"$T/given"
like 'orders got certificates' "$(cat "$T/given")" '^acme [0-9]+/[0-9]+[|]1$'
is 'and none of them a second one' "$(grep -v '|1$' "$T/given")" ''
done_testing
