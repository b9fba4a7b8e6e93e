/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* GET /ca.mobileconfig?signed: what the signer made, as far as it still holds. */

#include "signed_profile.h"

#include "sanca/clock.h"
#include "sanca/files.h"
#include "sanca/logline.h"
#include "sanca/signed_data.h"

#include <fcntl.h>
#include <stdio.h>

bool
signed_profile_is_asked(const struct request *r)
{
	return bytes_is_text(r->head.query, "signed") ||
	       bytes_is_text(r->head.query, "signed=");
}

/* Read anew each time: the signer may have made another one. */
static int
read_profile(const struct request *r, struct buf *ret, struct err *err)
{
	CLEANUP(buf_free) struct buf der = { 0 };
	const struct live *live = r->live;
	const struct asset *plain = &live->trust[TRUST_MOBILECONFIG];
	char path[LIMIT_PATH_BYTES + sizeof(SIGNED_PROFILE_FILE)];
	int64_t now = clock_wall_s();
	struct certificate c;

	snprintf(path, sizeof(path), "%s/" SIGNED_PROFILE_FILE, r->front->dir);
	if (file_read(AT_FDCWD, path, LIMIT_SIGNED_PROFILE_BYTES, ret, err) <
		    0 ||
	    signed_data_check(buf_bytes(ret), buf_bytes(&plain->body),
			      live->issuer, &der, err) < 0 ||
	    certificate_parse(buf_bytes(&der), &c, err) < 0)
		return -1;
	if (now < c.not_before || now > c.not_after)
		return err_set(err, ERR_CORRUPT, "its certificate has ended");
	return 0;
}

static bool
has_name(const struct conf *conf)
{
	struct conf_own_names names;
	struct err err;

	return conf_own_names(conf, CONF_OWN_PROFILE, &names, &err) == 0 &&
	       names.count > 0;
}

static enum step
refuse(struct request *r, const struct err *why)
{
	if (!has_name(r->live->conf))
		return reply_fault(r, ERR_NOT_FOUND,
				   "there is no signed profile, for this CA "
				   "has no name that its certificate could "
				   "hold: set public-url in sanca.conf; "
				   "/ca.mobileconfig is the same, unsigned");
	if (why->code != ERR_NOT_FOUND)
		logline_err(LOGLINE_WARNING, why,
			    SIGNED_PROFILE_FILE " is not served");
	return reply_fault(r, ERR_NOT_FOUND,
			   "there is no signed profile at the moment; "
			   "/ca.mobileconfig is the same, unsigned");
}

enum step
reply_signed_profile(struct request *r)
{
	struct asset *plain = &r->live->trust[TRUST_MOBILECONFIG];
	CLEANUP(buf_free) struct buf body = { 0 };
	struct err err;
	char disposition[128], etag[ETAG_BYTES];
	const char *headers[] = {
		"Content-Disposition",
		disposition,
		"Cache-Control",
		"no-cache",
		"ETag",
		etag,
		NULL,
	};
	bool is_known = false;

	if (read_profile(r, &body, &err) < 0)
		return refuse(r, &err);
	snprintf(disposition, sizeof(disposition),
		 "attachment; filename=\"%s\"", plain->filename);
	etag_make(buf_bytes(&body), etag);
	is_known = reply_is_known(r, etag);
	if (is_known)
		buf_free(&body);
	return reply_body(r, is_known ? 304 : 200, plain->type, &body, headers);
}
