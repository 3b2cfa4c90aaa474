"""Asking a model: what is known is not asked again, calls keep to budget and bounds, answers to the form asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from pydantic import ValidationError

from pipeline.ai import prices
from pipeline.ai.charging import Charged, Desk
from pipeline.ai.errand import Errand
from pipeline.ai.failures import Declined
from pipeline.ai.locks import Turns
from pipeline.ai.questions import M, Part, Question, Reply, Spent, Text
from pipeline.ai.results import Provider, Results
from pipeline.ai.spending import Outcome

MOST_PROBLEMS = 5
"""Faults of an answer's form that are told to the model."""


class Model(Protocol):
    """One model, as its provider's SDK reaches it."""

    @property
    def provider(self) -> str:
        """The provider's name, as its price list has it."""

    @property
    def name(self) -> str:
        """The model's."""

    async def ask(self, question: Question[M], more: Sequence[Part], seconds: float) -> Reply:
        """Ask once, with `more` parts at the end. Raises Busy, Down or Declined."""


@dataclass(frozen=True)
class Asker:
    """Asks `model` at `desk`."""

    model: Model
    desk: Desk
    results: Results
    turns: Turns

    def provider(self, question: Question[M]) -> Provider:
        """Who answers `question`: the version is the prompt's."""
        return Provider(self.desk.capability, self.model.provider, self.model.name, _about(question))

    async def ask(self, errand: Errand, question: Question[M]) -> tuple[M, Spent]:
        """The answer, and what it cost: nothing when the same was asked before, by whomever.

        An answer that has not the form asked for is asked for once more, with what is wrong with it. Raises Declined
        when there is none, Busy after all tries, Down when the provider is out of reach.
        """
        provider = self.provider(question)
        key = provider.key(question.key())
        if answer := await self._known(key, question):
            return answer, Spent()
        async with self.turns.at(key):
            if answer := await self._known(key, question):  # another asked meanwhile
                return answer, Spent()
            answer, spent = await self._ask(errand, question)
            await self.results.put(provider, {key: answer.model_dump_json().encode()})
            return answer, spent

    async def _known(self, key: bytes, question: Question[M]) -> M | None:
        known = (await self.results.get([key])).get(key)
        return question.answer.model_validate_json(known) if known is not None else None

    async def _ask(self, errand: Errand, question: Question[M]) -> tuple[M, Spent]:
        more: tuple[Part, ...] = ()
        total = Spent()
        for last in (False, True):
            (reply, answer), usd = await self._call(errand, question, more)
            total += Spent(reply.tokens, usd, 1)
            if reply.ending == "refused":
                raise Declined("ai_refused", f"{self._who} refuses to answer {question.prompt.name}")
            if reply.ending == "cut":
                most = f"more than {question.most_tokens} tokens"
                raise Declined("ai_cut", f"{self._who} would need {most} to answer {question.prompt.name}")
            if not isinstance(answer, ValidationError):
                return answer, total
            problems = _problems(answer)
            if last:
                words = f"{self._who} does not answer {question.prompt.name} in the form asked for: {problems}"
                raise Declined("ai_malformed", words) from answer
            more = (Text(f"You answered:\n{reply.text}\nThat is not valid: {problems}. Answer again, whole."),)
        raise AssertionError("the second answer is returned or refused")

    async def _call(
        self, errand: Errand, question: Question[M], more: Sequence[Part]
    ) -> tuple[tuple[Reply, M | ValidationError], Decimal]:
        """The reply, as what it says or what is wrong with its form, and its price."""

        async def ask(seconds: float) -> Charged[tuple[Reply, M | ValidationError]]:
            reply = await self.model.ask(question, more, seconds)
            answer = _read(reply, question)
            outcome: Outcome = "malformed" if isinstance(answer, ValidationError) else "answered"
            return Charged((reply, answer), reply.tokens, outcome if reply.ending == "done" else reply.ending)

        return await self.desk.call(errand, _about(question), prices.most(question, more), ask)

    @property
    def _who(self) -> str:
        return f"{self.model.provider}'s {self.model.name}"


def _about(question: Question[M]) -> str:
    return f"{question.prompt.name}-{question.prompt.version}"


def _read(reply: Reply, question: Question[M]) -> M | ValidationError:
    try:
        return question.answer.model_validate_json(reply.text)
    except ValidationError as error:
        return error


def _problems(error: ValidationError) -> str:
    """What is wrong, without the values: they may be long."""
    found = [f"{'.'.join(map(str, e['loc'])) or 'the whole'}: {e['msg']}" for e in error.errors()[:MOST_PROBLEMS]]
    return "; ".join(found)
