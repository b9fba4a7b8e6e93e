/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The CA's certificate: what the database and the public file say of it. */
#include "start.h"

#include "sanca/certificate.h"
#include "sanca/der_read.h"
#include "sanca/files.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>

/* The file that every client trusts must be the one that issues (a file
 * replaced on disk would be trusted without ever matching what we sign). */
static int
check_public_file(const struct signer *s, struct err *err)
{
	CLEANUP(buf_free) struct buf pem = { 0 };
	CLEANUP(buf_free) struct buf ders = { 0 };
	char path[LIMIT_PATH_BYTES];
	const struct buf *own = &s->issuer->der;
	size_t count = 0;

	snprintf(path, sizeof(path), "%s/public/ca.pem", s->options.dir);
	if (file_read(AT_FDCWD, path, LIMIT_CONF_BYTES, &pem, err) != 0)
		return -1;
	if (pem_read_certificates(buf_bytes(&pem), &ders, &count, err) != 0)
		return err_context(err, "%s", path);
	if (ders.n < own->n || memcmp(ders.p, own->p, own->n) != 0)
		return err_set(err, ERR_CONFIG,
			       "%s is not the certificate that this CA issues "
			       "with: one of the two was replaced",
			       path);
	return 0;
}

static int
own_keys_add(struct signer *s, struct bytes spki, struct err *err)
{
	if (s->own_key_count == SIGNER_RESPONDER_KEY)
		return err_set(err, ERR_CONFIG, "the CA's chain is too long");
	sha256(spki, s->own_keys[s->own_key_count++]);
	return 0;
}

/* The keys of our own certificates are never certified for anybody. */
static int
collect_own_keys(struct signer *s, struct err *err)
{
	struct der chain = der_of(buf_bytes(&s->issuer->chain));

	if (own_keys_add(s, s->issuer->certificate.spki, err) != 0)
		return -1;
	while (!der_is_end(&chain)) {
		struct certificate above = { 0 };
		struct der_tlv tlv = { 0 };

		if (der_next(&chain, &tlv, err) != 0 ||
		    certificate_parse(tlv.whole, &above, err) != 0 ||
		    own_keys_add(s, above.spki, err) != 0)
			return err_context(err, "chain");
	}
	return 0;
}

int
issuer_open(struct signer *s, struct err *err)
{
	struct store_issuer row = { 0 };

	if (store_issuer_get(s->store, &row, err) != 0)
		return err_context(err, "the CA's certificate");
	s->issuer_row = row.id;
	if (issuer_from_der(row.certificate, row.chain, &s->issuer, err) != 0)
		return -1;
	if (check_public_file(s, err) != 0)
		return -1;
	ocsp_issuer_init(s->issuer, &s->ocsp_issuer);
	return collect_own_keys(s, err);
}
