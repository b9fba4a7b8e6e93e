/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Claims about the trust page: whose steps come first, and that no name of a
 * CA changes its markup. */

#include "src/front/trust_pages.h"
#include "src/front/web.h"
#include "tests/tap.h"

#include <stdio.h>
#include <string.h>

static const struct {
	const char *user_agent;
	enum platform first, second;
} agents[] = {
	{ "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) "
	  "AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 "
	  "Safari/604.1",
	  PLATFORM_IOS, PLATFORM_NONE },
	{ "Mozilla/5.0 (iPad; CPU OS 12_5_5 like Mac OS X) "
	  "AppleWebKit/605.1.15 (KHTML, like Gecko) Version/12.1.2 "
	  "Mobile/15E148 Safari/604.1",
	  PLATFORM_IOS, PLATFORM_NONE },
	/* A Mac, or an iPad since iPadOS 13: nobody can tell. */
	{ "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) "
	  "AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.4 "
	  "Safari/605.1.15",
	  PLATFORM_MACOS, PLATFORM_IOS },
	/* Chrome on an iPad that asks for desktop sites. */
	{ "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) "
	  "AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/137.0.7151.107 "
	  "Version/11.1.1 Safari/605.1.15",
	  PLATFORM_IOS, PLATFORM_NONE },
	{ "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like "
	  "Gecko) Chrome/138.0.0.0 Mobile Safari/537.36",
	  PLATFORM_ANDROID, PLATFORM_NONE },
	{ "Mozilla/5.0 (Android 14; Mobile; rv:140.0) Gecko/140.0 "
	  "Firefox/140.0",
	  PLATFORM_ANDROID, PLATFORM_NONE },
	{ "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 "
	  "(KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36 Edg/138.0.0.0",
	  PLATFORM_WINDOWS, PLATFORM_FIREFOX },
	{ "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 "
	  "Firefox/140.0",
	  PLATFORM_WINDOWS, PLATFORM_FIREFOX },
	{ "Mozilla/5.0 (Windows NT 6.1; WOW64; Trident/7.0; rv:11.0) like "
	  "Gecko",
	  PLATFORM_WINDOWS, PLATFORM_FIREFOX },
	{ "Mozilla/5.0 (Windows NT; Windows NT 10.0; en-US) "
	  "WindowsPowerShell/5.1.19041.1",
	  PLATFORM_WINDOWS, PLATFORM_FIREFOX },
	{ "Mozilla/4.0 (compatible; MSIE 6.0; Windows CE; IEMobile 7.11)",
	  PLATFORM_WINDOWS_MOBILE, PLATFORM_NONE },
	{ "Mozilla/4.0 (compatible; MSIE 4.01; Windows CE; PPC; 240x320)",
	  PLATFORM_WINDOWS_MOBILE, PLATFORM_NONE },
	{ "Mozilla/5.0 (Windows Phone 10.0; Android 6.0.1; Microsoft; Lumia "
	  "950) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/52.0.2743.116 "
	  "Mobile Safari/537.36 Edge/15.15063",
	  PLATFORM_WINDOWS_MOBILE, PLATFORM_NONE },
	{ "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 "
	  "(KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36",
	  PLATFORM_CHROMEOS, PLATFORM_NONE },
	{ "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like "
	  "Gecko) Chrome/138.0.0.0 Safari/537.36",
	  PLATFORM_CHROMIUM, PLATFORM_DEBIAN },
	{ "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 "
	  "Firefox/128.0",
	  PLATFORM_FIREFOX, PLATFORM_DEBIAN },
	{ "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:140.0) Gecko/20100101 "
	  "Firefox/140.0",
	  PLATFORM_DEBIAN, PLATFORM_FIREFOX },
	{ "Mozilla/5.0 (X11; Fedora; Linux x86_64; rv:140.0) Gecko/20100101 "
	  "Firefox/140.0",
	  PLATFORM_FEDORA, PLATFORM_FIREFOX },
	{ "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/605.1.15 (KHTML, like "
	  "Gecko) Version/18.0 Safari/605.1.15",
	  PLATFORM_DEBIAN, PLATFORM_FEDORA },
	{ "curl/7.88.1", PLATFORM_CURL, PLATFORM_DEBIAN },
	{ "Wget/1.21.3", PLATFORM_CURL, PLATFORM_DEBIAN },
	{ "git/2.39.5", PLATFORM_GIT, PLATFORM_DEBIAN },
	{ "Python-urllib/3.11", PLATFORM_PYTHON, PLATFORM_DEBIAN },
	{ "python-requests/2.28.1", PLATFORM_PYTHON, PLATFORM_DEBIAN },
	{ "Java/17.0.15", PLATFORM_JAVA, PLATFORM_DEBIAN },
	{ "", PLATFORM_NONE, PLATFORM_NONE },
	{ "Mozilla/5.0", PLATFORM_NONE, PLATFORM_NONE },
};

