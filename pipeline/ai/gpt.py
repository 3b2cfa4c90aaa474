"""OpenAI's models, and any other behind an endpoint that speaks the same (vision models too), by OpenAI's SDK."""

import base64
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

import openai

from pipeline.ai.failures import Busy
from pipeline.ai.questions import M, Part, Question, Reply, Text, Tokens
from pipeline.ai.wire import status_failure, whole

ENDINGS: dict[str, Literal["done", "cut"]] = {"stop": "done", "length": "cut"}
"""How OpenAI's reasons to stop are called here; any other is a refusal."""


@contextmanager
def failures(provider: str, model: str) -> Iterator[None]:
    """What the SDK raises within, as what helps: Busy, Down or Declined."""
    try:
        yield
    except openai.APIStatusError as error:
        raise status_failure(provider, model, error.status_code, error.response.headers, error.message) from error
    except openai.APIConnectionError as error:
        raise Busy("ai_connection", f"{provider} cannot be reached: {error}") from error


def client(key: str, url: str | None = None) -> openai.AsyncOpenAI:
    """The SDK's client, which does not try again by itself (pipeline.ai.gate does)."""
    return openai.AsyncOpenAI(api_key=key, base_url=url, max_retries=0)


@dataclass(frozen=True)
class Gpt:
    """One of OpenAI's models, or of `provider`'s. Raises as pipeline.ai.asking.Model says."""

    client: openai.AsyncOpenAI
    name: str
    provider: str = "openai"

    async def ask(self, question: Question[M], more: Sequence[Part], seconds: float) -> Reply:
        own = self.provider == "openai"
        with failures(self.provider, self.name):
            raw = await self.client.chat.completions.with_raw_response.parse(
                model=self.name,
                messages=[
                    {"role": "system", "content": question.prompt.text},
                    {"role": "user", "content": [_block(part) for part in (*question.parts, *more)]},
                ],
                response_format=question.answer,
                timeout=seconds,
                max_completion_tokens=question.most_tokens if own else openai.omit,
                max_tokens=openai.omit if own else question.most_tokens,  # what others know
            )
        with whole(self.provider):
            return _reply(raw.http_response.json())


def _block(part: Part) -> Any:
    if isinstance(part, Text):
        return {"type": "text", "text": part.text}
    url = f"data:image/jpeg;base64,{base64.b64encode(part.jpeg).decode()}"
    return {"type": "image_url", "image_url": {"url": url}}


def _reply(body: dict[str, Any]) -> Reply:
    choice, usage = body["choices"][0], body["usage"]
    message = choice["message"]
    read = (usage.get("prompt_tokens_details") or {}).get("cached_tokens") or 0
    return Reply(
        text=message.get("content") or "",
        ending="refused" if message.get("refusal") else ENDINGS.get(choice["finish_reason"], "refused"),
        tokens=Tokens(usage["prompt_tokens"], usage["completion_tokens"], read),
    )
