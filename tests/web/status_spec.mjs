// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The sanca authors
// What an asker sees of a request that waits, and of a renewal by link, with
// JavaScript and without: a phone in the hand, a desktop.
//
//	WEB_STATUS_URL    a CA where requests wait
//	WEB_STATUS        their addresses: waiting approved refused expired
//	WEB_RENEW         a renewal link

import { accessible, claim, desktop, holds, keyboard, noOverflow, noViolations, on, phone, shot }
	from "./harness.mjs";
import { structure } from "./structure.mjs";

const url = process.env.WEB_STATUS_URL;
const [waiting, approved, refused, expired] = process.env.WEB_STATUS.trim().split(" ");
const renew = process.env.WEB_RENEW;

const PAGES = [
	["waiting", waiting, "Your request waits", /mail\.contoso\.com/],
	["approved", approved, "Your certificate is there", /autodiscover\.contoso\.com/],
	["refused", refused, "Your request was refused", /Ask <b>Bob<\/b>/],
	["expired", expired, "Your request has expired", /mail\.contoso\.com/],
];

async function inOrder(page, allow = []) {
	await structure(page);
	await noOverflow(page);
	// axe waits for timers, which a page without scripts has not.
	if (page.hasScripts)
		await accessible(page);
	await keyboard(page);
	await noViolations(page, { allow });
}

// A thumb needs room.
async function buttons(page) {
	for (const b of await page.locator("main .button").all()) {
		const box = await b.boundingBox();
		holds(box.height >= 44, `"${await b.innerText()}" is ${box.height} high`);
	}
}

async function states(page, what) {
	for (const [name, path, title, text] of PAGES) {
		await claim(`${what}: ${name}: says what it is, in order`, async () => {
			await page.goto(url + path);
			holds(await page.locator("h1").innerText() === title, "the heading");
			holds(text.test(await page.locator("main").innerText()), `no ${text}`);
			await buttons(page);
			await inOrder(page);
		});
		await shot(page, `status-${name}-${what.replace(/ /g, "-")}`);
	}
	await claim(`${what}: waiting: its button looks again`, async () => {
		await page.goto(url + waiting);
		await page.click("main .button");
		await page.waitForLoadState("load");
		holds(page.url() === url + waiting, page.url());
		holds(await page.locator("h1").innerText() === "Your request waits", "the heading");
	});
	await claim(`${what}: approved: each form is saved`, async () => {
		await page.goto(url + approved);
		for (const link of await page.locator("main a.button").all()) {
			const answer = await fetch(new URL(await link.getAttribute("href"), url));
			holds(answer.status === 200, `${answer.url}: ${answer.status}`);
			holds((await answer.arrayBuffer()).byteLength > 500, "too short");
		}
	});
	await claim(`${what}: unknown: says so`, async () => {
		const answer = await page.goto(`${url}/status/${"A".repeat(43)}`);
		holds(answer.status() === 404, answer.status());
		await inOrder(page, [/ 404\b/]);
	});
	await shot(page, `status-unknown-${what.replace(/ /g, "-")}`);
}

async function renewal(page, what, lead) {
	await claim(`${what}: a renewal link shows what it renews`, async () => {
		await page.goto(url + renew);
		holds(await page.locator("h1").innerText() === "Renew this certificate", "the heading");
		holds((await page.locator("main").innerText()).includes("mail.contoso.com"), "no name");
		await buttons(page);
		await inOrder(page);
	});
	await shot(page, `renew-${what.replace(/ /g, "-")}`);
	await claim(`${what}: ${lead}`, async () => {
		await page.click("main button");
		await page.waitForLoadState("load");
		holds(await page.locator("h1").innerText() === lead, await page.locator("h1").innerText());
		await buttons(page);
		await inOrder(page);
	});
	await shot(page, `renew-done-${what.replace(/ /g, "-")}`);
	await claim(`${what}: a renewal link that was cut says so`, async () => {
		const answer = await page.goto(url + renew.slice(0, -3));
		holds(answer.status() === 404, answer.status());
		await inOrder(page, [/ 404\b/]);
	});
}

export default async function spec() {
	await on(phone, { js: false }, async (page) => {
		await states(page, "phone without JavaScript");
		await renewal(page, "phone without JavaScript", "The certificate is renewed");
	});
	for (const [what, device] of [["phone", phone], ["desktop", desktop]])
		await on(device, {}, async (page) => {
			await states(page, what);
			await renewal(page, what, "It was renewed already");
		});
}
