// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The sanca authors
// Asks the probe whether this device trusts the CA: when the page opens, when
// the person comes back to it, and on a button.

const section = document.getElementById("probe");
const state = document.getElementById("probe-state");
const missing = document.getElementById("probe-missing");
const again = document.getElementById("probe-again");
const PATIENCE_MS = 8000;

// Whether there is an answer; null: not in time. Without AbortSignal.timeout(),
// which iPhones before iOS 16 lack.
async function answers(url, mode) {
	const patience = new AbortController();
	const end = setTimeout(() => patience.abort(), PATIENCE_MS);
	try {
		const answer = await fetch(url, {
			mode, cache: "no-store", credentials: "omit",
			signal: patience.signal,
		});
		return answer.ok;
	} catch {
		return patience.signal.aborted ? null : false;
	} finally {
		clearTimeout(end);
	}
}

function show(text, word) {
	state.hidden = false;
	// Read out only when it is another one.
	if (state.textContent !== text)
		state.textContent = text;
	state.className = `probe-state ${word}`;
}

// Only what fits this device: that whose steps the page shows open.
function showHints() {
	const open = document.querySelector("main details[open]");
	const device = navigator.userAgent.includes("Firefox/")
		? "firefox" : open ? open.id : "";
	for (const hint of missing.querySelectorAll("[data-for]"))
		hint.hidden = !hint.dataset.for.split(" ").includes(device);
	missing.hidden = false;
}

// The browser does not say why it refused. When this server answers under its
// own address but not there, the certificate is the likelier reason, not the only one.
async function explain(answer) {
	if (!await answers(location.origin + "/ca.pem", "same-origin")) {
		show("This server cannot be reached at the moment.", "unknown");
		return;
	}
	if (answer === null) {
		show("The test page does not answer: its port may be closed on " +
			"the way. Whether this device trusts the CA is not known.",
			"unknown");
		return;
	}
	show("This device does not trust this CA yet. (Or something on the " +
		"way keeps the test page from it: the browser does not say " +
		"which.)", "bad");
	showHints();
}

let asking = false;
async function ask() {
	if (asking)
		return;
	asking = true;
	const answer = await answers(section.dataset.probe + "/probe", "cors");
	missing.hidden = true;
	if (answer)
		show("This device trusts this CA.", "good");
	else
		await explain(answer);
	asking = false;
}

again.hidden = false;
again.querySelector("button").addEventListener("click", () => {
	show("Asking ...", "unknown");
	ask();
});
document.addEventListener("visibilitychange", () => {
	if (document.visibilityState === "visible")
		ask();
});
window.addEventListener("focus", ask);
ask();
