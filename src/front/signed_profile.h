/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The profile for Apple devices with the signature of this CA around it. */
#ifndef SANCA_FRONT_SIGNED_PROFILE_H
#define SANCA_FRONT_SIGNED_PROFILE_H

#include "reply.h"

/* ?signed */
bool signed_profile_is_asked(const struct request *r);
enum step reply_signed_profile(struct request *r);

#endif
