/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The table of the files, and those that are nothing but certificates. */
#include "forms.h"

#include "sanca/text.h"

static const struct trust_form_info forms[] = {
#define TRUST_FORM(name, path, ending, type, writer, doc)                      \
	{ path, ending, type, writer, doc },
#include "sanca/trust_forms.def"
#undef TRUST_FORM
};

const struct trust_form_info *
trust_form(enum trust_form form)
{
	return &forms[form];
}

int
trust_chain_next(struct der *chain, struct bytes *ret, struct err *err)
{
	struct der_tlv tlv = { 0 };

	if (der_next(chain, &tlv, err) < 0)
		return err_context(err, "the chain");
	*ret = tlv.whole;
	return 0;
}

int
trust_write_pem(const struct trust_root *root, struct buf *out, struct err *err)
{
	pem_encode("CERTIFICATE", root->der, out);
	return buf_check(out, err);
}

int
trust_write_der(const struct trust_root *root, struct buf *out, struct err *err)
{
	buf_append_bytes(out, root->der);
	return buf_check(out, err);
}

int
trust_write_p7b(const struct trust_root *root, struct buf *out, struct err *err)
{
	return p7b_write(root->chain_der, out, err);
}
