"""Who says it: one way of attributing in news English each, through the released model."""

from __future__ import annotations

from whosaid_models.domain import ClaimKind, QuoteStyle


def test_indirect_speech_is_worded_without_its_cue(read, claim_with, sources_of):
    found = read("Consumer prices rose 3.2 per cent in May, the National Statistics Office said on Tuesday.")
    claim = claim_with(found, "Consumer prices rose 3.2 per cent in May", without=("said", "Office"))
    assert sources_of(claim) == ["National Statistics Office"]
    assert claim.attributions[0].style is QuoteStyle.INDIRECT
    assert len(found.claims) == 1


def test_according_to(read, claim_with, sources_of):
    found = read("According to the World Bank, 700 million people live in poverty.")
    claim = claim_with(found, "700 million people live in poverty", without=("bank",))
    assert sources_of(claim) == ["World Bank"]


def test_direct_speech(read, claim_with, sources_of):
    found = read("“The border is open,” Defence Minister Anna Petrova told Reuters on Monday.")
    claim = claim_with(found, "The border is open", without=("Petrova",))
    assert sources_of(claim) == ["Anna Petrova"]
    assert claim.attributions[0].style is QuoteStyle.DIRECT


def test_a_quotation_that_the_cue_interrupts_is_joined(read, claim_with, sources_of):
    found = read("“The new law,” Petrova said, “will cost 40 million euros.”")
    claim = claim_with(found, "The new law will cost 40 million euros", without=("Petrova", "said"))
    assert sources_of(claim) == ["Petrova"]


def test_a_pronoun_is_named(read, claim_with):
    found = read("Imran Khan arrived in Moscow on Monday. He met Vladimir Putin at the Kremlin.")
    assert claim_with(found, "Imran Khan met Vladimir Putin Kremlin", without=("he",))


def test_a_source_that_is_a_pronoun_is_named(read, claim_with, sources_of):
    found = read("Imran Khan arrived in Moscow on Monday. He said that the talks had failed.")
    claim = claim_with(found, "talks had failed", without=("said",))
    assert sources_of(claim) == ["Imran Khan"]


def test_a_short_name_gets_the_longest_one(read, claim_with, sources_of):
    found = read("Shah Mehmood Qureshi is in Geneva. Qureshi said the talks had failed.")
    claim = claim_with(found, "talks had failed", without=("said",))
    assert sources_of(claim) == ["Shah Mehmood Qureshi"]


def test_a_quotation_goes_on_in_the_next_sentence(read, claim_with, sources_of):
    found = read("“The border is open,” Anna Petrova said. “The trains are running again.”")
    claim = claim_with(found, "trains are running again")
    assert sources_of(claim) == ["Anna Petrova"]


def test_a_statement_is_named_by_its_issuer(read, claim_with, sources_of):
    found = read("A statement by the Russian Foreign Ministry said that three diplomats had left Kyiv.")
    claim = claim_with(found, "three diplomats had left Kyiv", without=("statement",))
    assert sources_of(claim) == ["Russian Foreign Ministry"]


def test_nested_attributions_keep_the_chain(read, claim_with, sources_of):
    found = read(
        "The Russian Foreign Ministry issued a statement on Friday. The ministry said that Turkey had stressed "
        "that the border was closed."
    )
    claim = claim_with(found, "border closed", without=("said", "stressed"))
    assert len(claim.attributions) == 2
    assert sources_of(claim)[1] == "Turkey"
    assert "Ministry" in sources_of(claim)[0]


def test_what_nobody_says_is_the_articles(read, claim_with):
    found = read("The factory closed in 2019.")
    claim = claim_with(found, "The factory closed in 2019")
    assert claim.attributions == ()
    assert claim.kind is ClaimKind.FACT


def test_a_stance_has_a_holder(read, claim_with):
    found = read("Moscow condemned the attack on the consulate.")
    claim = claim_with(found, "Moscow condemned the attack on the consulate")
    assert claim.attributions == ()
    assert claim.holder is not None
    assert claim.holder.source.name == "Moscow"
