// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The sanca authors
// The trust page, as phone and desktop, light and dark, with JavaScript and
// without, on loopback and under a name over plain HTTP as a phone sees it.

import { claim, desktop, devices, holds, HOST, keyboard, loopback, named, none,
	noOverflow, note, noViolations, on, openAll, phone, reach, seen, shot, skip } from "./harness.mjs";
import { structure } from "./structure.mjs";

// What a browser says of itself, and whose steps come first and stand open.
const AGENTS = [
	["Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 " +
		"(KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1", /iPhone/],
	["Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) " +
		"Chrome/126.0.0.0 Mobile Safari/537.36", /Android/],
	["Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) " +
		"Chrome/126.0.0.0 Safari/537.36", /^Windows$/],
	["Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like " +
		"Gecko) Version/17.5 Safari/605.1.15", /Mac/],
	["Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", /Firefox/],
	["nobody", null],
];

const BASES = [["loopback", loopback], [HOST, named]];

async function walk(what, page, base, name) {
	const dark = await page.evaluate(() => matchMedia("(prefers-color-scheme: dark)").matches);

	await page.goto(`${base}/trust`);
	await claim(`${what}: title, one h1, landmarks, headings`, () => structure(page));
	await claim(`${what}: nothing overflows`, () => noOverflow(page));
	await claim(`${what}: the colours follow the device`, async () => {
		const [r, g, b] = (await page.evaluate(() =>
			getComputedStyle(document.body).backgroundColor)).match(/\d+/g);
		holds((Number(r) + Number(g) + Number(b) < 384) === dark,
			`background ${r} ${g} ${b}`);
	});
	await seen(page, what, name);
}

// A copy button copies, or at least selects all of its command.
async function copies(what, base) {
	await on(desktop, {}, async (page) => {
		await page.goto(`${base}/trust`);
		await openAll(page);
		const code = page.locator("pre > code").first();
		if (!await code.count()) {
			skip(`${what}: the copy button`, "there is no command on the page yet");
			return;
		}
		const secure = await page.evaluate(() => isSecureContext);
		if (secure)
			await page.context().grantPermissions(["clipboard-read", "clipboard-write"],
				{ origin: base });
		const button = page.locator("button.copy").first();
		await button.click();
		await claim(`${what}: the copy button selects the command and says what it did`,
			async () => {
				const command = (await code.textContent()).trim();
				const selected = await page.evaluate(() =>
					getSelection().toString().trim());
				holds(selected.replace(/\s+/g, " ") === command.replace(/\s+/g, " "),
					`selected "${selected}", not "${command}"`);
				await page.locator("button.copy", { hasText: /Copied|Selected/ })
					.first().waitFor();
			});
		if (secure)
			await claim(`${what}: and the clipboard holds it`, async () =>
				holds((await page.evaluate(() => navigator.clipboard.readText())).trim() ===
					(await code.textContent()).trim(), "another text"));
		await claim(`${what}: commands are plain ASCII`, async () =>
			none((await page.locator("pre > code").allTextContents())
				.filter((t) => /[^\x20-\x7e\n\t]/.test(t)), "not ASCII"));
	});
}

async function links() {
	const found = await on(desktop, {}, async (page) => {
		await page.goto(`${named}/trust`);
		return page.evaluate(() => [...document.querySelectorAll("[href], [src]")]
			.map((e) => e.getAttribute("href") ?? e.getAttribute("src")));
	});

	for (const href of new Set(found.filter((h) => !h.startsWith("#")))) {
		const url = reach(href);
		if (!url) {
			await claim(`the link ${href} stays with this CA`, () =>
				holds(/^(https:\/\/(pki|127)\.|mailto:)/.test(href), "it does not"));
			continue;
		}
		const { status } = await fetch(url);
		const path = url.slice(loopback.length);
		await claim(`the link ${path} answers`, () => holds(status === 200, `with ${status}`));
	}
}

async function printed() {
	await on(desktop, {}, async (page) => {
		await page.goto(`${named}/trust`);
		await page.emulateMedia({ media: "print", colorScheme: "dark" });
		await shot(page, "trust-print");
		const pdf = await page.pdf({ format: "A4" });
		const pages = pdf.toString("latin1").match(/\/Type \/Page\b/g).length;
		await claim("the printed page is one sheet", () =>
			holds(pages === 1, `${pages} sheets`));
		note(`printed: ${pdf.length} octets`);
	});
}

async function own() {
	for (const [agent, wanted] of AGENTS)
		await on(phone, { agent, js: false }, async (page) => {
			await page.goto(`${named}/trust`);
			const name = wanted ? String(wanted) : "a stranger";
			await claim(`the steps for ${name} come first`, async () => {
				const first = page.locator("main details").first();
				const title = (await first.locator("summary").first().innerText()).trim();
				holds(!wanted || wanted.test(title), `first is "${title}"`);
				holds(await first.evaluate((e) => e.open) === Boolean(wanted),
					`"${title}" is ${wanted ? "closed" : "open"}`);
				await noOverflow(page);
			});
			await shot(page, `trust-phone-agent-${name.replace(/[^A-Za-z]/g, "")}`);
		});
}

export default async function spec() {
	for (const [kind, device] of devices)
		for (const dark of [false, true])
			await on(device, { dark }, (page) => walk(
				`${kind}, ${dark ? "dark" : "light"}`, page, named,
				`trust-${kind}-${dark ? "dark" : "light"}`));
	await on(phone, { width: 360 }, async (page) => {
		await page.goto(`${loopback}/`);
		await claim("phone, 360 wide, loopback: nothing overflows", () => noOverflow(page));
		await claim("phone, 360 wide, loopback: no violation", () => noViolations(page));
	});
	for (const [base, url] of BASES)
		await on(phone, { js: false }, async (page) => {
			await page.goto(`${url}/trust`);
			await claim(`without JavaScript, ${base}: the same structure`, () =>
				structure(page));
			await claim(`without JavaScript, ${base}: nothing overflows`, () =>
				noOverflow(page));
			await claim(`without JavaScript, ${base}: Tab reaches everything`, () =>
				keyboard(page));
			await claim(`without JavaScript, ${base}: each summary opens`, async () => {
				const closed = page.locator("details:not([open]) > summary:visible");
				for (let n = await closed.count(); n; n = await closed.count()) {
					const summary = await closed.first().elementHandle();
					await summary.press("Enter");
					holds(await summary.evaluate((e) => e.parentElement.open),
						`"${await summary.textContent()}" stays closed`);
				}
			});
			await claim(`without JavaScript, ${base}: the fingerprint stands there`, async () =>
				holds(/([0-9A-F]{2}:){31}[0-9A-F]{2}/.test((await page.locator("body")
					.innerText()).replace(/\s/g, "")), "it does not"));
			await claim(`without JavaScript, ${base}: no violation`, () =>
				noViolations(page));
			await shot(page, `trust-phone-nojs-${base}`);
		});
	for (const [base, url] of BASES)
		await copies(base, url);
	await own();
	await links();
	await printed();
}
