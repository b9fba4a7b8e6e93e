// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The sanca authors
// What the web tests share: one browser, pages that note what goes wrong on
// them, the claims that hold for every page, and TAP. It starts no server:
//
//	SANCA_URL     where sancad answers, http://127.0.0.1:PORT
//	SANCA_OUT     folder for the screenshots
//	CHROMIUM      the browser, /usr/bin/chromium

import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const STEP_MS = 30000;
const require = createRequire(import.meta.url);

// Phones and desktops reach the CA under this name. It is not loopback, so
// there is no secure context: no clipboard, no WebCrypto, as on a real phone.
export const HOST = "pki.contoso.local";
export const loopback = process.env.SANCA_URL;
export const named = loopback.replace("127.0.0.1", HOST);

// ---- TAP

let points = 0;
let failed = 0;

function say(text) {
	console.log(text.replace(/^/gm, "# "));
}

export function note(text) {
	say(text);
}

// A line of TAP holds no "#" but that of SKIP.
function clean(name) {
	return name.replace(/[#\n\r]/g, " ");
}

/** One claim: ok when fn returns, not ok when it throws. */
export async function claim(name, fn) {
	try {
		await fn();
		console.log(`ok ${++points} - ${clean(name)}`);
		return true;
	} catch (error) {
		failed++;
		console.log(`not ok ${++points} - ${clean(name)}`);
		say(error instanceof Wrong ? error.message : String(error.stack));
		return false;
	}
}

export function skip(name, reason) {
	points++;
	console.log(`ok ${points} - ${clean(name)} # SKIP ${clean(reason)}`);
}

export function finish() {
	console.log(`1..${points}`);
	return failed === 0 && points > 0;
}

/** A claim that does not hold, as against a fault of the test. */
export class Wrong extends Error {}

export function holds(condition, message) {
	if (!condition)
		throw new Wrong(message);
}

export function none(list, message) {
	holds(list.length === 0, `${message}:\n${list.slice(0, 12).join("\n")}`);
}

// ---- browser and pages

let launched;

/** A browser that keeps what it trusts below this home. */
export function launch(home = process.env.HOME) {
	const args = ["--disable-gpu", "--disable-quic", "--no-first-run",
		"--disable-background-networking", "--disable-component-update",
		"--disable-sync", `--host-resolver-rules=MAP ${HOST} 127.0.0.1`];

	// Chromium has no sandbox for root, and refuses to start with it.
	return chromium.launch({
		env: { ...process.env, HOME: home },
		executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
		chromiumSandbox: process.getuid() !== 0,
		args,
		timeout: 30000,
	});
}

function browser() {
	launched ??= launch();
	return launched;
}

export async function close() {
	if (launched)
		await (await launched).close();
}

// What the page has done that no page of ours may do, what it has asked for, and
// how much of that is still on its way.
const wrongs = new WeakMap();
const traffic = new WeakMap();

// The marker of settled() is told from what a page does by its source.
const MARKER = "http://marker.invalid/";

// In the page, before its own scripts.
function watch(marker) {
	addEventListener("securitypolicyviolation", (e) => {
		if (e.sourceFile !== marker)
			console.error(`CSP: ${e.effectiveDirective} forbids ` +
				`${e.blockedURI} ${e.sample}`);
	});
}

function observe(page) {
	const seen = [];
	const asked = { times: 0, open: new Set() };

	wrongs.set(page, seen);
	traffic.set(page, asked);
	page.on("request", (r) => {
		asked.times++;
		asked.open.add(r);
	});
	page.on("requestfinished", (r) => asked.open.delete(r));
	page.on("requestfailed", (r) => asked.open.delete(r));
	page.on("console", (m) => {
		if (/^(error|warning)$/.test(m.type()) && m.location().url !== MARKER)
			seen.push(`console: ${m.text()} (${m.location().url})`);
	});
	page.on("pageerror", (e) => seen.push(`script: ${e}`));
	page.on("requestfailed", (r) => seen.push(
		`request: ${r.url()} ${r.failure()?.errorText}`));
	page.on("response", (r) => {
		// A script that does not read what was answered never lets it finish.
		if (r.request().resourceType() === "fetch")
			asked.open.delete(r.request());
		if (r.status() >= 400)
			seen.push(`answer: ${r.url()} ${r.status()}`);
	});
	page.on("request", (r) => {
		const url = new URL(r.url());
		if (!/^(data|blob):$/.test(url.protocol) && url.hostname !== HOST &&
		    url.hostname !== "127.0.0.1")
			seen.push(`foreign address: ${r.url()}`);
	});
	page.on("dialog", (d) => {
		seen.push(`dialog: ${d.message()}`);
		d.dismiss().catch(() => {});
	});
	page.on("popup", (p) => seen.push(`window: ${p.url()}`));
}

async function open(options, { js = true, dark = false, agent, by, untrusted } = {}) {
	const context = await (await (by ?? browser())).newContext({
		...options,
		...(agent ? { userAgent: agent } : {}),
		// HTTPS of a CA whose root this browser has not.
		ignoreHTTPSErrors: untrusted === true,
		javaScriptEnabled: js,
		colorScheme: dark ? "dark" : "light",
		locale: "en",
	});
	await context.addInitScript(watch, MARKER);
	context.setDefaultTimeout(STEP_MS);
	const page = await context.newPage();
	page.hasScripts = js;
	observe(page);
	return page;
}

/** A phone in portrait. { js, dark, agent, width, by: a browser of launch() } */
export function phone(how = {}) {
	return open({
		viewport: { width: how.width ?? 320, height: 640 },
		isMobile: true,
		hasTouch: true,
	}, how);
}

/** { js, dark, agent, untrusted } */
export function desktop(how = {}) {
	return open({ viewport: { width: 1280, height: 800 } }, how);
}

/** Each of them, as [words, function that opens it]. */
export const devices = [["phone", phone], ["desktop", desktop]];

/** Uses a page and closes it, whatever comes. */
export async function on(device, how, fn) {
	const page = await device(how);
	try {
		return await fn(page);
	} finally {
		await page.context().close();
	}
}

// ---- what holds for every page

// In the page: breaks its CSP, and ends when that is reported. Reports come in
// the order of what they report, each as a task of its own, which may be long
// after the page has loaded. A page without CSP has none to wait for.
const BREAK = `new Promise((done) => {
	const e = document.createElement("i");
	const reported = (v) => {
		if (v.sourceFile !== "${MARKER}")
			return;
		removeEventListener("securitypolicyviolation", reported);
		setTimeout(done);
	};
	addEventListener("securitypolicyviolation", reported);
	e.setAttribute("onclick", "0");
	if (e.onclick !== null)
		setTimeout(done);
})
//# sourceURL=${MARKER}`;

// All that the page has done by now was told to us. Its events come through the
// same pipe as the answer, before it. A page without scripts is told of nothing,
// so the browser itself reports, and at once.
function told(page) {
	return page.evaluate(page.hasScripts ? BREAK : "0");
}

// Nothing is still on its way: an image that fails, its handler.
async function settled(page) {
	const asked = traffic.get(page);
	const end = Date.now() + STEP_MS;

	for (;;) {
		const { times, open: { size } } = asked;
		await page.waitForLoadState("load");
		await told(page);
		if (size === 0 && asked.open.size === 0 && asked.times === times)
			return;
		none(Date.now() < end ? [] : [...asked.open].map((r) => r.url()),
			`${page.url()} does not come to rest`);
		// Only so that we do not ask all the time.
		await page.waitForTimeout(10);
	}
}

/** Since this was last asked nothing was forbidden, nothing failed, printed an
 * error, opened a window, or asked another host. */
export async function noViolations(page, { allow = [] } = {}) {
	await settled(page);
	const seen = wrongs.get(page).splice(0);
	none(seen.filter((w) => !allow.some((a) => a.test(w))), `on ${page.url()}`);
}

/** axe-core finds nothing serious or critical. */
export async function accessible(page, { allow = [] } = {}) {
	const axe = require.resolve("axe-core/axe.min.js");
	// By the debugger, not as an element of the page: its CSP stays as it is.
	await page.evaluate(`${readFileSync(axe, "utf8")}; undefined`);
	const found = await page.evaluate(async () => {
		const result = await globalThis.axe.run(document, {
			resultTypes: ["violations"],
		});
		return result.violations.map((v) => ({
			id: v.id, impact: v.impact, help: v.help,
			where: v.nodes.slice(0, 4).map((n) =>
				`${n.target} ${n.failureSummary ?? ""}`),
		}));
	});
	for (const v of found.filter((v) => !/serious|critical/.test(v.impact)))
		note(`axe, ${v.impact}: ${v.id}: ${v.help}: ${v.where[0]}`);
	none(found.filter((v) => /serious|critical/.test(v.impact) &&
		!allow.includes(v.id)).map((v) =>
		`${v.impact}: ${v.id}: ${v.help}\n  ${v.where.join("\n  ")}`),
	`axe on ${page.url()}`);
}

/** No element reaches out of the window, nothing scrolls sideways, and no text
 * is squeezed into a column that breaks its words. */
export async function noOverflow(page) {
	none(await page.evaluate(() => {
		const wide = document.documentElement.clientWidth;
		const found = [];
		const scrolled = (e) => {
			for (let p = e.parentElement; p; p = p.parentElement)
				if (/auto|scroll|hidden|clip/.test(
					getComputedStyle(p).overflowX))
					return true;
			return false;
		};
		// Out of sight on purpose, for screen readers and the keyboard.
		const hidden = (e) => e.closest(".skip, .visually-hidden");

		if (document.documentElement.scrollWidth > wide)
			found.push("the page scrolls sideways: " +
				`${document.documentElement.scrollWidth} > ${wide}`);
		for (const e of document.body.querySelectorAll("*")) {
			const r = e.getBoundingClientRect();
			if (!r.width || !r.height || hidden(e) || scrolled(e))
				continue;
			if (/^(TD|TH|LI|P|DD)$/.test(e.tagName) && r.width < 96 &&
			    e.textContent.trim().length > 12 &&
				r.height > 96 && r.height > 2 * r.width)
				found.push(`${e.tagName} "${e.textContent.trim()
					.slice(0, 40)}" is squeezed: ${r.width} wide`);
			if (r.right > wide + 1 || r.left < -1)
				found.push(`${e.tagName} "${e.textContent.trim()
					.slice(0, 40)}": ${r.left} to ${r.right}`);
		}
		return found;
	}), `wider than the window, ${page.url()}`);
}

/** The Tab key comes to each link, button, field and summary in sight, and
 * what has the focus shows it. */
export async function keyboard(page) {
	const wanted = await page.evaluate(() => {
		let n = 0;
		for (const e of document.querySelectorAll(
			"a[href], button, input, select, textarea, summary, [tabindex]")) {
			const r = e.getClientRects().length > 0 &&
				e.checkVisibility({ checkVisibilityCSS: true });
			if (r && !e.disabled && e.type !== "hidden" && e.tabIndex >= 0)
				e.wantsFocus = ++n;
		}
		return n;
	});
	const bare = [];

	for (let i = 0; i < wanted + 3; i++) {
		await page.keyboard.press("Tab");
		const dull = await page.evaluate(() => {
			const e = document.activeElement;
			const s = getComputedStyle(e);
			e.hadFocus = true;
			return e !== document.body && s.outlineStyle === "none" &&
				s.boxShadow === "none" ? e.outerHTML.slice(0, 80) : "";
		});
		if (dull)
			bare.push(dull);
	}
	none(await page.evaluate(() => [...document.querySelectorAll("*")]
		.filter((e) => e.wantsFocus && !e.hadFocus)
		.map((e) => e.outerHTML.slice(0, 80))), "never has the focus");
	none(bare, "does not show that it has the focus");
	return wanted;
}

/** A picture of the whole page under SANCA_OUT. */
export async function shot(page, name) {
	if (!process.env.SANCA_OUT)
		return;
	mkdirSync(process.env.SANCA_OUT, { recursive: true });
	await page.screenshot({
		path: `${process.env.SANCA_OUT}/${name}.png`,
		fullPage: true,
	});
}

/** Opens every <details>. */
export async function openAll(page) {
	await page.evaluate(() => {
		for (const d of document.querySelectorAll("details"))
			d.open = true;
	});
}

/** The page as it opens, and with all of it open: claims and pictures. */
export async function seen(page, what, name) {
	await claim(`${what}: axe finds nothing serious`, () => accessible(page));
	await claim(`${what}: Tab reaches everything`, () => keyboard(page));
	await shot(page, name);
	await openAll(page);
	await claim(`${what}, opened: nothing overflows`, () => noOverflow(page));
	await claim(`${what}, opened: axe finds nothing serious`, () => accessible(page));
	await claim(`${what}: no violation`, () => noViolations(page));
	await shot(page, `${name}-open`);
}

/** Where an address of a page is reached from here, or null if elsewhere. */
export function reach(href) {
	const url = new URL(href, loopback);
	const ours = [loopback, named].some((u) => new URL(u).host === url.host);
	return ours && url.protocol === "http:" ?
		loopback + url.pathname + url.search : null;
}
