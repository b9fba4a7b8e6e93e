/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* layer: base */
/* Every bound in the program, each with its reason. */
#ifndef SANCA_LIMITS_H
#define SANCA_LIMITS_H

/* ---- requests -------------------------------------------------------- */

/* An HTTP body: UTF-16 doubles the base64 of a 24 KB request (100 names of
 * 253 bytes, RSA-4096, Microsoft's attributes). */
#define LIMIT_BODY_BYTES 65536
/* A decoded PKCS#10: a binary body is itself the DER; it must also fit a
 * wire message together with the names. */
#define LIMIT_CSR_BYTES 32768
/* DER nesting that a request can legally reach is about 9; a CMC envelope
 * adds 8. */
#define LIMIT_DER_DEPTH 24
/* Attributes in a PKCS#10: Windows writes five. */
#define LIMIT_CSR_ATTRIBUTES 16
/* Extensions asked for in a PKCS#10: Windows writes five. */
#define LIMIT_CSR_EXTENSIONS 24
/* RDNs in a subject: C, ST, L, O, several OU and DC, CN. */
#define LIMIT_RDNS 16
/* Values of one RDN attribute that are shown in a diagnosis. */
#define LIMIT_DN_VALUE_BYTES 256
/* Names in one certificate: what public CAs take (Boulder maxNames). */
#define LIMIT_NAMES 100
/* Octets of one name: RFC 1035 gives 253 for a host, RFC 5321 254 for an
 * address. */
#define LIMIT_NAME_BYTES 255
/* All names in their flat form: count, then type, length and octets of each. */
#define LIMIT_NAMES_BYTES (1 + LIMIT_NAMES * (LIMIT_NAME_BYTES + 2))
#define LIMIT_DNS_NAME_BYTES 253
#define LIMIT_DNS_LABEL_BYTES 63
/* RFC 5280 ub-common-name. */
#define LIMIT_COMMON_NAME_BYTES 64
/* A finished certificate: 100 names of 253 bytes and the rest. */
#define LIMIT_CERTIFICATE_BYTES 32768
/* Diagnosis: notes and violations kept for one request; each name may have
 * two. */
#define LIMIT_NOTES 64
#define LIMIT_NOTE_BYTES 320
#define LIMIT_VIOLATIONS 128
#define LIMIT_VIOLATION_BYTES 400

/* ---- keys -------------------------------------------------------------- */

/* RSA: below 2048 is refused by Apple and OpenSSL; above 4096 a
 * verification costs more than it protects. */
#define LIMIT_RSA_MIN_BITS 2048
#define LIMIT_RSA_MAX_BITS 4096
/* SubjectPublicKeyInfo of RSA-4096 is 550 bytes. */
#define LIMIT_SPKI_BYTES 600
#define LIMIT_SIGNATURE_BYTES 600
/* CA/B Forum BR 6.1.1.3 asks for at least 100. */
#define LIMIT_FERMAT_ROUNDS 110
/* Serial: octets from the CSPRNG, top bit clear (RFC 5280 4.1.2.2), and the
 * hidden number of the reservation, at most 2^48. Certificates that do not
 * come from us may have 20. */
#define LIMIT_SERIAL_BYTES 20
#define SERIAL_BYTES 18
#define SERIAL_RANDOM_BYTES 12
#define SERIAL_SECRET_BYTES 32

/* ---- settings ---------------------------------------------------------- */

#define LIMIT_CONF_BYTES (1024 * 1024)
#define LIMIT_CONF_LINE_BYTES 4096
#define LIMIT_POLICIES 64
#define LIMIT_POLICY_ENTRIES 512
#define LIMIT_LISTENERS 8
#define LIMIT_LABEL_BYTES 63 /* names of policies, requesters, tokens */
#define LIMIT_PATH_BYTES 1024
#define LIMIT_URL_BYTES 512

/* ---- wire ---------------------------------------------------------------- */

