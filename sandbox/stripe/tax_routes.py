"""The endpoints of tax and of previews, as rows of the table in `routes`."""

from sandbox.stripe import previewing, tax_ids, tax_rates, tax_settings

_IDS = "/v1/customers/{}/tax_ids"
_ONE = f"{_IDS}/{{}}"
_RATES = "/v1/tax_rates"
_RATE = f"{_RATES}/{{}}"
_PREVIEW = "/v1/invoices/create_preview"

ROWS = (
    ("POST", _IDS, tax_ids.create_tax_id, "CustomerTaxIdCreate", "tax_id"),
    ("GET", _IDS, tax_ids.list_tax_ids, "CustomerTaxIdList", "list:tax_id"),
    ("GET", _ONE, tax_ids.retrieve_tax_id, "CustomerTaxIdRetrieve", "tax_id"),
    ("DELETE", _ONE, tax_ids.delete_tax_id, "CustomerTaxIdDelete", "tax_id"),
    ("POST", _RATES, tax_rates.create_tax_rate, "TaxRateCreate", "tax_rate"),
    ("GET", _RATES, tax_rates.list_tax_rates, "TaxRateList", "list:tax_rate"),
    ("GET", _RATE, tax_rates.retrieve_tax_rate, "TaxRateRetrieve", "tax_rate"),
    ("POST", _RATE, tax_rates.update_tax_rate, "TaxRateUpdate", "tax_rate"),
    # The SDK's parameters of this one are elsewhere; like these, they are only `expand`.
    (
        "GET",
        "/v1/tax/settings",
        tax_settings.retrieve_tax_settings,
        "BalanceRetrieve",
        "tax.settings",
    ),
    ("POST", _PREVIEW, previewing.preview_invoice, "InvoiceCreatePreview", "invoice"),
)
