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

/* The unsigned profile serves all the same. */
static void
complain(struct own_work *w, const struct err *err)
{
	own_work_complain(w, "no signed profile (tried again every hour)", err);
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
	struct own_work *w = &s->profile;
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
	if (own_work_begin(w, &err) != 0) {
		complain(w, &err);
		return;
	}
	signer_turn(s);
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
profile_finish(struct signer *s, struct request *r, bool refused)
{
	struct own_work *w = &s->profile;
	struct err err = r->err;

	if (refused || sign_and_write(s, r, &err) != 0) {
		complain(w, &err);
		return;
	}
	own_work_forget(w);
	w->has_complained = false;
	logline(LOGLINE_INFO, "the profile for Apple devices was signed");
}
