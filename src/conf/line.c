/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Looks at each line before libinih does, which takes too much. */
#include "sanca/text.h"
#include "settings.h"

#include <string.h>

static bool
is_blank(uint8_t c)
{
	return c == ' ' || c == '\t';
}

static int
judge_octets(struct bytes line, bool first, struct err *err)
{
	static const uint8_t bom[] = { 0xef, 0xbb, 0xbf };

	if (first && line.n >= sizeof(bom) &&
	    memcmp(line.p, bom, sizeof(bom)) == 0)
		return err_set(err, ERR_CONFIG,
			       "the file begins with a byte order mark: save "
			       "it as UTF-8 without BOM");
	if (first && line.n >= 2 &&
	    (memcmp(line.p, "\xff\xfe", 2) == 0 ||
	     memcmp(line.p, "\xfe\xff", 2) == 0))
		return err_set(err, ERR_CONFIG,
			       "the file is UTF-16: save it as UTF-8");
	if (line.n > LIMIT_CONF_LINE_BYTES)
		return err_set(err, ERR_CONFIG,
			       "the line has %zu octets, at most %d are taken",
			       line.n, LIMIT_CONF_LINE_BYTES);
	for (size_t i = 0; i < line.n; i++)
		if ((line.p[i] < 0x20 && line.p[i] != '\t') ||
		    line.p[i] == 0x7f)
			return err_set(err, ERR_CONFIG,
				       "octet %zu is the control byte 0x%02x",
				       i + 1, line.p[i]);
	if (!text_is_utf8(line))
		return err_set(err, ERR_CONFIG, "the line is not UTF-8 text");
	return 0;
}

static int
judge_section(struct bytes line, struct bytes *ret, struct err *err)
{
	size_t end = 1;

	while (end < line.n && line.p[end] != ']')
		end++;
	if (end == line.n)
		return err_set(err, ERR_CONFIG, "a ']' is missing");
	if (end + 1 != line.n)
		return err_set(err, ERR_CONFIG,
			       "nothing may follow the ']' of a section");
	*ret = (struct bytes){ line.p + 1, end - 1 };
	return 0;
}

static int
judge_setting(struct bytes line, struct err *err)
{
	size_t equals = 0;

	while (equals < line.n && line.p[equals] != '=' &&
	       line.p[equals] != ':')
		equals++;
	if (equals == line.n || line.p[equals] == ':')
		return err_set(err, ERR_CONFIG,
			       "neither a comment, a [section] nor KEY = "
			       "VALUE");
	if (equals == 0)
		return err_set(err, ERR_CONFIG, "there is no key before '='");
	for (size_t i = equals + 1; i + 1 < line.n; i++)
		if (is_blank(line.p[i]) &&
		    (line.p[i + 1] == '#' || line.p[i + 1] == ';'))
			return err_set(err, ERR_CONFIG,
				       "a comment needs a line of its own, "
				       "not the end of a setting");
	for (size_t i = equals + 1; i < line.n; i++)
		if (!is_blank(line.p[i]))
			return 0;
	return err_set(err, ERR_CONFIG,
		       "there is no value after '=': leave the line out for "
		       "the default");
}

int
line_judge(struct bytes line, bool first, enum line_kind *ret,
	   struct bytes *ret_section, struct err *err)
{
	bool indented = line.n > 0 && is_blank(line.p[0]);

	if (judge_octets(line, first, err) < 0)
		return -1;
	while (line.n > 0 && is_blank(line.p[line.n - 1]))
		line.n--;
	while (line.n > 0 && is_blank(line.p[0])) {
		line.p++;
		line.n--;
	}
	*ret = LINE_EMPTY;
	if (line.n == 0 || line.p[0] == '#' || line.p[0] == ';')
		return 0;
	if (indented)
		return err_set(err, ERR_CONFIG,
			       "the line begins with white space; no value "
			       "goes on in the next line: for a list, repeat "
			       "the key");
	if (line.p[0] == '[') {
		*ret = LINE_SECTION;
		return judge_section(line, ret_section, err);
	}
	*ret = LINE_SETTING;
	return judge_setting(line, err);
}
