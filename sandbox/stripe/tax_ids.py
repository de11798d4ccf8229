"""A customer's tax ids, refused when they cannot be of their type."""

import re
from copy import deepcopy

from sandbox.stripe.errors import Obj, missing, refuse
from sandbox.stripe.events import emit
from sandbox.stripe.paging import page
from sandbox.stripe.state import State, new_id

_EU = (
    *(r"ATU\d{8}", r"BE\d{10}", r"BG\d{9,10}", r"CY\d{8}[A-Z]", r"CZ\d{8,10}", r"DE\d{9}"),
    *(r"DK\d{8}", r"EE\d{9}", r"EL\d{9}", r"ES[A-Z0-9]\d{7}[A-Z0-9]", r"FI\d{8}"),
    *(r"FR[A-Z0-9]{2}\d{9}", r"HR\d{11}", r"HU\d{8}", r"IE\d[A-Z0-9+*]\d{5}[A-Z]{1,2}"),
    *(r"IT\d{11}", r"LT(\d{9}|\d{12})", r"LU\d{8}", r"LV\d{11}", r"MT\d{8}"),
    *(r"NL\d{9}B\d{2}", r"PL\d{10}", r"PT\d{9}", r"RO\d{2,10}", r"SE\d{12}", r"SI\d{8}"),
    *(r"SK\d{10}", r"XI\d{9}"),
)
_FORMATS = {
    "ae_trn": r"\d{15}",
    "au_abn": r"\d{11}",
    "au_arn": r"\d{12}",
    "br_cnpj": r"\d{2}\.?\d{3}\.?\d{3}/?\d{4}-?\d{2}",
    "ca_bn": r"\d{9}",
    "ca_gst_hst": r"\d{9}RT\d{4}",
    "ca_qst": r"\d{10}TQ\d{4}",
    "ch_uid": r"CHE-?\d{3}\.?\d{3}\.?\d{3}",
    "ch_vat": r"CHE-?\d{3}\.?\d{3}\.?\d{3} ?(MWST|TVA|IVA)",
    "de_stn": r"\d{10,11}",
    "es_cif": r"[A-Z]\d{7}[A-Z0-9]",
    "eu_vat": "|".join(_EU),
    "gb_vat": r"GB(\d{9}|\d{12}|(GD|HA)\d{3})",
    "hk_br": r"\d{8}",
    "in_gst": r"\d{2}[A-Z]{5}\d{4}[A-Z][A-Z0-9]{3}",
    "jp_cn": r"\d{13}",
    "jp_trn": r"T\d{13}",
    "kr_brn": r"\d{3}-?\d{2}-?\d{5}",
    "mx_rfc": r"[A-Z&Ñ]{3,4}\d{6}[A-Z0-9]{3}",
    "no_vat": r"\d{9}MVA",
    "nz_gst": r"\d{8,9}",
    "sa_vat": r"\d{15}",
    "sg_gst": r"M\d{8}[A-Z]|\d{9}[A-Z]",
    "sg_uen": r"\d{8,9}[A-Z]|[A-Z]\d{2}[A-Z]{2}\d{4}[A-Z]",
    "us_ein": r"\d{2}-?\d{7}",
    "za_vat": r"4\d{9}",
}
"""As docs.stripe.com/billing/customer/tax-ids shows them; of other types anything is taken."""
_ANYTHING = r"[A-Z0-9][A-Z0-9 ./&+*-]{2,34}"
_VERIFIED = frozenset({"au_abn", "eu_vat", "gb_vat"})
_TRIALS = {"000000000": "verified", "111111111": "unverified", "222222222": "pending"}
"""Stripe's values for testing, taken for every type that is verified."""


def create_tax_id(state: State, params: Obj, customer: str) -> Obj:
    """Answer POST /v1/customers/{id}/tax_ids."""
    state.customer(customer, "customer", in_path=True)
    check_tax_id(params)
    return add_tax_id(state, customer, params)


def check_tax_id(sent: Obj, param: str = "value") -> None:
    """Refuse what cannot be a tax id of its type."""
    value, kind = sent["value"].strip().upper(), sent["type"]
    if kind in _VERIFIED and value in _TRIALS:
        return
    if not re.fullmatch(_FORMATS.get(kind, _ANYTHING), value):
        refuse(f"Invalid value for {kind}.", code="tax_id_invalid", param=param)


def add_tax_id(state: State, customer: str, sent: Obj) -> Obj:
    """Keep a checked tax id; Stripe verifies some types, here at once."""
    value, kind = sent["value"].strip().upper(), sent["type"]
    status = _TRIALS.get(value, "verified") if kind in _VERIFIED else "unavailable"
    tax_id = {
        "id": new_id("txi_1", 23),
        "object": "tax_id",
        "country": _country(kind, value),
        "created": state.now(),
        "customer": customer,
        "customer_account": None,
        "livemode": False,
        "owner": {"type": "customer", "customer": customer},
        "type": kind,
        "value": value,
        "verification": {"status": status, "verified_address": None, "verified_name": None},
    }
    state.tax_ids[tax_id["id"]] = tax_id
    emit(state, "customer.tax_id.created", tax_id)
    return deepcopy(tax_id)


def _country(kind: str, value: str) -> str | None:
    """Return the country of the id: by its type, and of a European one by its first letters."""
    if kind != "eu_vat":
        return None if kind.startswith("eu_") else kind[:2].upper()
    letters = value[:2] if value[:2].isalpha() else None
    return "GR" if letters == "EL" else letters


def retrieve_tax_id(state: State, _: Obj, customer: str, ident: str) -> Obj:
    """Answer GET /v1/customers/{id}/tax_ids/{id}."""
    return deepcopy(_owned(state, customer, ident))


def delete_tax_id(state: State, _: Obj, customer: str, ident: str) -> Obj:
    """Answer DELETE /v1/customers/{id}/tax_ids/{id}; finalized invoices keep it."""
    tax_id = _owned(state, customer, ident)
    del state.tax_ids[ident]
    emit(state, "customer.tax_id.deleted", tax_id)
    return {"id": ident, "object": "tax_id", "deleted": True}


def list_tax_ids(state: State, params: Obj, customer: str) -> Obj:
    """Answer GET /v1/customers/{id}/tax_ids."""
    state.customer(customer, "customer", in_path=True)
    return deepcopy(page(tax_ids_of(state, customer), params, f"/v1/customers/{customer}/tax_ids"))


def tax_ids_of(state: State, customer: str) -> list[Obj]:
    """Return the customer's tax ids, oldest first."""
    return [tax_id for tax_id in state.tax_ids.values() if tax_id["customer"] == customer]


def printed_tax_ids(state: State, customer: str) -> list[Obj]:
    """Return the customer's tax ids as an invoice shows them."""
    return [
        {"type": tax_id["type"], "value": tax_id["value"]} for tax_id in tax_ids_of(state, customer)
    ]


def _owned(state: State, customer: str, ident: str) -> Obj:
    state.customer(customer, "customer", in_path=True)
    found = state.tax_ids.get(ident)
    if found is None or found["customer"] != customer:
        missing("tax id", ident)
    return found
