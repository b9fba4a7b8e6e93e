/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* What a person keeps to know the CA again. */
#ifndef SANCA_CLI_FINGERPRINT_H
#define SANCA_CLI_FINGERPRINT_H

#include "out.h"

/* SHA-256 with colons and plain, SHA-1 as Windows shows it, the log's public
 * key: on stdout. */
void fingerprint_text(const struct issuer *issuer,
		      const uint8_t log_public[32]);
json_t *fingerprint_json(const struct issuer *issuer,
			 const uint8_t log_public[32]);

#endif
