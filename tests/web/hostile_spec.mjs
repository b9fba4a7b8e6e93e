// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The sanca authors
// Pages times payloads: whatever stands in a certificate, in an address or in
// the name of the CA runs nothing, changes no markup and breaks no layout.
// A new page that shows a value is a row of PAGES, or of CONSOLE.

import { claim, desktop, holds, none, noOverflow, noViolations, on, phone, shot }
	from "./harness.mjs";
import { structure } from "./structure.mjs";

const base = process.env.WEB_HOSTILE_URL;
const secure = process.env.WEB_HOSTILE_TLS_URL;
const serials = process.env.WEB_SERIALS.trim().split(" ");
const waiting = process.env.WEB_HOSTILE_STATUS.trim().split(" ");
const caName = process.env.WEB_CA_NAME;

const PAYLOADS = {
	"markup": '"><img src=x onerror="sancaRan=1">',
	"a script": "</textarea></title><script>sancaRan=1</script>",
	"a handler": "' autofocus onfocus='sancaRan=1",
	"an address": "javascript:sancaRan=1",
	"controls": "a\u0001b\u001b[31mc\r\nSet-Cookie: a=b\u0085d",
	"200 octets": "w".repeat(200),
	"a bidi override": "evil\u202emoc.osotnoc\u202c",
	"right to left": "\u05e9\u05dc\u05d5\u05dd.contoso.com \u0645\u0631\u062d\u0628\u0627",
	"emoji": "\u{1f4a5}\u{1f468}\u200d\u{1f469}\u200d\u{1f467}.contoso.com",
	"braces": "{{ca}}{{main}}{{{{}}${1}<%= 1 %>",
	"quotes": "'\"`\\'\\\"&quot;&#x27;",
	"commands": "';calc;'$(touch x)`touch x`\nEND\ntouch x\r\n[req]",
	"many names": Array.from({ length: 60 }, (_, i) => `host${i}.contoso.com`).join(","),
};

// As a form encodes it: encodeURIComponent() leaves quotes and brackets, which
// an address here may not hold, so that the page itself would not be met.
const query = (path, name) => (p) => `${path}?${new URLSearchParams({ [name]: p })}`;

// path: where the payload goes; fixed: the page is opened as it is; fill: the
// payload is also typed into its fields, and sent by the first button, or by
// button; met: payloads that get that far; click: from there one goes on; shows:
// the page has a value that web.sh wrote; base: another server.
const PAGES = [
	{ name: "the trust page", fixed: "/trust" },
	{ name: "the trust page with a query", path: (p) => `/trust?a=${encodeURIComponent(p)}` },
	...serials.map((serial, i) => ({
		name: `the page of certificate ${i + 1}`,
		fixed: `/v1/certificates/${serial}`,
	})),
	{ name: "the request helper", path: query("/request/new", "names"), fill: true,
		met: new Set(["markup", "a script", "a handler", "quotes", "commands"]
			.map((kind) => PAYLOADS[kind])) },
	...waiting.map((path, i) => ({ name: `the status of request ${i + 1}`, fixed: path })),
	{ name: "a status address that is none", path: (p) => `/status/${encodeURIComponent(p)}` },
	{ name: "a renewal link", fixed: process.env.WEB_HOSTILE_RENEW },
	{ name: "a renewal link that is none", path: (p) => `/renew/${encodeURIComponent(p)}` },
	{ name: "an address that is not there", path: (p) => `/${encodeURIComponent(p)}` },
	{ name: "a serial that is none",
		path: (p) => `/v1/certificates/${encodeURIComponent(p)}` },
];

const PASSWORD = "correct horse battery";
// What stands in the database, and the name of this browser.
const WRITTEN = "<img src=x onerror=";

const atConsole = (rows) => rows.map((row) => ({ base: secure, ...row,
	name: `console, ${row.name ?? row.fixed}` }));