/* One SOCK_SEQPACKET record: ISSUE with every field at its maximum (names
 * twice, request, notes) fits, so that no request is too large for the wire
 * alone. Measured to pass with the kernel's default buffer sizes. */
#define LIMIT_MESSAGE_BYTES 98304
/* Violations in REFUSED; those that do not fit are counted as dropped. */
#define LIMIT_VIOLATIONS_BYTES 49152
/* Requests of one channel that wait for the signer: two full batches. */
#define LIMIT_SIGNER_QUEUE 512
/* Requests decided, committed and signed together. */
#define LIMIT_BATCH 128
/* Chain of a CA: root and two intermediates. */
#define LIMIT_CHAIN_CERTIFICATES 4
#define LIMIT_CHAIN_BYTES 16384
/* Hashes in a Merkle proof: a tree of 2^63 leaves. */
#define LIMIT_PROOF_HASHES 126
/* Rows in one page of a list. */
#define LIMIT_PAGE_ROWS 500
/* Entries of the log that are looked through for those of one type, and rows
 * that are judged anew, for one page: some 20 ms. */
#define LIMIT_LOG_SCAN 10000
/* One page of certificates judged anew holds its thread for no longer. */
#define LIMIT_WALK_MS 200

/* ---- process log ------------------------------------------------------- */

/* Lines a second on requests refused for one fault of ours. */
#define LIMIT_LINES_PER_SECOND 5

/* ---- time ------------------------------------------------------------------ */

/* A hop of the wall clock against the monotonic one that stops issuing. */
#define LIMIT_CLOCK_JUMP_S 3600
/* How long a front waits for the signer before it answers 503. */
#define LIMIT_SIGNER_WAIT_MS 5000
/* Of an answer, what the kernel keeps for one connection that does not read on.
 * By itself it would keep megabytes, times the number of connections, and a
 * client that reads slowly but steadily would look as if it took nothing: it is
 * seen to go on when a third of this is taken. */
#define LIMIT_UNREAD_BYTES 65536
/* CLIENTS: Apple's ceiling for a private root. */
#define LIMIT_LIFETIME_DAYS 825

/* ---- the signer ------------------------------------------------------------ */

/* Connections to the control socket: people and their scripts. */
#define LIMIT_CONTROL_CONNECTIONS 16
/* Messages taken from all channels before a batch goes on: a flood of small
 * questions must not hold up those who wait for a certificate. */
#define LIMIT_MESSAGES_A_TURN 256
/* Violations in one answer: the rest of REFUSED must fit the record. */
#define LIMIT_REFUSED_VIOLATIONS 49152
/* Refusals that wait for the next commit; what is beyond is counted. */
#define LIMIT_REFUSALS_WAITING 128
/* Requesters whose refusals, or whose exposed keys, are counted at once; more
 * share one count. */
#define LIMIT_SHARES 64
/* The wall clock may lie this far before the last log entry (leap seconds,
 * corrections by NTP). */
#define LIMIT_CLOCK_BACK_S 60
/* How long a stopping signer goes on with what is in flight. */
#define LIMIT_DRAIN_MS 4000
/* How long the signer waits for sancad or the front when they do not read what
 * it sends; for others it does not wait. */
#define LIMIT_ANSWER_WAIT_MS 500
/* How long a child waits for its settings at the start. */
#define LIMIT_CONFIGURE_WAIT_MS 10000
/* Entries looked through for the last settings that were logged: a scan of
 * 10,000 rows takes some 20 ms. */
#define LIMIT_CONFIGURATION_SCAN 10000
/* Keys blocked by the front in a minute for one requester: each is a commit of
 * its own. */
#define LIMIT_BLOCKED_A_MINUTE 60
/* A profile for Apple devices with its signature: the chain twice, once of it
 * in base64. */
