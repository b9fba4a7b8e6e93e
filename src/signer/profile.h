/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The signed profile for Apple devices: a request of the signer's own. */
#ifndef SANCA_SIGNER_PROFILE_H
#define SANCA_SIGNER_PROFILE_H

#include "own_work.h"

/* Each second: sees whether public/ has the profile as it is to be, and asks
 * for a certificate when it has not. */
void profile_look(struct signer *s);
/* Its certificate is there, or it was refused: signs, writes, forgets the
 * key. */
void profile_finish(struct signer *s, struct request *r, bool refused);

#endif
