/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* What the pages share on which a password is typed. */
#ifndef SANCA_FRONT_SIGN_IN_H
#define SANCA_FRONT_SIGN_IN_H

#include "console_page.h"

/* What was typed; passwords are wiped. */
struct sign_in_form {
	struct buf name, password, again, new_password, next;
};
void sign_in_form_free(struct sign_in_form *f);

/* Whether one more password may be tried from this address. Else answered. */
bool sign_in_passes_rate(struct request *r);
/* Makes the secret of the session-to-be, in r->session. */
MUST_CHECK int sign_in_secret(struct request *r, uint8_t ret_hash[32],
			      struct err *err);
/* 303 to next (not ours: to the overview) with the cookie of the new session,
 * which the signer has just made. */
enum step sign_in_done(struct request *r, struct bytes next);
/* That both are the same, and long enough. */
MUST_CHECK int sign_in_check_new(struct bytes password, struct bytes again,
				 struct err *err);
/* Adds {{fault}}: what was wrong, or nothing. */
MUST_CHECK int sign_in_add_fault(struct page_values *v, const char *fault,
				 struct err *err);
/* Adds {{next}} as a hidden field's value: what was asked for, if it is ours. */
MUST_CHECK int sign_in_add_next(struct page_values *v, struct bytes next,
				struct err *err);
/* The status of a page on which that was said. */
unsigned sign_in_status(enum err_code code);

#endif
