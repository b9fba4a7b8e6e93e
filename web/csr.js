// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The sanca authors
// Makes a key and a certificate request (RFC 2986) with WebCrypto.

import { bits, integer, octets, oid, pem, sequence, setOf, tlv, utf8 } from "./der.js";

const KINDS = {
	"P-256": {
		make: { name: "ECDSA", namedCurve: "P-256" },
		sign: { name: "ECDSA", hash: "SHA-256" },
		// RFC 5758 3.2: no parameters.
		algorithm: sequence(oid("1.2.840.10045.4.3.2")),
		// WebCrypto gives r and s side by side (IEEE P1363), X.509 wants
		// SEQUENCE { r, s } (RFC 3279 2.2.3).
		signature: (raw) => sequence(integer(raw.slice(0, raw.length / 2)),
			integer(raw.slice(raw.length / 2))),
	},
	"RSA-2048": {
		make: { name: "RSASSA-PKCS1-v1_5", modulusLength: 2048,
			publicExponent: new Uint8Array([1, 0, 1]), hash: "SHA-256" },
		sign: { name: "RSASSA-PKCS1-v1_5" },
		// RFC 4055 5: the parameters are NULL.
		algorithm: sequence(oid("1.2.840.113549.1.1.11"), [5, 0]),
		signature: (raw) => raw,
	},
};

/** CertificationRequestInfo; names: [{ tag, octets }], as in a GeneralName. */
export function requestInfo(commonName, names, spki) {
	const subject = sequence(...(commonName ? [setOf(sequence(oid("2.5.4.3"),
		utf8(commonName)))] : []));
	const san = sequence(...names.map((n) => tlv(0x80 | n.tag, n.octets)));
	const extensions = sequence(sequence(oid("2.5.29.17"), octets(san)));
	const attributes = tlv(0xa0, sequence(oid("1.2.840.113549.1.9.14"),
		setOf(extensions)));

	return sequence(integer([0]), subject, spki, attributes);
}

/** { key, csr }, both PEM. The key is nowhere but in what is returned. */
export async function makeRequest(kind, commonName, names) {
	const { make, sign, algorithm, signature } = KINDS[kind];
	const pair = await crypto.subtle.generateKey(make, true, ["sign", "verify"]);
	const [spki, pkcs8] = await Promise.all([
		crypto.subtle.exportKey("spki", pair.publicKey),
		crypto.subtle.exportKey("pkcs8", pair.privateKey),
	]);
	const info = requestInfo(commonName, names, new Uint8Array(spki));
	const signed = await crypto.subtle.sign(sign, pair.privateKey, info);
	const csr = sequence(info, algorithm, bits(signature(new Uint8Array(signed))));

	return { key: pem("PRIVATE KEY", new Uint8Array(pkcs8)),
		csr: pem("CERTIFICATE REQUEST", csr) };
}
