// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The sanca authors
// The console works without this. Here the list of certificates follows what is
// typed: the server makes the part of the page, as it makes the page.

const form = document.getElementById("filter");
const list = document.getElementById("list");
const PAUSE_MS = 150;
let timer = 0;
let asked = null;

function queryOf(form) {
	const query = new URLSearchParams();

	for (const [name, value] of new FormData(form))
		if (value !== "")
			query.set(name, value);
	return query;
}

async function follow() {
	const query = queryOf(form);

	asked?.abort();
	asked = new AbortController();
	list.setAttribute("aria-busy", "true");
	try {
		const part = new URLSearchParams(query);
		part.set("part", "1");
		const answer = await fetch(`${form.action}?${part}`, { signal: asked.signal });
		// The session is over: the page itself goes to where one signs in.
		if (answer.redirected || !answer.ok) {
			form.submit();
			return;
		}
		const text = await answer.text();
		const made = new DOMParser().parseFromString(text, "text/html");
		list.replaceChildren(...made.body.childNodes);
		history.replaceState(null, "", `${form.action}?${query}`);
		list.removeAttribute("aria-busy");
	} catch (error) {
		if (error.name !== "AbortError")
			form.submit();
	}
}

if (form && list) {
	list.setAttribute("aria-live", "polite");
	form.addEventListener("input", () => {
		clearTimeout(timer);
		timer = setTimeout(follow, PAUSE_MS);
	});
}
