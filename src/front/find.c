/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* GET /v1/certificates/SERIAL: one certificate, public; the rest for those who
 * may. */

#include "find.h"
#include "certificate_out.h"
#include "certificate_page.h"
#include "page.h"
#include "routes.h"

#include "sanca/clock.h"
#include "sanca/store.h"
#include "sanca/text.h"

#include <string.h>

enum find_step { FIND_BEGIN, FIND_ASKED };

static enum step
not_found(struct request *r)
{
	return reply_fault(r, ERR_NOT_FOUND,
			   "there is no certificate with this serial");
}

static bool
cut_html(struct bytes *name)
{
	struct bytes end = bytes_of_text(".html");

	if (name->n < end.n ||
	    !bytes_equal((struct bytes){ name->p + name->n - end.n, end.n },
			 end))
		return false;
	name->n -= end.n;
	return true;
}

/* Serial and form of the last segment; the ending overrides Accept. */
static int
read_segment(const struct request *r, struct bytes *ret_serial,
	     enum form *ret_form, bool *ret_page, struct err *err)
{
	bool has_ending = false;

	*ret_serial = r->path.segment;
	*ret_page = cut_html(ret_serial);
	if (*ret_page)
		return 0;
	if (!form_of_name(ret_serial, &has_ending, ret_form))
		return err_set(
			err, ERR_NOT_FOUND,
			"the endings are .pem, .cer, .p7b, .json and .html");
	if (has_ending)
		return 0;
	*ret_page = request_wants_page(r);
	if (*ret_page)
		return 0;
	return accept_choose(guard_field_get(&r->head, "Accept"), ret_form,
			     err);
}

static enum step
ask(struct request *r, struct bytes serial)
{
	struct msg m = { .type = MSG_FIND };
	uint8_t value[LIMIT_SERIAL_BYTES];
	size_t n = request_serial(serial, value);

	if (n == 0)
		return not_found(r);
	m.find.by = 1;
	m.find.value = (struct bytes){ value, n };
	if (r->has_credential)
		m.find.credential = BYTES_OF(r->credential);
	r->step = FIND_ASKED;
	return request_ask(r, &m);
}

int
certificate_names(const struct certificate *c, struct names *ret,
		  struct err *err)
{
	ret->count = 0;
	for (size_t i = 0; i < c->names.count; i++) {
		const struct raw_name *raw = &c->names.at[i];
		struct name *name = &ret->at[ret->count];

		if (raw->value.n > LIMIT_NAME_BYTES)
			return err_set(err, ERR_CORRUPT,
				       "a name in the certificate is too long");
		name->type = (enum name_type)raw->tag;
		name->n = raw->value.n;
		memcpy(name->v, raw->value.p, raw->value.n);
		name->v[raw->value.n] = '\0';
		ret->count++;
	}
	return 0;
}

enum step
reply_found(struct request *r, enum form form, bool page)
{
	static _Thread_local struct names names;
	const struct msg_found *m = &r->ask.answer.found;
	struct certificate c;
	char disposition[96];
	const char *headers[] = { "Content-Disposition", disposition, NULL };
	struct buf body = { 0 };
	struct err err;
	struct certificate_out out = { .state = store_state_name(m->state),
				       .serial = m->serial,
				       .der = m->certificate,
				       .names = &names,
				       .has_log = true,
				       .log_index = m->log_index };

	if (certificate_parse(m->certificate, &c, &err) < 0 ||
	    certificate_names(&c, &names, &err) < 0)
		return reply_err(r, &err);
	out.not_before = c.not_before;
	out.not_after = c.not_after;
	out.revoked_at = m->revoked_at;
	out.reason = m->reason;
	out.has_private = m->private_fields;
	if (m->private_fields) {
		out.requester = m->requester;
		out.policy = m->policy;
		out.profile = m->profile;
		out.diagnosis = m->diagnosis;
		out.csr = m->csr;
		out.peer = m->peer;
	}
	if (page)
		return reply_certificate_page(r, &out, clock_wall_s());
	if (certificate_out_write(&out, form, r->live, &body, &err) < 0) {
		buf_free(&body);
		return reply_err(r, &err);
	}
	disposition_write(m->serial, form, disposition);
	return reply_body(r, 200, form_type(form), &body, headers);
}

enum step
on_find(struct request *r)
{
	struct bytes serial;
	enum form form = FORM_PEM;
	bool page = false;
	struct err err;

	if (read_segment(r, &serial, &form, &page, &err) < 0)
		return reply_err(r, &err);
	if ((enum find_step)r->step == FIND_BEGIN)
		return ask(r, serial);
	if (r->ask.state != ASK_ANSWERED)
		return reply_err(r, &r->ask.err);
	if (r->ask.answer.type == MSG_REFUSED)
		return r->ask.err.code == ERR_NOT_FOUND
			       ? not_found(r)
			       : reply_err(r, &r->ask.err);
	/* A void serial has no certificate that anybody was given. */
	if (r->ask.answer.type != MSG_FOUND ||
	    r->ask.answer.found.certificate.n == 0)
		return not_found(r);
	return reply_found(r, form, page);
}
