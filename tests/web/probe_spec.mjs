// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The sanca authors
// The trust page asks the probe whether this device trusts the CA: a browser
// that does not is told what is missing, one that does turns green.
//
//	WEB_PROBE_URL   a CA with a probe; WEB_PROBE_ROOT its root, PEM

import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync } from "node:fs";
import { accessible, claim, desktop, holds, HOST, keyboard, launch, noOverflow, noViolations, on,
	phone, shot } from "./harness.mjs";
import { structure } from "./structure.mjs";

const url = process.env.WEB_PROBE_URL.replace("127.0.0.1", HOST);
const YES = "This device trusts this CA.";

// A browser that does not trust the probe says so on its console.
const DISTRUST = [/ERR_CERT_AUTHORITY_INVALID/];

// As on a phone of 2021.
const AGE = "delete AbortSignal.timeout; delete AbortSignal.any";

// What the page says in the end.
async function verdict(page, word) {
	await page.locator(`#probe-state.${word}`).waitFor();
	return page.locator("#probe-state").innerText();
}

function trustingHome() {
	const home = mkdtempSync(`${process.env.HOME}/trusting-`);
	const store = `${home}/.local/share/pki/nssdb`;
	mkdirSync(store, { recursive: true });
	execFileSync("certutil", ["-d", `sql:${store}`, "-N", "--empty-password"]);
	execFileSync("certutil", ["-d", `sql:${store}`, "-A", "-t", "C,,", "-n", "Probed CA",
		"-i", process.env.WEB_PROBE_ROOT]);
	return home;
}

async function distrusts() {
	await on(phone, {}, async (page) => {
		await page.goto(`${url}/trust`);
		await claim("before: the page says that it is not trusted", async () => {
			const said = await verdict(page, "bad");
			holds(/does not trust this CA yet/.test(said), `"${said}"`);
		});
		await claim("before: and what may be missing", async () =>
			holds(await page.getByText("may need to be closed").isVisible(), "no hint"));
		await claim("before: but nothing of other devices", async () =>
			holds(await page.locator("#probe-missing [data-for~=ios]").isHidden(),
				"the switch of iPhones is shown"));
		await claim("before: structure", () => structure(page));
		await claim("before: axe finds nothing serious", () => accessible(page));
		await claim("before: nothing overflows", () => noOverflow(page));
		await claim("before: Tab reaches everything", () => keyboard(page));
		await claim("before: a screen reader is told", async () =>
			holds(await page.locator("#probe-state[aria-live=polite]").count() === 1, "no"));
		await shot(page, "probe-phone-before");
		await claim("before: no violation but the distrust", () =>
			noViolations(page, { allow: DISTRUST }));
		// As if it had been installed meanwhile.
		await page.route("https://**/probe", (route) => route.fulfill({ status: 200,
			headers: { "Access-Control-Allow-Origin": "*" }, body: "trusted" }));
		await page.evaluate(() => dispatchEvent(new Event("focus")));
		await claim("who comes back to the page is answered anew", async () => {
			holds(await verdict(page, "good") === YES, "not green");
			holds(await page.locator("#probe-missing").isHidden(), "hints stay");
		});
	});
	await on(phone, { agent: "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) " +
		"AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1" },
	async (page) => {
		await page.addInitScript(AGE);
		await page.goto(`${url}/trust`);
		await verdict(page, "bad");
		await claim("an iPhone is told of the switch", async () =>
			holds(await page.locator("#probe-missing [data-for~=ios]").isVisible(), "no"));
	});
}

// Something on the way swallows what goes to the port.
async function silent() {
	await on(desktop, {}, async (page) => {
		await page.route("https://**/probe", () => {});
		await page.addInitScript(AGE);
		await page.goto(`${url}/trust`);
		await claim("a port that does not answer is not called distrust", async () => {
			const said = await verdict(page, "unknown");
			holds(/port may be closed/.test(said), `"${said}"`);
			holds(await page.locator("#probe-missing").isHidden(), "hints are shown");
		});
	});
}

async function trusts() {
	const by = await launch(trustingHome());
	await on(phone, { by }, async (page) => {
		await page.goto(`${url}/trust`);
		await claim("after: the page says that it is trusted", async () =>
			holds(await verdict(page, "good") === YES, "another text"));
		await claim("after: axe finds nothing serious", () => accessible(page));
		await shot(page, "probe-phone-after");
		await claim("after: no violation", () => noViolations(page));
		await page.locator("#probe-again button").click();
		await claim("after: the button asks again", async () =>
			holds(await verdict(page, "good") === YES, "another text"));
		await page.locator("#probe a").click();
		await claim("after: the link opens a page in plain words", async () => {
			await page.locator("h1").waitFor();
			const said = await page.locator("h1").innerText();
			holds(said === "This device trusts Probed CA", `"${said}"`);
		});
		await claim("the page of the probe: nothing overflows", () => noOverflow(page));
		await claim("the page of the probe: axe finds nothing serious", () =>
			accessible(page));
		await shot(page, "probe-phone-page");
		await claim("the page of the probe: no violation", () =>
			noViolations(page, { allow: [/favicon/] }));
	});
	await by.close();
}

export default async function spec() {
	await distrusts();
	await on(phone, { js: false }, async (page) => {
		await page.goto(`${url}/trust`);
		await claim("without JavaScript there is the link, and no button", async () => {
			holds(/^https:/.test(await page.locator("#probe a").getAttribute("href")), "none");
			holds(await page.locator("#probe button").isHidden(), "a button");
		});
		await claim("without JavaScript: no violation", () => noViolations(page));
	});
	await silent();
	await trusts();
}
