"""Records that are not kept but follow from the settings: permission sets and currencies."""

from decimal import Decimal

from sandbox.salesforce import ids
from sandbox.salesforce.access import GRANTED
from sandbox.salesforce.org import Actor, Org
from sandbox.salesforce.store import Row

INTEGRATION = "Integration User"
"""The name of the profile whose users are given the package's permission set."""
RATES = {"JPY": "150.25", "KWD": "0.307", "EUR": "0.92", "GBP": "0.79"}
DECIMALS = {"JPY": 0, "KWD": 3}


class Virtual:
    """Works these records out whenever they are asked for."""

    def __init__(self, org: Org) -> None:
        """Work them out from `org`."""
        self._org = org

    def rows(self, name: str, actor: Actor) -> list[Row] | None:
        """Return the records of an object, None when it is one whose records are kept."""
        match name:
            case "PermissionSet":
                return self._permission_sets()
            case "PermissionSetAssignment":
                return self._assignments()
            case "ObjectPermissions":
                return self._object_permissions()
            case "UserPermissionAccess":
                return [self._own_permissions(actor)]
            case "CurrencyType":
                return self._currencies()
        return None

    def _row(self, name: str, number: int, **values: object) -> Row:
        prefix = self._org.schema[name].prefix
        return {"Id": ids.make(prefix, number), "IsDeleted": False, **values}

    def _permission_sets(self) -> list[Row]:
        if not self._org.settings.package_installed:
            return []
        return [
            self._row(
                "PermissionSet",
                number,
                Name=one.name,
                Label=one.label,
                IsOwnedByProfile=False,
                PermissionsViewAllData=False,
            )
            for number, one in enumerate(self._org.package.grants, 1)
        ]

    def _assignments(self) -> list[Row]:
        if not self._org.settings.package_assigned:
            return []
        profiles = self._org.store.rows("Profile")
        profile = next((row["Id"] for row in profiles if row["Name"] == INTEGRATION), None)
        users = [row for row in self._org.store.rows("User") if row.get("ProfileId") == profile]
        sets = [row for row in self._permission_sets() if row["Name"] == GRANTED]
        return [
            self._row(
                "PermissionSetAssignment",
                number,
                AssigneeId=user["Id"],
                PermissionSetId=granted["Id"],
            )
            for number, user in enumerate(users, 1)
            for granted in sets
        ]

    def _object_permissions(self) -> list[Row]:
        found: list[Row] = []
        for parent, grants in zip(self._permission_sets(), self._org.package.grants, strict=False):
            for name, flags in grants.objects.items():
                seen = flags["viewAllRecords"] and self._org.settings.view_all
                found.append(
                    self._row(
                        "ObjectPermissions",
                        len(found) + 1,
                        ParentId=parent["Id"],
                        SobjectType=name,
                        PermissionsRead=flags["allowRead"],
                        PermissionsCreate=flags["allowCreate"],
                        PermissionsEdit=flags["allowEdit"],
                        PermissionsDelete=flags["allowDelete"],
                        PermissionsViewAllRecords=seen,
                        PermissionsModifyAllRecords=flags["modifyAllRecords"],
                    )
                )
        return found

    def _own_permissions(self, actor: Actor) -> Row:
        return self._row(
            "UserPermissionAccess",
            1,
            PermissionsViewAllData=actor.free,
            PermissionsModifyAllData=actor.free,
            PermissionsApiEnabled=True,
        )

    def _currencies(self) -> list[Row]:
        return [
            self._row(
                "CurrencyType",
                number,
                IsoCode=code,
                ConversionRate=Decimal(RATES.get(code, "1")),
                DecimalPlaces=Decimal(DECIMALS.get(code, 2)),
                IsActive=True,
                IsCorporate=code == self._org.settings.currency,
            )
            for number, code in enumerate(self._org.settings.currencies, 1)
        ]
