#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# A file in src/LAYER includes headers of its own folder, include/sanca headers
# of layers that it may see, and those libraries that its layer is for.
# A header in include/sanca names its layer in a comment: /* layer: NAME */

set -u
layers='base der os conf policy pki mint ipc store log trust'
processes='supervisor front signer notifier validator cli'

# sees LAYER: the layers whose headers it may include, itself among them.
sees()
{
	case $1 in
	base) echo base ;;
	der) echo der base ;;
	os) echo os base ;;
	conf) echo conf policy base ;;
	policy) echo policy der base ;;
	pki) echo pki policy der base ;;
	mint) echo mint pki policy der base ;;
	ipc) echo ipc base ;;
	store) echo store policy der base ;;
	log) echo log store pki policy der base ;;
	trust) echo trust pki policy der base ;;
	supervisor) echo ipc conf policy os der base ;;
	front | notifier) echo trust pki log store ipc conf policy os der base ;;
	validator) echo pki ipc conf policy os der base ;;
	signer | cli) echo mint trust pki log store ipc conf policy os der base ;;
	esac
}

# users HEADER: who may include this header of a library; nothing for libc's.
users()
{
	case $1 in
	gnutls/abstract.h) echo pki mint log signer cli front ;;
	ares.h) echo validator ;;
	curl/*) echo notifier validator ;;
	gnutls/*) echo pki mint log signer cli front notifier validator ;;
	gmp.h) echo pki ;;
	unistd.h) ;;
	idn2.h | uni*.h) echo policy ;;
	ini.h) echo conf ;;
	jansson.h) echo front cli ;;
	microhttpd.h) echo front ;;
	png.h | qrencode.h) echo trust ;;
	sqlite3.h) echo store log front signer notifier cli ;;
	esac
}

layer_of()
{
	sed -n '1,8s|^/\* layer: \([a-z]*\) .*|\1|p' "include/sanca/$1" | head -n 1
}

has()
{
	case " $1 " in
	*" $2 "*) return 0 ;;
	esac
	return 1
}

status=0
wrong()
{
	echo "$1"
	status=1
}

# check FILE LAYER FOLDER
check()
{
	# Names of headers hold no blanks.
	# shellcheck disable=SC2013
	for inc in $(sed -n 's/^[ 	]*#[ 	]*include[ 	]*[<"]\([^">]*\)[">].*/\1/p' \
		"$1"); do
		case $inc in
		sanca/*)
			to=
			[ ! -e "include/$inc" ] || to=$(layer_of "${inc#sanca/}")
			has "$(sees "$2")" "${to:-none}" || wrong \
				"$1: layer $2 must not include <$inc> of layer ${to:-none}"
			;;
		config.h) ;;
		*)
			if [ -e "$3/$inc" ]; then
				case $inc in
				*/*) wrong "$1: $inc is not of this folder" ;;
				esac
				continue
			fi
			case $inc in
			*.def)
				[ -e "include/sanca/$inc" ] || wrong "$1: no $inc"
				continue
				;;
			src/* | ../*)
				wrong "$1: $inc is private to another folder"
				continue
				;;
			esac
			who=$(users "$inc")
			[ -z "$who" ] || has "$who" "$2" ||
				wrong "$1: layer $2 has no business with <$inc>"
			;;
		esac
	done
}

for header in include/sanca/*.h include/sanca/*.def; do
	[ -e "$header" ] || continue
	layer=$(layer_of "${header##*/}")
	if ! has "$layers" "${layer:-none}"; then
		wrong "$header: says no layer, as /* layer: NAME */ in its first lines"
		continue
	fi
	check "$header" "$layer" include/sanca
done

for layer in $layers $processes; do
	for file in $(find "src/$layer" \( -name '*.[ch]' -o -name '*.def' \) \
		! -name '*.embed.c' | sort); do
		check "$file" "$layer" "src/$layer"
	done
done

for folder in src/*/; do
	folder=${folder#src/}
	has "$layers $processes" "${folder%/}" ||
		wrong "src/$folder is neither a layer nor a process"
done
exit $status
