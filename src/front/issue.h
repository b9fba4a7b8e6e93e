/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* What the signer says to ISSUE and RENEW, passed on. */
#ifndef SANCA_FRONT_ISSUE_H
#define SANCA_FRONT_ISSUE_H

#include "accept.h"
#include "request.h"

/* ISSUED, in this form. */
enum step issue_reply(struct request *r, enum form form);
/* REFUSED, or no answer at all. */
enum step issue_refuse(struct request *r);

#endif
