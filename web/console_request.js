// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The sanca authors
// A request from a file: text in whatever encoding, or DER as base64, goes into
// the box, where live.js finds it.

import "./live.js";

const at = (id) => document.getElementById(id);
const MOST = 48 * 1024;

// Windows writes UTF-16, with a mark at its beginning or without: then each
// second octet is 0.
function utf16(octets) {
	if (octets.length < 4)
		return null;
	if (octets[0] === 0xff && octets[1] === 0xfe)
		return "utf-16le";
	if (octets[0] === 0xfe && octets[1] === 0xff)
		return "utf-16be";
	if (octets[1] === 0 && octets[3] === 0)
		return "utf-16le";
	return octets[0] === 0 && octets[2] === 0 ? "utf-16be" : null;
}

function textOf(octets) {
	const wide = utf16(octets);

	if (wide)
		return new TextDecoder(wide).decode(octets);
	// 0x30 begins DER; it is also the digit 0, which no PEM begins with.
	if (octets[0] !== 0x30) {
		try {
			const text = new TextDecoder("utf-8", { fatal: true }).decode(octets);
			if (!/[\0-\x08]/.test(text))
				return text;
		} catch {
			// No text: sent as what it is.
		}
	}
	let binary = "";
	for (const octet of octets)
		binary += String.fromCharCode(octet);
	return btoa(binary).replace(/.{64}/g, "$&\n");
}

async function take(file) {
	const said = at("file-said");

	if (!file)
		return;
	if (file.size > MOST) {
		said.textContent = `${file.name} is too large for a request.`;
		return;
	}
	at("csr").value = textOf(new Uint8Array(await file.arrayBuffer()));
	at("names").value = "";
	said.textContent = `${file.name} is in the box above.`;
	at("csr").dispatchEvent(new Event("input", { bubbles: true }));
}

at("drop").hidden = false;
at("file").addEventListener("change", () => take(at("file").files[0]));
// Anywhere on the page: else the browser would open the file.
document.addEventListener("dragover", (e) => e.preventDefault());
document.addEventListener("drop", (e) => {
	e.preventDefault();
	take(e.dataTransfer.files[0]);
});
