# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# Layer pki: reads requests and certificates (over der, policy, base; GnuTLS, gmp).

noinst_LIBRARIES += src/pki/libpki.a

# One line per file, in alphabetical order; headers of the folder too.
src_pki_libpki_a_SOURCES = \
	src/pki/acme_key.c \
	src/pki/acme_key_forms.c \
	src/pki/certificate.c \
	src/pki/certificate_assemble.c \
	src/pki/certificate_extensions.c \
	src/pki/certificate_parts.h \
	src/pki/crl.c \
	src/pki/csr.c \
	src/pki/csr_attributes.c \
	src/pki/csr_extensions.c \
	src/pki/csr_microsoft.c \
	src/pki/csr_parts.h \
	src/pki/csr_subject.c \
	src/pki/dn_find.c \
	src/pki/dn_show.c \
	src/pki/dn_text.c \
	src/pki/dn_text.h \
	src/pki/extension.c \
	src/pki/extension.h \
	src/pki/general_names.c \
	src/pki/general_names.h \
	src/pki/intake.c \
	src/pki/intake.h \
	src/pki/intake_armour.c \
	src/pki/intake_cms.c \
	src/pki/intake_text.c \
	src/pki/intake_unwrap.c \
	src/pki/issuer.c \
	src/pki/issuer_check.c \
	src/pki/key.c \
	src/pki/key_checks.h \
	src/pki/key_ec.c \
	src/pki/key_modulus.c \
	src/pki/key_rsa.c \
	src/pki/key_verify.c \
	src/pki/limbs.c \
	src/pki/limbs.h \
	src/pki/name_constraints.c \
	src/pki/ocsp_issuer.c \
	src/pki/ocsp_request.c \
	src/pki/p7b.c \
	src/pki/pem_blocks.c \
	src/pki/pem_blocks.h \
	src/pki/pem_certificates.c \
	src/pki/renewal_link.c \
	src/pki/revocation_reason.c \
	src/pki/serial.c \
	src/pki/sha.c \
	src/pki/sig_alg.c \
	src/pki/signed_data.c \
	src/pki/subject_odd.c \
	src/pki/subject_odd.h
