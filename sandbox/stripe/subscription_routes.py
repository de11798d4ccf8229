"""The endpoints of what is billed again and again: products, prices, subscriptions."""

from collections.abc import Callable

from sandbox.stripe import products, subscriptions
from sandbox.stripe.errors import Obj

ROWS: tuple[tuple[str, str, Callable[..., Obj], str, str], ...] = (
    ("POST", "/v1/products", products.create_product, "ProductCreate", "product"),
    ("GET", "/v1/products", products.list_products, "ProductList", "list:product"),
    ("GET", "/v1/products/{}", products.retrieve_product, "ProductRetrieve", "product"),
    ("POST", "/v1/products/{}", products.update_product, "ProductUpdate", "product"),
    ("GET", "/v1/prices/{}", products.retrieve_price, "PriceRetrieve", "price"),
    (
        "POST",
        "/v1/subscriptions",
        subscriptions.create_subscription,
        "SubscriptionCreate",
        "subscription",
    ),
    (
        "GET",
        "/v1/subscriptions",
        subscriptions.list_subscriptions,
        "SubscriptionList",
        "list:subscription",
    ),
    (
        "GET",
        "/v1/subscriptions/{}",
        subscriptions.retrieve_subscription,
        "SubscriptionRetrieve",
        "subscription",
    ),
    (
        "POST",
        "/v1/subscriptions/{}",
        subscriptions.update_subscription,
        "SubscriptionUpdate",
        "subscription",
    ),
    (
        "DELETE",
        "/v1/subscriptions/{}",
        subscriptions.cancel_subscription,
        "SubscriptionCancel",
        "subscription",
    ),
    (
        "POST",
        "/v1/subscriptions/{}/pause",
        subscriptions.pause_subscription,
        "SubscriptionPause",
        "subscription",
    ),
    (
        "POST",
        "/v1/subscriptions/{}/resume",
        subscriptions.resume_subscription,
        "SubscriptionResume",
        "subscription",
    ),
)
