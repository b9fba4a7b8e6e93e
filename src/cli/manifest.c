/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The manifest of a backup: lines in a fixed order. */
#include "backup.h"
#include "sanca/clock.h"
#include "sanca/key.h"
#include "sanca/text.h"

#include <inttypes.h>
#include <string.h>

#define MEMBER(id, name, mode, owner, most) { name, mode, owner, most },
const struct member_spec member_specs[MEMBER_COUNT] = {
#include "backup.def"
};
#undef MEMBER

static void
write_lines(const struct manifest *m, struct buf *out)
{
	char when[32];

	clock_show(m->made_at, when);
	buf_printf(out,
		   "sanca backup 1\nmade %" PRId64 " %s\nca-id %s\nca %s\n"
		   "entries %" PRIu64 "\ncrl-number %" PRIu64 "\nhead ",
		   m->made_at, when, m->ca_id, m->ca_name, m->entries,
		   m->crl_number);
	base64_encode(bytes_of_text(m->head), out);
	buf_append_text(out, "\n");
	for (size_t i = MEMBER_MANIFEST + 1; i < MEMBER_COUNT; i++) {
		char hex[65];

		if (!m->at[i].there)
			continue;
		hex_encode(BYTES_OF(m->at[i].sha256), hex);
		buf_printf(out, "member %s %" PRIu64 " %s\n", hex,
			   m->at[i].size, member_specs[i].name);
	}
}

/* Over itself last, so that one octet that changed is damage and nothing else. */
void
manifest_write(const struct manifest *m, struct buf *out)
{
	uint8_t sum[32];
	char hex[65];

	buf_clear(out);
	write_lines(m, out);
	sha256(buf_bytes(out), sum);
	hex_encode(BYTES_OF(sum), hex);
	buf_printf(out, "manifest %s\n", hex);
}

/* ---- reading ----------------------------------------------------------------- */

/* The next line without its end, behind prefix. false: it is another one; then
 * text stays. */
static bool
take_line(struct bytes *text, const char *prefix, struct bytes *ret)
{
	size_t n = strlen(prefix);
	const uint8_t *end =
		text->n > 0 ? memchr(text->p, '\n', text->n) : NULL;

	if (end == NULL || (size_t)(end - text->p) < n ||
	    memcmp(text->p, prefix, n) != 0)
		return false;
	*ret = (struct bytes){ text->p + n, (size_t)(end - text->p) - n };
	text->n -= (size_t)(end - text->p) + 1;
	text->p = end + 1;
	return true;
}

/* Up to the first blank, or all of it. */
static bool
take_number(struct bytes line, uint64_t *ret)
{
	uint64_t v = 0;
	size_t i = 0;

	for (; i < line.n && line.p[i] >= '0' && line.p[i] <= '9' && i < 19;
	     i++)
		v = v * 10 + (line.p[i] - '0');
	*ret = v;
	return i > 0 && v <= INT64_MAX;
}

static bool
take_text(struct bytes line, char *out, size_t room)
{
	if (line.n >= room || (line.n > 0 && memchr(line.p, 0, line.n) != NULL))
		return false;
	if (line.n > 0)
		memcpy(out, line.p, line.n);
	out[line.n] = '\0';
	return true;
}

static bool
take_head(struct bytes line, char *out, size_t room)
{
	CLEANUP(buf_free) struct buf note = { 0 };
	struct err ignored;

	return base64_decode(line, &note, &ignored) == 0 &&
	       take_text(buf_bytes(&note), out, room);
}

/* "HEX SIZE NAME" */
static bool
take_member(struct bytes line, size_t i, struct manifest *m)
{
	if (line.n < 66 || line.p[64] != ' ' ||
	    hex_decode((struct bytes){ line.p, 64 }, m->at[i].sha256, 32) != 32)
		return false;
	m->at[i].there = true;
	return take_number((struct bytes){ line.p + 65, line.n - 65 },
			   &m->at[i].size) &&
	       m->at[i].size <= member_specs[i].most;
}

/* Whose name ends the line. */
static bool
is_of(struct bytes line, size_t i)
{
	size_t n = strlen(member_specs[i].name);

	return line.n > n + 1 && line.p[line.n - n - 1] == ' ' &&
	       memcmp(line.p + line.n - n, member_specs[i].name, n) == 0;
}

static bool
take_members(struct bytes *text, struct manifest *m)
{
	struct bytes line = { 0 };
	size_t i = MEMBER_MANIFEST + 1;

	while (take_line(text, "member ", &line)) {
		while (i < MEMBER_COUNT && !is_of(line, i))
			i++;
		if (i == MEMBER_COUNT || !take_member(line, i, m))
			return false;
		i++;
	}
	/* The value is compared with all of it. */
	return take_line(text, "manifest ", &line) && text->n == 0 &&
	       m->at[MEMBER_CONF].there && m->at[MEMBER_CA].there &&
	       m->at[MEMBER_CHAIN].there && m->at[MEMBER_DATABASE].there;
}

static bool
take_all(struct bytes text, struct manifest *m)
{
	struct bytes line = { 0 };
	uint64_t made_at = 0;

	if (!take_line(&text, "made ", &line) || !take_number(line, &made_at) ||
	    !take_line(&text, "ca-id ", &line) ||
	    !take_text(line, m->ca_id, sizeof(m->ca_id)) ||
	    !take_line(&text, "ca ", &line) ||
	    !take_text(line, m->ca_name, sizeof(m->ca_name)) ||
	    !take_line(&text, "entries ", &line) ||
	    !take_number(line, &m->entries) ||
	    !take_line(&text, "crl-number ", &line) ||
	    !take_number(line, &m->crl_number) ||
	    !take_line(&text, "head ", &line) ||
	    !take_head(line, m->head, sizeof(m->head)))
		return false;
	m->made_at = (int64_t)made_at;
	return take_members(&text, m);
}

int
manifest_parse(struct bytes text, struct manifest *ret, struct err *err)
{
	CLEANUP(buf_free) struct buf again = { 0 };
	CLEANUP(buf_free) struct buf shown = { 0 };
	struct manifest m = { 0 };
	struct bytes rest = text;
	struct bytes version = { 0 };

	if (!take_line(&rest, "sanca backup ", &version))
		return err_set(err, ERR_CORRUPT, "it is no backup of sanca");
	if (!bytes_is_text(version, "1")) {
		text_show(version, 16, &shown);
		return err_set(err, ERR_CONFIG,
			       "it is a backup of form %s, and this program "
			       "knows form 1: use the one that made it",
			       buf_text(&shown));
	}
	if (take_all(rest, &m))
		manifest_write(&m, &again);
	if (buf_check(&again, err) < 0)
		return -1;
	/* Whatever was passed over above is seen here. */
	if (!bytes_equal(buf_bytes(&again), text))
		return err_set(err, ERR_CORRUPT,
			       "its manifest is not as sanca backup writes "
			       "it");
	*ret = m;
	return 0;
}
