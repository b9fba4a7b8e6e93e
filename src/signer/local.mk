# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# Program sanca-signer: holds the CA key; no HTTP, no JSON, no CSR parser.

# All but main.c is a library, so that unit tests can link it.
noinst_LIBRARIES += src/signer/libsigner.a

# One line per file, in alphabetical order; headers of the folder too.
src_signer_libsigner_a_SOURCES = \
	src/signer/acme.h \
	src/signer/acme_account.c \
	src/signer/acme_again.c \
	src/signer/acme_binding.c \
	src/signer/acme_decide.c \
	src/signer/acme_failures.c \
	src/signer/acme_finalize.c \
	src/signer/acme_judge.c \
	src/signer/acme_order.c \
	src/signer/acme_ticket.c \
	src/signer/acme_turn.c \
	src/signer/acme_validate.c \
	src/signer/admit.c \
	src/signer/administrator.c \
	src/signer/administrator.h \
	src/signer/answer.c \
	src/signer/approve.c \
	src/signer/approve.h \
	src/signer/batch.h \
	src/signer/block.c \
	src/signer/block.h \
	src/signer/clock_guard.c \
	src/signer/clock_guard.h \
	src/signer/configuration.c \
	src/signer/configuration.h \
	src/signer/control.c \
	src/signer/crl.c \
	src/signer/crl.h \
	src/signer/crl_bring_back.c \
	src/signer/crl_maker.c \
	src/signer/crl_maker.h \
	src/signer/dispatch.c \
	src/signer/dispatch.h \
	src/signer/guesses.c \
	src/signer/guesses.h \
	src/signer/hasher.c \
	src/signer/hasher.h \
	src/signer/hourly.c \
	src/signer/hourly.h \
	src/signer/issuer.c \
	src/signer/keep.c \
	src/signer/keys.c \
	src/signer/link.c \
	src/signer/link.h \
	src/signer/mark.c \
	src/signer/mark.h \
	src/signer/ocsp.c \
	src/signer/ocsp.h \
	src/signer/on_admin.c \
	src/signer/on_console_link.c \
	src/signer/on_read.c \
	src/signer/on_report.c \
	src/signer/on_requester.c \
	src/signer/on_revoke.c \
	src/signer/on_session.c \
	src/signer/once_a_second.c \
	src/signer/options.c \
	src/signer/options.h \
	src/signer/own.c \
	src/signer/own_work.c \
	src/signer/own_work.h \
	src/signer/password.c \
	src/signer/password.h \
	src/signer/people.c \
	src/signer/people.h \
	src/signer/pend.c \
	src/signer/pend.h \
	src/signer/pool.c \
	src/signer/pool.h \
	src/signer/prepare.c \
	src/signer/presented.c \
	src/signer/presented.h \
	src/signer/profile.c \
	src/signer/profile.h \
	src/signer/proof.c \
	src/signer/proof.h \
	src/signer/rates.c \
	src/signer/rates.h \
	src/signer/recover.c \
	src/signer/refusals.c \
	src/signer/refusals.h \
	src/signer/reload.c \
	src/signer/renew.c \
	src/signer/renew.h \
	src/signer/request.c \
	src/signer/request.h \
	src/signer/responder.c \
	src/signer/responder.h \
	src/signer/revocations.c \
	src/signer/revocations.h \
	src/signer/revoke_proof.c \
	src/signer/revoke_proof.h \
	src/signer/sessions.c \
	src/signer/sessions.h \
	src/signer/shares.c \
	src/signer/shares.h \
	src/signer/sign.c \
	src/signer/signer.h \
	src/signer/start.c \
	src/signer/start.h \
	src/signer/state.c \
	src/signer/stored.c \
	src/signer/stored.h \
	src/signer/take.c \
	src/signer/transaction.c \
	src/signer/thread.c \
	src/signer/thread.h \
	src/signer/turn.c \
	src/signer/who.c \
	src/signer/who.h

pkglibexec_PROGRAMS += sanca-signer
sanca_signer_SOURCES = src/signer/main.c
sanca_signer_LDADD = src/signer/libsigner.a $(mint_ldadd) \
	$(CRYPT_LIBS)
