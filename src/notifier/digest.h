/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* What people and programs are told, in words and in JSON. */
#ifndef SANCA_NOTIFIER_DIGEST_H
#define SANCA_NOTIFIER_DIGEST_H

#include "notifier.h"

struct digest {
	struct buf subject, body;
	char message_id[33 + 2 + LIMIT_CONTACT_BYTES];
};
void digest_free(struct digest *d);

/* All that is due to one contact. The same things give the same Message-ID, so
 * that a mail sent twice is seen as one. */
MUST_CHECK int digest_make(struct notifier *n, struct bytes contact,
			   uint64_t count, int64_t now, struct digest *ret,
			   struct err *err);
/* One that tells nothing, for sanca notify test. */
MUST_CHECK int digest_make_test(struct notifier *n, int64_t now,
				struct digest *ret, struct err *err);
/* The message as it goes to the mail server. */
MUST_CHECK int digest_to_mail(const struct notifier *n, const char *to,
			      const struct digest *d, int64_t now,
			      struct buf *out, struct err *err);

/* One call of the webhook but for its time: the fields of a JSON object. */
void hook_body_write(const struct notifier *n, const struct due *due,
		     int64_t now, struct buf *out);

/* "certificate", "ca", "crl", "responder" of what is due. */
struct bytes due_kind(const struct due *due);
/* The page of a certificate; nothing when there is none. */
void due_page_write(const struct notifier *n, const struct due *due,
		    struct buf *out);

#endif
