/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The table of commands and their options. */
#include "cli.h"

static const struct option_spec options_none[] = { OPTIONS_END };

static const struct option_spec options_init[] = {
	{ "--name", "TEXT", "what phones show when asked to trust it" },
	{ "--organization", "TEXT", "goes into the CA's subject" },
	{ "--key", "KIND", "ec-p256 (default) ec-p384 rsa-2048 -3072 -4096" },
	{ "--years", "N", "lifetime of the root (default 10)" },
	{ "--domain", "NAME...", "allow this domain and all below" },
	{ "--short-name", "NAME...", "allow this name without a dot" },
	{ "--short-names-of", "NAME...", "allow HOST beside HOST.NAME" },
	{ "--ip-range", "NETWORK...", "allow addresses, 10.0.0.0/8" },
	{ "--constrain", NULL, "put the same limits into the root itself" },
	{ "--listen", "ADDR:PORT...", "HTTP (default 127.0.0.1:8080)" },
	{ "--listen-tls", "ADDR:PORT...", "HTTPS" },
	{ "--tls-name", "NAME...", "host in the own HTTPS certificate" },
	{ "--listen-probe", "ADDR:PORT...", "HTTPS, to see who trusts it" },
	{ "--probe-url", "URL", "where devices reach it" },
	{ "--acme", NULL, "serve ACME clients, over HTTPS" },
	{ "--public-url", "URL", "where clients reach it, plain http" },
	{ "--passphrase-file", "FILE",
	  "encrypt the CA key with its first line" },
	{ "--import-key", "FILE", "take this key (PEM) instead of a new one" },
	{ "--import-cert", "FILE", "and this CA certificate (PEM)" },
	{ "--import-chain", "FILE", "and those above it (PEM)" },
	{ "--front-user", "USER", "as root: who runs sanca-front; so, too," },
	{ "--signer-user", "USER", "--notifier-user, --validator-user" },
	{ "--notifier-user", "USER", NULL },
	{ "--validator-user", "USER", NULL },
	OPTIONS_END
};

static const struct option_spec options_check[] = {
	{ "--policy", "NAME", "the policy that decides" },
	{ "--profile", "NAME", "server, mail or client" },
	{ "--lifetime", "TIME", "such as 90d" },
	{ "--names", "A,B", "these names instead of the request's" },
	OPTIONS_END
};

static const struct option_spec options_issue[] = {
	{ "--policy", "NAME", "the policy that decides" },
	{ "--requester", "NAME", "for whom (default: admin)" },
	{ "--profile", "NAME", "server, mail or client" },
	{ "--lifetime", "TIME", "such as 90d" },
	{ "--names", "A,B", "these names instead of the request's" },
	{ "--form", "FORM", "chain (default), pem, der, p7b or json" },
	{ "--out", "FILE", "write it there instead of to stdout" },
	OPTIONS_END
};

static const struct option_spec options_renew[] = {
	{ "--lifetime", "TIME", "such as 90d" },
	{ "--link", NULL, "print an address by which its owner renews it" },
	{ "--form", "FORM", "chain (default), pem, der, p7b or json" },
	{ "--out", "FILE", "write it there instead of to stdout" },
	OPTIONS_END
};

static const struct option_spec options_pending_approve[] = {
	{ "--name", "NAME...", "these names, in this order" },
	{ "--profile", "NAME", "server, mail or client" },
	{ "--lifetime", "TIME", "such as 90d" },
	{ "--word", "TEXT", "to who asked" },
	OPTIONS_END
};

static const struct option_spec options_pending_refuse[] = {
	{ "--word", "TEXT", "why, to who asked" }, OPTIONS_END
};

static const struct option_spec options_list[] = {
	{ "--name", "NAME", "holding this name; *.NAME: any below it" },
	{ "--requester", "NAME", "of this requester" },
	{ "--expiring", "TIME", "ending within this time, such as 30d" },
	{ "--status", "WORD", "issued, void, revoked or reserved" },
	{ "--csv", NULL, "comma-separated values" },
	OPTIONS_END
};

static const struct option_spec options_show[] = {
	{ "--form", "FORM", "text (default), pem, chain, der, p7b or json" },
	{ "--out", "FILE", "write it there instead of to stdout" },
	OPTIONS_END
};

static const struct option_spec options_revoke[] = {
	{ "--all-of", "REQUESTER", "all that this requester has" },
	{ "--reason", "WORD", "such as superseded or keyCompromise" },
	{ "--lift", NULL, "lift a hold: they are good again" },
	{ "--yes", NULL, "more than one, without asking" },
	OPTIONS_END
};

static const struct option_spec options_crl_show[] = {
	{ "--entries", NULL, "each serial, with time and reason" }, OPTIONS_END
};

