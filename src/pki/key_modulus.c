/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Known weak forms of an RSA modulus: what anybody can factor. */
#include "key_checks.h"
#include "limbs.h"

/* The primes below 752 (CA/B Forum BR 6.1.6 asks for no factor below it),
 * without 2. */
static const uint16_t primes[] = {
	3,   5,	  7,   11,  13,	 17,  19,  23,	29,  31,  37,  41,  43,	 47,
	53,  59,  61,  67,  71,	 73,  79,  83,	89,  97,  101, 103, 107, 109,
	113, 127, 131, 137, 139, 149, 151, 157, 163, 167, 173, 179, 181, 191,
	193, 197, 199, 211, 223, 227, 229, 233, 239, 241, 251, 257, 263, 269,
	271, 277, 281, 283, 293, 307, 311, 313, 317, 331, 337, 347, 349, 353,
	359, 367, 373, 379, 383, 389, 397, 401, 409, 419, 421, 431, 433, 439,
	443, 449, 457, 461, 463, 467, 479, 487, 491, 499, 503, 509, 521, 523,
	541, 547, 557, 563, 569, 571, 577, 587, 593, 599, 601, 607, 613, 617,
	619, 631, 641, 643, 647, 653, 659, 661, 673, 677, 683, 691, 701, 709,
	719, 727, 733, 739, 743, 751,
};

struct modulus {
	mp_limb_t limb[LIMBS_MAX];
	size_t count;
	uint16_t residue[ARRAY_SIZE(primes)];
};

/* One long division for as many primes as fit one limb. */
static void
find_residues(struct modulus *n)
{
	size_t first = 0;

	while (first < ARRAY_SIZE(primes)) {
		mp_limb_t product = 1, rest = 0;
		size_t end = first;

		while (end < ARRAY_SIZE(primes) &&
		       product <= UINT64_MAX / primes[end])
			product *= primes[end++];
		rest = mpn_mod_1(n->limb, (mp_size_t)n->count, product);
		for (; first < end; first++)
			n->residue[first] = (uint16_t)(rest % primes[first]);
	}
}

static int
check_small_factors(const struct modulus *n, struct err *err)
{
	if ((n->limb[0] & 1) == 0)
		return err_set(err, ERR_BAD_PUBLIC_KEY,
			       "the RSA modulus is even: this is no RSA key, "
			       "make a new one");
	for (size_t i = 0; i < ARRAY_SIZE(primes); i++)
		if (n->residue[i] == 0)
			return err_set(err, ERR_BAD_PUBLIC_KEY,
				       "the RSA modulus is divisible by %u: "
				       "this key is broken, make a new one",
				       primes[i]);
	return 0;
}

/* Is residue a power of 65537 modulo prime? */
static bool
is_power_of_f4(unsigned residue, unsigned prime)
{
	unsigned power = 1;

	do {
		if (power == residue)
			return true;
		power = power * 65537U % prime;
	} while (power != 1);
	return false;
}

/* CVE-2017-15361: such primes are k * M + (65537^a mod M), M the product of
 * the first primes; so the modulus is a power of 65537 modulo each of them.
 * A sound key passes for one of the primes long before the last: these 17
 * leave 2^-27 to chance. The others tell nothing, as 65537 generates all. */
static int
check_roca(const struct modulus *n, struct err *err)
{
	for (size_t i = 0; i < ARRAY_SIZE(primes) && primes[i] <= 167; i++)
		if (!is_power_of_f4(n->residue[i], primes[i]))
			return 0;
	return err_set(err, ERR_BAD_PUBLIC_KEY,
		       "the RSA key has the mark of the ROCA fault "
		       "(CVE-2017-15361): it can be factored; make a new key "
		       "with software or with a repaired smart card or TPM");
}

static int
refuse_close(struct err *err)
{
	return err_set(err, ERR_BAD_PUBLIC_KEY,
		       "the two primes of the RSA key are too close together: "
		       "it can be factored; make a new key with another "
		       "program");
}

/* Fermat: n = a^2 - b^2 with a from the root of n upwards. With s the root
 * and r = n - s^2, the first b^2 is 2 s + 1 - r; each step adds 2 a + 1. */
static int
check_close_primes(const struct modulus *n, struct err *err)
{
	mp_limb_t a[LIMBS_MAX / 2 + 2] = { 0 };
	mp_limb_t b2[LIMBS_MAX / 2 + 2] = { 0 };
	mp_limb_t rest[LIMBS_MAX] = { 0 };
	const mp_size_t width = (mp_size_t)n->count / 2 + 2;
	mp_size_t rest_count =
		mpn_sqrtrem(a, rest, n->limb, (mp_size_t)n->count);

	if (rest_count == 0)
		return refuse_close(err);
	for (mp_size_t i = rest_count; i < width; i++)
		rest[i] = 0; /* may be left-over scratch */
	mpn_lshift(b2, a, width, 1);
	mpn_add_1(b2, b2, width, 1);
	mpn_sub_n(b2, b2, rest, width);
	mpn_add_1(a, a, width, 1);
	for (int i = 0; i < LIMIT_FERMAT_ROUNDS; i++) {
		size_t used = limbs_normal(b2, (size_t)width);

		if (used == 0 || mpn_perfect_square_p(b2, (mp_size_t)used))
			return refuse_close(err);
		mpn_add_n(b2, b2, a, width);
		mpn_add_n(b2, b2, a, width);
		mpn_add_1(b2, b2, width, 1);
		mpn_add_1(a, a, width, 1);
	}
	return 0;
}

int
key_check_modulus(struct bytes modulus, struct err *err)
{
	struct modulus n = { .count = (modulus.n + 7) / 8 };

	limbs_from_octets(modulus, n.limb, n.count);
	find_residues(&n);
	if (check_small_factors(&n, err) < 0 || check_roca(&n, err) < 0)
		return -1;
	return check_close_primes(&n, err);
}
