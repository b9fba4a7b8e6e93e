/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* One generation of settings, with all that the signer derives from it. */
#include "configuration.h"

#include "sanca/key.h"
#include "sanca/logline.h"
#include "sanca/os.h"

#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int
policy_digest(const struct policy *policy, uint8_t ret[32], struct err *err)
{
	CLEANUP(buf_free) struct buf text = { 0 };

	policy_canonical(policy, &text);
	if (buf_check(&text, err) != 0)
		return -1;
	sha256(buf_bytes(&text), ret);
	return 0;
}

static int
digest_policies(struct configuration *c, struct err *err)
{
	size_t count = c->conf->policy_count;

	c->policy_digests = calloc(count + 1, sizeof(*c->policy_digests));
	if (c->policy_digests == NULL)
		return err_nomem(err);
	for (size_t i = 0; i < count; i++) {
		if (policy_digest(&c->conf->policies[i], c->policy_digests[i],
				  err) != 0)
			return -1;
	}
	return 0;
}

/* Who the front is, and who may use the control socket. Where the signer is
 * itself the front's user, one person runs all, and there is nobody to keep
 * out. */
static void
find_people(struct configuration *c)
{
	struct os_user front = { 0 };
	struct err ignored;

	if (os_user_find(c->conf->front_user, &front, &ignored) == 0 &&
	    front.uid != geteuid()) {
		c->has_front_uid = true;
		c->front_uid = front.uid;
	}
	if (c->conf->control_group[0] != '\0') {
		const struct group *g = getgrnam(c->conf->control_group);

		c->has_control_group = g != NULL;
		if (g != NULL)
			c->control_gid = g->gr_gid;
		else
			logline(LOGLINE_WARNING,
				"control-group %s does not exist: only root "
				"and the owner of the data directory may use "
				"the control socket",
				c->conf->control_group);
	}
}

static int
write_url(const struct conf *conf, const char *issuer_id, const char *what,
	  char ret[LIMIT_URL_BYTES + 64], struct err *err)
{
	size_t n = strlen(conf->public_url);

	while (n > 0 && conf->public_url[n - 1] == '/')
		n--;
	n = (size_t)snprintf(ret, LIMIT_URL_BYTES + 64, "%.*s/i/%s/%s", (int)n,
			     conf->public_url, issuer_id, what);
	if (n >= LIMIT_URL_BYTES + 64)
		return err_set(err, ERR_CONFIG, "public-url is too long");
	return 0;
}

static int
write_urls(struct configuration *c, const char *issuer_id, struct err *err)
{
	if (c->conf->public_url[0] == '\0')
		return 0;
	if (write_url(c->conf, issuer_id, "ca.cer", c->ca_issuers_url, err) !=
		    0 ||
	    write_url(c->conf, issuer_id, "ca.crl", c->crl_url, err) != 0)
		return -1;
	if (!c->conf->ocsp)
		return 0;
	/* The responder has a certificate without names where anybody is told
	 * of it. */
	buf_append_u8(&c->own[CONF_OWN_RESPONDER].names, 0);
	if (buf_check(&c->own[CONF_OWN_RESPONDER].names, err) != 0)
		return -1;
	return write_url(c->conf, issuer_id, "ocsp", c->ocsp_url, err);
}

int
configuration_new(struct bytes text, uint64_t generation, const char *dir,
		  const char *issuer_id, struct configuration **ret,
		  struct err *err)
{
	CLEANUP(configuration_free)
	struct configuration *c = calloc(1, sizeof(*c));
	char file[LIMIT_PATH_BYTES];

	if (c == NULL)
		return err_nomem(err);
	snprintf(file, sizeof(file), "%s/sanca.conf", dir);
	c->generation = generation;
	sha256(text, c->digest);
	if (conf_parse(text, file, &c->conf, err) != 0 ||
	    digest_policies(c, err) != 0 ||
	    own_prepare(c->conf, CONF_OWN_LISTENERS,
			&c->own[CONF_OWN_LISTENERS], err) != 0 ||
	    own_prepare(c->conf, CONF_OWN_RESPONDER,
			&c->own[CONF_OWN_RESPONDER], err) != 0 ||
	    write_urls(c, issuer_id, err) != 0)
		return -1;
	find_people(c);
	/* A CA without such a name is none the worse. */
	if (own_prepare(c->conf, CONF_OWN_PROFILE, &c->own[CONF_OWN_PROFILE],
			&c->own[CONF_OWN_PROFILE].fault) != 0)
		buf_clear(&c->own[CONF_OWN_PROFILE].names);
	*ret = STEAL(c);
	return 0;
}

void
configuration_free(struct configuration **configuration)
{
	struct configuration *c = *configuration;

	if (c == NULL)
		return;
	conf_free(&c->conf);
	free(c->policy_digests);
	for (size_t i = 0; i < ARRAY_SIZE(c->own); i++)
		buf_free(&c->own[i].names);
	free(c);
	*configuration = NULL;
}

const struct policy *
configuration_policy(const struct configuration *c, struct bytes name,
		     const uint8_t **ret_digest)
{
	const struct policy *policy = conf_policy(c->conf, name);

	if (policy != NULL)
		*ret_digest = c->policy_digests[policy - c->conf->policies];
	return policy;
}