static const struct option_spec options_crl_export[] = {
	{ "--form", "FORM", "der (default) or pem" },
	{ "--out", "FILE", "write it there instead of to stdout" },
	OPTIONS_END
};

static const struct option_spec options_token_new[] = {
	{ "--policy", "NAME", "what its requests are held to" },
	{ "--may", "RIGHTS", "such as issue,list (default: issue)" },
	{ "--expires", "TIME", "such as 90d, or never (default: 1y)" },
	OPTIONS_END
};

static const struct option_spec options_eab_new[] = {
	{ "--policy", "NAME", "make the requester first, held to this policy" },
	{ "--expires", "TIME", "such as 90d, or never (default: 30d)" },
	OPTIONS_END
};

static const struct option_spec options_acme_accounts[] = {
	{ "--requester", "NAME", "of this requester" }, OPTIONS_END
};

static const struct option_spec options_acme_orders[] = {
	{ "--account", "NUMBER", "of this account" }, OPTIONS_END
};

static const struct option_spec options_requester_new[] = {
	{ "--policy", "NAME", "what its requests are held to" },
	{ "--rights", "RIGHTS", "such as issue,list (default: issue)" },
	{ "--contact", "ADDRESS...", "who is told before something ends" },
	{ "--client-name", "NAME", "in the certificate that it shows" },
	{ "--expires", "TIME", "such as 90d, or never (default)" },
	OPTIONS_END
};

static const struct option_spec options_requester_set[] = {
	{ "--rights", "RIGHTS", "of request,issue,list,revoke,approve,admin" },
	{ "--contact", "ADDRESS...", "all of them; '': none" },
	{ "--client-name", "NAME", "in the certificate that it shows; ''" },
	{ "--expires", "TIME", "such as 90d, or never" },
	OPTIONS_END
};

static const struct option_spec options_requester_calendar[] = {
	{ "--end", NULL, "only end the one that is there" }, OPTIONS_END
};

static const struct option_spec options_requester_policy[] = {
	{ "--policy", "NAME", "what its requests are held to from now on" },
	OPTIONS_END
};

static const struct option_spec options_log_verify[] = {
	{ "--against", "FILE", "a head kept elsewhere must be a part of it" },
	OPTIONS_END
};

static const struct option_spec options_trust_install[] = {
	{ "--sha256", "HEX",
	  "fingerprint of the root, from paper or a person" },
	{ "--url", "URL", "the CA, such as http://pki.contoso.local:8080" },
	{ "--file", "FILE", "take the root from there instead (PEM or DER)" },
	{ "--user", NULL, "only browsers of this user; needs no root" },
	{ "--uninstall", NULL, "take that root out of every store" },
	{ "--dry-run", NULL, "only say what would be done" },
	OPTIONS_END
};

static const struct option_spec options_trust_check[] = {
	{ "--starttls", "PROTOCOL",
	  "smtp, imap or pop3 (default: by the port)" },
	{ "--ca", "FILE", "trust these roots (PEM), not the system's" },
	OPTIONS_END
};

static const struct option_spec options_notify_test[] = {
	{ "--to", "ADDRESS", "send it there instead of to each contact" },
	OPTIONS_END
};

static const struct option_spec options_trust_sheet[] = {
	{ "--html", NULL, "as a page to be printed" },
	{ "--out", "FILE", "write it there instead of to stdout" },
	OPTIONS_END
};

static const struct option_spec options_backup[] = {
	{ "--with-keys", NULL, "also the keys, encrypted with a passphrase" },
	{ "--passphrase-file", "FILE",
	  "its first line; without: you are asked" },
	{ "--force", NULL, "take the place of FILE" },
	OPTIONS_END
};

static const struct option_spec options_restore[] = {
	{ "--verify", NULL, "only say whether the backup is good" },
	{ "--keys", "DIR", "take ca.key and log.key from there" },
	{ "--passphrase-file", "FILE",
	  "its first line opens the keys; without: you are asked" },
	{ "--against", "FILE", "a head kept elsewhere must be a part of it" },
	OPTIONS_END
};

#define COMMAND(fn, words, operands, least, most, options, help)               \
	{ words, operands, least, most, fn, options, help },
#define GROUP(word, help)
const struct command commands[] = {
#include "commands.def"
};
#undef GROUP
#undef COMMAND
const size_t command_count = ARRAY_SIZE(commands);

#define COMMAND(fn, words, operands, least, most, options, help)
#define GROUP(word, help) { word, help },
const struct command_group command_groups[] = {
#include "commands.def"
};
#undef GROUP
#undef COMMAND
const size_t command_group_count = ARRAY_SIZE(command_groups);
