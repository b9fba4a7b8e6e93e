/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Writes names for Exchange, certreq, openssl and certtool. */

#include "wanted_commands.h"

#include <stdio.h>
#include <string.h>

/* Nothing that a shell, PowerShell, an .inf, openssl or certtool could take
 * for more than a name; names in normal form have nothing else, and this does
 * not rely on it. */
static bool
is_plain(const struct name *name)
{
	static const char dns[] = "abcdefghijklmnopqrstuvwxyz0123456789.-_";
	size_t first =
		name->n > 2 && name->v[0] == '*' && name->v[1] == '.' ? 2 : 0;

	if (name->type == NAME_IP)
		return name->n == 4 || name->n == 16;
	if (name->type != NAME_DNS || name->n <= first ||
	    name->n > LIMIT_DNS_NAME_BYTES || name->v[first] == '-')
		return false;
	for (size_t i = first; i < name->n; i++)
		if (!name->v[i] || !strchr(dns, name->v[i]))
			return false;
	return true;
}

static void
join(struct buf *out, const char *between, const char *text)
{
	buf_printf(out, "%s%s", out->n > 0 ? between : "", text);
}

static void
add_host(struct wanted_commands *c, const char *text)
{
	c->is_mixed = c->is_mixed || c->addresses.n > 0;
	c->hosts++;
	join(&c->exchange, ",", "'");
	buf_printf(&c->exchange, "%s'", text);
	buf_printf(&c->openssl, "DNS.%zu = %s\n", c->count, text);
	buf_printf(&c->certtool, "dns_name = \"%s\"\n", text);
}

static void
add_address(struct wanted_commands *c, const char *text)
{
	join(&c->addresses, ", ", text);
	buf_printf(&c->openssl, "IP.%zu = %s\n", c->count, text);
	buf_printf(&c->certtool, "ip_address = \"%s\"\n", text);
}

static void
add(struct wanted_commands *c, const struct name *name, const char *text)
{
	if (!is_plain(name)) {
		join(&c->left_out, ", ", text);
		return;
	}
	c->count++;
	/* Each line but the last goes on: C5 of certreq. */
	if (c->certreq.n > 0)
		buf_append_text(&c->certreq, "&\"\n");
	buf_printf(&c->certreq, "_continue_ = \"%s=%s",
		   name->type == NAME_IP ? "ipaddress" : "dns", text);
	if (name->type == NAME_IP)
		add_address(c, text);
	else
		add_host(c, text);
}

int
wanted_commands_make(const struct names *names, struct wanted_commands *ret,
		     struct err *err)
{
	CLEANUP(buf_free) struct buf shown = { 0 };
	struct bytes cn = names_common_name(names);
	const struct buf *all[] = { &ret->exchange,  &ret->certreq,
				    &ret->openssl,   &ret->certtool,
				    &ret->addresses, &ret->left_out };

	if (cn.n > 0 && is_plain(&names->at[0]))
		snprintf(ret->common_name, sizeof(ret->common_name), "%.*s",
			 (int)cn.n, (const char *)cn.p);
	for (size_t i = 0; i < names->count; i++) {
		buf_clear(&shown);
		name_show(&names->at[i], &shown);
		add(ret, &names->at[i], buf_text(&shown));
	}
	if (ret->certreq.n > 0)
		buf_append_text(&ret->certreq, "\"\n");
	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		if (buf_check(all[i], err) < 0)
			return -1;
	return buf_check(&shown, err);
}

void
wanted_commands_free(struct wanted_commands *c)
{
	struct buf *all[] = { &c->exchange, &c->certreq,   &c->openssl,
			      &c->certtool, &c->addresses, &c->left_out };

	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		buf_free(all[i]);
}

void
wanted_query_write(const struct names *names, struct buf *out)
{
	CLEANUP(buf_free) struct buf shown = { 0 };

	for (size_t i = 0; i < names->count; i++) {
		buf_clear(&shown);
		name_show(&names->at[i], &shown);
		/* What is plain needs no escape in a query either. */
		if (is_plain(&names->at[i]) &&
		    out->n + shown.n < LIMIT_TARGET_BYTES - 64)
			join(out, ",", buf_text(&shown));
	}
	if (shown.broken)
		out->broken = true;
}
