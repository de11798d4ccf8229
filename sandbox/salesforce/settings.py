"""How the local org is set up: what an administrator could change with a few clicks."""

from pydantic import BaseModel, ConfigDict, Field


class FieldAccess(BaseModel):
    """Field-level security of one field, for the integration user."""

    model_config = ConfigDict(extra="forbid")

    readable: bool = True
    writable: bool = True


class ObjectAccess(BaseModel):
    """Rights on one object, for the integration user."""

    model_config = ConfigDict(extra="forbid")

    read: bool = True
    create: bool = True
    edit: bool = True
    delete: bool = True


class Settings(BaseModel):
    """The switches of the org, read and changed through the lever `settings`."""

    model_config = ConfigDict(extra="forbid", validate_assignment=True)

    multi_currency: bool = False
    currency: str = Field("USD", pattern=r"[A-Z]{3}")
    """The corporate currency."""
    currencies: list[str] = ["USD", "EUR", "GBP", "JPY", "KWD"]
    """What a record may be in once there are several."""
    product_schedules: bool = True
    """Whether line items may be spread over dates; else that object is not there at all."""
    lines_stamp_deals: bool = True
    """Whether a deal is stamped when a line item changes and no total does. It is documented
    nowhere: be ready for both."""
    is_sandbox: bool = False
    package_installed: bool = True
    package_assigned: bool = True
    """Whether the integration user has the package's permission set."""
    view_all: bool = True
    """Whether that permission set lets it see everybody's records."""
    approved: bool = True
    """Whether the user is pre-authorized for the external client app (JWT)."""
    public_key: str = ""
    """The certificate's public key in PEM; "" = any well-formed RS256 assertion will do."""
    usage: int = 12
    """API requests counted in the last day, the present one included after it was made."""
    usage_limit: int = 15_000
    long_calls: int = Field(25, ge=1)
    """API requests that may be under way for long at once; see `limits`."""
    long_after: float = Field(20, ge=0)
    """How long that is, in real seconds."""
    batch_size: int = Field(2_000, ge=1, le=2_000)
    """Rows of a page of query results."""
    fields: dict[str, FieldAccess] = {}
    """By "Object.Field"; what is not named is as the package's permission set says."""
    objects: dict[str, ObjectAccess] = {}
    """By object; what is not named is as the package's permission set says."""
