// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The sanca authors
// How every page of ours is built.

import { holds, none } from "./harness.mjs";

/** Every page of ours is built like this. */
export async function structure(page) {
	const seen = await page.evaluate(() => ({
		title: document.title,
		h1: document.querySelectorAll("h1").length,
		lang: document.documentElement.lang,
		marks: ["header", "nav", "main", "footer"].filter((m) =>
			document.querySelectorAll(`body ${m}`).length !== 1),
		levels: [...document.querySelectorAll("h1, h2, h3, h4")]
			.map((h) => Number(h.tagName[1])),
		ids: [...document.querySelectorAll("[id]")].map((e) => e.id),
		to: [...document.querySelectorAll("a[href^='#']")]
			.map((a) => a.getAttribute("href").slice(1)),
	}));

	holds(/\S/.test(seen.title), "no title");
	holds(seen.h1 === 1, `${seen.h1} h1`);
	holds(seen.lang === "en", `language "${seen.lang}"`);
	none(seen.marks, "not there exactly once");
	none(seen.levels.filter((l, i) => i && l > seen.levels[i - 1] + 1),
		"a heading skips a level");
	none(seen.ids.filter((id, i) => seen.ids.indexOf(id) !== i), "an id twice");
	none(seen.to.filter((id) => !seen.ids.includes(id)), "a link to nowhere below");
}
