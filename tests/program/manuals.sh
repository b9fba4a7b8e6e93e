#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# The manuals say what the tables and the programs say: every key, command,
# option, error and note stands in its page, and nothing else does.

. "${0%/*}/../lib.sh"

doc=$top_srcdir/doc
include=$top_srcdir/include/sanca
conf5=$doc/sanca.conf.5

# calls MACRO FILE: each MACRO(...) of a .def file on a line of its own, joined
# strings and all.
calls()
{
	{
		tr '\n\t' '  ' <"$2"
		echo
	} | sed -e 's|/\*[^*]*\*\+\([^/*][^*]*\*\+\)*/||g' \
		-e 's/" \+"//g' -e "s/\(^\| \)$1(/\\n$1(/g" |
		sed -n "s/^$1(//p"
}

# same NAME: $T/want and $T/got hold the same lines.
same()
{
	sort "$T/want" >"$T/want.sorted"
	sort "$T/got" >"$T/got.sorted"
	if [ ! -s "$T/want" ]; then
		fail "$1" || diag 'the table was not read'
		return 1
	fi
	if ! diff "$T/want.sorted" "$T/got.sorted" >"$T/diff"; then
		fail "$1" || diag '< stands in the table, > in the manual'
		diag <"$T/diff"
		return 1
	fi
	pass "$1"
}

# ---- sanca.conf(5) -----------------------------------------------------------

# "SECTION|KEY|DEFAULT" of the page.
page_keys()
{
	awk '
	/^\.Ss Section / { section = substr($0, 13) }
	/^\.(Sh|Ss) / && !/^\.Ss Section / { section = "" }
	key != "" {
		value = ""
		if ($1 == "Default:") {
			value = substr($0, 10)
			sub(/\.$/, "", value)
		}
		print at "|" key "|" value
		key = ""
	}
	/^\.It Cm / && section != "" && $4 == "=" { at = section; key = $3 }
	' "$conf5"
}

table_keys()
{
	calls SETTING "$include/settings.def" |
		sed 's/^[^,]*, *[^,]*, *"\([^"]*\)", *"\([^"]*\)", *"\([^"]*\)".*/[\1]|\2|\3/'
	calls POLICY_SETTING "$include/policy_settings.def" |
		sed 's/^[^,]*, *[^,]*, *"\([^"]*\)", *"\([^"]*\)".*/[policy NAME]: settings|\1|\2/'
	calls RULE "$include/policy_rules.def" |
		sed 's/^[^,]*, *"\([^"]*\)".*/[policy NAME]: rules|\1|/'
}

every_key_stands_in_the_page_with_its_default()
{
	page_keys >"$T/got"
	table_keys | sed '/: rules|/!s/|$/|none/' >"$T/want"
	same 'sanca.conf(5) has every key with its section and default'
}

every_word_stands_in_the_page()
{
	missing=
	for word in $(calls CHOICE "$include/choices.def" |
		sed 's/.*"\([^"]*\)".*/\1/') \
		$(calls PROFILE "$include/profiles.def" |
			sed 's/^[^"]*"\([^"]*\)".*/\1/'); do
		grep -q -E "^\.(It )?Cm .*\b$word\b" "$conf5" ||
			missing="$missing $word"
	done
	is 'sanca.conf(5) has every word that a setting takes' "$missing" ''
}

# The examples are true: sanca reads them.
conf_check()
{
	mkdir -p "$T/conf"
	cat >"$T/conf/sanca.conf"
	"$sanca" conf check "$T/conf" >"$T/checked" 2>&1
}

every_rule_has_an_example()
{
	calls RULE "$include/policy_rules.def" |
		sed 's/^[^,]*, *"\([^"]*\)".*/\1/' >"$T/want"
	sed -n 's/^\.Dl \([a-z-]*\) = .*/\1/p' "$conf5" >"$T/got"
	same 'sanca.conf(5) has an example of each rule'
	{
		echo '[policy example]'
		echo 'short-names = only-with-domain'
		sed -n 's/^\.Dl \([a-z-]* = .*\)/\1/p' "$conf5"
	} | conf_check
	is 'those examples together are a policy' "$?" 0 ||
		diag <"$T/checked"
}

