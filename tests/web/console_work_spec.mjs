// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The sanca authors
// The console at work: every sample pasted or given as a file, with JavaScript
// and without; what waits, requesters, policies, the log.

import { readdirSync, readFileSync } from "node:fs";
import { accessible, claim, desktop, holds, keyboard, noOverflow, noViolations, on, phone, shot }
	from "./harness.mjs";
import { structure } from "./structure.mjs";

const secure = process.env.WEB_TLS_URL;
const link = process.env.WEB_WORK_LINK;
const samples = new URL("../samples/", import.meta.url).pathname;
const rows = readFileSync(new URL("../samples.tsv", import.meta.url), "utf8").split("\n")
	.filter((l) => l && !l.startsWith("#")).map((l) => l.split("\t"));
const NAME = "worker";
const PASSWORD = "correct horse battery";
const untrusted = true;

async function signIn(page, path = "/console/") {
	await page.goto(`${secure}/console/sign-in?next=${encodeURIComponent(path)}`);
	await page.fill("#name", NAME);
	await page.fill("#password", PASSWORD);
	await page.click("main button:has-text('Sign in')");
	await page.waitForURL(/done=signed-in/);
}

async function confirm(page, next) {
	await page.goto(`${secure}/console/confirm?next=${encodeURIComponent(next)}`);
	await page.fill("#password", PASSWORD);
	await page.click("main button:has-text('Go on')");
	await page.waitForLoadState("load");
}

async function pasted(page) {
	for (const [file, result] of rows) {
		await claim(`${file}: chosen as a file, judged as it comes`, async () => {
			await page.goto(`${secure}/console/request`);
			await page.setInputFiles("#file", samples + file);
			await page.waitForSelector(result === "ok" ? "#verdict ol.names" :
				"#verdict:has-text('It cannot be used')");
		});
	}
	await claim("the samples violate nothing", () =>
		noViolations(page, { allow: [/ERR_ABORTED/] }));
	await shot(page, "console-request-judged");
}

async function withoutScripts(page) {
	for (const [file, result] of rows) {
		if (/utf16|\.pfx$/.test(file))
			continue;	// files that are no text need the script
		await claim(`${file}: pasted without JavaScript`, async () => {
			await page.goto(`${secure}/console/request`);
			await page.fill("#csr", readFileSync(samples + file, "latin1"));
			await page.click("text=Check it");
			await page.waitForSelector(result === "ok" ? "#verdict ol.names" :
				"#verdict:has-text('It cannot be used')");
		});
	}
	await claim("without JavaScript: names are put in order by buttons, and issued", async () => {
		await page.goto(`${secure}/console/request`);
		await page.fill("#csr", readFileSync(`${samples}exchange-six-names.req`, "latin1"));
		await page.click("text=Check it");
		await page.click("#verdict li:nth-child(2) button:has-text('Up')");
		await page.waitForSelector("#verdict li:nth-child(1) code:text('contoso.com')");
		holds((await page.inputValue("#names")).startsWith("contoso.com\n"), "the box");
		await page.click("button:has-text('Get it')");
		await page.waitForURL(/\/console\/certificates\/[0-9a-f]+\?done=issued/);
	});
	await claim("without JavaScript: no violation", () =>
		noViolations(page, { allow: [/ERR_ABORTED/] }));
}

async function policies(page) {
	await claim("names are tried as they are typed", async () => {
		await page.goto(`${secure}/console/policy`);
		await page.click("ul.choices a");
		await page.fill("#names", "mail.contoso.com\nwww.example.net");
		await page.waitForSelector("#trial:has-text('Refused by the policy')");
		await noViolations(page, { allow: [/ERR_ABORTED/] });
	});
}

async function requesters(page) {
	await claim("a requester is made, and its token shown once", async () => {
		await confirm(page, "/console/requesters");
		await page.fill("#name", "web-robot");
		await page.click("button:has-text('Make it')");
		await page.waitForURL(/requesters\/web-robot\?done=requester-new/);
		await page.click("button:has-text('Make a token')");
		await page.waitForSelector("pre > code");
		await shot(page, "console-token");
		await noOverflow(page);
		await noViolations(page);
	});
}

async function looks(device, what) {
	await on(device, { untrusted, width: 360 }, async (page) => {
		await signIn(page);
		await confirm(page, "/console/requesters");
		for (const [name, path] of [["request", "/console/request"],
			["pending", "/console/pending?state=all"],
			["requesters", "/console/requesters"],
			["requester", "/console/requesters/web-robot"],
			["me", "/console/me"],
			["policies", "/console/policy"],
			["policy", "/console/policy/default?names=mail.contoso.com"],
			["policy-refused", "/console/policy/default/refused"],
			["log", "/console/log"],
			["log-entry", "/console/log/1"],
			["log-head", "/console/log/head"]]) {
			await claim(`${name}, ${what}: in order for eyes, keys and screen readers`,
				async () => {
					await page.goto(secure + path);
					await structure(page);
					await noOverflow(page);
					await accessible(page);
					await keyboard(page);
					await noViolations(page, { allow: [/ERR_ABORTED/] });
				});
			await shot(page, `console-${name}-${what}`);
		}
	});
}

export default async function spec() {
	await on(desktop, { untrusted }, async (page) => {
		await claim("the link of somebody with a name asks for a password", async () => {
			await page.goto(`${secure}/console/link/${link}`);
			await page.fill("#password", PASSWORD);
			await page.fill("#again", PASSWORD);
			await page.click("text=Set the password and sign in");
			await page.waitForURL(/done=signed-in/);
		});
		await pasted(page);
		await policies(page);
		await requesters(page);
	});
	await on(phone, { untrusted, js: false, width: 360 }, async (page) => {
		await signIn(page);
		await withoutScripts(page);
	});
	await looks(phone, "phone");
	await looks(desktop, "desktop");
	holds(readdirSync(samples).length === rows.length, "a sample without a row");
}
