// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The sanca authors
// The claims of the harness can fail: each is put to a page with that fault.

import { accessible, claim, desktop, holds, keyboard, loopback, named, noOverflow, noViolations,
	on, phone, Wrong } from "./harness.mjs";

const POLICY = "default-src 'none'; style-src 'self' 'unsafe-inline'; script-src 'self'";
const GOOD = "<main><h1>Good</h1><p>Text <a href='/trust'>link</a></p></main>";

// What this does wrong is reported long after the page has loaded.
const BUSY = `addEventListener("load", () => setTimeout(() => {
	document.body.setAttribute("onclick", "x");
	for (const end = performance.now() + 500; performance.now() < end;)
		;
}));`;

async function shown(page, main) {
	await page.route("**/busy.js", (route) => route.fulfill({
		contentType: "text/javascript",
		body: BUSY,
	}));
	await page.route("**/broken", (route) => route.fulfill({
		contentType: "text/html; charset=utf-8",
		headers: { "Content-Security-Policy": POLICY },
		body: "<!DOCTYPE html><html lang='en'><head><title>Broken</title>" +
			"<meta name='viewport' content='width=device-width'></head>" +
			`<body>${main}</body></html>`,
	}));
	await page.goto(`${loopback}/broken`);
}

// What is wrong, the markup, who must see it and in which words, as which device.
const FAULTS = [
	["an inline script", "<script>globalThis.x = 1</script>", noViolations, /CSP: script-src/],
	["a picture, without JavaScript", "<img src=/a alt=''>", noViolations,
		/violates the following Content Security Policy/, desktop, { js: false }],
	["an inline handler", "<button onclick='x'>b</button>", noViolations,
		/CSP: script-src-attr/],
	["an inline handler of a busy page", "<script src='/busy.js'></script>", noViolations,
		/CSP: script-src-attr/],
	["a foreign address", "<img src='http://192.0.2.1/a.png' alt=''>", noViolations,
		/CSP: img-src/],
	["a script that is not there", "<script src='/web/nowhere.js'></script>", noViolations,
		/nowhere.js 404/],
	["a wide element", "<p style='width: 330px'>wide</p>", noOverflow, /"wide": /, phone],
	["a long word", "<p>" + "w".repeat(200) + "</p>", noOverflow, /scrolls sideways/, phone],
	["a squeezed column", "<table><tr><td style='min-width: 250px'>a</td>" +
		"<td style='overflow-wrap: anywhere'>certificate, certificate</td></tr></table>",
	noOverflow, /is squeezed/, phone],
	["a picture without text", "<img src='/web/none.png'>", accessible, /image-alt/],
	["grey on grey", "<p style='color: #aaa; background: #999'>text</p>", accessible,
		/color-contrast/],
	["a focus that does not show", "<button style='outline: none'>b</button>", keyboard,
		/does not show/],
];

export default async function spec() {
	await on(desktop, {}, async (page) => {
		await shown(page, GOOD);
		for (const check of [noViolations, noOverflow, accessible, keyboard])
			await claim(`${check.name} takes a good page`, () => check(page));
		holds(await page.evaluate(() => isSecureContext), "loopback is secure");
	});
	await on(phone, {}, async (page) => {
		await page.goto(`${named}/trust`);
		await claim("a named host over plain HTTP is no secure context", async () =>
			holds(!await page.evaluate(() => isSecureContext), "it is"));
	});
	for (const [what, main, check, words, device, how] of FAULTS)
		await on(device ?? desktop, how, async (page) => {
			await shown(page, GOOD + main);
			await claim(`${check.name} sees ${what}`, async () => {
				const found = await check(page).then(() => null, (e) => e);
				holds(found instanceof Wrong && words.test(found.message),
					`it does not: ${found}`);
			});
		});
}
