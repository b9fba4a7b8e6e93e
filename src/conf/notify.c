/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Holds the settings of [notify] to each other. */
#include "sanca/contact.h"
#include "sanca/text.h"
#include "settings.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool
conf_sends_notices(const struct conf *conf)
{
	return conf->smtp_url[0] != '\0' || conf->webhook_url[0] != '\0';
}

static int
falling(const void *a, const void *b)
{
	const unsigned *x = a, *y = b;

	return (*x < *y) - (*x > *y);
}

int
conf_notice_days(const struct conf *conf, struct conf_days *ret,
		 struct err *err)
{
	struct bytes rest = bytes_of_text(conf->notify_days);
	struct bytes word = { 0 };
	struct conf_days days = { 0 };

	while (contacts_next(&rest, &word)) {
		char text[8] = "";
		uint64_t v = 0;

		if (word.n == 0 || word.n >= sizeof(text))
			return err_set(err, ERR_CONFIG,
				       "days: write whole numbers with one "
				       "blank between them, \"30 7 1 0\"");
		memcpy(text, word.p, word.n);
		if (text_u64(text, LIMIT_NOTICE_DAYS_MOST, &v, err) < 0)
			return err_context(err, "days");
		if (days.count == LIMIT_NOTICE_DAYS)
			return err_set(err, ERR_CONFIG,
				       "days: more than %d numbers",
				       LIMIT_NOTICE_DAYS);
		for (size_t i = 0; i < days.count; i++)
			if (days.at[i] == v)
				return err_set(err, ERR_CONFIG,
					       "days: %s stands twice", text);
		days.at[days.count++] = (unsigned)v;
	}
	qsort(days.at, days.count, sizeof(days.at[0]), falling);
	*ret = days;
	return 0;
}

/* "://HOST[:PORT]" and nothing behind it but, where has_path, a path. */
static int
check_place(const char *url, bool has_path, struct err *err)
{
	const char *host = strstr(url, "://");
	size_t n = 0;

	for (const char *c = url; *c != '\0'; c++)
		if (*c <= ' ' || *c > '~' || strchr("\"<>\\^`{|}#", *c) != NULL)
			return err_set(err, ERR_CONFIG,
				       "octet %zu cannot stand in an address",
				       (size_t)(c - url) + 1);
	if (host == NULL)
		return err_set(err, ERR_CONFIG, "it has no ://");
	host += 3;
	n = strcspn(host, "/?");
	if (n == 0)
		return err_set(err, ERR_CONFIG, "it names no host");
	if (memchr(host, '@', n) != NULL)
		return err_set(err, ERR_CONFIG,
			       "name and password do not stand in an address: "
			       "this file and logs are read by many");
	if (!has_path && host[n] != '\0')
		return err_set(err, ERR_CONFIG,
			       "nothing may follow the host and its port");
	return 0;
}

bool
conf_url_is_loopback(const char *url)
{
	const char *host = strstr(url, "://");
	char name[64] = "";
	struct in_addr v4 = { 0 };
	size_t n = 0;

	if (host == NULL)
		return false;
	host += 3;
	if (strncmp(host, "[::1]", 5) == 0)
		return host[5] == '\0' || strchr(":/?", host[5]) != NULL;
	n = strcspn(host, ":/?");
	if (n >= sizeof(name))
		return false;
	memcpy(name, host, n);
	if (strcmp(name, "localhost") == 0)
		return true;
	return inet_pton(AF_INET, name, &v4) == 1 &&
	       ntohl(v4.s_addr) >> 24 == 127;
}

static int
check_contacts(const struct conf *conf, struct err *err)
{
	for (size_t i = 0; i < conf->notify_contacts.count; i++)
		if (contact_check(bytes_of_text(conf->notify_contacts.at[i]),
				  err) < 0)
			return -1;
	if (conf->notify_contacts.count > 0 && conf->smtp_url[0] == '\0')
		return err_set(err, ERR_CONFIG,
			       "contact is for mail, but there is no "
			       "smtp-url");
	return 0;
}

static int
check_days(const struct conf *conf, struct err *err)
{
	struct conf_days unused;

	return conf_notice_days(conf, &unused, err);
}

