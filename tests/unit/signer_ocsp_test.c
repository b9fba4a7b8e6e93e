/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* OCSP over the wire: what the signer says, read by GnuTLS. */
#include "signer_rig.h"

#include "sanca/clock.h"
#include "sanca/der_write.h"
#include "sanca/files.h"

#include "tests/tap.h"

#include <fcntl.h>
#include <gnutls/ocsp.h>
#include <gnutls/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct rig rig;
static uint8_t serial[SERIAL_BYTES];
static gnutls_x509_crt_t root;

static void
load_root(void)
{
	CLEANUP(buf_free) struct buf pem = { 0 };
	char path[160];
	struct err err;

	snprintf(path, sizeof(path), "%s/public/ca.pem", rig.dir);
	if (file_read(AT_FDCWD, path, 65536, &pem, &err) != 0 ||
	    gnutls_x509_crt_init(&root) < 0)
		exit(99);
	gnutls_datum_t data = { pem.p, (unsigned)pem.n };

	if (gnutls_x509_crt_import(root, &data, GNUTLS_X509_FMT_PEM) < 0)
		exit(99);
}

/* Appends length and DER of a SHA-1 CertID for this serial; other: of another
 * issuer. */
static void
put_cert_id(struct buf *out, struct bytes number, bool other)
{
	struct derw w = { 0 };
	uint8_t name_hash[20], key_hash[20];
	gnutls_datum_t dn = { 0 };
	struct key_facts facts;
	size_t mark = 0;
	struct err err;

	if (gnutls_x509_crt_get_raw_dn(root, &dn) < 0 ||
	    key_parse(buf_bytes(&rig.ca_spki), &facts, &err) != 0)
		exit(99);
	sha1((struct bytes){ dn.data, dn.size }, name_hash);
	memcpy(key_hash, facts.key_id, sizeof(key_hash));
	gnutls_free(dn.data);
	if (other)
		name_hash[0] ^= 1;
	derw_positive(&w, number);
	derw_tlv(&w, DER_OCTET_STRING, BYTES_OF(key_hash));
	derw_tlv(&w, DER_OCTET_STRING, BYTES_OF(name_hash));
	mark = derw_mark(&w);
	derw_null(&w);
	derw_oid(&w, OID_SHA1);
	derw_wrap(&w, DER_SEQUENCE, mark);
	derw_wrap(&w, DER_SEQUENCE, 0);
	buf_append_u8(out, (uint8_t)derw_bytes(&w).n);
	buf_append_bytes(out, derw_bytes(&w));
	derw_free(&w);
}

static int
ask(struct bytes number, bool other, struct bytes nonce)
{
	CLEANUP(buf_free) struct buf ids = { 0 };
	struct msg m = { .type = MSG_OCSP };

	put_cert_id(&ids, number, other);
	m.ocsp.cert_ids = buf_bytes(&ids);
	m.ocsp.nonce = nonce;
	return rig_code(&rig, rig_call(&rig, rig.front, &m));
}

/* What GnuTLS reads in the last answer: a gnutls_ocsp_cert_status_t, or -1. */
static int
status(time_t *ret_revoked, unsigned *ret_reason)
{
	struct bytes der = rig.answer.ocsp_answer.response;
	gnutls_datum_t data = { (unsigned char *)(uintptr_t)der.p,
				(unsigned)der.n };
	gnutls_x509_trust_list_t trust = NULL;
	gnutls_ocsp_resp_t resp = NULL;
	unsigned verify = 1, cert_status = 0;
	int rc = -1;

	if (gnutls_ocsp_resp_init(&resp) < 0 ||
	    gnutls_x509_trust_list_init(&trust, 0) < 0 ||
	    gnutls_x509_trust_list_add_cas(trust, &root, 1, 0) < 0)
		exit(99);
	if (gnutls_ocsp_resp_import(resp, &data) == 0 &&
	    gnutls_ocsp_resp_verify(resp, trust, &verify, 0) == 0 &&
	    verify == 0 &&
	    gnutls_ocsp_resp_get_single(resp, 0, NULL, NULL, NULL, NULL,
					&cert_status, NULL, NULL, ret_revoked,
					ret_reason) >= 0)
		rc = (int)cert_status;
	gnutls_x509_trust_list_deinit(trust, 0);
	gnutls_ocsp_resp_deinit(resp);
	return rc;
}

