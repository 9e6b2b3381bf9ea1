"""The one way of a picture into the site: checked by content, decoded, turned upright, re-encoded, renamed.

Whatever metadata, trailing bytes or tricks the upload held do not survive. Showing photos is `views.wall.photo`.
"""

import io
import uuid
import warnings
from typing import Any, Final

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

FORMATS: Final = ("JPEG", "PNG", "WEBP")
#: Longest side of what is kept, in pixels: enough for a full-width picture on a dense screen.
LONGEST_SIDE: Final = 2000
_QUALITY: Final = 82


class Refused(Exception):
    """The picture cannot be taken; the message says what to do and can be shown."""


def clean(upload: UploadedFile[Any]) -> ContentFile[bytes]:
    """Return a fresh JPEG of the picture, at most 2000 pixels long, under a random name. Raises `Refused`.

    The number of pixels is read from the header before anything is decoded. Transparent parts become white.
    """
    if upload.size is None or upload.size > settings.PHOTO_MAX_BYTES:
        raise Refused(_("This photo is larger than 12 MB; choose a smaller one."))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(upload, formats=FORMATS) as picture:
                if picture.width * picture.height > settings.PHOTO_MAX_PIXELS:
                    raise Refused(_("This photo has more than 50 million pixels; choose a smaller one."))
                return _encode(picture)
    except (
        UnidentifiedImageError,
        OSError,
        SyntaxError,
        ValueError,
        Image.DecompressionBombError,
        Warning,
    ) as error:
        raise Refused(_("This file is not a photo that we can read; choose a JPEG, PNG or WebP picture.")) from error


def _encode(picture: Image.Image) -> ContentFile[bytes]:
    upright = ImageOps.exif_transpose(picture).convert("RGBA")
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    flat = Image.new("RGB", upright.size, "white")
    flat.paste(upright, mask=upright.getchannel("A"))
    out = io.BytesIO()
    flat.save(out, "JPEG", quality=_QUALITY, optimize=True, progressive=True)
    return ContentFile(out.getvalue(), name=f"{uuid.uuid4().hex}.jpg")
