"""A checkpoint's folder as a ZIP, to take away."""

from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile


def zipped(folder: Path, inside: str = "") -> bytes:
    """The files of a folder, those of folders in it too, under the folder `inside` of the ZIP;
    weights do not compress, and are not tried."""
    written = BytesIO()
    with ZipFile(written, "w") as archive:
        for path in sorted(each for each in folder.rglob("*") if each.is_file()):
            how = ZIP_STORED if path.suffix == ".safetensors" else ZIP_DEFLATED
            archive.write(path, (Path(inside) / path.relative_to(folder)).as_posix(), how)
    return written.getvalue()
