"""The type of what people read: plain text, or text that is translated when it is shown."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Words = str | _StrPromise
else:
    from django.utils.functional import Promise

    Words = str | Promise
