/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Writes a TBSCertList (RFC 5280 5.1.2) from its beginning to its end. */

#include "crl_stream.h"
#include "tbs_extensions.h"
#include "tbs_write.h"

#include <stdlib.h>

/* A reasonCode extension: its list, itself, OID, OCTET STRING, ENUMERATED. */
#define REASON_EXTENSION_BYTES 14

struct crl_writer {
	struct crl_hash hash;
	struct crl_stream out;
	struct derw entry;	   /* one at a time */
	struct buf tail;	   /* the extensions */
	uint64_t announced, taken; /* octets of entries */
	uint64_t entries;
};

/* ---- entries ---- */

static size_t
wrapped_size(size_t contents)
{
	uint8_t header[DER_HEADER_BYTES];

	return der_header(DER_SEQUENCE, contents, header) + contents;
}

/* As derw_positive() writes it. */
static size_t
integer_size(struct bytes magnitude)
{
	while (magnitude.n > 0 && magnitude.p[0] == 0) {
		magnitude.p++;
		magnitude.n--;
	}
	if (magnitude.n == 0 || magnitude.p[0] >= 0x80)
		magnitude.n++;
	return wrapped_size(magnitude.n);
}

size_t
crl_entry_size(const struct crl_entry *entry)
{
	size_t n =
		integer_size(entry->serial) + der_time_size(entry->revoked_at);

	if (entry->reason != REASON_UNSPECIFIED)
		n += REASON_EXTENSION_BYTES;
	return wrapped_size(n);
}

static int
check_entry(const struct crl_entry *entry, struct err *err)
{
	if (entry->serial.n == 0 || entry->serial.n > LIMIT_SERIAL_BYTES)
		return err_set(err, ERR_INTERNAL,
			       "a serial number of %zu octets on a CRL",
			       entry->serial.n);
	if (!crl_reason_is_valid(entry->reason))
		return err_set(err, ERR_INTERNAL,
			       "reason %u has no place on a CRL",
			       entry->reason);
	return 0;
}

int
crl_writer_add(struct crl_writer *writer, const struct crl_entry *entry,
	       struct err *err)
{
	struct derw *w = &writer->entry;

	if (check_entry(entry, err) < 0)
		return -1;
	derw_clear(w);
	/* RFC 5280 5.3.1: unspecified is said by saying nothing. */
	if (entry->reason != REASON_UNSPECIFIED) {
		ext_reason(w, entry->reason);
		derw_wrap(w, DER_SEQUENCE, 0);
	}
	derw_time(w, entry->revoked_at);
	derw_positive(w, entry->serial);
	derw_wrap(w, DER_SEQUENCE, 0);
	if (w->broken)
		return err_nomem(err);
	writer->taken += w->used;
	writer->entries++;
	if (writer->taken > writer->announced)
		return err_set(err, ERR_INTERNAL,
			       "a CRL has more entries than were announced");
	return crl_stream_put(&writer->out, derw_bytes(w), err);
}

/* ---- around them ---- */

/* RFC 5280 5.2: both are not critical. */
static int
make_tail(const struct crl_fields *f, struct buf *ret, struct err *err)
{
	CLEANUP(derw_free) struct derw w = { 0 };

	ext_crl_number(&w, f->number);
	ext_authority_key_id(&w, tbs_issuer_key_id(f->issuer));
	derw_wrap(&w, DER_SEQUENCE, 0);
	derw_wrap(&w, DER_CONTEXT_CONSTRUCTED(0), 0);
	return derw_finish(&w, ret, err);
}

/* What stands between the header of the TBSCertList and the entries. */
static int
make_head(const struct crl_fields *f, uint64_t entries_bytes, struct buf *ret,
	  struct err *err)
{
	CLEANUP(derw_free) struct derw w = { 0 };
	uint8_t list[DER_HEADER_BYTES];
	size_t n = der_header(DER_SEQUENCE, entries_bytes, list);

	/* RFC 5280 5.1.2.6: without entries the list is absent. */
	if (entries_bytes > 0)
		derw_raw(&w, (struct bytes){ list, n });
	derw_time(&w, f->next_update);
	derw_time(&w, f->this_update);
	derw_raw(&w, f->issuer->certificate.subject);
	derw_raw(&w, sig_alg_der(sig_alg_of(f->issuer->key.kind)));
	derw_u64(&w, 1); /* v2 */
	return derw_finish(&w, ret, err);
}

static int
check_fields(const struct crl_fields *f, uint64_t entries_bytes,
	     struct err *err)
{
	if (sig_alg_of(f->issuer->key.kind) == SIG_NONE)
		return err_set(err, ERR_INTERNAL, "an issuer without a key");
	if (f->next_update <= f->this_update)
		return err_set(err, ERR_INTERNAL,
			       "a CRL would end before it begins");
	if (entries_bytes > LIMIT_CRL_BYTES)
		return err_set(err, ERR_TOO_LARGE,
			       "a CRL of more than %llu octets",
			       (unsigned long long)LIMIT_CRL_BYTES);
	return 0;
}

static int
put_head(struct crl_writer *w, struct bytes head, struct err *err)
{
	uint8_t outer[DER_HEADER_BYTES];
	size_t n = der_header(DER_SEQUENCE, head.n + w->announced + w->tail.n,
			      outer);

	if (crl_stream_put(&w->out, (struct bytes){ outer, n }, err) < 0)
		return -1;
	return crl_stream_put(&w->out, head, err);
}

int
crl_writer_new(const struct crl_fields *fields, uint64_t entries_bytes, int fd,
	       struct crl_writer **ret, struct err *err)
{
	CLEANUP(crl_writer_free) struct crl_writer *w = NULL;
	CLEANUP(buf_free) struct buf head = { 0 };

	if (check_fields(fields, entries_bytes, err) < 0)
		return -1;
	w = calloc(1, sizeof(*w));
	if (w == NULL)
		return err_nomem(err);
	w->announced = entries_bytes;
	if (crl_hash_open(sig_alg_of(fields->issuer->key.kind), &w->hash, err) <
		    0 ||
	    crl_stream_open(fd, &w->hash, &w->out, err) < 0 ||
	    make_head(fields, entries_bytes, &head, err) < 0 ||
	    make_tail(fields, &w->tail, err) < 0 ||
	    put_head(w, buf_bytes(&head), err) < 0)
		return -1;
	*ret = STEAL(w);
	return 0;
}

void
crl_writer_free(struct crl_writer **writer)
{
	if (*writer == NULL)
		return;
	crl_stream_close(&(*writer)->out);
	crl_hash_close(&(*writer)->hash);
	derw_free(&(*writer)->entry);
	buf_free(&(*writer)->tail);
	free(*writer);
	*writer = NULL;
}

int
crl_writer_end(struct crl_writer *writer, struct crl_written *ret,
	       struct err *err)
{
	struct crl_written written = { .entries = writer->entries };

	if (writer->taken != writer->announced)
		return err_set(
			err, ERR_INTERNAL,
			"the entries of a CRL took %llu octets, not %llu",
			(unsigned long long)writer->taken,
			(unsigned long long)writer->announced);
	if (crl_stream_put(&writer->out, buf_bytes(&writer->tail), err) < 0 ||
	    crl_stream_end(&writer->out, err) < 0)
		return -1;
	written.bytes = writer->out.written;
	written.digest_n =
		crl_hash_end(&writer->hash, written.sha256, written.digest);
	*ret = written;
	return 0;
}
