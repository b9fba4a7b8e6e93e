/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* What is odd about one value of a subject, said in a note. */
#ifndef SANCA_PKI_SUBJECT_ODD_H
#define SANCA_PKI_SUBJECT_ODD_H

#include "sanca/diagnosis.h"

void subject_odd(struct bytes oid, uint8_t tag, struct bytes value,
		 struct notes *notes);

#endif
