/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The first CRL of a new CA. */
#include "init.h"
#include "sanca/clock.h"
#include "sanca/files.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void
first_crl_free(struct first_crl *crl)
{
	fd_close(&crl->tbs_fd);
}

static int
open_nameless(const char *dir, int *ret, struct err *err)
{
	char path[LIMIT_PATH_BYTES + 340];

	snprintf(path, sizeof(path), "%s/log/crl.tbs-XXXXXX", dir);
	*ret = mkostemp(path, O_CLOEXEC);
	if (*ret < 0 || unlink(path) != 0)
		return err_errno(err, ERR_OS, "%.300s", path);
	return 0;
}

/* Seconds since 1970, so that numbers grow over a backup brought back, too. */
int
first_crl_write(const struct plan *plan, const char *dir, struct first_crl *ret,
		struct err *err)
{
	CLEANUP(crl_writer_free) struct crl_writer *writer = NULL;

	ret->fields = (struct crl_fields){
		.issuer = plan->issuer,
		.number = (uint64_t)plan->now,
		.this_update = plan->now - LIMIT_CLOCK_SKEW_S,
		.next_update = plan->now + plan->conf->crl_lifetime_s,
	};
	if (open_nameless(dir, &ret->tbs_fd, err) < 0 ||
	    crl_writer_new(&ret->fields, 0, ret->tbs_fd, &writer, err) < 0)
		return -1;
	return crl_writer_end(writer, &ret->written, err);
}

int
first_crl_add(const struct plan *plan, const struct first_crl *crl,
	      struct store *store, struct issuance_log *log, struct err *err)
{
	CLEANUP(buf_free) struct buf body = { 0 };
	const struct crl_fields *f = &crl->fields;
	struct log_crl entry = {
		.number = f->number,
		.issuer_tag = bytes_of_text(plan->issuer->id),
		.this_update = f->this_update,
		.next_update = f->next_update,
		.tbs_sha256 = crl->written.sha256,
	};
	struct store_crl row = {
		.number = f->number,
		.this_update = f->this_update,
		.next_update = f->next_update,
		.log_index = log_next_index(log),
	};
	struct store_issuer issuer = { 0 };
	uint64_t index = 0;

	memcpy(row.tbs_sha256, crl->written.sha256, sizeof(row.tbs_sha256));
	if (store_issuer_get(store, &issuer, err) < 0)
		return -1;
	row.issuer = issuer.id;
	log_body_crl(&entry, &body);
	if (buf_check(&body, err) < 0 || store_crl_add(store, &row, err) < 0)
		return -1;
	return log_append(log, LOG_CRL, plan->now, buf_bytes(&body), &index,
			  err);
}

int
first_crl_sign(const struct plan *plan, const struct first_crl *crl, int fd,
	       struct err *err)
{
	CLEANUP(buf_free) struct buf signature = { 0 };
	struct bytes digest = { crl->written.digest, crl->written.digest_n };

	if (ca_key_sign_digest(plan->key, 0, true, digest, &signature, err) < 0)
		return -1;
	return crl_assemble(plan->issuer, crl->tbs_fd, crl->written.bytes,
			    buf_bytes(&signature), fd, err);
}
