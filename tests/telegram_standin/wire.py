"""How a request reaches the Bot API, and how an error leaves it."""

import json
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

Json = dict[str, Any]

LARGEST_REQUEST = 50 * 1024 * 1024


class ApiError(Exception):
    """A refusal in Telegram's own words."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


def bad_request(description: str) -> ApiError:
    return ApiError(400, f"Bad Request: {description}")


def forbidden(description: str) -> ApiError:
    return ApiError(403, f"Forbidden: {description}")


def too_many(retry_after: int) -> ApiError:
    return ApiError(429, f"Too Many Requests: retry after {retry_after}", retry_after=retry_after)


def answer(result: Any) -> web.Response:
    return web.json_response({"ok": True, "result": result})


def refusal(error: ApiError) -> web.Response:
    body: Json = {"ok": False, "error_code": error.code, "description": error.description}
    if error.parameters:
        body["parameters"] = error.parameters
    return web.json_response(body, status=error.code)


@dataclass(frozen=True)
class Upload:
    name: str
    content: bytes


@dataclass
class Params:
    """The parameters of one call: strings from a form, or values from a JSON body."""

    values: Json = field(default_factory=dict)
    uploads: dict[str, Upload] = field(default_factory=dict)

    def has(self, name: str) -> bool:
        return name in self.values

    def text(self, name: str) -> str:
        value = self.values.get(name, "")
        return value if isinstance(value, str) else json.dumps(value)

    def integer(self, name: str, default: int, least: int | None = None, most: int | None = None) -> int:
        """Out-of-range numbers are brought into range and nonsense is ignored, as the real server does."""
        try:
            number = int(self.text(name))
        except ValueError:
            number = default
        if least is not None:
            number = max(number, least)
        if most is not None:
            number = min(number, most)
        return number

    def boolean(self, name: str) -> bool:
        return self.text(name).lower() in {"true", "yes", "1"}

    def parsed(self, name: str, what: str) -> Any:
        """A parameter that is itself JSON, or None when it was not given."""
        value = self.values.get(name)
        if value is None or value == "":
            return None
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {what} JSON object") from None

    def upload(self, name: str) -> Upload | None:
        """A file sent under its own name, or one that `attach://` points to."""
        value = self.text(name)
        if value.startswith("attach://"):
            return self.uploads.get(value.removeprefix("attach://"))
        return self.uploads.get(name)

    def for_the_log(self) -> Json:
        return {**self.values, **{name: upload.content for name, upload in self.uploads.items()}}


async def read_params(request: web.Request) -> Params:
    params = Params(values=dict(request.query))
    if request.method == "GET" or not request.can_read_body:
        return params
    if request.content_type == "application/json":
        try:
            body = await request.json()
        except ValueError:
            raise bad_request("can't parse JSON object") from None
        params.values.update({name: value for name, value in body.items() if value is not None})
        return params
    if request.content_type not in {"application/x-www-form-urlencoded", "multipart/form-data"}:
        return params
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            params.uploads[name] = Upload(value.filename, value.file.read())
            value.file.close()
        else:
            params.values[name] = value.decode() if isinstance(value, bytes | bytearray) else value
    return params