// The first is what needs the password once more, which counts for minutes.
const CONSOLE = atConsole([
	{ name: "a new requester", path: () => "/console/requesters", fill: true },
	{ fixed: "/console/requesters" },
	{ fixed: "/console/requesters/hostile", shows: true },
	{ name: "a requester that is not there",
		path: (p) => `/console/requesters/${encodeURIComponent(p)}` },
	{ fixed: "/console/" },
	{ fixed: "/console/me" },
	{ fixed: "/console/certificates?state=all" },
	...serials.flatMap((s, i) => ["", "/revoke", "/renew"].map((act) => ({
		name: `certificate ${i + 1}${act}`,
		fixed: `/console/certificates/${s}${act}` }))),
	{ name: "the search", path: query("/console/certificates", "q") },
	{ fixed: "/console/policy" },
	{ fixed: "/console/policy/default/refused" },
	{ name: "names tried", path: query("/console/policy/default", "names") },
	{ name: "where to go on", path: query("/console/confirm", "next") },
	{ name: "a request that is none", path: () => "/console/request", fill: true },
	{ fixed: "/console/pending?state=all", shows: true },
	...waiting.map((_, i) => ({ fixed: `/console/pending/${i + 1}`, shows: true })),
	{ name: "a decision", path: () => "/console/pending/1", fill: true,
		button: "main button:has-text('Look again')" },
	...["", "/accounts/1", "/orders/1"].map((path) => ({ fixed: `/console/acme${path}`,
		shows: true })),
	{ fixed: "/console/log", shows: true },
	...["issue", "administration"].map((kind) => ({ name: `an entry of the log, ${kind}`,
		fixed: `/console/log?type=${kind}`, click: "ul.entries li a >> nth=0" })),
	{ name: "a head that is none", path: () => "/console/log/head", fill: true },
	{ name: "a page that is not there", path: (p) => `/console/${encodeURIComponent(p)}` },
]);

// For who is not signed in.
const OUTSIDE = atConsole([
	{ name: "the sign-in", path: query("/console/sign-in", "next"), fill: true },
	{ name: "a link", path: (p) => `/console/link/${encodeURIComponent(p)}` },
]);

/** Nothing ran and nothing was made of a value but text. */
async function unharmed(page) {
	const seen = await page.evaluate(() => {
		const bidi = /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/;
		const walker = document.createTreeWalker(document, NodeFilter.SHOW_TEXT);
		const turned = [];

		for (let n = walker.nextNode(); n; n = walker.nextNode()) {
			const p = n.parentElement;
			if (bidi.test(n.data) && (p.tagName === "TITLE" ||
				!/isolate|plaintext/.test(getComputedStyle(p).unicodeBidi)))
				turned.push(`${p.tagName}: ${JSON.stringify(n.data.trim().slice(0, 60))}`);
		}
		return {
			ran: typeof globalThis.sancaRan,
			made: [...document.querySelectorAll("img[src=x], script:not([src]), iframe, " +
				"object, embed, base, meta[http-equiv], [onerror], [onfocus], [onload], " +
				"[onclick], [style], [autofocus], a[href^='javascript:' i]")]
				.map((e) => e.outerHTML.slice(0, 100)),
			turned,
		};
	});

	holds(seen.ran === "undefined", "a script of the payload ran");
	none(seen.made, "the payload became markup");
	none(seen.turned, "a bidi control turns the text around it");
}

async function fillIn(page, payload, chosen) {
	for (const field of await page.locator(
		"input:visible:not([type=checkbox], [type=radio], [type=file], [type=submit], " +
		"[type=button]), textarea:visible").all())
		await field.fill(payload);
	for (const button of await page.locator(chosen ?? "main button:visible:not(.copy), " +
		"main input[type=submit]:visible").all())
		if (await button.isVisible() && await button.isEnabled()) {
			await button.click();
			break;
		}
	await page.waitForLoadState("load");
}

// A browser that gets a file saves it: then nothing is shown.
async function asPage(path) {
	const answer = await fetch(base + path, { headers: { Accept: "text/html,*/*;q=0.8" } });
	await answer.arrayBuffer();
	return { status: answer.status,
		html: /^text\/html/.test(answer.headers.get("content-type")) };
}

