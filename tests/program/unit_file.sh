#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# The unit file: what systemd says of it, and that sancad needs no capability
# and no file of /proc that it does not leave.

. "${0%/*}/http_lib.sh"

unit=$top_builddir/ca-data/sanca.service
[ -e "$unit" ] || bail 'make ca-data/sanca.service'

# M08: in tenths. What is left to 1.5: that it starts as root (0.4, with
# changing users 0.3, their processes 0.1 and the socket's group 0.2), that
# it serves the network (0.8), binds port 80 (0.1) and sees the host (0.4).
if ! command -v systemd-analyze >/dev/null; then
	skip 'M08 exposure by systemd-analyze' 'systemd is not installed'
elif ! systemd-analyze security --help 2>/dev/null | grep -q offline; then
	skip 'M08 exposure by systemd-analyze' 'it has no --offline'
else
	ok 'M08 exposure by systemd-analyze is at most 2.3' \
		systemd-analyze security --offline=yes --no-pager \
		--threshold=23 "$unit"
fi

# bounds: the capabilities as setpriv(1) wants them.
bounds()
{
	sed -n 's/^CapabilityBoundingSet=//p' "$unit" | tr ' ' '\n' |
		sed 's/^CAP_/+/' | tr 'A-Z\n' 'a-z,' | sed 's/,$//'
}

like 'the unit bounds capabilities' "$(bounds)" '^\+setuid,.*\+kill'
if [ "$(id -u)" != 0 ]; then
	skip 'M08 these capabilities suffice' 'needs root'
elif ! setpriv --bounding-set="-all,$(bounds)" true; then
	skip 'M08 these capabilities suffice' 'setpriv cannot take them away'
else
	http_ca
	sed -i 's/^#* *control-group *=.*/control-group = 64003/' "$d/sanca.conf"
	request mail DNS:mail.contoso.com
	# lib.sh starts what $sancad names; /proc as ProcSubset=pid shows it.
	cat >"$T/sancad" <<-END
	#!/bin/sh
	if unshare -m mount -t proc -o subset=pid proc /proc 2>/dev/null; then
		exec unshare -m sh -c 'mount -t proc -o subset=pid proc /proc &&
			exec "\$@"' sh setpriv \
			--bounding-set=-all,$(bounds) "$sancad" "\$@"
	fi
	exec setpriv --bounding-set=-all,$(bounds) "$sancad" "\$@"
	END
	chmod 755 "$T/sancad"
	sancad=$T/sancad
	ok 'M08 these capabilities suffice: it starts' start_sancad "$d"
	is 'the control socket is the group'"'s" \
		"$(stat -c %g "$d/run/control/sanca.sock")" 64003
	token=$(http_token mail --may issue)
	is 'it issues' "$(post /v1/certificates "$T/mail.pem" \
		-H "Authorization: Bearer $token")" 201
	http_set max-connections-per-address 200
	kill -HUP "$SANCAD_PID"
	ok 'it reads its settings again' wait_for 10 grep -q \
		'settings of generation 2 count now' "$T/sancad.log"
	is 'and issues by them' "$(post /v1/certificates "$T/mail.pem" \
		-H "Authorization: Bearer $token")" 201
	ok 'it ends its children and itself' stop_sancad
fi
done_testing
