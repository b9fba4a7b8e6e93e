/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Makes a data directory whole or not at all. */
#include "init.h"
#include "sanca/der_read.h"
#include "sanca/files.h"
#include "sanca/text.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static int
put_keys(struct plan *plan, const struct site *s, struct err *err)
{
	CLEANUP(buf_free_wipe) struct buf ca = { 0 };
	CLEANUP(buf_free_wipe) struct buf log = { 0 };
	const char *passphrase =
		plan->passphrase.n > 0 ? buf_text(&plan->passphrase) : NULL;

	if (ca_key_export(plan->key, passphrase, &ca, err) < 0 ||
	    log_key_export(plan->log_key, &log, err) < 0 ||
	    site_put(s, &plan->owners, "ca/ca.key", &ca, 0600, OWNER_SIGNER,
		     err) < 0)
		return -1;
	return site_put(s, &plan->owners, "ca/log.key", &log, 0600,
			OWNER_SIGNER, err);
}

/* DER after DER as PEM. */
static int
append_pem(struct bytes ders, struct buf *out, struct err *err)
{
	struct der rest = der_of(ders);

	while (!der_is_end(&rest)) {
		struct der_tlv one = { 0 };

		if (der_next(&rest, &one, err) < 0)
			return -1;
		pem_encode("CERTIFICATE", one.whole, out);
	}
	return 0;
}

static int
put_public(struct plan *plan, const struct site *s, struct err *err)
{
	CLEANUP(buf_free) struct buf ca = { 0 };
	CLEANUP(buf_free) struct buf chain = { 0 };

	if (append_pem(buf_bytes(&plan->issuer->der), &ca, err) < 0 ||
	    append_pem(buf_bytes(&plan->issuer->chain), &chain, err) < 0 ||
	    site_put(s, &plan->owners, "public/ca.pem", &ca, 0644, OWNER_SIGNER,
		     err) < 0 ||
	    site_put(s, &plan->owners, "public/chain.pem", &chain, 0644,
		     OWNER_SIGNER, err) < 0)
		return -1;
	return site_put(s, &plan->owners, "sanca.conf", &plan->conf_text, 0644,
			OWNER_SELF, err);
}

static int
put_crl(const struct plan *plan, const struct first_crl *crl,
	const struct site *s, struct err *err)
{
	CLEANUP(fd_close)
	int out = openat(s->fd, CRL_FILE,
			 O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	uid_t uid = 0;
	gid_t gid = 0;

	owner_ids(&plan->owners, OWNER_SIGNER, &uid, &gid);
	if (out < 0 || fchown(out, uid, gid) != 0 || fchmod(out, 0644) != 0)
		return err_errno(err, ERR_OS, CRL_FILE);
	return first_crl_sign(plan, crl, out, err);
}

int
data_create(struct plan *plan, struct err *err)
{
	CLEANUP(site_free) struct site s = { .fd = -1 };
	CLEANUP(first_crl_free) struct first_crl crl = { .tbs_fd = -1 };

	umask(077);
	if (site_open(plan->dir, &s, err) < 0 ||
	    site_make_folders(&s, &plan->owners, err) < 0 ||
	    put_keys(plan, &s, err) < 0 ||
	    site_put_link_key(&s, &plan->owners, err) < 0 ||
	    put_public(plan, &s, err) < 0 ||
	    first_crl_write(plan, s.path, &crl, err) < 0 ||
	    data_create_log(plan, &crl, s.path, err) < 0 ||
	    put_crl(plan, &crl, &s, err) < 0 ||
	    site_settle_log(&s, &plan->owners, err) < 0)
		return -1;
	return site_move_in(&s, plan->dir, err);
}
