// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The sanca authors
// The console: first sign-in by the link, certificates searched as one types and
// by forms without JavaScript, one certificate, revoked and renewed, sign-out.

import { accessible, claim, desktop, holds, keyboard, noOverflow, noViolations, note, on,
	phone, seen, shot } from "./harness.mjs";

const secure = process.env.WEB_TLS_URL;
const link = process.env.WEB_CONSOLE_LINK;
const serial = process.env.WEB_PLAIN_SERIAL.trim();
const plain = process.env.SANCA_URL;
const NAME = "alice";
const PASSWORD = "correct horse battery";
const untrusted = true;

async function firstSignIn(page) {
	await claim("the link makes the first administrator", async () => {
		await page.goto(`${secure}/console/link/${link}`);
		await shot(page, "console-link");
		await page.fill("#name", NAME);
		await page.fill("#password", PASSWORD);
		await page.fill("#again", PASSWORD);
		await page.click("text=Become administrator");
		await page.waitForURL(/\/console\/\?done=signed-in$/);
		holds(await page.isVisible(`text=${NAME}`), "nobody is signed in");
	});
}

async function signIn(page, path = "/console/") {
	await page.goto(secure + path);
	await page.waitForURL(/sign-in/);
	await page.fill("#name", NAME);
	await page.fill("#password", PASSWORD);
	await page.click("main button:has-text('Sign in')");
	await page.waitForURL(/done=signed-in/);
	// What is still on its way would be given up by the next page.
	await page.waitForLoadState("networkidle");
}

async function wrongPassword(page) {
	await claim("a wrong password says so, and keeps the name", async () => {
		await page.goto(`${secure}/console/sign-in`);
		await page.fill("#name", NAME);
		await page.fill("#password", "not the password");
		await page.click("main button:has-text('Sign in')");
		await page.waitForSelector("[role=alert]");
		holds(await page.inputValue("#name") === NAME, "the name is gone");
		holds(await page.inputValue("#password") === "", "the password is in the page");
		await shot(page, "console-wrong-password");
		await noViolations(page, { allow: [/401/] });
	});
}

async function plainHttp() {
	await on(desktop, {}, async (page) => {
		await claim("over plain HTTP: no form, but the address", async () => {
			await page.goto(`${plain}/console/`);
			holds(await page.isVisible("text=needs HTTPS"), "it does not say so");
			holds(await page.locator("form").count() === 0, "there is a form");
			await shot(page, "console-plain");
			await noViolations(page, { allow: [/403/] });
		});
	});
}

const rows = (page) => page.locator(".rows tbody tr").count();

async function search(page) {
	await claim("the list follows what is typed, and so does the address", async () => {
		await page.goto(`${secure}/console/certificates?state=all`);
		holds(await rows(page) > 0, "the list is empty");
		await page.fill("#q", "zzz");
		await page.waitForSelector("#list:has-text('There is none')");
		await page.fill("#q", "autod");
		await page.waitForSelector(`a[href="/console/certificates/${serial}"]`);
		holds(/q=autod/.test(page.url()), `the address is ${page.url()}`);
		await noViolations(page, { allow: [/ERR_ABORTED/] });
	});
	await claim("typing goes on while the list changes", async () => {
		await page.click("#q");
		await page.keyboard.press("End");
		await page.keyboard.type("iscover", { delay: 60 });
		await page.waitForTimeout(500);
		holds(await page.inputValue("#q") === "autodiscover", "letters are lost");
		holds(await rows(page) > 0, "it is not found");
	});
}

async function pages(device, what) {
	await on(device, { untrusted, width: 360 }, async (page) => {
		await signIn(page);
		for (const [name, path] of [["overview", "/console/"],
			["certificates", "/console/certificates?state=all"],
			["certificate", `/console/certificates/${serial}`],
			["revoke", `/console/certificates/${serial}/revoke`],
			["renew", `/console/certificates/${serial}/renew`],
			["password", "/console/password"],
			["confirm", "/console/confirm?next=/console/"]]) {
			await page.goto(secure + path);
			await seen(page, `${name}, ${what}`, `console-${name}-${what}`);
		}
		await claim(`sign-in, ${what}`, async () => {
			await page.click("text=Sign out");
			await page.waitForURL(/sign-in/);
			await accessible(page);
			await keyboard(page);
			await noOverflow(page);
			await shot(page, `console-sign-in-${what}`);
		});
	});
}

