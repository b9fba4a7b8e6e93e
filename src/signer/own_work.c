/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* A certificate that the signer asks of itself: through the same batch as any
 * other, for a key that it has just made. */
#include "signer.h"

#include "sanca/logline.h"

int
own_work_begin(struct own_work *w, struct err *err)
{
	if (ca_key_generate("ec-p256", &w->key, err) != 0)
		return -1;
	return ca_key_spki(w->key, &w->spki, err);
}

void
own_work_join(struct own_work *w, enum own_request own, struct batch *b)
{
	struct request *r = &b->at[b->count];

	if (w->key == NULL || w->is_asked || b->count == LIMIT_BATCH)
		return;
	request_reset(r);
	r->own = own;
	r->msg = (struct msg){ .type = MSG_ISSUE_TLS };
	r->ask.spki = buf_bytes(&w->spki);
	w->is_asked = true;
	b->count++;
}

void
own_work_finish(struct signer *s, struct request *r)
{
	bool refused = r->state == REQUEST_REFUSED;

	if (!refused && r->state != REQUEST_LOGGED)
		return;
	r->state = REQUEST_DONE;
	if (r->own == OWN_PROFILE)
		profile_finish(s, r, refused);
	else
		responder_finish(s, r, refused);
}

void
own_work_forget(struct own_work *w)
{
	ca_key_free(&w->key);
	buf_clear(&w->spki);
	w->is_asked = false;
}

void
own_work_complain(struct own_work *w, const char *what, const struct err *err)
{
	own_work_forget(w);
	if (!w->has_complained)
		logline_err(LOGLINE_WARNING, err, "%s", what);
	w->has_complained = true;
}

void
own_work_look_again(struct own_work *w)
{
	w->look_ms = 0;
	w->has_complained = false;
}

void
own_work_clear(struct own_work *w)
{
	own_work_forget(w);
	buf_free(&w->spki);
}
