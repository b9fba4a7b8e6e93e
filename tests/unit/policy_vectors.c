/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Answers lines of "policy TAB names" on stdin with lines of "verdict TAB
 * granted names TAB ids of violations", for the differential test. */

#include "policy_text.h"

#include <stdio.h>

static struct request_text request;
static struct outcome out;
static struct policy_text text;

static int
compare_ids(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void
ids_print(void)
{
	static const char *ids[2 * LIMIT_VIOLATIONS];
	size_t n = 0;

	for (size_t i = 0; i < out.refused.count; i++)
		ids[n++] = out.refused.at[i].id;
	for (size_t i = 0; i < out.verdict.violations.count; i++)
		ids[n++] = out.verdict.violations.at[i].id;
	qsort(ids, n, sizeof(ids[0]), compare_ids);
	for (size_t i = 0; i < n; i++) {
		if (i == 0 || strcmp(ids[i], ids[i - 1]) != 0)
			printf("%s%s", i ? "," : "", ids[i]);
	}
	if (n == 0)
		putchar('-');
}

static void
names_print(void)
{
	CLEANUP(buf_free) struct buf shown = { 0 };

	for (size_t i = 0; i < out.names.count; i++) {
		if (i > 0)
			buf_append_text(&shown, " ");
		name_show(&out.names.at[i], &shown);
	}
	fputs(out.names.count ? buf_text(&shown) : "-", stdout);
}

static void
answer(char *line)
{
	char *tab = strchr(line, '\t');
	struct err err = { 0 };

	if (!tab) {
		puts("error\t-\tno-tab");
		return;
	}
	*tab = '\0';
	if (policy_read(line, &text, &err) < 0) {
		printf("error\t-\t%s\n", err.text);
		return;
	}
	request_read(tab + 1, &request);
	if (outcome_of(&text.policy, &request, &out, &err) < 0) {
		printf("error\t-\t%s\n", err.text);
		return;
	}
	printf("%s\t", out.allowed ? "allow" : "deny");
	names_print();
	putchar('\t');
	ids_print();
	putchar('\n');
}

int
main(void)
{
	static char line[65536];

	while (fgets(line, sizeof(line), stdin)) {
		line[strcspn(line, "\n")] = '\0';
		answer(line);
	}
	return ferror(stdin) || fflush(stdout) != 0;
}
