// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The sanca authors
// Forms with data-live: what is said below them follows what is typed. The same
// address answers with the part alone when the form says part=yes.

const PAUSE_MS = 250;

async function ask(form, signal) {
	const fields = new URLSearchParams(new FormData(form));
	fields.set("part", "yes");
	const get = form.method === "get";
	const answer = await fetch(form.getAttribute("action") + (get ? `?${fields}` : ""), {
		method: get ? "GET" : "POST",
		body: get ? undefined : fields,
		credentials: "same-origin",
		redirect: "error",
		signal,
	});
	return answer.ok ? answer.text() : null;
}

// Parsed apart: scripts and handlers of a part would not run.
function show(out, part) {
	const parsed = new DOMParser().parseFromString(part, "text/html");

	out.replaceChildren(...parsed.body.childNodes);
}

function follow(form) {
	const out = document.getElementById(form.dataset.live);
	let timer = 0;
	let running = null;

	form.addEventListener("input", () => {
		clearTimeout(timer);
		timer = setTimeout(async () => {
			running?.abort();
			running = new AbortController();
			try {
				const part = await ask(form, running.signal);
				if (part !== null)
					show(out, part);
			} catch {
				// Another press came, or the session ended: the
				// button still says it.
			}
		}, PAUSE_MS);
	});
}

for (const form of document.querySelectorAll("form[data-live]"))
	follow(form);
