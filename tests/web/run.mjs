// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The sanca authors
// Runs the specs named as arguments, in one browser, and prints TAP.

import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { claim, close, finish, note } from "./harness.mjs";

for (const file of process.argv.slice(2)) {
	const start = Date.now();
	const spec = await import(pathToFileURL(resolve(file)));
	// A spec that dies has not made its claims: that is a failure.
	let fault;
	await spec.default().catch((e) => { fault = e; });
	if (fault)
		await claim(`${file} ends`, () => { throw fault; });
	note(`${file}: ${Date.now() - start} ms`);
}
await close();
process.exitCode = finish() ? 0 : 1;
