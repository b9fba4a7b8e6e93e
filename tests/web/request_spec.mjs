// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The sanca authors
// The request helper, with JavaScript and without: names proposed, reordered
// and removed; key and request made in the browser, issued, and read by openssl.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { accessible, claim, desktop, devices, holds, keyboard, loopback, named, noOverflow,
	noViolations, on, phone, shot } from "./harness.mjs";
import { structure } from "./structure.mjs";

const secure = process.env.WEB_TLS_URL;
const token = process.env.WEB_TOKEN;
const folder = mkdtempSync(join(tmpdir(), "request-"));
const QUERY = "/request/new?mail=contoso.com&server=srv1&internal=contoso.local";
const PROPOSED = "mail.contoso.com autodiscover.contoso.com srv1.contoso.local";

const shown = async (page) =>
	(await page.locator("ol.names > li > code:first-child").allTextContents()).join(" ");

function same(got, want, what) {
	holds(got === want, `${what}: "${got}", not "${want}"`);
}

const openssl = (...args) => execFileSync("openssl", args, { encoding: "utf8", stdio: "pipe" });

async function propose(page, base) {
	await page.goto(`${base}/request/new`);
	await page.fill("#mail", "contoso.com");
	await page.fill("#server", "srv1");
	await page.fill("#internal", "contoso.local");
	await page.click("text=Propose names");
	await page.waitForURL(/mail=contoso\.com.*#answer$/);
}

async function withoutScripts() {
	await on(phone, { js: false }, async (page) => {
		await claim("without JavaScript: three answers give the names in order", async () => {
			await propose(page, named);
			same(await shown(page), PROPOSED, "names");
		});
		await claim("without JavaScript: the box changes the list", async () => {
			same(await page.inputValue("#names"), PROPOSED.replaceAll(" ", "\n") + "\n",
				"the box");
			await page.fill("#names",
				"b\u00fccher.contoso.com\nsan:dns=Mail.contoso.com&ipaddress=10.0.0.5, *.contoso.com; srv1");
			await page.click("text=Check these names");
			await page.waitForURL(/names=/);
			same(await shown(page), "xn--bcher-kva.contoso.com mail.contoso.com " +
				"10.0.0.5 *.contoso.com srv1", "names");
		});
		await claim("without JavaScript: it says what is missing for a key here", async () => {
			holds(await page.isVisible("text=That needs JavaScript"), "it does not");
			holds(!await page.isVisible("#make"), "the button is there");
		});
		await claim("without JavaScript: no violation, nothing overflows", async () => {
			await structure(page);
			await noOverflow(page);
			await noViolations(page);
		});
	});
}

async function looks() {
	for (const [what, device] of devices)
		for (const dark of [false, true]) {
			const name = `${what}${dark ? ", dark" : ""}`;
			await on(device, { dark }, async (page) => {
				await page.goto(`${named}${QUERY}&domain=yes&short=yes&names=10.0.0.5`);
				await page.evaluate(() => {
					for (const d of document.querySelectorAll("details"))
						d.open = true;
				});
				await claim(`request, ${name}: in order for eyes and screen readers`,
					async () => {
						await structure(page);
						await noOverflow(page);
						await accessible(page);
					});
				await shot(page, `request-${what}${dark ? "-dark" : ""}`);
				if (!dark)
					await claim(`request, ${name}: Tab reaches everything`,
						() => keyboard(page));
				await claim(`request, ${name}: no violation`, () => noViolations(page));
			});
		}
	await on(phone, {}, async (page) => {
		await page.goto(`${named}/request/new`);
		await claim("request: the form alone is accessible", async () => {
			await structure(page);
			await noOverflow(page);
			await accessible(page);
			await noViolations(page);
		});
		await shot(page, "request-form");
	});
}

async function buttons() {
	await on(desktop, {}, async (page) => {
		await page.goto(named + QUERY);
		for (const [what, name, want] of [
			["down", "Move down: mail.contoso.com",
				"autodiscover.contoso.com mail.contoso.com srv1.contoso.local"],
			["up", "Move up: srv1.contoso.local",
				"autodiscover.contoso.com srv1.contoso.local mail.contoso.com"],
			["away", "Remove: autodiscover.contoso.com",
				"srv1.contoso.local mail.contoso.com"],
		])
			await claim(`a button moves a name ${what}`, async () => {
				const before = page.url();
				await page.getByRole("button", { name, exact: true }).click();
				await page.waitForURL((url) => url.href !== before);
				same(await shown(page), want, "names");
			});
		await claim("on plain HTTP no key is made, and it says why", async () => {
			holds(!await page.evaluate(() => isSecureContext), "the context is secure");
			holds(!await page.isVisible("#make"), "the button is there");
			holds(await page.isVisible("text=this page came over plain HTTP"),
				"the reason is not");
			holds(await page.isVisible("text=This page over HTTPS"), "no link");
		});
		await claim("the buttons violate nothing", () => noViolations(page));
	});
}

async function saved(page, link) {
	const [file] = await Promise.all([page.waitForEvent("download"), page.click(link)]);
	const path = join(folder, file.suggestedFilename());
	await file.saveAs(path);
	return path;
}

async function made(kind, radio, base, how) {
	await on(desktop, how, async (page) => {
		const sent = [];
		let key, csr, chain;

		page.on("request", (r) => sent.push(`${r.url()} ${r.postData() ?? ""}`));
		await page.goto(base + QUERY);
		await claim(`${kind}: key and request are made and saved`, async () => {
			await page.check(radio);
			await page.click("#make");
			await page.waitForSelector("#results:not([hidden])");
			key = await saved(page, "#key-file");
			csr = await saved(page, "#csr-file");
			same(key, join(folder, "mail.contoso.com.key"), "the file");
			same(await page.inputValue("#key-text"), readFileSync(key, "utf8"), "the box");
		});
		await claim(`${kind}: openssl verifies the request, and the key is its own`, () => {
			const text = openssl("req", "-in", csr, "-noout", "-verify", "-text",
				"-nameopt", "RFC2253");
			holds(/Subject: CN=mail\.contoso\.com$/m.test(text), text);
			holds(/DNS:mail\.contoso\.com, DNS:autodiscover\.contoso\.com, DNS:srv1\.contoso\.local$/m
				.test(text), text);
			holds(text.includes(kind === "ECDSA" ? "NIST CURVE: P-256" : "2048 bit"), text);
			same(openssl("pkey", "-in", key, "-pubout"),
				openssl("req", "-in", csr, "-noout", "-pubkey"), "the public key");
		});
		await claim(`${kind}: the request is issued, names in order`, async () => {
			await page.fill("#token", token);
			await page.click("text=Send the request");
			await page.waitForSelector("text=The certificate is issued.");
			chain = await saved(page, "#chain-file");
			const root = join(folder, "root.pem");
			writeFileSync(root, await (await fetch(`${loopback}/ca.pem`)).text());
			openssl("verify", "-x509_strict", "-CAfile", root, chain);
			const san = openssl("x509", "-in", chain, "-noout", "-ext", "subjectAltName");
			same(san.trim().split("\n").at(-1).trim().replaceAll(/DNS:|,/g, ""), PROPOSED,
				"names");
			same(openssl("x509", "-in", chain, "-noout", "-pubkey"),
				openssl("pkey", "-in", key, "-pubout"), "the key of the certificate");
		});
		await claim(`${kind}: the key and the token stay in the page`, async () => {
			const secret = readFileSync(key, "utf8").split("\n")[2];
			holds(!sent.some((s) => s.includes(secret) || s.includes("PRIVATE")),
				"the key was sent");
			holds(!sent.some((s) => s.includes(token)), "the token stands in an address");
			same(await page.inputValue("#token"), "", "the token afterwards");
		});
		await claim(`${kind}: made and sent, the page is accessible and violates nothing`,
			async () => {
				await accessible(page);
				await noViolations(page);
			});
		await page.setViewportSize({ width: 320, height: 640 });
		await claim(`${kind}: nothing overflows on a phone`, () => noOverflow(page));
		await shot(page, `request-made-${kind}`);
	});
}

async function refused() {
	await on(desktop, {}, async (page) => {
		await page.goto(`${loopback}/request/new?names=www.example.net`);
		await claim("a refusal is told in the page", async () => {
			await page.click("#make");
			await page.waitForSelector("#results:not([hidden])");
			await page.fill("#token", token);
			await page.click("text=Send the request");
			await page.waitForSelector("#issued:has-text('Refused')");
			const text = await page.textContent("#issued");
			holds(/www\.example\.net/.test(text), text);
		});
		await claim("a refusal violates nothing else", () =>
			noViolations(page, { allow: [/ 403\b/, / 422\b/] }));
	});
}

export default async function spec() {
	await withoutScripts();
	await looks();
	await buttons();
	await made("ECDSA", "#kind-ec", secure, { untrusted: true });
	await made("RSA", "#kind-rsa", loopback, {});
	await refused();
}
