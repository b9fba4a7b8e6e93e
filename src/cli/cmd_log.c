/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* sanca log: verify, head, export. */
#include "cli.h"
#include "out.h"
#include "progress.h"
#include "sanca/files.h"
#include "sanca/issuance_log.h"
#include "sanca/text.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* A signed note as it is, or in base64 as the journal has it, alone or as the
 * end of a line. */
static void
note_from_journal(struct buf *note)
{
	CLEANUP(buf_free) struct buf plain = { 0 };
	struct bytes in = buf_bytes(note);
	struct err ignored = { 0 };

	while (in.n > 0 && (in.p[in.n - 1] == '\n' || in.p[in.n - 1] == '\r'))
		in.n--;
	/* A note has several lines; its last word, the signature, is base64 too
	 * and may well hold the octet of a line end. */
	if (in.n == 0 || memchr(in.p, '\n', in.n) != NULL)
		return;
	for (size_t i = in.n; i > 0; i--) {
		if (in.p[i - 1] != ' ')
			continue;
		in = (struct bytes){ in.p + i, in.n - i };
		break;
	}
	if (base64_decode(in, &plain, &ignored) < 0 || plain.n == 0 ||
	    memchr(plain.p, '\n', plain.n) == NULL)
		return;
	buf_clear(note);
	buf_append_bytes(note, buf_bytes(&plain));
}

int
cli_read_head(struct store *store, const char *file, struct log_head *ret,
	      struct err *err)
{
	CLEANUP(buf_free) struct buf note = { 0 };
	CLEANUP(buf_free) struct buf origin = { 0 };
	uint8_t key[32];

	if (file_read(AT_FDCWD, file, 2 * sizeof(ret->note), &note, err) < 0)
		return -1;
	note_from_journal(&note);
	if (buf_check(&note, err) < 0 ||
	    store_state_get(store, key, &origin, err) < 0)
		return -1;
	if (log_head_parse(buf_bytes(&note), key, buf_text(&origin), ret, err) <
	    0)
		return err_context(err, "%s", file);
	return 0;
}

static json_t *
verdict_json(const struct log_verdict *v, bool good, const char *why)
{
	json_t *o = json_object();

	json_object_set_new(o, "good", json_boolean(good));
	json_object_set_new(o, "entries", json_integer((json_int_t)v->entries));
	json_object_set_new(o, "certificates",
			    json_integer((json_int_t)v->certificates));
	json_object_set_new(o, "voids", json_integer((json_int_t)v->voids));
	json_object_set_new(o, "revocations",
			    json_integer((json_int_t)v->revocations));
	json_object_set_new(o, "crls", json_integer((json_int_t)v->crls));
	json_object_set_new(o, "heads", json_integer((json_int_t)v->heads));
	json_object_set_new(o, "openReservations",
			    json_integer((json_int_t)v->open_reservations));
	json_object_set_new(o, "head", json_string(v->head.note));
	if (!good)
		json_object_set_new(o, "firstBad",
				    json_string(v->first_bad[0] != '\0'
							? v->first_bad
							: why));
	return o;
}

static void
verdict_text(const struct log_verdict *v, const char *against)
{
	printf("the log is whole: %" PRIu64 " entries, %" PRIu64
	       " certificates, %" PRIu64 " voids, %" PRIu64
	       " revocations, %" PRIu64 " CRLs, %" PRIu64 " signed heads\n",
	       v->entries, v->certificates, v->voids, v->revocations, v->crls,
	       v->heads);
	if (v->open_reservations > 0)
		printf("%" PRIu64 " reservations are still open\n",
		       v->open_reservations);
	if (against != NULL)
		printf("the head in %s is a part of it\n", against);
	else
		cli_say("this proves the log against itself; only a head kept "
			"elsewhere (sanca log head) proves the past: --against "
			"FILE");
}

int
cmd_log_verify(struct cli *cli, struct err *err)
{
	CLEANUP(store_free) struct store *store = NULL;
	const char *against = cli_get(cli, "--against", NULL);
	struct progress progress;
	static struct log_verdict verdict;
	struct log_head head = { 0 };
	int rc = 0;

	if (store_open(cli->dir, STORE_READ, &store, err) < 0 ||
	    (against != NULL && cli_read_head(store, against, &head, err) < 0))
		return -1;
	progress_start(&progress, "entries");
	rc = log_verify(store, against != NULL ? &head : NULL, progress_show,
			&progress, &verdict, err);
	progress_end(&progress);
	if (rc < 0 && err->code != ERR_CORRUPT)
		return -1;
	if (cli->json) {
		struct err unwritten = { 0 };

		if (out_json(verdict_json(&verdict, rc == 0, err->text),
			     &unwritten) < 0)
			return -1;
	} else if (rc == 0) {
		verdict_text(&verdict, against);
	}
	return rc < 0 ? -1 : EXIT_DONE;
}

int
cmd_log_head(struct cli *cli, struct err *err)
{
	CLEANUP(store_free) struct store *store = NULL;
	struct bytes root = { 0 };
	struct bytes note = { 0 };
	uint64_t size = 0;
	int64_t time = 0;

	if (store_open(cli->dir, STORE_READ, &store, err) < 0 ||
	    store_head_get(store, INT64_MAX, &size, &time, &root, &note, err) <
		    0)
		return -1;
	if (!cli->json) {
		fwrite(note.p, 1, note.n, stdout);
		return EXIT_DONE;
	}
	return out_json(json_pack("{s:I, s:o, s:o, s:o}", "size",
				  (json_int_t)size, "time", out_json_time(time),
				  "root", out_json_hex(root), "head",
				  out_json_text(note)),
			err) < 0
		       ? -1
		       : EXIT_DONE;
}

/* A body is JSON that we wrote; what is none after all is shown as text. */
static int
export_entry(uint64_t i, unsigned type, int64_t time, struct bytes body,
	     struct err *err)
{
	json_t *parsed = json_loadb((const char *)body.p, body.n,
				    JSON_REJECT_DUPLICATES, NULL);
	uint8_t leaf[32];

	merkle_leaf(type, time, body, leaf);
	return out_json_line(
		json_pack("{s:I, s:s, s:o, s:o, s:o}", "index", (json_int_t)i,
			  "type", log_type_name((enum log_type)type), "time",
			  out_json_time(time), "leaf",
			  out_json_hex(BYTES_OF(leaf)), "body",
			  parsed != NULL ? parsed : out_json_text(body)),
		err);
}

int
cmd_log_export(struct cli *cli, struct err *err)
{
	CLEANUP(store_free) struct store *store = NULL;
	uint64_t size = 0;

	if (store_open(cli->dir, STORE_READ, &store, err) < 0 ||
	    store_log_size(store, &size, err) < 0)
		return -1;
	for (uint64_t i = 0; i < size; i++) {
		struct bytes body = { 0 };
		unsigned type = 0;
		int64_t time = 0;

		if (store_log_get(store, i, &type, &time, &body, err) < 0 ||
		    export_entry(i, type, time, body, err) < 0)
			return -1;
	}
	return EXIT_DONE;
}