#define LIMIT_SIGNED_PROFILE_BYTES (4 * LIMIT_CHAIN_BYTES)
/* Certificates of the CA's own in an hour, HTTPS, probe and signed profile: one
 * of each with each new key and each new configuration, so that a dozen serves
 * somebody who is still trying. */
#define LIMIT_TLS_AN_HOUR 12
/* Stack of a signing thread: RSA-4096 in GnuTLS and the lint take about
 * 150 KiB. */
#define LIMIT_SIGNING_STACK_BYTES (1024 * 1024)
/* What must be free on the disk before the signer tries again. */
#define LIMIT_SPACE_PROBE_BYTES (1024 * 1024)

/* ---- revocation ------------------------------------------------------------- */

/* Serials in one REVOKE: a transaction that takes some milliseconds. */
#define LIMIT_REVOKE_MANY 256
#define LIMIT_REVOKE_BYTES (LIMIT_REVOKE_MANY * (LIMIT_SERIAL_BYTES + 1))
/* What a certificate's own key signed (RFC 8555 7.6): the certificate twice in
 * base64; of what fits an HTTP body. */
#define LIMIT_REVOKE_PROOF_BYTES 61440
/* Requests to revoke, to hold and to lift that one requester makes in a minute
 * through the front: each is a commit and an entry for ever. */
#define LIMIT_REVOKED_A_MINUTE 600
/* Revocations that wait for the front's acknowledgement. */
#define LIMIT_REVOKE_WAITING 64
/* How long one waits for it; then the front is started anew, with an empty
 * cache. */
#define LIMIT_REVOKE_WAIT_MS 2000
/* A CRL and an OCSP answer begin to be valid this long ago, for clients whose
 * clock is slow. */
#define LIMIT_CLOCK_SKEW_S 300
/* Between two CRLs: revocations in between share one. */
#define LIMIT_CRL_EVERY_MS 1000
/* A CRL that could not be made is tried again after this, then after twice as
 * long, and so on. */
#define LIMIT_CRL_RETRY_MS 5000
/* A CRL of ten million entries has 510 MB; who reads one into memory. */
#define LIMIT_CRL_BYTES (UINT64_C(1) << 30)
/* Certificates in one OCSP request: clients ask for one, checkers of a chain
 * for a few. */
#define LIMIT_OCSP_CERTS 16
/* A request with 16 SHA-256 CertIDs, a nonce and a signature with its
 * certificates. */
#define LIMIT_OCSP_REQUEST_BYTES 8192
/* SHA-256 with NULL, two hashes and a serial of 20 octets are 112. */
#define LIMIT_CERT_ID_BYTES 160
/* RFC 9654 2.1. */
#define LIMIT_OCSP_NONCE_BYTES 128
/* 16 answers, a nonce, signature and certificate. */
#define LIMIT_OCSP_RESPONSE_BYTES 8192
/* Answers that the front keeps, some 1.5 KB each. */
#define LIMIT_OCSP_CACHE 8192
/* OCSP questions of the front that may wait for the signer: most places are for
 * certificates. */
#define LIMIT_OCSP_WAITING 128
/* OCSP answers signed in a turn that also has certificates to issue: some
 * 2 ms on two cores. */
#define LIMIT_OCSP_A_TURN 64
/* The responder's certificate: it cannot be revoked (id-pkix-ocsp-nocheck), so
 * it is short; renewed after two thirds. */
#define LIMIT_OCSP_RESPONDER_DAYS 30

/* ---- people ----------------------------------------------------------------- */

