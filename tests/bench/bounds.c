/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/*
 * The raw bounds of this machine: how many P-256 (or RSA-2048) request
 * verifications plus P-256 signatures, and how many P-256 signatures alone, all
 * cores make per second with nothing else, printed as one line of JSON.
 */
#include <gnutls/abstract.h>
#include <gnutls/gnutls.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static atomic_bool stop;
static gnutls_privkey_t ca_key, subject_key;
static gnutls_pubkey_t subject_pub;
static gnutls_datum_t proof;
static gnutls_sign_algorithm_t proof_alg;
static unsigned char tbs_bytes[700];
static const gnutls_datum_t tbs = { tbs_bytes, sizeof(tbs_bytes) };

static void
must(int rc, const char *what)
{
	if (rc < 0) {
		fprintf(stderr, "%s: %s\n", what, gnutls_strerror(rc));
		exit(1);
	}
}

/* What an OCSP answer costs at least. */
static void *
sign(void *ctx)
{
	unsigned long *done = ctx;

	while (!atomic_load_explicit(&stop, memory_order_relaxed)) {
		gnutls_datum_t signature = { NULL, 0 };

		must(gnutls_privkey_sign_data(ca_key, GNUTLS_DIG_SHA256, 0,
					      &tbs, &signature),
		     "sign");
		gnutls_free(signature.data);
		(*done)++;
	}
	return NULL;
}

static void *
work(void *ctx)
{
	unsigned long *done = ctx;

	while (!atomic_load_explicit(&stop, memory_order_relaxed)) {
		gnutls_datum_t signature = { NULL, 0 };

		must(gnutls_pubkey_verify_data2(subject_pub, proof_alg, 0, &tbs,
						&proof),
		     "verify");
		must(gnutls_privkey_sign_data(ca_key, GNUTLS_DIG_SHA256, 0,
					      &tbs, &signature),
		     "sign");
		gnutls_free(signature.data);
		(*done)++;
	}
	return NULL;
}

/* How often all cores together do it in a second. */
static double
measure(void *fn(void *), unsigned cores, double seconds)
{
	pthread_t threads[64];
	unsigned long done[64] = { 0 };
	struct timespec pause = { (time_t)seconds,
				  (long)((seconds - (double)(time_t)seconds) *
					 1e9) };
	unsigned long all = 0;

	atomic_store(&stop, false);
	for (unsigned i = 0; i < cores; i++)
		if (pthread_create(&threads[i], NULL, fn, &done[i]) != 0)
			exit(1);
	(void)nanosleep(&pause, NULL);
	atomic_store(&stop, true);
	for (unsigned i = 0; i < cores; i++) {
		(void)pthread_join(threads[i], NULL);
		all += done[i];
	}
	return (double)all / seconds;
}

static double
measure_requests(gnutls_pk_algorithm_t pk, unsigned bits,
		 gnutls_sign_algorithm_t alg, unsigned cores, double seconds)
{
	double rate = 0;

	must(gnutls_privkey_init(&subject_key), "key");
	must(gnutls_privkey_generate(subject_key, pk, bits, 0), "key");
	must(gnutls_pubkey_init(&subject_pub), "public key");
	must(gnutls_pubkey_import_privkey(subject_pub, subject_key, 0, 0),
	     "public key");
	must(gnutls_privkey_sign_data(subject_key, GNUTLS_DIG_SHA256, 0, &tbs,
				      &proof),
	     "proof");
	proof_alg = alg;
	rate = measure(work, cores, seconds);
	gnutls_free(proof.data);
	gnutls_pubkey_deinit(subject_pub);
	gnutls_privkey_deinit(subject_key);
	return rate;
}

int
main(int argc, char **argv)
{
	double seconds = argc > 1 ? atof(argv[1]) : 2.0;
	long online = sysconf(_SC_NPROCESSORS_ONLN);
	unsigned cores = online < 1 ? 1 : online > 64 ? 64 : (unsigned)online;

	must(gnutls_privkey_init(&ca_key), "key");
	must(gnutls_privkey_generate(
		     ca_key, GNUTLS_PK_ECDSA,
		     GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0),
	     "key");
	double ec = measure_requests(
		GNUTLS_PK_ECDSA,
		GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1),
		GNUTLS_SIGN_ECDSA_SHA256, cores, seconds);
	double rsa = measure_requests(GNUTLS_PK_RSA, 2048,
				      GNUTLS_SIGN_RSA_SHA256, cores, seconds);
	double alone = measure(sign, cores, seconds);
	printf("{\"cores\":%u,\"p256_verify_sign\":%.0f,"
	       "\"rsa2048_verify_p256_sign\":%.0f,\"p256_sign\":%.0f}\n",
	       cores, ec, rsa, alone);
	gnutls_privkey_deinit(ca_key);
	return 0;
}
