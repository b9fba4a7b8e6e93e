# shellcheck shell=sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# Sourced first: the test begins again in a network and with mounts of its own, as
# root there. OWN_NETWORK is the user outside.

if [ -z "${OWN_NETWORK-}" ]; then
	if [ "$(id -u)" = 0 ]; then
		own='unshare -mn'
	else
		own='unshare -Urmn'
	fi
	if ! $own true 2>/dev/null; then
		echo "1..0 # SKIP no namespaces of one's own here"
		exit 0
	fi
	OWN_NETWORK=$(id -u)
	export OWN_NETWORK
	exec $own sh "$0" "$@"
fi