// The console never answers an address of a page with a file, and only the
// browser is signed in there.
async function goto(page, row, path) {
	const before = row.base ? null : await asPage(path);
	const answer = await page.goto((row.base ?? base) + path);

	return before ?? { status: answer.status(),
		html: /^text\/html/.test(answer.headers()["content-type"]) };
}

async function open(page, row, path, payload) {
	const answer = await goto(page, row, path);
	const fills = payload !== undefined && row.fill && answer.html;

	holds(answer.status < 500, `${path}: ${answer.status}`);
	holds(!row.fixed || answer.status === 200, `${path}: ${answer.status}`);
	holds(!row.met?.has(payload) || answer.status === 200, `${path}: ${answer.status}`);
	holds(!row.base || answer.html, `${path} is no page`);
	if (row.click) {
		await page.click(row.click);
		await page.waitForLoadState("load");
	}
	if (fills)
		await fillIn(page, payload, row.button);
	if (row.shows)
		holds((await page.innerText("body")).includes(WRITTEN), "the value is not there");
	await unharmed(page);
	await noOverflow(page);
	if (answer.html)
		await structure(page);
	// That an address or a form is refused is no fault of the page, nor that one
	// leaves it while it asks what it says of what was typed.
	await noViolations(page, { allow: [
		...(answer.status >= 400 ? [/ 40[0-9]\b/] : []),
		...(row.base && fills ? [/\b4[0-9][0-9]\b/, /ERR_ABORTED/] : []),
	] });
}

async function walk(what, page, row) {
	if (row.fixed) {
		await claim(`${what}: ${row.name}`, () => open(page, row, row.fixed));
		await shot(page, `hostile-${what}-${row.name}`.replace(/[^A-Za-z0-9]+/g, "-"));
		return;
	}
	for (const [kind, payload] of Object.entries(PAYLOADS))
		await claim(`${what}: ${row.name}: ${kind}`, () =>
			open(page, row, row.path(payload), payload));
	await shot(page, `hostile-${what}-${row.name}`.replace(/[^A-Za-z0-9]+/g, "-"));
}

async function firstSignIn(page) {
	await page.goto(`${secure}/console/link/${process.env.WEB_HOSTILE_LINK}`);
	await page.fill("#name", "walker");
	await page.fill("#password", PASSWORD);
	await page.fill("#again", PASSWORD);
	await page.click("text=Become administrator");
	await page.waitForURL(/done=signed-in/);
	await page.goto(`${secure}/console/confirm?next=/console/requesters`);
	await page.fill("#password", PASSWORD);
	await page.click("main button:has-text('Go on')");
	await page.waitForURL(/\/console\/requesters/);
	await noViolations(page, { allow: [/ERR_ABORTED/] });
}

// On one device: what differs between them is no value.
async function walkConsole() {
	const how = { untrusted: true, agent: PAYLOADS.markup };

	await on(phone, how, async (page) => {
		await claim("the first administrator of the hostile CA", () => firstSignIn(page));
		for (const row of CONSOLE)
			await walk("phone", page, row);
	});
	await on(phone, how, async (page) => {
		for (const row of OUTSIDE)
			await walk("phone", page, row);
	});
}

export default async function spec() {
	await walkConsole();
	for (const [what, device, how] of [["phone", phone, {}],
		["without JavaScript", phone, { js: false }]])
		await on(device, how, async (page) => {
			for (const row of PAGES)
				await walk(what, page, row);
		});
	await on(desktop, { agent: PAYLOADS.markup }, async (page) => {
		await claim("a browser with a hostile name: the trust page", () =>
			open(page, {}, "/trust"));
		await claim("the name of the CA stands there as it is", async () => {
			const text = await page.locator("h1").innerText();
			const plain = caName.slice(0, caName.indexOf("\u202e"));
			holds(text.includes(plain), `"${text}" without "${plain}"`);
		});
		await shot(page, "hostile-desktop-trust");
	});
}