/* The responder's certificate comes through a batch of its own. */
static void
begin(void)
{
	rig_begin(&rig, "ec-p256", rig_conf_ocsp);
	load_root();
	for (int i = 0; i < 100; i++) {
		struct msg m = { .type = MSG_STATUS };

		if (rig_code(&rig, rig_call(&rig, rig.front, &m)) == 0 &&
		    rig.answer.status_report.ocsp_not_after != 0)
			return;
		usleep(10000);
	}
	ok(false, "there is a responder");
}

static bool
end_is_well(void)
{
	gnutls_x509_crt_deinit(root);
	return rig_end_is_well(&rig);
}

static void
issue(void)
{
	struct rig_ask request = rig_ask_for(&rig, "a.contoso.com");

	is_int(rig_code(&rig, rig_issue(&rig, &request)), 0, "issued");
	memcpy(serial, rig.answer.issued.serial.p, sizeof(serial));
}

/* ---- claims -------------------------------------------------------------------- */

static void
a_certificate_is_good_until_it_is_revoked(void)
{
	static const uint8_t nonce[16] = { 1, 2, 3 };
	uint8_t never[SERIAL_BYTES];
	time_t when = 0;
	unsigned reason = 0;

	begin();
	issue();
	is_int(ask(BYTES_OF(serial), false, (struct bytes){ 0 }), 0, "asked");
	is_int(status(NULL, NULL), GNUTLS_OCSP_CERT_GOOD, "good");
	is_int(rig.answer.ocsp_answer.keep, 1, "and may be kept");
	ok(rig.answer.ocsp_answer.next_update > clock_wall_s() + 86400,
	   "for days");
	is_int(ask(BYTES_OF(serial), false, BYTES_OF(nonce)), 0, "a nonce");
	is_int(status(NULL, NULL), GNUTLS_OCSP_CERT_GOOD, "good");
	is_int(rig.answer.ocsp_answer.keep, 0, "for the one who asked");
	memcpy(never, serial, sizeof(never));
	never[17] ^= 1;
	is_int(ask(BYTES_OF(never), false, (struct bytes){ 0 }), 0, "never");
	is_int(status(NULL, NULL), GNUTLS_OCSP_CERT_UNKNOWN, "unknown");
	is_int(rig.answer.ocsp_answer.keep, 0, "and not kept");
	is_int(ask(bytes_of_text("\1"), false, (struct bytes){ 0 }), 0, "one");
	is_int(status(NULL, NULL), GNUTLS_OCSP_CERT_UNKNOWN, "unknown");
	is_int(ask(BYTES_OF(serial), true, (struct bytes){ 0 }), ERR_NOT_FOUND,
	       "another issuer's");
	is_int(rig_code(&rig,
			rig_revoke(&rig, BYTES_OF(serial), REASON_SUPERSEDED)),
	       0, "revoked");
	is_int(ask(BYTES_OF(serial), false, (struct bytes){ 0 }), 0, "asked");
	is_int(status(&when, &reason), GNUTLS_OCSP_CERT_REVOKED, "revoked");
	is_int(reason, GNUTLS_X509_CRLREASON_SUPERSEDED, "with the reason");
	ok(when > clock_wall_s() - 60 && when <= clock_wall_s(), "and time");
	is_int(rig.answer.ocsp_answer.keep, 1, "and may be kept");
	ok(end_is_well(), "the signer ends well, the log verifies");
}

