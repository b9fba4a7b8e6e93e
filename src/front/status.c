/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* GET /healthz and GET /metrics: how the CA is; nothing secret. */

#include "conns.h"
#include "crl.h"
#include "json_write.h"
#include "notices.h"
#include "ocsp_cache.h"
#include "reply.h"
#include "routes.h"

#include "sanca/clock.h"
#include "sanca/logline.h"

#include <stdio.h>
#include <string.h>

enum status_step { STATUS_BEGIN, STATUS_ASKED };

static enum step
ask_status(struct request *r)
{
	struct msg m = { .type = MSG_STATUS };
	struct err err;

	r->step = STATUS_ASKED;
	r->ask.wake = request_wake;
	r->ask.ctx = r;
	if (signer_ask(r->front->signer, &r->ask, &m, request_suspend, &err) ==
	    0)
		return STEP_WAIT;
	/* That nobody answers is an answer here. */
	r->ask.state = ASK_FAILED;
	r->ask.err = err;
	return STEP_DONE;
}

static const struct msg_status_report *
status_of(const struct request *r)
{
	if (r->ask.state == ASK_ANSWERED &&
	    r->ask.answer.type == MSG_STATUS_REPORT)
		return &r->ask.answer.status_report;
	return NULL;
}

/* Revoking must be possible, and both CRL and responder have time left; what
 * of it the signer cannot see is whether this process serves the CRL. */
static bool
is_revocation_well(struct request *r, const struct msg_status_report *s)
{
	return s && s->revocation_state == 0 &&
	       crl_is_current(r->front->crl, clock_wall_s());
}

static void
write_code(struct buf *body, const char *prefix, uint32_t state)
{
	const struct err_info *info = err_info((enum err_code)state);
	char key[32];

	snprintf(key, sizeof(key), "%sreason", prefix);
	json_field(body, key, bytes_of_text(info->title));
	snprintf(key, sizeof(key), "%scode", prefix);
	json_field(body, key, bytes_of_text(info->type));
}

static enum step
reply_health(struct request *r)
{
	const struct msg_status_report *s = status_of(r);
	bool issuing = s && s->state == 0;
	bool revocation = is_revocation_well(r, s);
	struct notice_state notices;
	const char *alarm = NULL;
	struct buf body = { 0 };

	notices_read(r->front, r->live->conf, clock_wall_s(), &notices, &alarm);
	buf_printf(&body, "{\"issuing\":%s,\"revocation\":%s,\"reading\":true",
		   issuing ? "true" : "false", revocation ? "true" : "false");
	if (!s)
		json_field(&body, "reason", bytes_of_text(r->ask.err.text));
	else if (!issuing)
		write_code(&body, "", s->state);
	if (s && s->revocation_state != 0)
		write_code(&body, "revocation_", s->revocation_state);
	else if (s && !revocation)
		json_field(&body, "revocation_reason",
			   bytes_of_text("no CRL is served that has not "
					 "ended"));
	/* The CA serves all the same: this turns no client away. */
	buf_printf(&body, ",\"notices\":%s", alarm ? "false" : "true");
	if (alarm)
		json_field(&body, "notices_reason",
			   bytes_of_text("notices could not be sent for a "
					 "day: `sanca status` says why"));
	buf_append_text(&body, "}\n");
	return reply_body(r, issuing && revocation ? 200 : 503,
			  "application/json", &body, NULL);
}

enum step
on_health(struct request *r)
{
	if ((enum status_step)r->step == STATUS_BEGIN &&
	    ask_status(r) == STEP_WAIT)
		return STEP_WAIT;
	return reply_health(r);
}

static void
gauge(struct buf *out, const char *name, const char *kind, const char *help,
      uint64_t v)
{
	buf_printf(out, "# HELP %s %s\n# TYPE %s %s\n%s %ju\n", name, help,
		   name, kind, name, (uintmax_t)v);
}

