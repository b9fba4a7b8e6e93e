// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The sanca authors
// What Java sees in trust stores: java TrustStores.java TYPE FILE PASSWORD...
// ("-" for none). A line each: entries, alias and SHA-256 of the first.

import java.io.FileInputStream;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.util.HexFormat;

class TrustStores {
	static String look(String type, String file, String password)
		throws Exception {
		KeyStore store = KeyStore.getInstance(type);
		try (FileInputStream in = new FileInputStream(file)) {
			store.load(in, password.equals("-")
				? null : password.toCharArray());
		}
		if (store.size() == 0)
			return "0";
		String alias = store.aliases().nextElement();
		if (!store.isCertificateEntry(alias))
			return alias + " is not trusted";
		byte[] der = store.getCertificate(alias).getEncoded();
		MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
		return store.size() + " " + alias + " " +
			HexFormat.of().formatHex(sha256.digest(der));
	}

	public static void main(String[] args) {
		for (int i = 0; i + 2 < args.length; i += 3) {
			String seen;
			try {
				seen = look(args[i], args[i + 1], args[i + 2]);
			} catch (Exception e) {
				seen = e.toString();
			}
			System.out.println(args[i + 1] + " " + args[i + 2] +
				": " + seen);
		}
	}
}
