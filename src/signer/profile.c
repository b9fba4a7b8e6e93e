/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Keeps the signed profile in public/: a certificate through the same batch as
 * any other, for a key that signs once. */
#include "profile.h"

#include "signer.h"

#include "sanca/clock.h"
#include "sanca/der_read.h"
#include "sanca/files.h"
#include "sanca/logline.h"
#include "sanca/signed_data.h"
#include "sanca/trust.h"

#include <fcntl.h>

#define LOOK_MS 3600000 /* at what there is; also after a refusal */

static const struct own_certificate *
own_of(const struct signer *s)
{
	return &s->configuration->own[CONF_OWN_PROFILE];
}

static int
open_dir(const struct signer *s, int *ret_fd, struct err *err)
{
	*ret_fd = open(s->options.dir, O_DIRECTORY | O_PATH | O_CLOEXEC);
	return *ret_fd < 0 ? err_errno(err, ERR_OS, "%s", s->options.dir) : 0;
}

/* As the front gives it, unsigned; chain gets issuer … root. */
static int
write_content(const struct signer *s, struct buf *chain, struct buf *ret,
	      struct err *err)
{
	struct trust_root root;
	struct der rest = { 0 };
	struct der_tlv last = { 0 };

	buf_append_bytes(chain, buf_bytes(&s->issuer->der));
	buf_append_bytes(chain, buf_bytes(&s->issuer->chain));
	if (buf_check(chain, err) != 0)
		return -1;
	for (rest = der_of(buf_bytes(chain)); !der_is_end(&rest);)
		if (der_next(&rest, &last, err) != 0)
			return err_context(err, "chain");
	if (trust_root_init(last.whole, buf_bytes(chain),
			    s->configuration->conf->public_url, &root,
			    err) != 0)
		return -1;
	return trust_form(TRUST_MOBILECONFIG)->write(&root, ret, err);
}

/* Renewed as HTTPS is: after two thirds. */
static int
check_certificate(const struct signer *s, struct bytes der, struct err *err)
{
	CLEANUP(buf_free) struct buf names = { 0 };
	int64_t now = clock_wall_s();
	struct certificate c;

	if (certificate_parse(der, &c, err) != 0)
		return -1;
	buf_append_u8(&names, (uint8_t)c.names.count);
	for (size_t i = 0; i < c.names.count; i++) {
		buf_append_u8(&names, c.names.at[i].tag);
		buf_append_u8(&names, (uint8_t)c.names.at[i].value.n);
		buf_append_bytes(&names, c.names.at[i].value);
	}
	if (buf_check(&names, err) != 0)
		return -1;
	if (!bytes_equal(buf_bytes(&names), buf_bytes(&own_of(s)->names)))
		return err_set(err, ERR_NOT_FOUND, "it is of other names");
	if (now < c.not_before ||
	    now >= c.not_before + (c.not_after - c.not_before) / 3 * 2)
		return err_set(err, ERR_NOT_FOUND, "its certificate ends");
	return 0;
}

static int
check_file(const struct signer *s, struct err *err)
{
	CLEANUP(buf_free) struct buf chain = { 0 };
	CLEANUP(buf_free) struct buf content = { 0 };
	CLEANUP(buf_free) struct buf file = { 0 };
	CLEANUP(buf_free) struct buf certificate = { 0 };
	CLEANUP(fd_close) int fd = -1;

	if (write_content(s, &chain, &content, err) != 0 ||
	    open_dir(s, &fd, err) != 0 ||
	    file_read(fd, SIGNED_PROFILE_FILE, LIMIT_SIGNED_PROFILE_BYTES,
		      &file, err) != 0 ||
	    signed_data_check(buf_bytes(&file), buf_bytes(&content), s->issuer,
			      &certificate, err) != 0)
		return -1;
	return check_certificate(s, buf_bytes(&certificate), err);
}

static void
forget_key(struct profile_work *w)
{
	ca_key_free(&w->key);
	buf_clear(&w->spki);
	w->is_asked = false;
}

/* Said once; the unsigned profile serves all the same. */
static void
complain(struct profile_work *w, const struct err *err)
{
	forget_key(w);
	if (!w->has_complained)
		logline_err(LOGLINE_WARNING, err,
			    "no signed profile (tried again every hour)");
	w->has_complained = true;
}

/* Somebody had his hands in public/. */
static bool
is_spoilt(const struct err *err)
{
	return err->code == ERR_CORRUPT || err->code == ERR_TOO_LARGE;
}

void
profile_look(struct signer *s)
{
	struct profile_work *w = &s->profile;
	struct err err;

	if (s->options.offline || s->stopping || w->key != NULL ||
	    clock_monotonic_ms() < w->look_ms)
		return;
	/* Asked for again at once when there is space, or the clock is right. */
	if (own_of(s)->names.n > 0 && signer_may_issue(s, &err) != 0)
		return;
	w->look_ms = clock_monotonic_ms() + LOOK_MS;
	if (own_of(s)->names.n == 0 || check_file(s, &err) == 0)
		return;
	/* What cannot be read can hardly be written: no certificate for that. */
	if (err.code != ERR_NOT_FOUND && !is_spoilt(&err)) {
		complain(w, &err);
		return;
	}
	if (is_spoilt(&err))
		logline_err(LOGLINE_WARNING, &err,
			    SIGNED_PROFILE_FILE " is made again");
	if (ca_key_generate("ec-p256", &w->key, &err) != 0 ||
	    ca_key_spki(w->key, &w->spki, &err) != 0) {
		complain(w, &err);
		return;
	}
	signer_turn(s);
}

void
profile_look_again(struct signer *s)
{
	s->profile.look_ms = 0;
	s->profile.has_complained = false;
}

void
profile_join(struct signer *s, struct batch *b)
{
	struct profile_work *w = &s->profile;
	struct request *r = &b->at[b->count];

	if (w->key == NULL || w->is_asked || b->count == LIMIT_BATCH)
		return;
	request_reset(r);
	r->msg = (struct msg){ .type = MSG_ISSUE_TLS };
	r->ask.spki = buf_bytes(&w->spki);
	w->is_asked = true;
	b->count++;
}

static int
sign_and_write(struct signer *s, const struct request *r, struct err *err)
{
	CLEANUP(buf_free) struct buf chain = { 0 };
	CLEANUP(buf_free) struct buf content = { 0 };
	CLEANUP(buf_free) struct buf file = { 0 };
	CLEANUP(fd_close) int fd = -1;

	if (write_content(s, &chain, &content, err) != 0 ||
	    signed_data_write(s->profile.key, buf_bytes(&r->certificate),
			      buf_bytes(&chain), buf_bytes(&content), &file,
			      err) != 0 ||
	    open_dir(s, &fd, err) != 0)
		return -1;
	return file_replace(fd, SIGNED_PROFILE_FILE, buf_bytes(&file), 0644,
			    (uid_t)-1, (gid_t)-1, err);
}

void
profile_finish(struct signer *s, struct request *r)
{
	struct profile_work *w = &s->profile;
	bool refused = r->state == REQUEST_REFUSED;
	struct err err = r->err;

	if (!refused && r->state != REQUEST_LOGGED)
		return;
	r->state = REQUEST_DONE;
	if (refused || sign_and_write(s, r, &err) != 0) {
		complain(w, &err);
		return;
	}
	forget_key(w);
	w->has_complained = false;
	logline(LOGLINE_INFO, "the profile for Apple devices was signed");
}

void
profile_clear(struct profile_work *w)
{
	forget_key(w);
	buf_free(&w->spki);
}
