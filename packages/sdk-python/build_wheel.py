"""Build backend (PEP 517) of this package on the standard library alone, so that it installs where there is no network."""

import base64
import hashlib
import io
import pathlib
import re
import tarfile
import zipfile

ROOT = pathlib.Path(__file__).resolve().parent
PROJECT = (ROOT / "pyproject.toml").read_text("utf-8")


def _value(key):
    return re.search(rf'^{key} = "(.*)"$', PROJECT, re.M)[1]


STEM = f'{_value("name").replace("-", "_")}-{_value("version")}'


def _metadata():
    readme = (ROOT / "README.md").read_text("utf-8")
    return (
        f'Metadata-Version: 2.1\nName: {_value("name")}\nVersion: {_value("version")}\n'
        f'Summary: {_value("description")}\nRequires-Python: {_value("requires-python")}\nLicense: MIT\n'
        f"Description-Content-Type: text/markdown\n\n{readme}"
    ).encode()


def _modules():
    return {f"rapport/{path.name}": path.read_bytes() for path in sorted((ROOT / "rapport").glob("*.py"))}


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    """Writes the wheel (binary distribution format 1.0) and answers its name."""
    info = f"{STEM}.dist-info"
    tags = b"Wheel-Version: 1.0\nGenerator: rapport\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    files = {**_modules(), f"{info}/METADATA": _metadata(), f"{info}/WHEEL": tags}
    record = [f"{name},sha256={_digest(content)},{len(content)}" for name, content in files.items()]
    files[f"{info}/RECORD"] = "\n".join([*record, f"{info}/RECORD,,", ""]).encode()
    name = f"{STEM}-py3-none-any.whl"
    with zipfile.ZipFile(pathlib.Path(wheel_directory, name), "w", zipfile.ZIP_DEFLATED) as wheel:
        for path, content in files.items():
            # The same sources give the same bytes: no time of the build.
            wheel.writestr(zipfile.ZipInfo(path), content, zipfile.ZIP_DEFLATED)
    return name


def build_sdist(sdist_directory, config_settings=None):
    """Writes the source distribution, of which the wheel can be built, and answers its name."""
    files = {name: (ROOT / name).read_bytes() for name in ("pyproject.toml", "README.md", "build_wheel.py")}
    files.update({**_modules(), "PKG-INFO": _metadata()})
    name = f"{STEM}.tar.gz"
    with tarfile.open(pathlib.Path(sdist_directory, name), "w:gz", format=tarfile.PAX_FORMAT) as archive:
        for path, content in files.items():
            entry = tarfile.TarInfo(f"{STEM}/{path}")
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return name


def _digest(content):
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
