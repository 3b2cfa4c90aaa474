"""The server: POST /v1/messages as Anthropic, /v1/chat/completions and /v1/embeddings as OpenAI."""

import asyncio
import base64
import json
from array import array
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

from pipeline.ai import offline_text
from tests.wire.behaviour import Asked, Behaviour, Fault

LETTERS_PER_TOKEN = 4
PICTURE_TOKENS = 1_000
STATUS: dict[Fault, int] = {
    "busy": 429,
    "overloaded": 529,
    "error": 500,
    "no key": 401,
    "no model": 404,
    "blocked": 400,
}
SAID: dict[Fault, str] = {
    "busy": "rate limit reached",
    "overloaded": "Overloaded",
    "error": "Internal server error",
    "no key": "invalid x-api-key",
    "no model": "model: not_found",
    "blocked": "the prompt was blocked by our safety system",
    "no credit": "Your credit balance is too low to access the API",
}


@asynccontextmanager
async def running(behaviour: Behaviour) -> AsyncIterator[str]:
    """The server's URL while it runs."""
    server = Server(behaviour)
    app = web.Application(client_max_size=64 << 20)
    app.router.add_post("/v1/messages", server.messages)
    app.router.add_post("/v1/chat/completions", server.completions)
    app.router.add_post("/v1/embeddings", server.embeddings)
    runner = web.AppRunner(app, handler_cancellation=True, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        host, port = runner.addresses[0][:2]
        yield f"http://{host}:{port}"
    finally:
        await runner.cleanup()


class Server:
    """The three endpoints."""

    def __init__(self, behaviour: Behaviour) -> None:
        self.behaviour = behaviour
        self._cached: set[str] = set()

    async def messages(self, request: web.Request) -> web.StreamResponse:
        """Anthropic's."""
        body = await request.json()
        content = body["messages"][-1]["content"]
        asked = Asked(
            provider="anthropic",
            model=body["model"],
            system="".join(block["text"] for block in body.get("system", ())),
            texts=tuple(block["text"] for block in content if block["type"] == "text"),
            pictures=tuple(base64.b64decode(b["source"]["data"]) for b in content if b["type"] == "image"),
            schema=body["output_config"]["format"]["schema"],
            most_tokens=body["max_tokens"],
        )
        fault, failed = await self._met(request, asked)
        if failed is not None:
            return failed
        text, ending = self._answer(asked, fault)
        total, read, written = self._input(body, asked)
        return web.json_response(
            {
                "id": "msg_1",
                "type": "message",
                "role": "assistant",
                "model": asked.model,
                "content": [{"type": "text", "text": text}],
                "stop_reason": {"done": "end_turn", "cut": "max_tokens", "refused": "refusal"}[ending],
                "stop_sequence": None,
                "usage": {
                    "input_tokens": total - read - written,
                    "cache_read_input_tokens": read,
                    "cache_creation_input_tokens": written,
                    "output_tokens": len(text) // LETTERS_PER_TOKEN + 1,
                },
            }
        )

    async def completions(self, request: web.Request) -> web.StreamResponse:
        """OpenAI's."""
        body = await request.json()
        system, user = body["messages"]
        content = user["content"]
        asked = Asked(
            provider="openai",
            model=body["model"],
            system=system["content"],
            texts=tuple(part["text"] for part in content if part["type"] == "text"),
            pictures=tuple(
                base64.b64decode(part["image_url"]["url"].partition("base64,")[2])
                for part in content
                if part["type"] == "image_url"
            ),
            schema=body["response_format"]["json_schema"]["schema"],
            most_tokens=body.get("max_completion_tokens") or body["max_tokens"],
        )
        fault, failed = await self._met(request, asked)
        if failed is not None:
            return failed
        text, ending = self._answer(asked, fault)
        refused = "I cannot help with that." if ending == "refused" else None
        return web.json_response(
            {
                "id": "chatcmpl-1",
                "object": "chat.completion",
                "created": 0,
                "model": asked.model,
                "choices": [
                    {
                        "index": 0,
                        "message": {"role": "assistant", "content": None if refused else text, "refusal": refused},
                        "finish_reason": "length" if ending == "cut" else "stop",
                    }
                ],
                "usage": {
                    "prompt_tokens": _tokens(asked),
                    "completion_tokens": len(text) // LETTERS_PER_TOKEN + 1,
                    "total_tokens": _tokens(asked) + len(text) // LETTERS_PER_TOKEN + 1,
                    "prompt_tokens_details": {"cached_tokens": 0},
                },
            }
        )

    async def embeddings(self, request: web.Request) -> web.StreamResponse:
        """OpenAI's: the offline embedder's vectors, at another length than 1."""
        body = await request.json()
        texts = body["input"]
        self.behaviour.embedded.append(texts)
        _, failed = await self._met(request, None)
        if failed is not None:
            return failed
        tokens = sum(len(text) // LETTERS_PER_TOKEN + 1 for text in texts)
        data = [
            {"object": "embedding", "index": index, "embedding": _twice(vector)}
            for index, vector in enumerate(offline_text.embed(texts))
        ]
        usage = {"prompt_tokens": tokens, "total_tokens": tokens}
        # not in order: the index counts
        return web.json_response({"object": "list", "model": body["model"], "data": data[::-1], "usage": usage})

    async def _met(self, request: web.Request, asked: Asked | None) -> tuple[Fault | None, web.StreamResponse | None]:
        """The fault of this call, and its answer where that is no answer of the model's."""
        behaviour = self.behaviour
        if asked is not None:
            behaviour.asked.append(asked)
        fault = behaviour.fault()
        behaviour.outcomes[fault or "answered"] += 1
        behaviour.at_once += 1
        behaviour.arrived.set()
        behaviour.most_at_once = max(behaviour.most_at_once, behaviour.at_once)
        try:
            await asyncio.sleep(behaviour.latency(asked))
        except asyncio.CancelledError:
            behaviour.given_up += 1
            behaviour.left.set()
            raise
        finally:
            behaviour.at_once -= 1
        return fault, self._failed(request, fault)

    def _failed(self, request: web.Request, fault: Fault | None) -> web.StreamResponse | None:
        if fault == "cut connection":
            if request.transport is not None:
                request.transport.abort()
            return web.Response(status=500)
        if fault == "broken json":
            return web.Response(text='{"id": "msg_1", "content": [', content_type="application/json")
        if fault == "empty":
            return web.Response(text="", content_type="application/json")
        status = STATUS.get(fault) if fault else None
        if fault == "no credit":
            status = 400 if request.path == "/v1/messages" else 429
        if fault is None or status is None:
            return None
        after = self.behaviour.retry_after
        headers = {"retry-after": after} if after is not None and status in (429, 529) else {}
        error = {"type": "error", "error": {"type": fault, "message": SAID[fault]}}
        return web.json_response(error, status=status, headers=headers)

    def _answer(self, asked: Asked, fault: Fault | None) -> tuple[str, str]:
        """The text, and whether it is whole."""
        if fault == "refused":
            return "", "refused"
        answer = self.behaviour.brain(asked)
        text = answer if isinstance(answer, str) else json.dumps(answer, ensure_ascii=False)
        room = asked.most_tokens * LETTERS_PER_TOKEN
        if fault == "cut" or len(text) > room:
            return text[: min(len(text) // 2, room)], "cut"
        return ('{"wrong": ' + json.dumps(text[:20]) + "}" if fault == "malformed" else text), "done"

    def _input(self, body: dict[str, Any], asked: Asked) -> tuple[int, int, int]:
        """Tokens: all, those read from the cache, those written there. What stands before a mark is cached."""
        blocks = [*body.get("system", ()), *body["messages"][-1]["content"]]
        prefix, read, written, so_far = "", 0, 0, 0
        for block in blocks:
            prefix += json.dumps(block, sort_keys=True)
            so_far += len(block["text"]) // LETTERS_PER_TOKEN if block["type"] == "text" else PICTURE_TOKENS
            if "cache_control" in block:
                if prefix in self._cached:
                    read, written = so_far, 0
                else:
                    written = so_far - read
                    self._cached.add(prefix)
        return max(_tokens(asked), read + written), read, written


def _tokens(asked: Asked) -> int:
    letters = len(asked.system) + sum(map(len, asked.texts)) + len(json.dumps(asked.schema))
    return letters // LETTERS_PER_TOKEN + PICTURE_TOKENS * len(asked.pictures)


def _twice(vector: bytes) -> str:
    values = array("f", vector)
    return base64.b64encode(array("f", [2 * value for value in values]).tobytes()).decode()
