"""The Salesforce package as the zip that Workbench, the sf command and the Metadata API deploy."""

from pathlib import Path
from zipfile import ZIP_STORED, ZipFile, ZipInfo

PACKAGE = Path(__file__).with_name("package")
"""The metadata itself: package.xml, objects and permission sets, in the Metadata API's layout."""

_EPOCH = (1980, 1, 1, 0, 0, 0)


def write_package(target: Path) -> Path:
    """Zip the package to `target` and return it: the same bytes on every machine, every time.

    Stored, not compressed: what compression yields differs between builds of zlib, and an
    administrator who compares checksums should find them equal.
    """
    files = sorted(path for path in PACKAGE.rglob("*") if path.is_file())
    with ZipFile(target, "w", ZIP_STORED) as archive:
        for path in files:
            entry = ZipInfo(path.relative_to(PACKAGE).as_posix(), _EPOCH)
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, path.read_bytes())
    return target