# The N-th literal block below EXAMPLES.
example()
{
	awk -v n="$1" '
	/^\.Sh / { inside = $2 == "EXAMPLES" }
	/^\.Ed/ { on = 0 }
	on && i == n { print }
	/^\.Bd -literal/ && inside { on = 1; i++ }
	' "$conf5"
}

the_complete_examples_can_be_used()
{
	for i in 1 2; do
		example "$i" | conf_check
		is "example $i of sanca.conf(5) can be used" "$?" 0 ||
			diag <"$T/checked"
	done
	six='mail.contoso.com contoso.com contoso.local
		autodiscover.contoso.com server01.contoso.local server01'
	example 1 | conf_check
	# Words on purpose.
	# shellcheck disable=SC2086
	ok 'its mail policy allows the six names' \
		"$sanca" -d "$T/conf" policy test mail $six
	# shellcheck disable=SC2086
	exits 'and one more from elsewhere is refused' 1 \
		"$sanca" -d "$T/conf" policy test mail $six www.fabrikam.com
}

# ---- sanca(1) ----------------------------------------------------------------

# "COMMAND" and "COMMAND --OPTION" of the page.
page_commands()
{
	awk '
	/^\.Sh / { inside = $2 == "COMMANDS" }
	!inside { next }
	/^\.It Ic / {
		command = ""
		for (i = 3; i <= NF && $i != "Op" && $i != "Ar"; i++)
			command = command (i > 3 ? " " : "") $i
		print command
	}
	/^\.It Fl -/ { print command " -" $3 }
	' "$doc/sanca.1"
}

# The same, as the program says it.
program_commands()
{
	calls COMMAND "$top_srcdir/src/cli/commands.def" |
		sed 's/^[^,]*, *"\([^"]*\)".*/\1/' >"$T/commands"
	while read -r command; do
		echo "$command"
		# shellcheck disable=SC2086
		"$sanca" help $command </dev/null |
			sed -n '/^  --/p' | grep -o -e '--[a-z][a-z0-9-]*' |
			sed "s/^/$command /" |
			grep -v ' --json$'
	done <"$T/commands"
}

every_command_and_option_stands_in_the_page()
{
	page_commands >"$T/got"
	program_commands >"$T/want"
	same 'sanca(1) has every command with its options'
}

# ---- sancad(8) ---------------------------------------------------------------

every_option_of_sancad_stands_in_the_page()
{
	"$sancad" --help </dev/null |
		sed -n 's/^  -., --\([a-z-]*\).*/\1/p; s/^  *--\([a-z-]*\).*/\1/p' \
			>"$T/want"
	sed -n 's/^\.It .*Fl -\([a-z-]*\).*/\1/p' "$doc/sancad.8" >"$T/got"
	same 'sancad(8) has every option of sancad --help'
}

# With a sancad that runs, and all that it makes for itself.
modes_of_files_are_as_the_page_says()
{
	users=
	[ "$(id -u)" != 0 ] ||
		users='--front-user 64001:64001 --signer-user 64002:64002
			--notifier-user 64003:64003'
	# shellcheck disable=SC2086
	ok 'sanca init makes a CA' "$sanca" init "$T/ca" --name Test \
		--domain contoso.com --tls-name pki.contoso.com --acme \
		--listen "127.0.0.1:$(free_port)" \
		--listen-tls "127.0.0.1:$(free_port)" \
		--listen-probe "127.0.0.1:$(free_port)" \
		--public-url http://pki.contoso.com $users || return
	# So that there is a notifier; nobody listens there.
	sed -i '/^\[notify\]/a smtp-url = smtp://localhost:9\nmail-from = ca@contoso.com\ncontact = root@contoso.com' \
		"$T/ca/sanca.conf"
	start_sancad "$T/ca"
	is 'sancad starts on it' "$?" 0 || return
	# The key of bindings comes with the first of them.
	"$sanca" -d "$T/ca" eab new manual --policy default >"$T/eab" 2>&1 ||
		diag <"$T/eab"
	for made in notify/state front/search.db front/https.pem front/probe.pem public/ca.mobileconfig \
		ca/ocsp.pem; do
		wait_for 10 test -e "$T/ca/$made"
	done
	sed -n 's|^\.It Pa \([^ ]*\) Ta 0\([0-7]*\) Ta \([a-z]*\)$|\1 \2 \3|p' \
		"$doc/sancad.8" | while read -r file mode owner; do
		[ "$(id -u)" = 0 ] || owner=
		echo "$file $mode $owner"
	done >"$T/want"
	while read -r file mode owner; do
		case $owner,$(stat -c %u "$T/ca/$file") in
		,* | root,0 | front,64001 | signer,64002 | notifier,64003) ;;
		?*) owner="not $owner" ;;
		esac
		echo "$file $(stat -c %a "$T/ca/$file") $owner"
	done <"$T/want" >"$T/got"
	same 'sancad(8) has the modes and owners of the files'
	find "$T/ca" -mindepth 1 ! -name '*.lock' ! -name '*.db-*' \
		! -path '*/control' | wc -l | tr -d ' ' >"$T/found"
	ok 'it stops' stop_sancad
	is 'and all files there are' \
		"$(wc -l <"$T/want" | tr -d ' ')" "$(cat "$T/found")"
}

