"""Anthropic's models, by its SDK."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import anthropic
from anthropic.types import CacheControlEphemeralParam

from pipeline.ai.failures import Busy
from pipeline.ai.questions import M, Part, Question, Reply, Text, Tokens
from pipeline.ai.wire import status_failure, whole

ENDINGS: dict[str, Literal["done", "cut"]] = {
    "end_turn": "done",
    "stop_sequence": "done",
    "max_tokens": "cut",
    "model_context_window_exceeded": "cut",
}
"""How Anthropic's reasons to stop are called here; any other is a refusal."""
CACHED: CacheControlEphemeralParam = {"type": "ephemeral"}
"""What comes before this mark is charged a tenth when it comes again soon."""


def client(key: str, url: str | None = None) -> anthropic.AsyncAnthropic:
    """The SDK's client, which does not try again by itself (pipeline.ai.gate does)."""
    return anthropic.AsyncAnthropic(api_key=key, base_url=url, max_retries=0)


@dataclass(frozen=True)
class Claude:
    """One of Anthropic's models. Raises as pipeline.ai.asking.Model says."""

    client: anthropic.AsyncAnthropic
    name: str
    provider: str = "anthropic"

    async def ask(self, question: Question[M], more: Sequence[Part], seconds: float) -> Reply:
        parts: list[Any] = [_block(part) for part in (*question.parts, *more)]
        schema = anthropic.transform_schema(question.answer)
        try:
            raw = await self.client.messages.with_raw_response.create(
                model=self.name,
                max_tokens=question.most_tokens,
                system=[{"type": "text", "text": question.prompt.text, "cache_control": CACHED}],
                messages=[{"role": "user", "content": parts}],
                output_config={"format": {"type": "json_schema", "schema": schema}},
                timeout=seconds,
            )
        except anthropic.APIStatusError as error:
            status, headers = error.status_code, error.response.headers
            raise status_failure(self.provider, self.name, status, headers, error.message) from error
        except anthropic.APIConnectionError as error:
            raise Busy("ai_connection", f"anthropic cannot be reached: {error}") from error
        with whole(self.provider):
            return _reply(raw.http_response.json())


def _block(part: Part) -> dict[str, Any]:
    if isinstance(part, Text):
        return {"type": "text", "text": part.text}
    data = base64.b64encode(part.jpeg).decode()
    return {"type": "image", "source": {"type": "base64", "media_type": "image/jpeg", "data": data}}


def _reply(body: dict[str, Any]) -> Reply:
    usage = body["usage"]
    read, written = usage.get("cache_read_input_tokens") or 0, usage.get("cache_creation_input_tokens") or 0
    return Reply(
        text="".join(block["text"] for block in body["content"] if block["type"] == "text"),
        ending=ENDINGS.get(body["stop_reason"], "refused"),
        tokens=Tokens(usage["input_tokens"] + read + written, usage["output_tokens"], read, written),
    )
