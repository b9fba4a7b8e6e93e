# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# Program sanca-front: HTTP and all that is untrusted; never has the key.

# All but main.c is a library, so that unit tests can link it.
noinst_LIBRARIES += src/front/libfront.a

# One line per file, in alphabetical order; headers of the folder too.
src_front_libfront_a_SOURCES = \
	src/front/accept.c \
	src/front/accept.h \
	src/front/asset.c \
	src/front/auth.c \
	src/front/auth.h \
	src/front/auth_cache.c \
	src/front/blame.c \
	src/front/blame.h \
	src/front/certificate_out.c \
	src/front/certificate_out.h \
	src/front/certificate_page.c \
	src/front/certificate_page.h \
	src/front/certificate_products.c \
	src/front/certificate_products.h \
	src/front/check.c \
	src/front/conns.c \
	src/front/conns.h \
	src/front/console_done.def \
	src/front/console_overview.c \
	src/front/console_page.c \
	src/front/console_page.h \
	src/front/console_places.def \
	src/front/console_problem.c \
	src/front/counters.def \
	src/front/crl.c \
	src/front/crl.h \
	src/front/dated.c \
	src/front/dated.h \
	src/front/device.c \
	src/front/device.h \
	src/front/events.c \
	src/front/events.h \
	src/front/exposed_key.c \
	src/front/exposed_key.h \
	src/front/exposed_token.c \
	src/front/exposed_token.h \
	src/front/find.c \
	src/front/form_body.c \
	src/front/form_body.h \
	src/front/forms.def \
	src/front/front.h \
	src/front/guard.c \
	src/front/guard.h \
	src/front/guard_faults.def \
	src/front/guard_query.c \
	src/front/guard_wire.c \
	src/front/html.c \
	src/front/html.h \
	src/front/http_date.c \
	src/front/http_date.h \
	src/front/issue.c \
	src/front/json_body.c \
	src/front/json_read.c \
	src/front/json_read.h \
	src/front/json_write.c \
	src/front/json_write.h \
	src/front/judge.c \
	src/front/judge.h \
	src/front/life.c \
	src/front/life.h \
	src/front/list.c \
	src/front/list.h \
	src/front/live.c \
	src/front/live.h \
	src/front/logs.c \
	src/front/ocsp.c \
	src/front/ocsp_cache.c \
	src/front/ocsp_cache.h \
	src/front/ocsp_path.c \
	src/front/ocsp_path.h \
	src/front/options.c \
	src/front/options.h \
	src/front/page.c \
	src/front/page.h \
	src/front/page_values.c \
	src/front/page_values.h \
	src/front/platforms.def \
	src/front/problem.c \
	src/front/probe.c \
	src/front/problem_page.c \
	src/front/products.def \
	src/front/public_half.c \
	src/front/public_half.h \
	src/front/rate.c \
	src/front/rate.h \
	src/front/reply.c \
	src/front/reply.h \
	src/front/request.c \
	src/front/request.h \
	src/front/request_page.c \
	src/front/request_steps.c \
	src/front/revoke.c \
	src/front/revoke_body.c \
	src/front/revoke_body.h \
	src/front/revoke_proof.c \
	src/front/revoke_proof.h \
	src/front/ring.c \
	src/front/ring.h \
	src/front/routes.c \
	src/front/routes.def \
	src/front/routes.h \
	src/front/served.c \
	src/front/server.c \
	src/front/server.h \
	src/front/session.c \
	src/front/session.h \
	src/front/session_parts.c \
	src/front/sign_in.c \
	src/front/sign_in.h \
	src/front/sign_in_link.c \
	src/front/sign_in_parts.c \
	src/front/sign_in_password.c \
	src/front/signer_client.c \
	src/front/signer_client.h \
	src/front/signer_client_parts.h \
	src/front/signer_receive.c \
	src/front/signed_profile.c \
	src/front/signed_profile.h \
	src/front/status.c \
	src/front/tls.c \
	src/front/tls.h \
	src/front/tls_certificate.c \
	src/front/tls_key.c \
	src/front/tls_pair.c \
	src/front/tls_parts.h \
	src/front/trust_files.c \
	src/front/trust_page.c \
	src/front/trust_pages.c \
	src/front/trust_pages.h \
	src/front/verdict.c \
	src/front/verdict.h \
	src/front/wanted.h \
	src/front/wanted_commands.c \
	src/front/wanted_commands.h \
	src/front/wanted_judge.c \
	src/front/wanted_names.c \
	src/front/wanted_names.h \
	src/front/web.c \
	src/front/web.h \
	src/front/work.c \
	src/front/work.h
nodist_src_front_libfront_a_SOURCES = src/front/web_files.embed.c

pkglibexec_PROGRAMS += sanca-front
sanca_front_SOURCES = src/front/main.c
sanca_front_LDADD = src/front/libfront.a $(ca_ldadd) $(MHD_LIBS) \
	$(JANSSON_LIBS) $(QR_LIBS)
