# shellcheck shell=sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# For those who try in a mount namespace what changes the store of the system.

# own_dpkg FOLDER: dpkg's records become a copy in this new folder, for
# update-ca-certificates has a hook that fills Java's store, which is a trigger
# of dpkg.
own_dpkg()
{
	[ -d /var/lib/dpkg ] || return 0
	mkdir "$1" && mount -t tmpfs none "$1" || return 1
	# What is not ours to read is not needed.
	cp -a /var/lib/dpkg/. "$1" 2>/dev/null || :
	mount --bind "$1" /var/lib/dpkg && mount -t tmpfs none /var/log ||
		return 1
	[ ! -d /var/lib/ca-certificates-java ] ||
		mount -t tmpfs none /var/lib/ca-certificates-java
}