static const char *
anchor_of(enum platform p)
{
	return p == PLATFORM_NONE ? "-" : platform_info(p)->anchor;
}

static void
each_visitor_finds_the_own_device_first(void)
{
	struct bytes none = { 0 };

	for (size_t i = 0; i < ARRAY_SIZE(agents); i++) {
		struct device d = device_choose(
			none, bytes_of_text(agents[i].user_agent), none);

		is_str(anchor_of(d.at[0]), anchor_of(agents[i].first), "%s",
		       agents[i].user_agent);
		is_str(anchor_of(d.at[1]), anchor_of(agents[i].second),
		       "second of %s", agents[i].user_agent);
	}
}

static void
a_client_hint_goes_before_the_user_agent(void)
{
	struct bytes none = { 0 };
	struct bytes desktop = bytes_of_text(
		"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, "
		"like Gecko) Chrome/138.0.0.0 Safari/537.36");
	struct device d =
		device_choose(none, desktop, bytes_of_text("\"Android\""));

	/* A phone that asks for desktop sites. */
	is_str(anchor_of(d.at[0]), "android", "the hint");
	d = device_choose(none, desktop, bytes_of_text("\"Unheard-of\""));
	is_str(anchor_of(d.at[0]), "chromium", "a hint that says nothing");
	d = device_choose(none, desktop, bytes_of_text("Android"));
	is_str(anchor_of(d.at[0]), "chromium", "a hint without quotes");
}

static void
a_link_chooses_each_platform(void)
{
	struct bytes iphone = bytes_of_text("iPhone"), none = { 0 };

	for (size_t i = 0; i < PLATFORM_COUNT; i++) {
		struct device d = device_choose(
			bytes_of_text(platform_info((enum platform)i)->anchor),
			iphone, none);

		is_int(d.at[0], i, "?device=%s",
		       platform_info((enum platform)i)->anchor);
		is_int(d.at[1], PLATFORM_NONE, "and nothing beside it");
	}
	is_int(device_choose(bytes_of_text("toaster"), iphone, none).at[0],
	       PLATFORM_IOS, "an unknown device chooses nothing");
}

/* ---- the page ------------------------------------------------------------------ */

static struct trust_root
root_named(const char *name, const char *url)
{
	struct trust_root root = {
		.slug = "a-ca",
		.certificate = { .not_before = 1800000000,
				 .not_after = 2100000000 },
	};

	snprintf(root.name, sizeof(root.name), "%s", name);
	snprintf(root.url, sizeof(root.url), "%s", url);
	memset(root.sha256_hex, 'a', 64);
	memset(root.sha1_hex, 'B', 40);
	for (size_t i = 0; i < 32; i++)
		memcpy(root.sha256_colons + 3 * i, i < 31 ? "AA:" : "AA", 3);
	return root;
}

/* The page for this root and device, or "" with a note. */
static const char *
page_of(const struct trust_root *root, enum platform first, struct buf *out)
{
	size_t sizes[TRUST_FORM_COUNT];
	CLEANUP(trust_pages_free) struct trust_pages pages = { 0 };
	struct device device = { { first, PLATFORM_NONE, PLATFORM_NONE } };
	struct err err = { 0 };

	buf_clear(out);
	for (size_t i = 0; i < TRUST_FORM_COUNT; i++)
		sizes[i] = 4711;
	if (trust_pages_make(root, sizes, "", &pages, &err) < 0 ||
	    trust_pages_join(&pages, &device, out, &err) < 0)
		diag("%s", err.text);
	return buf_text(out);
}

static size_t
count_of(const char *text, const char *what)
{
	size_t n = 0;

	for (const char *p = strstr(text, what); p; p = strstr(p + 1, what))
		n++;
	return n;
}

