"""Prices with their currencies and terms."""

import pytest

from services.discovery.prices import prices


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("€ 67.90", "67.90", "EUR"),
        ("INR 3,500", "3500", "INR"),
        ("₹ 350", "350", "INR"),
        ("12.990 Ft", "12990", "HUF"),
        ("9 000 Ft", "9000", "HUF"),
        ("1 234,50 lei", "1234.50", "RON"),
        ("£1,757", "1757", "GBP"),
        ("1250,- Ft", "1250", "HUF"),
        ("1.234,50 €", "1234.50", "EUR"),
        ("CHF 1'200.00", "1200.00", "CHF"),
        ("ab 59,90 €/m² inkl. MwSt.", "59.90", "EUR/m²"),
        ("from £ 1,757 per piece", "1757", "GBP/piece"),
        ("2 450 Ft/doboz", "2450", "HUF/doboz"),
        ("1 299,00 zł / szt.", "1299.00", "PLN/szt"),
        ("12 900 Kč", "12900", "CZK"),
        ("149,- € HT", "149", "EUR"),
    ],
)
def test_prices(text: str, amount: str, currency: str) -> None:
    [found] = prices(text)
    assert (found.value, found.unit) == (amount, currency)
    assert found.text == text


@pytest.mark.parametrize("text", ["12 ft", "7 leitungen", "1 234", "page 12", "kr", "60 x 120 cm", "EN 14411"])
def test_what_is_no_price(text: str) -> None:
    assert not list(prices(text))


@pytest.mark.parametrize(
    ("text", "vat"),
    [
        ("€ 149 incl. VAT", "included"),
        ("149 € HT", "excluded"),
        ("12 990 Ft + ÁFA", "excluded"),
        ("129,00 zł brutto", "included"),
        ("€ 149 (excl. btw)", "excluded"),
        ("149 €", None),
        ("149 € Hülse", None),
    ],
)
def test_whether_tax_is_in_it(text: str, vat: str | None) -> None:
    [found] = prices(text)
    assert found.vat == vat


def test_two_prices_in_a_line() -> None:
    assert [(p.value, p.unit) for p in prices("€ 12,50/m², € 18,00/box")] == [("12.50", "EUR/m²"), ("18.00", "EUR/box")]
