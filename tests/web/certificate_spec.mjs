// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The sanca authors
// The page of a certificate, and refusals as a browser sees them.

import { accessible, claim, desktop, devices, holds, loopback, named, none, noOverflow,
	noViolations, on, phone, seen, shot } from "./harness.mjs";
import { structure } from "./structure.mjs";

const serial = process.env.WEB_PLAIN_SERIAL.trim();
const path = `/v1/certificates/${serial}`;

async function walk(what, page, name) {
	await page.goto(named + path);
	await claim(`${what}: title, one h1, landmarks, headings`, () => structure(page));
	await claim(`${what}: nothing overflows`, () => noOverflow(page));
	await seen(page, what, name);
}

async function contents(page) {
	await page.goto(named + path);
	await claim("the names stand in their order", async () => {
		const names = await page.locator(".names code").allTextContents();
		holds(names.join(" ") === "mail.contoso.com autodiscover.contoso.com " +
			"xn--bcher-kva.contoso.com", names.join(" "));
	});
	await claim("mail servers come first, as the names suggest", async () =>
		holds(/^Exchange 2016/.test(await page.locator("summary").first().innerText()),
			await page.locator("summary").first().innerText()));
	await claim("commands are plain ASCII", async () =>
		none((await page.locator("pre > code").allTextContents())
			.filter((t) => /[^\x20-\x7e\n\t]/.test(t)), "not ASCII"));
	await claim("files that commands name are called by the serial", async () =>
		none((await page.locator("pre > code").allTextContents())
			.flatMap((t) => t.match(/\S*(mail|autodiscover|bcher)\S*\.(pem|cer|p7b|key)\b/g) ?? []),
		"a file is called by a name"));
	for (const a of await page.locator(".files a").all()) {
		const href = await a.getAttribute("href");
		const answer = await fetch(loopback + href);
		await answer.arrayBuffer();
		await claim(`${href.replace(serial, "SERIAL")} is a file to be saved`, () =>
			holds(answer.status === 200 && /attachment; filename="[0-9a-f]+\./.test(
				answer.headers.get("content-disposition")),
			`${answer.status} ${answer.headers.get("content-disposition")}`));
	}
}

// An address, and what a browser is told.
const REFUSALS = [
	["/nowhere", 404, "address"],
	["/v1/certificates/00", 404, "serial"],
	["/v1/certificates", 401, "token"],
];

async function refused(page, [address, status, words]) {
	const answer = await page.goto(named + address);
	const id = answer.headers()["sanca-request-id"];
	const text = await page.locator("main").innerText();

	await claim(`${address}: ${status}, in words, with the id of the request`, () =>
		holds(answer.status() === status && text.includes(words) && text.includes(id), text));
	await claim(`${address}: built like every page`, () => structure(page));
	await claim(`${address}: nothing overflows`, () => noOverflow(page));
	await claim(`${address}: axe finds nothing serious`, () => accessible(page));
	await claim(`${address}: no violation`, () =>
		noViolations(page, { allow: [/ 40[0-9]\b/] }));
	await shot(page, `problem-${status}-${words}`);
}

export default async function spec() {
	for (const [kind, device] of devices)
		for (const dark of [false, true])
			await on(device, { dark }, (page) => walk(
				`${kind}, ${dark ? "dark" : "light"}`, page,
				`certificate-${kind}-${dark ? "dark" : "light"}`));
	await on(desktop, {}, contents);
	await on(phone, { js: false }, async (page) => {
		await page.goto(named + path);
		await claim("without JavaScript each summary opens", async () => {
			const closed = page.locator("details:not([open]) > summary:visible");
			for (let n = await closed.count(); n; n = await closed.count())
				await closed.first().press("Enter");
			await noOverflow(page);
		});
	});
	await on(phone, {}, async (page) => {
		for (const row of REFUSALS)
			await refused(page, row);
	});
}
