// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The sanca authors
// Fetches one address over HTTPS with the trust store that Java comes with.

import java.net.URL;
import javax.net.ssl.HttpsURLConnection;

class TrustFetch {
	public static void main(String[] args) throws Exception {
		HttpsURLConnection c =
			(HttpsURLConnection) new URL(args[0]).openConnection();

		c.setConnectTimeout(20000);
		c.setReadTimeout(20000);
		System.out.println(c.getResponseCode());
	}
}
