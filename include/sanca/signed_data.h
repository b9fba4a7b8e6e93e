/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* layer: pki */
/* A file with a signature around it: CMS SignedData (RFC 5652 5). */
#ifndef SANCA_SIGNED_DATA_H
#define SANCA_SIGNED_DATA_H

#include "sanca/certificate.h"

/* In the data directory: the profile for Apple devices, signed. The signer
 * makes it, the front serves it. */
#define SIGNED_PROFILE_FILE "public/ca.mobileconfig"

/* That der holds exactly this content, signed by a certificate inside it that
 * this CA has issued. ret_certificate gets that one. Of no time: what ends is
 * for the caller to judge. */
MUST_CHECK int signed_data_check(struct bytes der, struct bytes content,
				 const struct issuer *issuer,
				 struct buf *ret_certificate, struct err *err);

#endif
