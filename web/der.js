// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The sanca authors
// Writes DER (X.690): as much of it as a certificate request needs. Everything
// takes and gives Uint8Array.

export function join(...parts) {
	const out = new Uint8Array(parts.reduce((n, p) => n + p.length, 0));
	let at = 0;

	for (const p of parts) {
		out.set(p, at);
		at += p.length;
	}
	return out;
}

/** Tag, length in the shortest form, contents. */
export function tlv(tag, ...contents) {
	const body = join(...contents);
	const length = [];

	if (body.length < 128)
		return join([tag, body.length], body);
	for (let n = body.length; n > 0; n >>>= 8)
		length.unshift(n & 255);
	return join([tag, 128 | length.length, ...length], body);
}

export const sequence = (...parts) => tlv(0x30, ...parts);
export const setOf = (...parts) => tlv(0x31, ...parts);
export const octets = (...parts) => tlv(0x04, ...parts);
export const utf8 = (text) => tlv(0x0c, new TextEncoder().encode(text));
export const bits = (body) => tlv(0x03, [0], body);

/** An INTEGER that is not negative, from octets of any length. */
export function integer(body) {
	let from = 0;

	while (from < body.length - 1 && body[from] === 0)
		from++;
	const short = body.slice(from);
	return tlv(0x02, short[0] & 128 ? [0] : [], short);
}

export function oid(text) {
	const [first, second, ...arcs] = text.split(".").map(Number);
	const out = [];

	for (const arc of [first * 40 + second, ...arcs]) {
		const septets = [arc % 128];
		for (let n = Math.floor(arc / 128); n > 0; n = Math.floor(n / 128))
			septets.unshift(128 | n % 128);
		out.push(...septets);
	}
	return tlv(0x06, out);
}

/** "-----BEGIN ...-----" in lines of 64 characters (RFC 7468). */
export function pem(label, der) {
	const text = btoa(Array.from(der, (o) => String.fromCharCode(o)).join(""));

	return `-----BEGIN ${label}-----\n${text.replace(/.{1,64}/g, "$&\n")}` +
		`-----END ${label}-----\n`;
}
