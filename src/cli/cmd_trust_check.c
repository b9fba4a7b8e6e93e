/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* sanca trust check: does this machine trust what a host serves? */
#include "look.h"
#include "out.h"
#include "sanca/clock.h"

#include "cli.h"

static void
show_text(const struct place *place, const struct look *look)
{
	CLEANUP(buf_free) struct buf subject = { 0 };
	CLEANUP(buf_free) struct buf issuer = { 0 };
	char fingerprint[3 * 32];

	look_show_subject(look->at[0], &subject);
	look_show_issuer(look->at[0], &issuer);
	look_fingerprint(look->at[0], fingerprint);
	printf("%s port %s serves %s\n  issued by %s\n  SHA-256 %s\n",
	       place->host, place->port, buf_text(&subject), buf_text(&issuer),
	       fingerprint);
	if (look->finding_count == 0) {
		printf("TRUSTED: this machine trusts it.\n");
		return;
	}
	printf("NOT TRUSTED by this machine:\n");
	for (size_t i = 0; i < look->finding_count; i++) {
		const struct finding *f = &look->findings[i];

		printf("* %s: %.*s.\n", reason_word(f->reason), (int)f->text.n,
		       (const char *)f->text.p);
		if (f->todo.n > 0)
			printf("  What to do: %.*s.\n", (int)f->todo.n,
			       (const char *)f->todo.p);
	}
}

static json_t *
certificate_json(gnutls_x509_crt_t c)
{
	CLEANUP(buf_free) struct buf subject = { 0 };
	CLEANUP(buf_free) struct buf issuer = { 0 };
	char fingerprint[3 * 32];
	json_t *names = json_array();
	json_t *o = json_object();

	look_show_subject(c, &subject);
	look_show_issuer(c, &issuer);
	look_fingerprint(c, fingerprint);
	for (unsigned int i = 0; i < 1000; i++) {
		CLEANUP(buf_free) struct buf name = { 0 };

		if (!look_show_name(c, i, &name))
			break;
		json_array_append_new(names, out_json_text(buf_bytes(&name)));
	}
	json_object_set_new(o, "subject", out_json_text(buf_bytes(&subject)));
	json_object_set_new(o, "issuer", out_json_text(buf_bytes(&issuer)));
	json_object_set_new(o, "sha256", json_string(fingerprint));
	json_object_set_new(
		o, "not_before",
		out_json_time(gnutls_x509_crt_get_activation_time(c)));
	json_object_set_new(
		o, "not_after",
		out_json_time(gnutls_x509_crt_get_expiration_time(c)));
	json_object_set_new(o, "names", names);
	return o;
}

static json_t *
to_json(const struct place *place, const struct look *look)
{
	json_t *o = json_object();
	json_t *reasons = json_array();
	json_t *certificates = json_array();

	for (size_t i = 0; i < look->finding_count; i++) {
		const struct finding *f = &look->findings[i];
		json_t *one = json_object();

		json_object_set_new(one, "reason",
				    json_string(reason_word(f->reason)));
		json_object_set_new(one, "detail",
				    out_json_text(buf_bytes(&f->text)));
		json_object_set_new(one, "todo",
				    out_json_text(buf_bytes(&f->todo)));
		json_array_append_new(reasons, one);
	}
	for (size_t i = 0; i < look->count; i++)
		json_array_append_new(certificates,
				      certificate_json(look->at[i]));
	json_object_set_new(o, "host", json_string(place->host));
	json_object_set_new(o, "port", json_string(place->port));
	json_object_set_new(o, "trusted",
			    json_boolean(look->finding_count == 0));
	json_object_set_new(o, "reasons", reasons);
	json_object_set_new(o, "certificates", certificates);
	return o;
}

int
cmd_trust_check(struct cli *cli, struct err *err)
{
	CLEANUP(look_free) struct look look = { .fd = -1 };
	struct place place = { 0 };

	if (place_parse(cli->operands[0], cli_get(cli, "--starttls", NULL),
			&place, err) < 0 ||
	    look_at(&place, cli_get(cli, "--ca", NULL), &look, err) < 0 ||
	    look_judge(&place, clock_wall_s(), &look, err) < 0)
		return -1;
	if (!cli->json)
		show_text(&place, &look);
	else if (out_json(to_json(&place, &look), err) < 0)
		return -1;
	return look.finding_count == 0 ? EXIT_DONE : EXIT_REFUSED;
}