static void
write_own(struct request *r, struct buf *out)
{
	const struct {
		const char *metric, *labels, *help;
		unsigned long long value;
	} all[] = {
#define COUNTER(name, metric, labels, help)                                    \
	{ metric, labels, help, atomic_load(&r->front->counters.name) },
#include "counters.def"
#undef COUNTER
	};
	const char *last = "";

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		if (strcmp(last, all[i].metric) != 0)
			buf_printf(out, "# HELP %s %s\n# TYPE %s counter\n",
				   all[i].metric, all[i].help, all[i].metric);
		last = all[i].metric;
		buf_printf(out, "%s%s %llu\n", all[i].metric, all[i].labels,
			   all[i].value);
	}
	gauge(out, "sanca_http_connections", "gauge", "Open connections",
	      conns_count());
	gauge(out, "sanca_ocsp_kept", "gauge", "OCSP answers in the cache",
	      ocsp_cache_count(r->front->ocsp));
	gauge(out, "sanca_signer_waiting", "gauge",
	      "Questions that wait for the signer",
	      signer_pending(r->front->signer));
	gauge(out, "sanca_front_log_lines_lost_total", "counter",
	      "Log lines that found no room", logline_lost());
}

static void
write_signer(const struct msg_status_report *s, struct buf *out)
{
	gauge(out, "sanca_certificates_total", "counter",
	      "Certificates in the log", s->certificates);
	gauge(out, "sanca_void_total", "counter",
	      "Serials that were spent without a certificate", s->voids);
	gauge(out, "sanca_refusals_total", "counter",
	      "Requests refused by the signer since its start", s->refusals);
	gauge(out, "sanca_log_entries", "gauge", "Entries of the log",
	      s->entries);
	gauge(out, "sanca_batches_total", "counter", "Batches since start",
	      s->batches);
	gauge(out, "sanca_commits_total", "counter",
	      "Durable commits since start", s->commits);
	gauge(out, "sanca_signatures_total", "counter",
	      "Signatures since start", s->signatures);
	gauge(out, "sanca_commit_microseconds_total", "counter",
	      "Time spent in durable commits since start", s->commit_us);
	gauge(out, "sanca_wal_bytes", "gauge",
	      "Size of the write-ahead log of the database", s->wal_bytes);
	gauge(out, "sanca_settings_generation", "gauge",
	      "Generation of the settings in force", s->generation);
	gauge(out, "sanca_ca_not_after_seconds", "gauge",
	      "End of the CA certificate, seconds since 1970",
	      (uint64_t)s->ca_not_after);
}

static void
write_revocation(struct request *r, const struct msg_status_report *s,
		 struct buf *out)
{
	gauge(out, "sanca_crl_number", "gauge", "Number of the newest CRL",
	      s->crl_number);
	gauge(out, "sanca_crl_served_number", "gauge",
	      "Number of the CRL that is served", crl_number(r->front->crl));
	gauge(out, "sanca_crl_entries", "gauge",
	      "Certificates on the newest CRL", s->crl_entries);
	gauge(out, "sanca_crl_this_update_seconds", "gauge",
	      "When the newest CRL begins to count, seconds since 1970",
	      (uint64_t)s->crl_this_update);
	gauge(out, "sanca_crl_next_update_seconds", "gauge",
	      "When the newest CRL ends, seconds since 1970",
	      (uint64_t)s->crl_next_update);
	gauge(out, "sanca_ocsp_responder_not_after_seconds", "gauge",
	      "End of the certificate of the OCSP responder, seconds since "
	      "1970; 0: there is none",
	      (uint64_t)s->ocsp_not_after);
	gauge(out, "sanca_ocsp_signatures_total", "counter",
	      "OCSP answers signed since start", s->ocsp_signatures);
}

enum step
on_metrics(struct request *r)
{
	const struct msg_status_report *s = NULL;
	struct notice_state notices;
	const char *alarm = NULL;
	struct buf body = { 0 };

	if ((enum status_step)r->step == STATUS_BEGIN &&
	    ask_status(r) == STEP_WAIT)
		return STEP_WAIT;
	s = status_of(r);
	gauge(&body, "sanca_issuing", "gauge",
	      "1 when certificates can be issued", s && s->state == 0);
	gauge(&body, "sanca_revocation_ok", "gauge",
	      "1 when certificates can be revoked, and CRL and OCSP responder "
	      "have time left",
	      is_revocation_well(r, s));
	notices_read(r->front, r->live->conf, clock_wall_s(), &notices, &alarm);
	gauge(&body, "sanca_notices_ok", "gauge",
	      "0 when notices could not be sent for a day", alarm == NULL);
	write_own(r, &body);
	if (s) {
		write_signer(s, &body);
		write_revocation(r, s, &body);
	}
	return reply_body(r, 200, "text/plain; version=0.0.4; charset=utf-8",
			  &body, NULL);
}