static int
check_from(const struct conf *conf, struct err *err)
{
	if (conf->mail_from[0] == '\0')
		return 0;
	if (conf->smtp_url[0] == '\0')
		return err_set(err, ERR_CONFIG,
			       "mail-from is for mail, but there is no "
			       "smtp-url");
	return contact_check(bytes_of_text(conf->mail_from), err);
}

static int
check_smtp(const struct conf *conf, struct err *err)
{
	const char *url = conf->smtp_url;

	if (url[0] == '\0')
		return 0;
	if (strncmp(url, "smtp://", 7) != 0 && strncmp(url, "smtps://", 8) != 0)
		return err_set(err, ERR_CONFIG,
			       "smtp-url \"%.200s\": write smtp://localhost, "
			       "smtp://HOST:587 or smtps://HOST",
			       url);
	if (check_place(url, false, err) < 0)
		return err_context(err, "smtp-url");
	if (conf->mail_from[0] == '\0')
		return err_set(err, ERR_CONFIG,
			       "smtp-url needs mail-from: the address of the "
			       "sender");
	if (conf->notify_contacts.count == 0)
		return err_set(err, ERR_CONFIG,
			       "smtp-url needs a contact: who is told of the "
			       "end of the CA itself");
	return 0;
}

static int
check_sign_in(const struct conf *conf, struct err *err)
{
	bool user = conf->smtp_user[0] != '\0';
	bool password = conf->smtp_password_file[0] != '\0';

	if (user != password)
		return err_set(err, ERR_CONFIG,
			       "smtp-user and smtp-password-file go together");
	if (user && conf->smtp_url[0] == '\0')
		return err_set(err, ERR_CONFIG,
			       "smtp-user is for a mail server, but there is "
			       "no smtp-url");
	return 0;
}

static int
check_smtp_ca(const struct conf *conf, struct err *err)
{
	if (conf->smtp_ca_file[0] != '\0' && conf->smtp_url[0] == '\0')
		return err_set(err, ERR_CONFIG,
			       "smtp-ca-file is for a mail server, but there "
			       "is no smtp-url");
	return 0;
}

static int
check_webhook(const struct conf *conf, struct err *err)
{
	const char *url = conf->webhook_url;
	bool plain = strncmp(url, "http://", 7) == 0;

	if (url[0] == '\0')
		return 0;
	if (strncmp(url, "https://", 8) != 0 &&
	    !(plain && conf_url_is_loopback(url)))
		return err_set(err, ERR_CONFIG,
			       "webhook-url \"%.200s\" does not begin with "
			       "https:// (http:// only for this machine)",
			       url);
	if (check_place(url, true, err) < 0)
		return err_context(err, "webhook-url");
	if (conf->webhook_secret_file[0] == '\0')
		return err_set(err, ERR_CONFIG,
			       "webhook-url needs webhook-secret-file: by its "
			       "signature the receiver knows who calls");
	return 0;
}

static int
check_webhook_secret(const struct conf *conf, struct err *err)
{
	if (conf->webhook_secret_file[0] != '\0' &&
	    conf->webhook_url[0] == '\0')
		return err_set(err, ERR_CONFIG,
			       "webhook-secret-file is for a webhook, but "
			       "there is no webhook-url");
	return 0;
}

int
notify_validate(const struct conf *conf, const char **ret_key, struct err *err)
{
	static const struct {
		const char *key;
		int (*check)(const struct conf *conf, struct err *err);
	} checks[] = {
		{ "contact", check_contacts },
		{ "days", check_days },
		{ "mail-from", check_from },
		{ "smtp-url", check_smtp },
		{ "smtp-user", check_sign_in },
		{ "smtp-ca-file", check_smtp_ca },
		{ "webhook-url", check_webhook },
		{ "webhook-secret-file", check_webhook_secret },
	};

	for (size_t i = 0; i < ARRAY_SIZE(checks); i++) {
		*ret_key = checks[i].key;
		if (checks[i].check == check_sign_in &&
		    conf->smtp_user[0] == '\0')
			*ret_key = "smtp-password-file";
		if (checks[i].check(conf, err) < 0)
			return -1;
	}
	return 0;
}
