// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The sanca authors
// The request helper: buttons that change the list, and key and request made
// in this browser.

import { makeRequest } from "./csr.js";

const at = (id) => document.getElementById(id);

// ---- the list: the same as changing the box and sending it

const box = at("names");
const items = [...document.querySelectorAll("ol.names > li")];

function send(lines) {
	box.value = lines.join("\n");
	at("box").requestSubmit();
}

function button(item, sign, words, change) {
	const b = document.createElement("button");
	b.type = "button";
	b.textContent = sign;
	b.setAttribute("aria-label", `${words}: ${item.querySelector("code").textContent}`);
	b.addEventListener("click", () => {
		// As the page came: the names first, in the order of the items.
		const lines = box.defaultValue.split("\n").filter((line) => line);
		change(lines);
		send(lines);
	});
	return b;
}

function swap(i, k) {
	return (lines) => {
		[lines[i], lines[k]] = [lines[k], lines[i]];
	};
}

items.forEach((item, i) => {
	const buttons = document.createElement("span");
	buttons.className = "buttons";
	if (i > 0)
		buttons.append(button(item, "Up", "Move up", swap(i, i - 1)));
	if (i < items.length - 1)
		buttons.append(button(item, "Down", "Move down", swap(i, i + 1)));
	buttons.append(button(item, "Remove", "Remove", (lines) => lines.splice(i, 1)));
	item.append(buttons);
});

// ---- key and request

const names = items.map((item) => ({
	tag: Number(item.dataset.tag),
	octets: Uint8Array.from(item.dataset.octets.match(/../g), (h) => parseInt(h, 16)),
}));
const section = at("browser");
let csr = "";

function offer(link, text) {
	URL.revokeObjectURL(link.href);
	link.href = URL.createObjectURL(new Blob([text], { type: "application/x-pem-file" }));
}

async function make() {
	const kind = document.querySelector("input[name=kind]:checked").value;

	at("make").disabled = true;
	at("made").textContent = "Being made...";
	try {
		const made = await makeRequest(kind, section.dataset.commonName, names);
		csr = made.csr;
		at("key-text").value = made.key;
		at("csr-text").value = made.csr;
		offer(at("key-file"), made.key);
		offer(at("csr-file"), made.csr);
		at("results").hidden = false;
		at("made").textContent = "Key and request are made. Save the key now: nobody else has it.";
	} catch (error) {
		at("made").textContent = `This browser cannot: ${error.message}`;
	}
	at("make").disabled = false;
}

function told(answer, text) {
	try {
		const o = JSON.parse(text);
		const why = (o.violations ?? []).map((v) => v.text).join(" ");
		return `Refused: ${why || o.detail || o.title}`;
	} catch {
		return `Refused: ${answer.status} ${answer.statusText}`;
	}
}

async function issue() {
	const out = at("issued");

	out.textContent = "Being sent...";
	try {
		const answer = await fetch("/v1/certificates", {
			method: "POST",
			headers: {
				Authorization: `Bearer ${at("token").value.trim()}`,
				"Content-Type": "application/pkcs10",
				Accept: "application/pem-certificate-chain",
			},
			body: csr,
		});
		const text = await answer.text();
		if (!answer.ok) {
			out.textContent = told(answer, text);
			return;
		}
		at("token").value = "";
		offer(at("chain-file"), text);
		at("issued-page").href = `/v1/certificates/${answer.headers.get("Sanca-Serial")}`;
		at("issued-files").hidden = false;
		out.textContent = "The certificate is issued.";
	} catch (error) {
		out.textContent = `It could not be sent: ${error.message}`;
	}
}

if (section) {
	if (isSecureContext && crypto.subtle) {
		at("browser-why").hidden = true;
		at("browser-https")?.remove();
		at("browser-make").hidden = false;
		at("make").addEventListener("click", make);
		at("issue")?.addEventListener("submit", (e) => {
			e.preventDefault();
			issue();
		});
	} else {
		at("browser-why").textContent = "Not offered here: this page came over plain HTTP, " +
			"where anybody on the way could have changed it, and browsers give it no cryptography.";
	}
}
