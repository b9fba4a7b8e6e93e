/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Keeps the OCSP responder in a certificate: the CA key signs one for it from
 * time to time, and no answer. */
#include "signer.h"

#include "sanca/clock.h"
#include "sanca/files.h"
#include "sanca/logline.h"
#include "sanca/serial.h"
#include "sanca/text.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* At what there is; also after a refusal. */
#define LOOK_MS 60000
/* A PKCS#8 PEM of P-256 has 250 octets, a certificate of ours 1,000. */
#define FILE_BYTES 16384

static void
drop(struct signer *s)
{
	struct responder *r = &s->responder;

	ca_key_free(&r->key);
	buf_clear(&r->certificate);
	memset(s->own_keys[SIGNER_RESPONDER_KEY], 0, 32);
}

bool
responder_is_wanted(const struct signer *s)
{
	return s->configuration->own[CONF_OWN_RESPONDER].names.n > 0;
}

/* Renewed as the CA's other certificates are: after two thirds. */
static bool
is_due(const struct responder *r, int64_t now)
{
	return r->key == NULL || now < r->not_before ||
	       now >= r->not_before + (r->not_after - r->not_before) / 3 * 2;
}

/* ---- what an earlier run left ------------------------------------------------ */

static int
check_certificate(const struct signer *s, const struct certificate *c,
		  struct bytes spki, struct err *err)
{
	const struct issuer *ca = s->issuer;

	if (c->sig_alg != c->tbs_sig_alg ||
	    !bytes_equal(c->issuer, ca->certificate.subject) ||
	    key_verify(&ca->key, c->sig_alg, c->tbs, c->signature, err) != 0)
		return err_set(err, ERR_CONFIG, "it is not of this CA");
	if (!c->ocsp_signing || c->is_ca || c->serial.n != SERIAL_BYTES)
		return err_set(err, ERR_CONFIG, "it is not for OCSP");
	if (!bytes_equal(c->spki, spki))
		return err_set(err, ERR_CONFIG, "it is for another key");
	return 0;
}

static int
check_standing(struct signer *s, struct bytes serial, struct err *err)
{
	struct store_standing standing = { 0 };
	uint64_t number = serial_number_get(s->serial_secret, serial);

	if (store_standing_get(s->store, number, &standing, err) != 0)
		return -1;
	if (!bytes_equal(standing.serial, serial) || !standing.is_issued ||
	    standing.is_revoked)
		return err_set(err, ERR_CONFIG,
			       "it was revoked, or is not in the log");
	return 0;
}

/* Takes the key. */
static void
use(struct signer *s, struct ca_key **key, struct bytes der,
    const struct certificate *c)
{
	struct responder *r = &s->responder;

	drop(s);
	buf_append_bytes(&r->certificate, der);
	if (r->certificate.broken)
		return;
	r->key = STEAL(*key);
	memcpy(r->serial, c->serial.p, sizeof(r->serial));
	r->not_before = c->not_before;
	r->not_after = c->not_after;
	sha256(c->spki, s->own_keys[SIGNER_RESPONDER_KEY]);
}

static int
load(struct signer *s, int dir, struct err *err)
{
	CLEANUP(ca_key_free) struct ca_key *key = NULL;
	CLEANUP(buf_free_wipe) struct buf pem = { 0 };
	CLEANUP(buf_free) struct buf der = { 0 };
	CLEANUP(buf_free) struct buf spki = { 0 };
	struct certificate c;
	size_t count = 0;

	if (file_check_private(dir, RESPONDER_KEY_FILE, geteuid(), err) != 0 ||
	    file_read(dir, RESPONDER_KEY_FILE, FILE_BYTES, &pem, err) != 0 ||
	    ca_key_load(buf_bytes(&pem), NULL, &key, err) != 0 ||
	    ca_key_spki(key, &spki, err) != 0)
		return err_context(err, RESPONDER_KEY_FILE);
	buf_clear(&pem);
	if (file_read(dir, RESPONDER_CERTIFICATE_FILE, FILE_BYTES, &pem, err) !=
		    0 ||
	    pem_read_certificates(buf_bytes(&pem), &der, &count, err) != 0 ||
	    certificate_parse(buf_bytes(&der), &c, err) != 0 ||
	    check_certificate(s, &c, buf_bytes(&spki), err) != 0 ||
	    check_standing(s, c.serial, err) != 0)
		return err_context(err, RESPONDER_CERTIFICATE_FILE);
	use(s, &key, buf_bytes(&der), &c);
	return 0;
}