# ---- sanca-api(7) ------------------------------------------------------------

# stands_in_api NAME: each line of $T/want is a word of the page.
stands_in_api()
{
	missing=
	while read -r word; do
		grep -q -w -F -e "$word" "$doc/sanca-api.7" ||
			missing="$missing $word"
	done <"$T/want"
	is "$1" "$missing" ''
}

the_api_page_names_errors_and_notes()
{
	if [ ! -e "$doc/sanca-api.7" ]; then
		skip 'sanca-api(7) has every error type' 'it is not written yet'
		skip 'sanca-api(7) has every note' 'it is not written yet'
		skip 'sanca-api(7) has every file of the root' \
			'it is not written yet'
		return
	fi
	calls ERROR "$include/errors.def" |
		sed 's/^[^"]*"\([^"]*\)".*/\1/' >"$T/want"
	stands_in_api 'sanca-api(7) has every error type'
	calls NOTE "$include/notes.def" |
		sed 's/^[^"]*"\([^"]*\)".*/\1/' >"$T/want"
	stands_in_api 'sanca-api(7) has every note'
	calls TRUST_FORM "$include/trust_forms.def" |
		sed 's/^[^"]*"\([^"]*\)".*/GET \1"/' >"$T/want"
	stands_in_api 'sanca-api(7) has every file of the root'
}

# ---- sanca-console(7) ----------------------------------------------------------

# "METHOD PATH RIGHT", where each * is one for all: 0 is no right.
every_address_of_the_console_stands_in_its_page()
{
	sed -n 's/^ROUTE(\([A-Z]*\), "\(\/console[^"]*\)", [a-z_]*, \([A-Z_0-9]*\),.*/\1 \2 \3/p' \
		"$top_srcdir/src/front/routes.def" |
		sed 's/RIGHT_\([A-Z]*\)$/\L\1/' >"$T/want"
	awk '
	function flush() { if (at != "") print at, right; at = "" }
	/^\.It Li "(GET|POST) / {
		flush()
		at = $0
		sub(/^\.It Li /, "", at)
		sub(/ Ns Ar [A-Z]+/, "*", at)
		gsub(/ Ns Li |"/, "", at)
		right = 0
		next
	}
	/^\.El/ { flush() }
	at != "" && /^\.Cm [a-z]+ \.$/ { right = $2 }
	' "$doc/sanca-console.7" >"$T/got"
	same 'sanca-console(7) has every address of the console with its right'
	is 'sanca-api(7) leaves them to it' \
		"$(grep -c '^\.It Li "[A-Z]* /console' "$doc/sanca-api.7")" 0
}

every_right_of_the_console_stands_in_its_page()
{
	missing=
	words=$(grep -o 'RIGHT_[A-Z]*, "[a-z]*"' "$top_srcdir/src/ipc/rights.c" |
		sed 's/.*"\([a-z]*\)"/\1/')
	like 'the rights were read' "$words" '^approve$'
	for word in $words; do
		grep -q "^\.It Cm \([a-z]* , \)*$word\( ,\|$\)" \
			"$doc/sanca-console.7" ||
			missing="$missing $word"
	done
	is 'sanca-console(7) says what each right opens' "$missing" ''
	sed -n 's/^PLACE([A-Z]*, "[^"]*", "\([^"]*\)".*/\1/p' \
		"$top_srcdir/src/front/console_places.def" >"$T/want"
	sed -n '/^\.Sh PAGES/,/^\.El/s/^\.It //p' \
		"$doc/sanca-console.7" >"$T/got"
	same 'and what each page of the navigation is for'
}