static void
the_responder_keeps_its_certificate_over_a_start(void)
{
	struct msg m = { .type = MSG_STATUS };
	uint64_t certificates = 0;
	char path[160];

	begin();
	is_int(rig_code(&rig, rig_call(&rig, rig.front, &m)), 0, "status");
	certificates = rig.answer.status_report.certificates;
	is_int(certificates, 1, "its own is the first certificate");
	is_int(rig_stop(&rig), 0, "stop");
	is_int(rig_start(&rig), 0, "start");
	is_int(rig_code(&rig, rig_call(&rig, rig.front, &m)), 0, "status");
	is_int(rig.answer.status_report.certificates, certificates,
	       "it has no other");
	ok(rig.answer.status_report.ocsp_not_after != 0, "and uses it");
	is_int(rig_stop(&rig), 0, "stop");
	snprintf(path, sizeof(path), "%s/ca/ocsp.key", rig.dir);
	is_int(unlink(path), 0, "somebody takes the key away");
	is_int(rig_start(&rig), 0, "start");
	for (int i = 0; i < 100; i++) {
		usleep(10000);
		is_int(rig_code(&rig, rig_call(&rig, rig.front, &m)), 0, "ask");
		if (rig.answer.status_report.certificates > certificates)
			break;
	}
	is_int(rig.answer.status_report.certificates, certificates + 1,
	       "it gets another");
	is_int(rig_stop(&rig), 0, "stop");
	rig_start(&rig);
	ok(end_is_well(), "and the log verifies");
}

static void
a_revoked_responder_is_replaced(void)
{
	CLEANUP(buf_free) struct buf pem = { 0 };
	CLEANUP(buf_free) struct buf der = { 0 };
	struct certificate c;
	char path[160];
	size_t count = 0;
	struct err err;

	begin();
	snprintf(path, sizeof(path), "%s/ca/ocsp.pem", rig.dir);
	if (file_read(AT_FDCWD, path, 65536, &pem, &err) != 0 ||
	    pem_read_certificates(buf_bytes(&pem), &der, &count, &err) != 0 ||
	    certificate_parse(buf_bytes(&der), &c, &err) != 0)
		exit(99);
	issue();
	is_int(rig_code(&rig,
			rig_revoke(&rig, c.serial, REASON_KEY_COMPROMISE)),
	       0, "its certificate is revoked");
	for (int i = 0; i < 300; i++) {
		if (ask(BYTES_OF(serial), false, (struct bytes){ 0 }) == 0)
			break;
		usleep(10000);
	}
	is_int(status(NULL, NULL), GNUTLS_OCSP_CERT_GOOD, "another one signs");
	ok(bytes_find(rig.answer.ocsp_answer.response, c.serial) < 0,
	   "with another certificate");
	ok(end_is_well(), "and the log verifies");
}

static void
a_flood_of_questions_is_answered_beside_certificates(void)
{
	CLEANUP(buf_free) struct buf ids = { 0 };
	struct rig_ask request = rig_ask_for(&rig, "b.contoso.com");
	CLEANUP(buf_free) struct buf space = { 0 };
	struct msg m = { .type = MSG_OCSP }, issue_it, got;
	unsigned answers = 0, refused = 0, issued = 0;

	begin();
	issue();
	put_cert_id(&ids, BYTES_OF(serial), false);
	m.ocsp.cert_ids = buf_bytes(&ids);
	request = rig_ask_for(&rig, "b.contoso.com");
	issue_it = rig_message(&rig, &request, &space);
	for (uint64_t i = 0; i < 3 * LIMIT_OCSP_WAITING; i++) {
		m.id = 1000 + i;
		rig_send(rig.front, &m);
	}
	issue_it.id = 5000;
	rig_send(rig.front, &issue_it);
	while (answers + refused + issued < 3 * LIMIT_OCSP_WAITING + 1 &&
	       rig_receive(&rig, rig.front, 5000, &got) > 0) {
		answers += got.type == MSG_OCSP_ANSWER;
		refused += got.type == MSG_REFUSED;
		issued += got.type == MSG_ISSUED;
	}
	is_int(issued, 1, "the certificate is issued");
	is_int(answers + refused, 3 * LIMIT_OCSP_WAITING,
	       "every question has an answer, %u that it is too many", refused);
	ok(answers >= LIMIT_OCSP_WAITING, "as many as fit are answered");
	ok(end_is_well(), "and the log verifies");
}

TAP_MAIN(a_certificate_is_good_until_it_is_revoked,
	 the_responder_keeps_its_certificate_over_a_start,
	 a_revoked_responder_is_replaced,
	 a_flood_of_questions_is_answered_beside_certificates)