async function dark() {
	await on(desktop, { untrusted, dark: true }, async (page) => {
		await claim("dark: axe finds nothing serious on list and certificate", async () => {
			await signIn(page, "/console/certificates?state=all");
			await accessible(page);
			await shot(page, "console-certificates-dark");
			await page.goto(`${secure}/console/certificates/${serial}/revoke`);
			await accessible(page);
			await shot(page, "console-revoke-dark");
		});
	});
}

async function acts(page) {
	await claim("renewed in two clicks", async () => {
		await page.goto(`${secure}/console/certificates/${serial}`);
		await page.click("text=Renew...");
		await page.click("button:has-text('Renew it')");
		await page.waitForURL(/done=renewed/);
		holds(await page.isVisible("text=It replaces"), "it does not say what it replaces");
	});
	await claim("put on hold in two clicks, and lifted in two", async () => {
		await page.goto(`${secure}/console/certificates/${serial}`);
		await page.click("text=Revoke...");
		await page.selectOption("#reason", "certificateHold");
		await page.click("button:has-text('Revoke it')");
		await page.waitForURL(/done=held/);
		await page.click("text=Lift the hold...");
		await page.selectOption("#reason", "removeFromCRL");
		await page.click("button:has-text('Do it')");
		await page.waitForURL(/done=lifted/);
	});
	await claim("the status after an act is told to a screen reader", async () => {
		holds(await page.isVisible("[role=status]"), "nothing says it");
	});
}

async function many(page) {
	await claim("several are revoked after a look at what it is", async () => {
		await page.goto(`${secure}/console/certificates?state=all`);
		const boxes = page.locator(".rows input[type=checkbox]:not([disabled])");
		await boxes.first().check();
		await page.click("text=Revoke those that are chosen");
		await page.waitForSelector("h1:has-text('Revoke certificates')");
		await shot(page, "console-revoke-many");
		if (await page.isVisible("#password"))
			await page.fill("#password", PASSWORD);
		await page.selectOption("#reason", "superseded");
		await page.click("button:has-text('Revoke 1')");
		await page.waitForURL(/done=revoked-many&n=1/);
	});
}

async function withoutScripts() {
	await on(phone, { untrusted, js: false, width: 360 }, async (page) => {
		await claim("without JavaScript: signing in, searching, one certificate", async () => {
			await signIn(page);
			await page.click("nav >> text=Certificates");
			await page.fill("#q", "mail");
			await page.selectOption("#state", "all");
			await page.click("main button:has-text('Show')");
			await page.waitForURL(/q=mail/);
			holds(await rows(page) > 0, "nothing is found");
			await page.click(".rows a >> nth=0");
			await page.waitForURL(/\/console\/certificates\/[0-9a-f]+$/);
			await noOverflow(page);
		});
		await acts(page);
		await many(page);
		await claim("without JavaScript: the way out", async () => {
			await page.click("header button:has-text('Sign out')");
			await page.waitForURL(/sign-in\?done=signed-out/);
			await page.goto(`${secure}/console/`);
			await page.waitForURL(/sign-in/);
			// The icon of a page that was left at once.
			await noViolations(page, { allow: [/ERR_ABORTED/] });
		});
	});
}

async function expiry(page) {
	await claim("a session that has ended leads to the sign-in and back", async () => {
		await page.goto(`${secure}/console/certificates`);
		await page.context().clearCookies();
		await page.fill("#q", "mail");
		await page.waitForURL(/sign-in\?next=/);
		await page.fill("#name", NAME);
		await page.fill("#password", PASSWORD);
		await page.click("main button:has-text('Sign in')");
		await page.waitForURL(/console\/certificates/);
	});
}

export default async function consoleSpec() {
	if (!link) {
		note("there is no link to the console: not this server");
		return;
	}
	await plainHttp();
	await on(desktop, { untrusted }, async (page) => {
		await firstSignIn(page);
		await search(page);
		await expiry(page);
	});
	await on(desktop, { untrusted }, wrongPassword);
	await pages(phone, "phone");
	await pages(desktop, "desktop");
	await dark();
	await on(desktop, { untrusted }, async (page) => {
		await signIn(page);
		await acts(page);
	});
	await withoutScripts();
}
