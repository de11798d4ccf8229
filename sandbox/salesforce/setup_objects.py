"""The objects with which an org describes itself: users, profiles, permissions, stages."""

from sandbox.salesforce.schema import Field, fixed, reference, sobject

NAME = Field("Name", length=255, required=True)

ADDRESS = (
    ("Street", "textarea", 255),
    ("City", "string", 40),
    ("State", "string", 80),
    ("PostalCode", "string", 20),
    ("Country", "string", 80),
)
"""The parts of an address: what stands behind the object's own prefix, kind and length."""

ORGANIZATION = sobject(
    "Organization",
    "00D",
    NAME,
    Field("IsSandbox", "boolean", default=False),
    Field("InstanceName"),
    Field("OrganizationType"),
    Field("TimeZoneSidKey"),
    Field("NamespacePrefix"),
    *(Field(part, kind, length) for part, kind, length in ADDRESS),
    readonly=True,
)
PROFILE = sobject("Profile", "00e", NAME, Field("UserType"), readonly=True)
USER = sobject(
    "User",
    "005",
    fixed(Field("Name", length=121)),
    Field("Username", length=80, required=True),
    Field("FirstName", length=40),
    Field("LastName", length=80, required=True),
    Field("Email", "email", 128, required=True),
    Field("IsActive", "boolean", default=True),
    Field("Title", length=80),
    Field("UserType", "picklist"),
    Field("TimeZoneSidKey"),
    reference("ProfileId", "Profile"),
    reference("ManagerId", "User"),
    readonly=True,
)
PERMISSION_SET = sobject(
    "PermissionSet",
    "0PS",
    NAME,
    Field("Label"),
    Field("IsOwnedByProfile", "boolean", default=False),
    Field("PermissionsViewAllData", "boolean", default=False),
    reference("ProfileId", "Profile"),
    readonly=True,
)
PERMISSION_SET_ASSIGNMENT = sobject(
    "PermissionSetAssignment",
    "0Pa",
    reference("AssigneeId", "User", children="PermissionSetAssignments"),
    reference("PermissionSetId", "PermissionSet", children="Assignments"),
    readonly=True,
)
OBJECT_PERMISSIONS = sobject(
    "ObjectPermissions",
    "110",
    reference("ParentId", "PermissionSet", children="ObjectPerms"),
    Field("SobjectType"),
    *(
        Field(f"Permissions{what}", "boolean", default=False)
        for what in ("Read", "Create", "Edit", "Delete", "ViewAllRecords", "ModifyAllRecords")
    ),
    readonly=True,
)
USER_PERMISSION_ACCESS = sobject(
    "UserPermissionAccess",
    "0Pb",
    *(
        Field(f"Permissions{what}", "boolean", default=False)
        for what in ("ViewAllData", "ModifyAllData", "ApiEnabled")
    ),
    readonly=True,
)
RECORD_TYPE = sobject(
    "RecordType",
    "012",
    NAME,
    Field("DeveloperName", length=80),
    Field("SobjectType"),
    Field("IsActive", "boolean", default=True),
    readonly=True,
)
OPPORTUNITY_STAGE = sobject(
    "OpportunityStage",
    "01J",
    Field("MasterLabel"),
    Field("ApiName"),
    Field("IsActive", "boolean", default=True),
    Field("IsClosed", "boolean", default=False),
    Field("IsWon", "boolean", default=False),
    Field("DefaultProbability", "percent"),
    Field("SortOrder", "int", scale=0),
    readonly=True,
)
CURRENCY_TYPE = sobject(
    "CurrencyType",
    "01L",
    Field("IsoCode", length=3),
    Field("ConversionRate", "double", scale=6),
    Field("DecimalPlaces", "int", scale=0),
    Field("IsActive", "boolean", default=True),
    Field("IsCorporate", "boolean", default=False),
    readonly=True,
)
SETUP = (
    ORGANIZATION,
    PROFILE,
    USER,
    PERMISSION_SET,
    PERMISSION_SET_ASSIGNMENT,
    OBJECT_PERMISSIONS,
    USER_PERMISSION_ACCESS,
    RECORD_TYPE,
    OPPORTUNITY_STAGE,
)
"""What every org has; `CURRENCY_TYPE` comes with several currencies."""