/* What stands for a caller on the wire: its kind, and a SHA-256. */
#define LIMIT_CREDENTIAL_BYTES (1 + 32)
/* A password: a sentence fits; crypt(3) is given no more. */
#define LIMIT_PASSWORD_BYTES 256
#define LIMIT_PASSWORD_LEAST 10
/* Addresses of one requester, separated by spaces: five long ones. */
#define LIMIT_CONTACTS_BYTES 1024
/* A word of an approver to the asker, and of the asker about himself. */
#define LIMIT_WORD_BYTES 500
#define LIMIT_CONTACT_BYTES 254
/* Renewal link: what a MAC covers, and the MAC, in base64url. */
#define LIMIT_RENEWAL_LINK_BYTES 128
/* Sessions of the console at once: a dozen people with a few devices each. */
#define LIMIT_SESSIONS 128
/* Of one requester: the least used one goes, not somebody else's. */
#define LIMIT_SESSIONS_EACH 16
/* How long a password that was shown counts for what needs it. */
#define LIMIT_CONFIRMED_S 300
/* Passwords that wait to be looked at, some 50 ms each: within the time that
 * the front waits also on a machine a few times slower. */
#define LIMIT_PASSWORDS_WAITING 16
/* Wrong passwords within this time: of one account from addresses that are
 * strange to it (or from one that is known), of one session, of one address
 * (IPv6: /64), behind which may be a house of people. */
#define LIMIT_WRONG_S 900
#define LIMIT_WRONG_ACCOUNT 10
#define LIMIT_WRONG_SESSION 5
#define LIMIT_WRONG_ADDRESS 30
/* Places that accounts, and addresses, share by a keyed hash. */
#define LIMIT_WRONG_PLACES 4096
/* A link that opens the console once: what `sanca init` prints lives a week. */
#define LIMIT_CONSOLE_LINK_S (7 * 86400)
/* Requests that wait for a person, in all; a settings bounds them per address.
 * At 40 KB each the most that they take is 80 MB. */
#define LIMIT_PENDING 2000
/* Requests of one requester, or without one, that begin to wait in a minute: each
 * is a commit of its own. */
#define LIMIT_PENDED_A_MINUTE 120
/* How long a decided request can still be looked at; the log keeps what was
 * decided. */
#define LIMIT_PENDING_KEPT_DAYS 90
/* Expired and old ones in one second, so that a batch does not wait for them. */
#define LIMIT_PENDING_SWEPT 64

/* ---- ACME ------------------------------------------------------------------- */

/* The request of an order: 100 names and a key; and a JWS over it, base64url of
 * base64url and a header. Both and the names fit one message. */
#define LIMIT_ACME_CSR_BYTES 16384
#define LIMIT_ACME_PROOF_BYTES 32768
/* An external account binding: a JWK of RSA 4096 and a header, base64url. */
#define LIMIT_ACME_BINDING_BYTES 4096
/* Contacts of one account. */
#define LIMIT_ACME_CONTACTS 8
/* Nonces that are still taken are among the last so many (one bit each). */
#define LIMIT_ACME_NONCES (1024 * 1024)
/* What one turn of the signer writes for ACME. */
#define LIMIT_ACME_A_TURN 64
/* Challenges that are being looked at; more wait in the database. */
#define LIMIT_VALIDATIONS 128
/* And of one account, which many clients may share. */
#define LIMIT_VALIDATIONS_EACH 96
/* Of these, what waited or was tried before: the rest is for new challenges, which
 * are mostly answered at once. And of one account. */
#define LIMIT_VALIDATIONS_AGAIN (LIMIT_VALIDATIONS / 2)
#define LIMIT_VALIDATIONS_AGAIN_EACH (LIMIT_VALIDATIONS_AGAIN / 2)
/* Begun and not decided: what waits, takes long, or is tried again. 100 octets of
 * memory each; eight accounts that use up their share fill it, and then a challenge
 * that is not decided at once is refused for a while. */
#define LIMIT_VALIDATIONS_BEGUN 2048
#define LIMIT_VALIDATIONS_BEGUN_EACH 256
/* What is begun and cannot be looked at by our own fault (a resolver that does not
 * answer, a validator that ends) is tried so often, the pause growing by so much each
 * time; then it is invalid. That is half a minute and the tries: name servers and
 * validators have begun again by then, and clients wait for a minute or more. */
