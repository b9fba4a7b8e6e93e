// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The sanca authors
// A copy button beside each command. On plain HTTP browsers offer no clipboard
// (no secure context): there the text is selected, for the person to copy.

function select(element) {
	const range = document.createRange();
	range.selectNodeContents(element);
	const selection = window.getSelection();
	selection.removeAllRanges();
	selection.addRange(range);
}

async function copy(code, button) {
	select(code);
	let done = false;
	try {
		await navigator.clipboard.writeText(code.textContent);
		done = true;
	} catch {
		// Deprecated, but all that there is without a secure context.
		done = document.execCommand("copy");
	}
	button.textContent = done ? "Copied" : "Selected: copy it now";
}

for (const code of document.querySelectorAll("pre > code")) {
	const button = document.createElement("button");
	button.type = "button";
	button.className = "copy";
	button.textContent = "Copy";
	button.addEventListener("click", () => copy(code, button));
	code.parentElement.before(button);
}
