"""The one way of a picture into the site: content decides, nothing of the upload but its pixels survives."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from stories import photos


def upload(
    picture: Image.Image, form: str = "JPEG", name: str = "x.jpg", tail: bytes = b"", **how: Any
) -> SimpleUploadedFile:
    out = io.BytesIO()
    picture.save(out, form, **how)
    return SimpleUploadedFile(name, out.getvalue() + tail, "image/jpeg")


def opened(file: Any) -> Image.Image:
    return Image.open(io.BytesIO(file.read()))


def test_position_and_camera_do_not_survive() -> None:
    exif = Image.Exif()
    exif[0x010F] = "Camera"
    exif.get_ifd(0x8825)[1] = "N"
    kept = opened(photos.clean(upload(Image.new("RGB", (40, 30), "red"), exif=exif)))
    assert dict(kept.getexif()) == {}
    assert "exif" not in kept.info


def test_what_hangs_behind_the_picture_is_cut() -> None:
    file = photos.clean(upload(Image.new("RGB", (40, 30)), tail=b"<script>alert(1)</script>"))
    assert b"<script>" not in file.read()


def test_a_picture_lying_on_its_side_is_set_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    assert opened(photos.clean(upload(Image.new("RGB", (40, 30)), exif=exif))).size == (30, 40)


def test_the_name_is_random_and_the_kind_is_ours() -> None:
    file = photos.clean(upload(Image.new("RGBA", (4, 4), (0, 0, 0, 0)), "PNG", name="../../etc/passwd.php"))
    assert file.name is not None
    assert file.name.endswith(".jpg")
    assert len(file.name) == 36
    picture = opened(file)
    assert picture.format == "JPEG"
    assert picture.getpixel((0, 0)) == (255, 255, 255), "what was transparent becomes white"


def test_a_large_picture_is_made_smaller() -> None:
    assert opened(photos.clean(upload(Image.new("RGB", (4000, 1000)), "WEBP"))).size == (2000, 500)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "empty.jpg"),
        (b"not a picture", "text.jpg"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "picture.svg"),
        (b"\xff\xd8\xff\xe0 cut off", "cut.jpg"),
    ],
)
def test_what_is_no_photo_is_refused(content: bytes, name: str) -> None:
    with pytest.raises(photos.Refused, match="choose a JPEG, PNG or WebP"):
        photos.clean(SimpleUploadedFile(name, content, "image/jpeg"))


def test_other_formats_are_refused_whatever_they_are_called() -> None:
    for form in ("GIF", "BMP", "TIFF"):
        with pytest.raises(photos.Refused):
            photos.clean(upload(Image.new("RGB", (4, 4)), form, name="innocent.jpg"))


def test_a_picture_that_is_cut_off_is_refused() -> None:
    whole = upload(Image.effect_noise((200, 200), 90).convert("RGB")).read()
    with pytest.raises(photos.Refused):
        photos.clean(SimpleUploadedFile("cut.jpg", whole[: len(whole) // 2]))


def test_too_many_pixels_are_refused_before_they_are_decoded(settings: Any) -> None:
    settings.PHOTO_MAX_PIXELS = 100
    with pytest.raises(photos.Refused, match="pixels"):
        photos.clean(upload(Image.new("RGB", (11, 10))))


def test_too_many_bytes_are_refused_before_they_are_read(settings: Any) -> None:
    settings.PHOTO_MAX_BYTES = 10
    with pytest.raises(photos.Refused, match="12 MB"):
        photos.clean(upload(Image.new("RGB", (4, 4))))
