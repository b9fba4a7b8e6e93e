/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* What a CA itself sets against names, whatever the policy says. */
#include "sanca/certificate.h"

#include <string.h>
#include <strings.h>

/* A leaf with the subject of its issuer is self-issued (RFC 5280 3.2), which
 * clients take for a root or a loop. The first name becomes the CN. */
static void
check_subject(const struct issuer *issuer, const struct names *names,
	      struct violations *violations)
{
	CLEANUP(buf_free) struct buf shown = { 0 };
	struct bytes cn = names_common_name(names);
	const char *subject = NULL;

	if (cn.n == 0)
		return;
	dn_show(issuer->certificate.subject, &shown);
	subject = buf_text(&shown);
	if (strncasecmp(subject, "CN=", 3) != 0 ||
	    strlen(subject) != 3 + cn.n ||
	    strncasecmp(subject + 3, (const char *)cn.p, cn.n) != 0)
		return;
	violations_add(violations, 0, 0, "subject-of-the-ca",
		       "\"%.*s\" as the first name would give the certificate "
		       "the subject of the CA itself, %s: put another name "
		       "first",
		       (int)cn.n, (const char *)cn.p, subject);
}

void
issuer_check(const struct issuer *issuer, const struct names *names,
	     struct violations *violations)
{
	constraints_check(&issuer->certificate.constraints, names, violations);
	check_subject(issuer, names, violations);
}