#define LIMIT_VALIDATION_TRIES 5
#define LIMIT_VALIDATION_AGAIN_MS 3000
/* A challenge that is decided by then is answered as decided; a client that is
 * told "processing" sleeps for seconds. */
#define LIMIT_VALIDATION_ANSWER_MS 2000
/* One validation, all of it. */
#define LIMIT_VALIDATION_MS 10000
/* THREATS G04, G05: redirects, the octets of an address, of an answer's body. */
#define LIMIT_VALIDATION_REDIRECTS 10
#define LIMIT_VALIDATION_URL_BYTES 2000
#define LIMIT_VALIDATION_BODY_BYTES 128
#define LIMIT_VALIDATION_HEADER_BYTES 16384
/* THREATS G16: what a server sends in its handshake; ours has 2 KB. */
#define LIMIT_VALIDATION_HANDSHAKE_BYTES 65536
/* THREATS G09: TXT records that are looked at, aliases that are followed. */
#define LIMIT_VALIDATION_TXT 64
#define LIMIT_VALIDATION_ALIASES 8
/* Numbers of orders that are left out when ACME is switched on, at a start or by a
 * reload, since a power cut may have taken orders whose addresses were given
 * (doc/adr/0027): more than the 16 MiB of a write-ahead log before its checkpoint
 * hold, of 200 octets each and more. */
#define LIMIT_ACME_NUMBERS_SKIPPED 100000
/* Expired orders are kept so long for those who ask why, then deleted, so many
 * rows in a second. */
#define LIMIT_ACME_KEPT_DAYS 30
#define LIMIT_ACME_SWEPT 200
/* Accounts, addresses and names that are counted at once: those of an hour in which
 * a few hundred hosts go wrong; what began first makes room for more. */
#define LIMIT_ACME_PLACES 4096
/* Failures of one account, or of one address, for each of one name: an account has
 * that many names that go wrong in an hour, and then something else is wrong. */
#define LIMIT_ACME_FAILURES_TIMES 10
/* A page of an account's list of orders: each is read with its up to 100
 * authorizations, and a lock is held meanwhile. */
#define LIMIT_ACME_ORDERS_PAGE 20
/* Orders that are looked at to find those of one requester for a page: a lock is
 * held meanwhile. The next page goes on from there. */
#define LIMIT_ACME_ORDERS_LOOKS 3000

/* ---- notices ---------------------------------------------------------------- */

/* Thresholds: ours are seven. */
#define LIMIT_NOTICE_DAYS 16
#define LIMIT_NOTICE_DAYS_MOST 3650
/* Certificates that one mail tells in full; of the rest it says how many: nobody
 * reads more. */
#define LIMIT_NOTICE_ITEMS 200
/* Rows of ca.db between two moments in which the signer may copy its log. */
#define LIMIT_NOTICE_PAGE 500
/* An end that lies so many days back is no news to anybody. */
#define LIMIT_NOTICE_PAST_DAYS 7
/* Times that a mail is sent whose fate a crash has hidden: it may have been
 * taken each time. */
#define LIMIT_NOTICE_UNKNOWN 3
/* After its start the CA renews what is its own and ended meanwhile: only what is
 * not renewed by then is told. */
#define LIMIT_NOTICE_SETTLE_MS 60000
/* From the first connection to the last answer of a mail server, and of a
 * webhook. RFC 5321 4.5.3.2 gives a server ten minutes for the last; who needs
 * them is asked again. */
#define LIMIT_MAIL_WAIT_S 120
#define LIMIT_WEBHOOK_WAIT_S 20
/* Until something that could not be sent is tried again: at first, and at most;
 * twice as long after each failure. */
#define LIMIT_NOTICE_RETRY_FIRST_S 60
#define LIMIT_NOTICE_RETRY_MOST_S (4 * 3600)
/* One call of the webhook is tried so often, some two days; calls that may wait,
 * 1 KB each. */
