/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The root in all its files, and the way to the trust page as QR codes. */

#include "reply.h"
#include "routes.h"
#include "signed_profile.h"

#include <stdio.h>
#include <string.h>

static int
form_make(struct live *live, enum trust_form form, struct err *err)
{
	CLEANUP(buf_free) struct buf body = { 0 };
	const struct trust_form_info *info = trust_form(form);
	char filename[sizeof(live->trust[form].filename)];

	snprintf(filename, sizeof(filename), "%s%s", live->root.slug,
		 info->ending);
	if (info->write(&live->root, &body, err) < 0 ||
	    asset_make(&live->trust[form], &body, info->type, filename, NULL,
		       err) < 0)
		return err_context(err, "%s", info->path);
	return 0;
}

static int
qr_make(struct live *live, struct err *err)
{
	CLEANUP(buf_free) struct buf svg = { 0 };
	CLEANUP(buf_free) struct buf png = { 0 };
	char url[LIMIT_URL_BYTES + sizeof("/trust")];

	if (!live->root.url[0])
		return 0;
	snprintf(url, sizeof(url), "%s/trust", live->root.url);
	if (trust_qr_svg(url, &svg, err) < 0 ||
	    trust_qr_png(url, &png, err) < 0 ||
	    asset_make(&live->qr_svg, &svg, "image/svg+xml", "", NULL, err) <
		    0 ||
	    asset_make(&live->qr_png, &png, "image/png", "", NULL, err) < 0)
		return err_context(err, "the QR code");
	return 0;
}

static int
scripts_make(struct live *live, struct err *err)
{
	CLEANUP(buf_free) struct buf sh = { 0 };
	CLEANUP(buf_free) struct buf ps1 = { 0 };

	if (trust_write_install_sh(&live->root, &sh, err) < 0 ||
	    trust_write_install_ps1(&live->root, &ps1, err) < 0 ||
	    asset_make(&live->install_sh, &sh, "text/x-shellscript",
		       "install.sh", NULL, err) < 0 ||
	    asset_make(&live->install_ps1, &ps1, "text/plain", "install.ps1",
		       NULL, err) < 0)
		return err_context(err, "the scripts");
	return 0;
}

static int
pages_make(struct live *live, struct err *err)
{
	size_t sizes[TRUST_FORM_COUNT];

	for (size_t i = 0; i < TRUST_FORM_COUNT; i++)
		sizes[i] = live->trust[i].body.n;
	return trust_pages_make(&live->root, sizes, live->probe_origin,
				&live->trust_pages, err);
}

int
live_trust_make(struct live *live, struct err *err)
{
	for (size_t i = 0; i < TRUST_FORM_COUNT; i++)
		if (form_make(live, (enum trust_form)i, err) < 0)
			return -1;
	if (qr_make(live, err) < 0 || scripts_make(live, err) < 0)
		return -1;
	return pages_make(live, err);
}

void
live_trust_clear(struct live *live)
{
	for (size_t i = 0; i < TRUST_FORM_COUNT; i++)
		asset_clear(&live->trust[i]);
	asset_clear(&live->qr_svg);
	asset_clear(&live->qr_png);
	asset_clear(&live->install_sh);
	asset_clear(&live->install_ps1);
	trust_pages_free(&live->trust_pages);
}

enum step
on_trust_file(struct request *r)
{
	for (size_t i = 0; i < TRUST_FORM_COUNT; i++)
		if (strcmp(trust_form((enum trust_form)i)->path,
			   r->route->path) == 0)
			return i == TRUST_MOBILECONFIG &&
					       signed_profile_is_asked(r)
				       ? reply_signed_profile(r)
				       : reply_asset(r, &r->live->trust[i]);
	return reply_fault(r, ERR_INTERNAL, "this file has no form");
}

static enum step
reply_qr(struct request *r, struct asset *asset)
{
	if (!asset->response)
		return reply_fault(r, ERR_NOT_FOUND,
				   "there is no QR code, for nobody has said "
				   "under which address this CA is reached: "
				   "set public-url in sanca.conf");
	return reply_asset(r, asset);
}

enum step
on_qr_svg(struct request *r)
{
	return reply_qr(r, &r->live->qr_svg);
}

enum step
on_qr_png(struct request *r)
{
	return reply_qr(r, &r->live->qr_png);
}

enum step
on_install_sh(struct request *r)
{
	return reply_asset(r, &r->live->install_sh);
}

enum step
on_install_ps1(struct request *r)
{
	return reply_asset(r, &r->live->install_ps1);
}
