/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Which addresses may be connected to for a challenge; pure (THREATS G01). */
#ifndef SANCA_VALIDATOR_TARGET_H
#define SANCA_VALIDATOR_TARGET_H

#include "sanca/conf_acme.h"

/*
 * May this address and port be connected to? is_here: it is an address of this
 * machine. ERR_CONNECTION names the address and what keeps it out. An IPv4
 * address written as an IPv6 one (::ffff:10.0.0.1) is judged as what it is.
 */
MUST_CHECK int target_check(const struct conf_acme *acme,
			    const struct conf_ip *ip, uint16_t port,
			    bool is_here, struct err *err);

#endif
