/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* What proves to servers who we are, and by what they prove it to us. */
#ifndef SANCA_NOTIFIER_SECRETS_H
#define SANCA_NOTIFIER_SECRETS_H

#include "notifier.h"

/* The first line of a file that nobody else may read. key: its setting. */
MUST_CHECK int secret_read(const struct notifier *n, const char *key,
			   const char *path, struct buf *ret, struct err *err);

/* PEM of the roots that a server may have its certificate from: those of file,
 * or of the system when it is "", and this CA's own: the server's certificate may
 * well come from us. As a descriptor. */
MUST_CHECK int roots_open(const struct notifier *n, const char *file,
			  int *ret_fd, struct err *err);

#endif
