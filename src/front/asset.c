/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Files that are served as they are: one ready response for all clients. */

#include "live.h"

#include "sanca/key.h"
#include "sanca/text.h"

#include <microhttpd.h>
#include <stdio.h>
#include <string.h>

struct header {
	const char *name, *value;
};

static struct MHD_Response *
make_response(const struct asset *a, bool with_body, bool closing,
	      const char *policy)
{
	char disposition[128];
	const struct header headers[] = {
		{ "Content-Type", with_body ? a->type : NULL },
		{ "ETag", a->etag },
		{ "Cache-Control", "no-cache" },
		{ "X-Content-Type-Options", "nosniff" },
		{ "Referrer-Policy", "no-referrer" },
		{ "Content-Security-Policy", policy ? policy : BARE_POLICY },
		{ "Content-Disposition",
		  with_body && a->filename[0] ? disposition : NULL },
		{ "Connection", closing ? "close" : NULL },
	};
	struct MHD_Response *r = NULL;

	/* The asset outlives its responses: MHD counts references and
	 * asset_clear() is called when no request holds the configuration. */
	r = MHD_create_response_from_buffer(with_body ? a->body.n : 0,
					    with_body ? a->body.p : NULL,
					    MHD_RESPMEM_MUST_COPY);
	if (!r)
		return NULL;
	snprintf(disposition, sizeof(disposition),
		 "attachment; filename=\"%s\"", a->filename);
	for (size_t i = 0; i < ARRAY_SIZE(headers); i++) {
		if (headers[i].value &&
		    MHD_add_response_header(r, headers[i].name,
					    headers[i].value) != MHD_YES) {
			MHD_destroy_response(r);
			return NULL;
		}
	}
	return r;
}

void
etag_make(struct bytes body, char ret[ETAG_BYTES])
{
	uint8_t digest[32];

	sha256(body, digest);
	ret[0] = '"';
	hex_encode((struct bytes){ digest, 8 }, ret + 1);
	memcpy(ret + 17, "\"", 2);
}

int
asset_make(struct asset *a, struct buf *body, const char *type,
	   const char *filename, const char *policy, struct err *err)
{
	if (buf_check(body, err) < 0)
		return -1;
	a->body = *body;
	*body = (struct buf){ 0 };
	a->type = type;
	snprintf(a->filename, sizeof(a->filename), "%s", filename);
	etag_make(buf_bytes(&a->body), a->etag);
	a->response = make_response(a, true, false, policy);
	a->response_closing = make_response(a, true, true, policy);
	a->not_modified = make_response(a, false, false, policy);
	if (!a->response || !a->response_closing || !a->not_modified)
		return err_nomem(err);
	return 0;
}

void
asset_clear(struct asset *a)
{
	struct MHD_Response *all[] = { a->response, a->response_closing,
				       a->not_modified };

	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		if (all[i])
			MHD_destroy_response(all[i]);
	buf_free(&a->body);
	*a = (struct asset){ 0 };
}
