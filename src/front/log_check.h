/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Heads of the log, verified before anything is said of them. */
#ifndef SANCA_FRONT_LOG_CHECK_H
#define SANCA_FRONT_LOG_CHECK_H

#include "sanca/issuance_log.h"

/* The head over so many entries; UINT64_MAX: the newest. ERR_NOT_FOUND when there
 * is none over exactly so many, ERR_CORRUPT when it is not what was signed. */
MUST_CHECK int log_check_stored(struct store *store, uint64_t size,
				struct log_head *ret, struct err *err);
/* A head as somebody pasted it: line ends of any kind, blanks around it. */
MUST_CHECK int log_check_pasted(struct store *store, struct bytes text,
				struct log_head *ret, struct err *err);

#endif
