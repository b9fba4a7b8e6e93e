/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* sanca renew: a certificate anew, or an address by which its owner does it. */
#include "cli.h"
#include "find.h"
#include "out.h"
#include "reach.h"
#include "sanca/clock.h"
#include "sanca/policy.h"
#include "sanca/renewal_link.h"
#include "sanca/text.h"

#include <inttypes.h>
#include <string.h>

/* A link in a mail is read within a few weeks or not at all. */
#define LINK_DAYS 30

static void
say_violations(const struct violations *violations)
{
	for (size_t i = 0; i < violations->count; i++)
		cli_say("refused: %s", violations->at[i].text);
}

static int
find(const struct cli *cli, uint64_t *ret_id, struct buf *ret_serial,
     struct err *err)
{
	CLEANUP(store_free) struct store *store = NULL;
	struct store_reservation row = { 0 };

	if (store_open(cli->dir, STORE_READ, &store, err) < 0 ||
	    find_one(store, cli->operands[0], ret_id, err) < 0 ||
	    store_reservation_get(store, *ret_id, &row, err) < 0)
		return -1;
	buf_append_bytes(ret_serial, row.serial);
	return buf_check(ret_serial, err);
}

/* ---- by a link -------------------------------------------------------------- */

static int
print_link(const struct cli *cli, uint64_t id, struct err *err)
{
	CLEANUP(conf_free) struct conf *conf = NULL;
	CLEANUP(buf_free) struct buf text = { 0 };
	uint8_t key[RENEWAL_LINK_KEY_BYTES];
	struct renewal_link link = { id, clock_wall_s() +
						 INT64_C(86400) * LINK_DAYS };
	const char *port = NULL;

	if (cli_conf(cli, &conf, err) < 0 ||
	    renewal_link_key_read(cli->dir, key, err) < 0 ||
	    renewal_link_make(key, &link, &text, err) < 0)
		return -1;
	bytes_wipe(key, sizeof(key));
	if (conf->listen_tls.count == 0 || conf->tls_names.count == 0)
		return err_set(err, ERR_CONFIG,
			       "there is no HTTPS to open the link on: set "
			       "listen-tls and tls-name under [http]");
	port = strrchr(conf->listen_tls.at[0], ':');
	if (port == NULL || strcmp(port, ":443") == 0)
		port = "";
	cli_say("whoever has this address can renew the certificate once, "
		"within %d days",
		LINK_DAYS);
	printf("https://%s%s/renew/%s\n", conf->tls_names.at[0], port,
	       buf_text(&text));
	return EXIT_DONE;
}

/* ---- at once ---------------------------------------------------------------- */

static int
ask(const struct cli *cli, struct reach *reach, struct bytes serial,
    int64_t lifetime_s, struct msg *ret, struct err *err)
{
	static struct violations violations;
	struct msg m = { .type = MSG_RENEW };

	(void)cli;
	if (reach_generation(reach, &m.renew.generation, err) < 0)
		return -1;
	m.renew.door = DOOR_CONTROL;
	m.renew.serial = serial;
	m.renew.lifetime_s = lifetime_s;
	m.renew.peer = bytes_of_text("control");
	if (reach_call(reach, &m, MSG_ISSUED, ret, &violations, err) == 0)
		return 0;
	say_violations(&violations);
	return -1;
}

static int
give_out(const struct cli *cli, const struct msg_issued *i, enum form form,
	 struct err *err)
{
	CLEANUP(issuer_free) struct issuer *issuer = NULL;
	CLEANUP(buf_free) struct buf head = { 0 };
	CLEANUP(buf_free) struct buf profile = { 0 };
	char serial[2 * LIMIT_SERIAL_BYTES + 1];
	struct shown shown = {
		.der = i->certificate,
		.state = STORE_ISSUED,
		.requester = i->requester,
		.policy = i->policy,
		.issued_at = clock_wall_s(),
		.log_index = i->log_index,
	};

	if (cli_issuer(cli, &issuer, err) < 0)
		return -1;
	buf_append_bytes(&head, i->log_head);
	buf_append_bytes(&profile, i->profile);
	shown.issuer = issuer;
	shown.log_head = buf_text(&head);
	shown.profile = buf_text(&profile);
	hex_encode(i->serial, serial);
	if (i->shortened)
		cli_say("warning: it ends with the CA, sooner than asked");
	if (i->repeated)
		cli_say("it was renewed already: serial %s", serial);
	else
		cli_say("issued serial %s, entry %" PRIu64 " of the log",
			serial, i->log_index);
	return out_certificate(&shown, form, cli_get(cli, "--out", NULL), err);
}

int
cmd_renew(struct cli *cli, struct err *err)
{
	CLEANUP(reach_close) struct reach *reach = NULL;
	CLEANUP(buf_free) struct buf serial = { 0 };
	enum form form = cli->json ? FORM_JSON : FORM_CHAIN;
	const char *word = cli_get(cli, "--form", NULL);
	const char *lifetime = cli_get(cli, "--lifetime", NULL);
	struct msg answer = { 0 };
	int64_t lifetime_s = 0;
	uint64_t id = 0;

	if ((word != NULL && form_parse(word, &form, err) < 0) ||
	    (lifetime != NULL &&
	     text_duration(lifetime, &lifetime_s, err) < 0) ||
	    find(cli, &id, &serial, err) < 0)
		return -1;
	if (cli_has(cli, "--link"))
		return print_link(cli, id, err);
	if (reach_open(cli->dir, true, &reach, err) < 0 ||
	    ask(cli, reach, buf_bytes(&serial), lifetime_s, &answer, err) < 0 ||
	    give_out(cli, &answer.issued, form, err) < 0)
		return -1;
	return EXIT_DONE;
}
