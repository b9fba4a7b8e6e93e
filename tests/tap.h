/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Writes test results as TAP: claims are functions, checks stand in them. */

#ifndef TESTS_TAP_H
#define TESTS_TAP_H

#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/*
 * A test is a list of claims, each a function without arguments:
 *
 *	static void
 *	every_truncation_is_refused(void)
 *	{
 *		ok(parse(x, 1) < 0, "1 byte is refused");
 *		is_int(x.len, 7, "the length is kept");
 *	}
 *	TAP_MAIN(every_truncation_is_refused)
 *
 * A claim is one test point: it holds when all its checks held and it made at
 * least one. Outside a claim each check is a point of its own, and main ends
 * with `return done_testing();`. All checks return whether they held.
 */
#define TAP_MAIN(...)                                                          \
	int main(void)                                                         \
	{                                                                      \
		static void (*const claims[])(void) = { __VA_ARGS__ };         \
		return tap_run(claims, sizeof(claims) / sizeof(claims[0]),     \
			       #__VA_ARGS__);                                  \
	}

#define ok(cond, ...) tap_ok((cond), __FILE__, __LINE__, __VA_ARGS__)
#define is_int(got, want, ...)                                                 \
	tap_is_int((intmax_t)(got), (intmax_t)(want), __FILE__, __LINE__,      \
		   __VA_ARGS__)
#define is_str(got, want, ...)                                                 \
	tap_is_str((got), (want), __FILE__, __LINE__, __VA_ARGS__)
#define is_mem(got, got_len, want, want_len, ...)                              \
	tap_is_mem((got), (got_len), (want), (want_len), __FILE__, __LINE__,   \
		   __VA_ARGS__)
/* Marks the claim as skipped; return from it after this. */
#define skip(...) tap_skip(__VA_ARGS__)

#define TAP_PRINTF(n, m) __attribute__((unused, format(printf, n, m)))

static struct {
	bool in_claim;
	bool skipped;
	char why[200]; /* of the skip */
	int points;    /* TAP lines so far */
	int failed;    /* of those */
	int checks;    /* in this claim */
	int broken;    /* of those */
} tap;

TAP_PRINTF(1, 2)
static void
diag(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	fputs("# ", stdout);
	vprintf(fmt, ap);
	putchar('\n');
	va_end(ap);
}

TAP_PRINTF(4, 0)
static bool
tap_vok(bool held, const char *file, int line, const char *fmt, va_list ap)
{
	if (tap.in_claim) {
		tap.checks++;
		if (held)
			return true;
		tap.broken++;
		printf("# %s:%d: failed: ", file, line);
	} else {
		tap.points++;
		tap.failed += held ? 0 : 1;
		printf("%s %d - ", held ? "ok" : "not ok", tap.points);
	}
	vprintf(fmt, ap);
	putchar('\n');
	if (!held && !tap.in_claim)
		diag("%s:%d", file, line);
	fflush(stdout);
	return held;
}

TAP_PRINTF(4, 5)
static bool
tap_ok(bool held, const char *file, int line, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	tap_vok(held, file, line, fmt, ap);
	va_end(ap);
	return held;
}

TAP_PRINTF(5, 6)
static bool
tap_is_int(intmax_t got, intmax_t want, const char *file, int line,
	   const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	tap_vok(got == want, file, line, fmt, ap);
	va_end(ap);
	if (got != want)
		diag("  got %" PRIdMAX ", want %" PRIdMAX, got, want);
	return got == want;
}

/* NULL equals only NULL. */
TAP_PRINTF(5, 6)
static bool
tap_is_str(const char *got, const char *want, const char *file, int line,
	   const char *fmt, ...)
{
	bool same = got && want ? strcmp(got, want) == 0 : got == want;
	va_list ap;

	va_start(ap, fmt);
	tap_vok(same, file, line, fmt, ap);
	va_end(ap);
	if (!same) {
		diag("  got  \"%s\"", got ? got : "(null)");
		diag("  want \"%s\"", want ? want : "(null)");
	}
	return same;
}

static __attribute__((unused)) void
tap_hex(const char *word, const void *data, size_t len)
{
	const unsigned char *p = data;

	printf("#   %s %zu bytes:", word, len);
	for (size_t i = 0; i < len && i < 64; i++)
		printf(" %02x", p[i]);
	puts(len > 64 ? " ..." : "");
}

TAP_PRINTF(7, 8)
static bool
tap_is_mem(const void *got, size_t got_len, const void *want, size_t want_len,
	   const char *file, int line, const char *fmt, ...)
{
	bool same = got_len == want_len &&
		    (got_len == 0 || memcmp(got, want, got_len) == 0);
	va_list ap;

	va_start(ap, fmt);
	tap_vok(same, file, line, fmt, ap);
	va_end(ap);
	if (!same) {
		tap_hex("got ", got, got_len);
		tap_hex("want", want, want_len);
	}
	return same;
}

TAP_PRINTF(1, 2)
static void
tap_skip(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(tap.why, sizeof(tap.why), fmt, ap);
	va_end(ap);
	tap.skipped = true;
	if (!tap.in_claim) {
		printf("ok %d # SKIP %s\n", ++tap.points, tap.why);
		tap.skipped = false;
	}
}

/* The exit status of a test program that ran to its end. */
static __attribute__((unused)) int
done_testing(void)
{
	printf("1..%d\n", tap.points);
	return tap.failed == 0 && tap.points > 0 ? 0 : 1;
}

static __attribute__((unused)) void
tap_claim(void (*claim)(void), const char *name, int name_len)
{
	bool held;

	tap.checks = tap.broken = 0;
	tap.skipped = false;
	tap.in_claim = true;
	claim();
	tap.in_claim = false;
	if (tap.checks == 0 && !tap.skipped)
		diag("%.*s checked nothing", name_len, name);
	held = tap.broken == 0 && (tap.checks > 0 || tap.skipped);
	tap.points++;
	tap.failed += held ? 0 : 1;
	printf("%s %d - %.*s", held ? "ok" : "not ok", tap.points, name_len,
	       name);
	if (held && tap.skipped)
		printf(" # SKIP %s", tap.why);
	putchar('\n');
	fflush(stdout);
}

/* names: the claims' names in order, separated by commas and blanks. */
static __attribute__((unused)) int
tap_run(void (*const claims[])(void), size_t n, const char *names)
{
	for (size_t i = 0; i < n; i++) {
		size_t len;

		names += strspn(names, ", \t\n");
		len = strcspn(names, ", \t\n");
		tap_claim(claims[i], names, (int)len);
		names += len;
	}
	return done_testing();
}

#endif