static int
open_dir(const struct signer *s, int *ret, struct err *err)
{
	*ret = open(s->options.dir, O_DIRECTORY | O_PATH | O_CLOEXEC);
	return *ret < 0 ? err_errno(err, ERR_OS, "%s", s->options.dir) : 0;
}

void
responder_open(struct signer *s)
{
	CLEANUP(fd_close) int dir = -1;
	struct err err;

	if (!responder_is_wanted(s))
		return;
	if (open_dir(s, &dir, &err) == 0 && load(s, dir, &err) == 0)
		return;
	if (err.code != ERR_NOT_FOUND)
		logline_err(LOGLINE_NOTICE, &err,
			    "the OCSP responder gets a new key");
}

/* ---- the next one -------------------------------------------------------------- */

void
responder_look(struct signer *s)
{
	struct responder *r = &s->responder;
	int64_t now = clock_wall_s();
	struct err err;

	if (!responder_is_wanted(s) && r->key != NULL)
		drop(s);
	if (!responder_is_wanted(s) || s->options.offline || s->stopping ||
	    r->work.key != NULL || !is_due(r, now) ||
	    clock_monotonic_ms() < r->work.look_ms)
		return;
	if (signer_may_issue(s, &err) != 0)
		return;
	r->work.look_ms = clock_monotonic_ms() + LOOK_MS;
	if (own_work_begin(&r->work, &err) != 0) {
		own_work_complain(&r->work, "no OCSP responder", &err);
		return;
	}
	signer_turn(s);
}

/* The key first: a certificate without it is of no use, and the other way round
 * a start finds out. */
static int
write_files(struct signer *s, const struct request *r, struct err *err)
{
	CLEANUP(buf_free_wipe) struct buf key = { 0 };
	CLEANUP(buf_free) struct buf pem = { 0 };
	CLEANUP(fd_close) int dir = -1;

	pem_encode("CERTIFICATE", buf_bytes(&r->certificate), &pem);
	if (buf_check(&pem, err) != 0 ||
	    ca_key_export(s->responder.work.key, NULL, &key, err) != 0 ||
	    open_dir(s, &dir, err) != 0 ||
	    file_replace(dir, RESPONDER_KEY_FILE, buf_bytes(&key), 0600,
			 (uid_t)-1, (gid_t)-1, err) != 0)
		return -1;
	return file_replace(dir, RESPONDER_CERTIFICATE_FILE, buf_bytes(&pem),
			    0644, (uid_t)-1, (gid_t)-1, err);
}

void
responder_finish(struct signer *s, struct request *r, bool refused)
{
	struct own_work *w = &s->responder.work;
	struct err err = r->err;
	struct certificate c;

	if (!refused &&
	    certificate_parse(buf_bytes(&r->certificate), &c, &err) == 0) {
		/* It signs all the same where it cannot be kept for the next
		 * start. */
		if (write_files(s, r, &err) != 0)
			logline_err(LOGLINE_WARNING, &err,
				    "the OCSP responder's key is not kept");
		use(s, &w->key, buf_bytes(&r->certificate), &c);
		own_work_forget(w);
		w->has_complained = false;
		logline(LOGLINE_INFO, "the OCSP responder has a certificate");
		return;
	}
	own_work_complain(w, "no certificate for the OCSP responder", &err);
}

void
responder_revoked(struct signer *s, struct bytes serial)
{
	struct responder *r = &s->responder;

	if (r->key == NULL || !bytes_equal(serial, BYTES_OF(r->serial)))
		return;
	drop(s);
	r->work.look_ms = 0;
	logline(LOGLINE_NOTICE,
		"the OCSP responder's certificate was revoked: it gets "
		"another");
}

int
responder_check(const struct signer *s, int64_t now, struct err *err)
{
	const struct responder *r = &s->responder;
	char end[32];

	if (r->key == NULL)
		return err_set(err, ERR_UNAVAILABLE,
			       "the OCSP responder has no certificate");
	if (now >= r->not_before && now < r->not_after)
		return 0;
	clock_show(r->not_after, end);
	return err_set(err, ERR_UNAVAILABLE,
		       "the OCSP responder's certificate ended at %s", end);
}

void
responder_clear(struct responder *r)
{
	own_work_clear(&r->work);
	ca_key_free(&r->key);
	buf_free(&r->certificate);
}
