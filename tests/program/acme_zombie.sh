#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# A client of ACME that asks without end (F38): it is limited by its account, and by
# its address, and others get their certificates meanwhile. In a network of its own,
# for this machine's own address is exempt from limits.

. "${0%/*}/own_network.sh"
. "${0%/*}/http_lib.sh"
. "${0%/*}/acme_lib.sh"
python3 -c 'import cryptography' || skip_all 'there is no python3-cryptography'

acme_network || bail 'no network of our own'
http_ca --acme --listen-tls 10.0.0.1:443 --tls-name 10.0.0.1
acme_set orders-per-hour 60
http_set requests-per-minute 200
sed -i '/^\[policy default\]/a acme-preauthorized = default' "$d/sanca.conf"
start_sancad "$d" || bail 'sancad does not start'
http_token alice --may issue >"$T/alice"
http_token bob --may issue >"$T/bob"
ok 'the zombie and the others ran' python3 "$programs/acme_zombie.py" 443 "$d" \
	"$HTTP_PORT"
cp "$T/.out" "$T/verdicts"
verdicts "$T/verdicts"
ok 'sancad stops' stop_sancad
ok 'the log verifies' "$sanca" -d "$d" log verify
done_testing
