"""Products: what is sold, so that recurring prices can name it; prices come with subscriptions."""

from copy import deepcopy

from sandbox.stripe.check import merged
from sandbox.stripe.errors import Obj, missing, refuse
from sandbox.stripe.events import difference, emit
from sandbox.stripe.paging import in_range, page
from sandbox.stripe.state import State, new_id

_PLAIN = ("description", "package_dimensions", "shippable", "statement_descriptor", "tax_code")
_COPIED = (*_PLAIN, "tax_details", "unit_label", "url")
_UNSUPPORTED = ("default_price", "default_price_data")


def create_product(state: State, params: Obj) -> Obj:
    """Answer POST /v1/products; an id of one's own can be used once."""
    _refuse_unsupported(params)
    ident = params.get("id") or new_id("prod", 14)
    if ident in state.products:
        refuse("Product already exists.", code="resource_already_exists", param="id")
    product: Obj = {
        "id": ident,
        "object": "product",
        "active": True,
        "created": state.now(),
        "default_price": None,
        **dict.fromkeys(_COPIED),
        "images": [],
        "livemode": False,
        "marketing_features": [],
        "metadata": {},
        "name": params["name"],
        "type": params.get("type") or "service",
        "updated": state.now(),
    }
    _fill(product, params)
    state.products[ident] = product
    emit(state, "product.created", product)
    return deepcopy(product)


def retrieve_product(state: State, _: Obj, ident: str) -> Obj:
    """Answer GET /v1/products/{id}."""
    return deepcopy(_found(state, ident))


def update_product(state: State, params: Obj, ident: str) -> Obj:
    """Answer POST /v1/products/{id}; invoices made before keep the old name."""
    product = _found(state, ident)
    _refuse_unsupported(params)
    before = deepcopy(product)
    _fill(product, params)
    product["updated"] = state.now()
    if previous := difference(before, product):
        emit(state, "product.updated", product, previous)
    return deepcopy(product)


def list_products(state: State, params: Obj) -> Obj:
    """Answer GET /v1/products."""

    def wanted(product: Obj) -> bool:
        ids = params.get("ids")
        return (
            params.get("active") in (None, product["active"])
            and (ids is None or product["id"] in ids)
            and in_range(product["created"], params.get("created"))
        )

    found = page(state.products.values(), params, "/v1/products", wanted)
    found["data"] = deepcopy(found["data"])
    return found


def retrieve_price(state: State, _: Obj, ident: str) -> Obj:
    """Answer GET /v1/prices/{id}."""
    if ident not in state.prices:
        missing("price", ident, "price")
    return deepcopy(state.prices[ident])


def _found(state: State, ident: str) -> Obj:
    if ident not in state.products:
        missing("product", ident)
    return state.products[ident]


def _refuse_unsupported(params: Obj) -> None:
    for name in _UNSUPPORTED:
        if params.get(name) is not None:
            refuse(f"This sandbox does not know `{name}` yet.", param=name)


def _fill(product: Obj, params: Obj) -> None:
    metadata = merged(product["metadata"], params.get("metadata", {}))
    for name in (*_COPIED, "name", "active"):
        if name in params:
            product[name] = params[name]
    for name in ("images", "marketing_features"):
        if name in params:
            product[name] = params[name] or []
    product["metadata"] = metadata
