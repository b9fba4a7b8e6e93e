/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* GET /ca.crl and GET /i/ID/ca.crl: the file of the signer, as it is. */

#include "crl.h"

#include "dated.h"
#include "reply.h"
#include "routes.h"

#include "sanca/files.h"
#include "sanca/logline.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

/* Larger ones are sent from the file: most CAs have a CRL of some KB, and a
 * few have one of 50 MB. */
#define MEMORY_BYTES 65536
#define CRL_TYPE "application/pkix-crl"

struct crl_holder {
	pthread_mutex_t loading; /* one at a time: the newest file comes last */
	pthread_mutex_t lock;	 /* guards the rest */
	const char *dir;
	bool is_there;
	uint64_t number;
	struct dated dated;
};

int
crl_holder_new(const char *dir, struct crl_holder **ret, struct err *err)
{
	struct crl_holder *h = calloc(1, sizeof(*h));

	if (!h)
		return err_nomem(err);
	pthread_mutex_init(&h->loading, NULL);
	pthread_mutex_init(&h->lock, NULL);
	h->dir = dir;
	h->dated.fd = -1;
	*ret = h;
	return 0;
}

void
crl_holder_free(struct crl_holder **holder)
{
	if (*holder) {
		dated_clear(&(*holder)->dated);
		pthread_mutex_destroy(&(*holder)->lock);
		pthread_mutex_destroy(&(*holder)->loading);
		free(*holder);
	}
	*holder = NULL;
}

/* ---- reading ----------------------------------------------------------------- */

static int
check_issuer(const struct crl *crl, const struct issuer *issuer,
	     struct err *err)
{
	const struct certificate *c = &issuer->certificate;

	if (!bytes_equal(crl->issuer, c->subject) ||
	    (crl->authority_key_id.n > 0 &&
	     !bytes_equal(crl->authority_key_id, c->subject_key_id)))
		return err_set(err, ERR_CORRUPT,
			       "it is the CRL of another issuer");
	return 0;
}

/* Takes the descriptor. */
static int
make_dated(int fd, struct bytes der, const struct crl *crl, struct dated *ret,
	   struct err *err)
{
	CLEANUP(fd_close) int owned = fd;

	if (der.n > MEMORY_BYTES) {
		dated_from_file(owned, der.n, CRL_TYPE, crl->this_update,
				crl->next_update, ret);
		owned = -1;
	} else if (dated_from_bytes(der, CRL_TYPE, crl->this_update,
				    crl->next_update, ret, err) < 0) {
		return -1;
	}
	/* As unlike as the lists are, and read in no time. */
	etag_make(crl->signature, ret->etag);
	return 0;
}

static int
read_file(const char *dir, const struct issuer *issuer, struct dated *ret,
	  uint64_t *ret_number, struct err *err)
{
	CLEANUP(fd_close) int folder = open(dir, O_DIRECTORY | O_CLOEXEC);
	CLEANUP(fd_close) int fd = -1;
	CLEANUP(file_unmap) struct bytes map = { 0 };
	struct crl crl;
	int taken = -1;

	if (folder < 0)
		return err_errno(err, ERR_OS, "%s", dir);
	if (file_map(folder, CRL_FILE, LIMIT_CRL_BYTES, &fd, &map, err) < 0 ||
	    crl_parse(map, &crl, err) < 0 ||
	    check_issuer(&crl, issuer, err) < 0)
		return -1;
	taken = fd;
	fd = -1;
	if (make_dated(taken, map, &crl, ret, err) < 0)
		return -1;
	*ret_number = crl.number;
	return 0;
}

void
crl_load(struct crl_holder *h, const struct issuer *issuer)
{
	struct dated fresh = { .fd = -1 }, old = { .fd = -1 };
	uint64_t number = 0;
	struct err err;

	pthread_mutex_lock(&h->loading);
	if (read_file(h->dir, issuer, &fresh, &number, &err) < 0) {
		pthread_mutex_unlock(&h->loading);
		if (err.code != ERR_NOT_FOUND)
			logline_err(LOGLINE_ERROR, &err,
				    CRL_FILE " is not taken");
		return;
	}
	pthread_mutex_lock(&h->lock);
	old = h->dated;
	h->dated = fresh;
	h->number = number;
	h->is_there = true;
	pthread_mutex_unlock(&h->lock);
	pthread_mutex_unlock(&h->loading);
	dated_clear(&old);
}

bool
crl_is_current(struct crl_holder *h, int64_t now)
{
	bool current = false;

	pthread_mutex_lock(&h->lock);
	current = h->is_there && now < h->dated.next_update;
	pthread_mutex_unlock(&h->lock);
	return current;
}

uint64_t
crl_number(struct crl_holder *h)
{
	uint64_t number = 0;

	pthread_mutex_lock(&h->lock);
	number = h->number;
	pthread_mutex_unlock(&h->lock);
	return number;
}

/* ---- serving ----------------------------------------------------------------- */

enum step
on_crl(struct request *r)
{
	struct crl_holder *h = r->front->crl;
	enum step step = STEP_DONE;
	bool is_there = false;

	pthread_mutex_lock(&h->lock);
	is_there = h->is_there;
	if (is_there)
		step = reply_dated(r, &h->dated);
	pthread_mutex_unlock(&h->lock);
	if (is_there)
		return step;
	return reply_fault(r, ERR_NOT_FOUND,
			   "there is no CRL yet: the signer makes one when it "
			   "starts, and says in the log why it cannot");
}

enum step
on_issuer_crl(struct request *r)
{
	if (!bytes_is_text(r->path.segment, r->live->issuer->id))
		return reply_fault(r, ERR_NOT_FOUND,
				   "there is no issuer with this id");
	return on_crl(r);
}
