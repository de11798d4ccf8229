"""What is printed on an invoice beside its lines, within the lengths Stripe takes."""

from sandbox.stripe.errors import Obj, missing, refuse

_CUSTOM_FIELDS, _NAME, _VALUE = 4, 40, 140
_LENGTHS = {"description": 1500, "footer": 5000, "number": 26, "statement_descriptor": 22}


def check_printed(params: Obj) -> None:
    """Refuse texts that are too long, too many fields and templates that are not there."""
    for name, most in _LENGTHS.items():
        if len(params.get(name) or "") > most:
            refuse(f"Invalid string: must be at most {most} characters", param=name)
    check_custom_fields(params.get("custom_fields") or [])
    template = (params.get("rendering") or {}).get("template")
    if template:
        missing("invoice rendering template", template, "rendering[template]", in_path=False)


def check_custom_fields(fields: list[Obj], param: str = "custom_fields") -> None:
    """Refuse more fields, and longer ones, than fit."""
    if len(fields) > _CUSTOM_FIELDS:
        refuse(f"You can have up to {_CUSTOM_FIELDS} custom fields.", param=param)
    for number, field in enumerate(fields):
        for name, most in (("name", _NAME), ("value", _VALUE)):
            if len(field[name] or "") > most:
                refuse(
                    f"Invalid string: must be at most {most} characters",
                    param=f"{param}[{number}][{name}]",
                )


def inherited(customer: Obj) -> Obj:
    """Return what a new invoice of `customer` prints unless told otherwise."""
    settings = customer["invoice_settings"]
    shown = {name: settings[name] for name in ("custom_fields", "footer") if settings.get(name)}
    if settings.get("rendering_options"):
        shown["rendering"] = rendering(settings["rendering_options"])
    return shown


def rendering(sent: Obj | None, current: Obj | None = None) -> Obj | None:
    """Return the rendering part of an invoice, `sent` put over `current`."""
    if sent is None:
        return None
    blank = dict.fromkeys(("amount_tax_display", "pdf", "template", "template_version"))
    return {**blank, **(current or {}), **sent}