static void
every_template_fills_and_every_platform_is_there_once(void)
{
	struct trust_root with = root_named("A CA", "http://ca.example");
	struct trust_root without = root_named("A CA", "");
	CLEANUP(buf_free) struct buf out = { 0 };
	char anchor[64];

	for (size_t i = 0; i <= PLATFORM_COUNT; i++) {
		const char *page = page_of(i % 2 ? &with : &without,
					   (enum platform)i, &out);

		ok(page[0], "page %zu", i);
		ok(!strstr(page, "{{"), "nothing is left to fill");
		for (size_t j = 0; j < PLATFORM_COUNT; j++) {
			snprintf(anchor, sizeof(anchor), "<details id=\"%s\"",
				 platform_info((enum platform)j)->anchor);
			is_int(count_of(page, anchor), 1, "%s", anchor);
		}
		is_int(count_of(page, " open>"), i < PLATFORM_COUNT, "open");
		if (i == PLATFORM_COUNT)
			continue;
		snprintf(anchor, sizeof(anchor), "<details id=\"%s\" open>",
			 platform_info((enum platform)i)->anchor);
		ok(strstr(page, anchor) == strstr(page, "<details"),
		   "the own device is the first: %s", anchor);
		is_int(count_of(page, "<details"), count_of(page, "</details>"),
		       "each is closed");
		is_int(count_of(page, "<pre"), count_of(page, "</code></pre>"),
		       "each command ends");
	}
}

static void
every_template_of_the_folder_is_used(void)
{
	struct trust_root root = root_named("A CA", "http://ca.example");
	CLEANUP(buf_free) struct buf out = { 0 };
	const char *page = page_of(&root, PLATFORM_IOS, &out);

	for (size_t i = 0; i < PLATFORM_COUNT; i++)
		ok(web_file(platform_info((enum platform)i)->template).n > 0,
		   "%s", platform_info((enum platform)i)->template);
	is_int(count_of(page, "<td class=\"number\">4711</td>"),
	       TRUST_FORM_COUNT, "every file has its row");
}

static void
without_an_address_the_missing_setting_is_named(void)
{
	struct trust_root root = root_named("A CA", "");
	CLEANUP(buf_free) struct buf out = { 0 };
	const char *page = page_of(&root, PLATFORM_DEBIAN, &out);

	ok(strstr(page, "curl -fsS http://THIS-SERVER/ca.crt"), "placeholder");
	ok(strstr(page, "<code>public-url</code>"), "the setting");
	ok(!strstr(page, "/qr.svg"), "no code that leads nowhere");
	root = root_named("A CA", "http://ca.example");
	page = page_of(&root, PLATFORM_DEBIAN, &out);
	ok(!strstr(page, "THIS-SERVER"), "not with an address");
	ok(strstr(page, "curl -fsS http://ca.example/ca.crt"), "the address");
}

static void
no_name_changes_the_markup(void)
{
	static const char *const names[] = {
		"<script>alert(1)</script>",
		"\"><img src=x onerror=alert(1)>",
		"' onmouseover='alert(1)",
		"{{own}}{{url}}{{",
		"}}",
		"&lt;b&gt;",
		"</details></main></html>",
		"$(reboot) `reboot` ; reboot",
		"\xE2\x80\xAEtsurt\xE2\x80\xAC",
		"\x01\x1b[31m\x7f\n",
		"\xff\xfe",
	};
	struct trust_root plain = root_named("X", "http://ca.example");
	CLEANUP(buf_free) struct buf reference = { 0 }, out = { 0 };
	const char *want = page_of(&plain, PLATFORM_IOS, &reference);

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		struct trust_root root =
			root_named(names[i], "http://ca.example");
		const char *page = page_of(&root, PLATFORM_IOS, &out);

		is_int(count_of(page, "<"), count_of(want, "<"), "tags: %zu",
		       i);
		is_int(count_of(page, "\""), count_of(want, "\""),
		       "quotes: %zu", i);
		is_int(count_of(page, "'"), count_of(want, "'"), "ticks: %zu",
		       i);
		ok(!strpbrk(page, "\x01\x1b\x7f\xff\xfe"), "controls: %zu", i);
		ok(!strstr(page, "\xE2\x80\xAE"), "bidi: %zu", i);
	}
}

/* What is typed into a shell holds nothing that somebody else chose. */
static void
no_name_comes_into_a_command(void)
{
	struct trust_root root = root_named("NAME-OF-CA", "http://ca.example");
	CLEANUP(buf_free) struct buf out = { 0 };
	const char *page = page_of(&root, PLATFORM_IOS, &out);
	size_t commands = 0;

	for (const char *p = strstr(page, "<pre"); p;
	     p = strstr(p + 1, "<pre")) {
		const char *end = strstr(p, "</pre>");
		const char *name = strstr(p, "NAME-OF-CA");

		ok(end && (!name || name > end), "command %zu", ++commands);
	}
	ok(commands > 30, "%zu commands", commands);
}

TAP_MAIN(each_visitor_finds_the_own_device_first,
	 a_client_hint_goes_before_the_user_agent, a_link_chooses_each_platform,
	 every_template_fills_and_every_platform_is_there_once,
	 every_template_of_the_folder_is_used,
	 without_an_address_the_missing_setting_is_named,
	 no_name_changes_the_markup, no_name_comes_into_a_command)
