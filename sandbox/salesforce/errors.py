"""How Salesforce refuses: a code, a message, the fields at fault, and a status."""

from typing import Any

from sandbox.wire import Answer


class ApiError(Exception):
    """One refusal; a single call answers with it, a collection puts it into a row."""

    def __init__(
        self,
        code: str,
        message: str,
        fields: tuple[str, ...] = (),
        status: int = 400,
        extra: dict[str, Any] | None = None,
    ) -> None:
        """Refuse with Salesforce's own `code` and `message`."""
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.fields = fields
        self.status = status
        self.extra = extra or {}

    def body(self) -> list[dict[str, Any]]:
        """Return the body of a single call that is refused."""
        row: dict[str, Any] = {"message": self.message, "errorCode": self.code, **self.extra}
        if self.fields:
            row["fields"] = list(self.fields)
        return [row]

    def answer(self) -> Answer:
        """Return the refusal as the answer to a single call."""
        return Answer(self.status, self.body())

    def row(self) -> dict[str, Any]:
        """Return the refusal as a row of a collection, where the code is a `statusCode`."""
        return {
            "statusCode": self.code,
            "message": self.message,
            "fields": list(self.fields),
            **self.extra,
        }


def not_found(message: str = "The requested resource does not exist") -> ApiError:
    """Return the refusal of an address behind which there is nothing."""
    return ApiError("NOT_FOUND", message, status=404)


def no_column(field: str, entity: str) -> ApiError:
    """Return the refusal of a field that does not exist, or that the user may not see."""
    return ApiError(
        "INVALID_FIELD",
        f"No such column '{field}' on entity '{entity}'. If you are attempting to use a custom "
        "field, be sure to append the '__c' after the custom field name. Please reference your "
        "WSDL or the describe call for the appropriate names.",
    )


def no_object(name: str) -> ApiError:
    """Return the refusal of an object that does not exist, or that the user may not see."""
    return ApiError(
        "INVALID_TYPE",
        f"sObject type '{name}' is not supported. If you are attempting to use a custom object, "
        "be sure to append the '__c' after the entity name. Please reference your WSDL or the "
        "describe call for the appropriate names.",
    )
