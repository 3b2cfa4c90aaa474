"""What a model is to answer: the forms of the two questions discovery asks."""

from pydantic import BaseModel, ConfigDict, Field


class Answer(BaseModel):
    model_config = ConfigDict(frozen=True)


class ListedProduct(Answer):
    """A product that a model says is there. `first` and `last` are as printed, 0 for none; `page` is the PDF's."""

    name: str = Field(max_length=200)
    code: str = Field(max_length=80)
    section: str = Field(max_length=200)
    first: int
    last: int
    page: int


class Listing(Answer):
    """All products of some pages."""

    products: tuple[ListedProduct, ...]


class SaidFact(Answer):
    """A fact that a model says is on a page, of the product with that number in the question."""

    product: int
    name: str = Field(max_length=60)
    value: str = Field(max_length=400)
    page: int


class Facts(Answer):
    """All facts of some products."""

    facts: tuple[SaidFact, ...]