#define LIMIT_WEBHOOK_TRIES 16
#define LIMIT_WEBHOOK_WAITING 10000
/* A key for the webhook's signature, and a password: their first line. */
#define LIMIT_NOTICE_SECRET_BYTES 1024
/* What is kept of the last answer of a server. */
#define LIMIT_SERVER_WORDS_BYTES 300
/* Events in a calendar: what ends first is in it. 700 octets each. */
#define LIMIT_CALENDAR_EVENTS 1000

/* ---- HTTP ------------------------------------------------------------------ */

/* Where one goes on to after signing in: a page with its query. */
#define LIMIT_NEXT_BYTES 600
/* A form of the console: LIMIT_REVOKE_MANY serials are the most fields. */
#define LIMIT_FORM_FIELDS 320
/* Attempts to sign in from one address in a minute; the signer has its own, by
 * account. */
#define LIMIT_SIGN_INS_A_MINUTE 30
/* Path and query: the longest list query is under 700 octets. */
#define LIMIT_TARGET_BYTES 2048
/* A request line and header fields: browsers send under 2 KB. */
#define LIMIT_HEAD_BYTES 16384
#define LIMIT_HEADER_FIELDS 64
/* A body that is already refused is read on to this before the connection is
 * cut, so that a client which is still sending hears why. */
#define LIMIT_DISCARD_BYTES (1024 * 1024)
/* Nesting of a JSON body: ours has two levels. */
#define LIMIT_JSON_DEPTH 16
/* A bearer token: ours have 43 characters. */
#define LIMIT_TOKEN_BYTES 256
#define LIMIT_IDEMPOTENCY_KEY_BYTES 200
/* Credentials whose policy the front remembers, for its first opinion only. */
#define LIMIT_AUTH_CACHE 256
#define LIMIT_AUTH_CACHE_MS 30000
/* Addresses whose requests are counted; the least active one is forgotten. */
#define LIMIT_RATE_ADDRESSES 4096
/* Crashes that are remembered by source, and for how long a source is not
 * served after its first one; twice as long after each further one. */
#define LIMIT_BLAMES 64
#define LIMIT_BLAME_FIRST_S 60
#define LIMIT_BLAME_MOST_S 3600
/* A crash a second for an hour. */
#define LIMIT_BLAME_FILE_BYTES (3600 * 24)
/* Refusals kept in front.db, and those that may wait to be written. */
#define LIMIT_RING_ROWS 10000
#define LIMIT_RING_QUEUE 256
/* Reloading: how often a request is judged anew, and how long it waits for the
 * other process to have the same settings. Together some 2 s: on a busy machine a
 * front had them only after several tenths. */
#define LIMIT_GENERATION_TRIES 100
#define LIMIT_GENERATION_WAIT_MS 20
/* From SIGTERM to the end, for requests in flight. */
#define LIMIT_FRONT_DRAIN_MS 5000

/* ---- backups ----------------------------------------------------------------- */

/* A line for each file of the data directory, and a signed head. */
#define LIMIT_MANIFEST_BYTES 4096
/* RSA-4096 as encrypted PKCS#8 in PEM has 3.4 KB. */
#define LIMIT_KEY_FILE_BYTES 16384
/* A line that a person types, or a password manager makes. */
#define LIMIT_PASSPHRASE_BYTES 4096
/* SQLite's own bound with pages of 4 KiB is higher; nobody copies that in an
 * hour. */
#define LIMIT_DATABASE_BYTES (UINT64_C(1) << 40)
/* CRLs that a CA may have published within a second of each other since a backup
 * was made: one for each start. */
#define LIMIT_CRL_STARTS 1000

/* sanca trust check: all of it together, which a person waits for; and what a
 * mail server says before TLS: capabilities are a few hundred octets. */
#define LIMIT_LOOK_MS 10000
#define LIMIT_GREETING_BYTES 65536

#endif