# ---- doc/ARCHITECTURE.md and the README ----------------------------------------

# Each `name()` of the page exists; a step of the path, in the file it names.
every_function_of_architecture_exists()
{
	page=$doc/ARCHITECTURE.md
	grep -o '`[a-z_0-9]*()`' "$page" | tr -d '`()' | sort -u >"$T/names"
	missing=
	while read -r name; do
		grep -r -q -E -e "^$name\(" --include='*.c' \
			"$top_srcdir/src" || missing="$missing $name"
	done <"$T/names"
	is 'every function that doc/ARCHITECTURE.md names exists' "$missing" ''
	sed -n 's/^[0-9]*\. `\([a-z_0-9]*\)()` `\([^`]*\)` .*/\1 \2/p' \
		"$page" >"$T/steps"
	elsewhere=
	while read -r name file; do
		grep -q "^$name(" "$top_srcdir/src/$file" ||
			elsewhere="$elsewhere $name:$file"
	done <"$T/steps"
	is 'each step of the path is in the file it names' "$elsewhere" ''
	is 'every numbered line is such a step' \
		"$(wc -l <"$T/steps" | tr -d ' ')" \
		"$(grep -c '^[0-9]*\. ' "$page")"
}

every_file_that_is_named_exists()
{
	missing=
	for page in README.md SECURITY.md doc/ARCHITECTURE.md; do
		for file in $(grep -o -E \
			'[`(](src|include|doc|tests|ca-data|web)/[A-Za-z0-9_./-]+[`)]' \
			"$top_srcdir/$page" | tr -d '`()'); do
			[ -e "$top_srcdir/$file" ] ||
				missing="$missing $page:$file"
		done
	done
	is 'every file that the pages name exists' "$missing" ''
}

# The five commands of the README, on a port of their own.
the_commands_of_the_readme_work()
{
	users=
	[ "$(id -u)" != 0 ] ||
		users=' --front-user 64001:64001 --signer-user 64002:64002'
	port=$(free_port)
	mkdir "$T/readme"
	ln -s "$sanca" "$sancad" "$top_srcdir/tests" "$T/readme"
	{
		echo 'set -eu'
		sed -n '/^From nothing/,/^Run them/s/^    //p' \
			"$top_srcdir/README.md" |
			sed -e "s/ init ca /&--listen 127.0.0.1:$port$users /" \
				-e "s/127.0.0.1:8080/127.0.0.1:$port/" \
				-e 's/^\(.*\) & sleep 1$/\1 \& trap "kill $!" EXIT; sleep 3/'
	} >"$T/readme.sh"
	is 'the README has five commands' \
		"$(wc -l <"$T/readme.sh" | tr -d ' ')" 6
	(cd "$T/readme" && timeout 60 sh "$T/readme.sh") >"$T/out" 2>&1
	is 'they end well' "$?" 0 || diag <"$T/out"
	like 'with a certificate that openssl trusts' "$(cat "$T/out")" \
		'^exchange.pem: OK$'
}

pages_are_plain_ascii()
{
	other=
	for file in README.md SECURITY.md doc/ARCHITECTURE.md doc/sanca.1 \
		doc/sanca.conf.5 doc/sancad.8 doc/sanca-api.7 \
		doc/sanca-console.7; do
		if LC_ALL=C grep -q '[^ -~	]' "$top_srcdir/$file"; then
			other="$other $file"
		fi
	done
	is 'the pages are plain ASCII' "$other" ''
}

every_key_stands_in_the_page_with_its_default
every_word_stands_in_the_page
every_rule_has_an_example
the_complete_examples_can_be_used
every_command_and_option_stands_in_the_page
every_option_of_sancad_stands_in_the_page
modes_of_files_are_as_the_page_says
the_api_page_names_errors_and_notes
every_address_of_the_console_stands_in_its_page
every_right_of_the_console_stands_in_its_page
every_function_of_architecture_exists
every_file_that_is_named_exists
the_commands_of_the_readme_work
pages_are_plain_ascii
done_testing
