"""The list of methods the stand-in knows; whatever is not on it is 404, as a misspelt method is."""

from collections.abc import Awaitable, Callable
from typing import Any

from tests.telegram_standin.wire import Params
from tests.telegram_standin.world import World

Method = Callable[[World, Params], Awaitable[Any]]
METHODS: dict[str, Method] = {}


def method(name: str) -> Callable[[Method], Method]:
    def register(carry_out: Method) -> Method:
        METHODS[name.lower()] = carry_out
        return carry_out

    return register
