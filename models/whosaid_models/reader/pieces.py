"""The encoder's tokenizer, from its files alone: words in, word pieces out. transformers is not needed to read."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from tokenizers import Tokenizer

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerBase

FILE, SETTINGS = "tokenizer.json", "tokenizer_config.json"
_ROLES = ("cls_token", "sep_token", "pad_token", "unk_token")

# So many words are remembered; most of an article's are those of others.
_KNOWN = 20_000


class SpecialPieces(Protocol):
    """The pieces that are no part of a word; transformers' tokenizers have them under the same names."""

    @property
    def cls_token_id(self) -> int:
        """The first piece of what is read."""

    @property
    def sep_token_id(self) -> int:
        """The last piece of what is read."""

    @property
    def pad_token_id(self) -> int:
        """What fills up the shorter ones of a batch."""


class WordPieces:
    """Cuts words into the pieces that an encoder was trained with."""

    def __init__(self, tokenizer: Tokenizer, special: dict[str, str]) -> None:
        """``special``: the strings of cls_token, sep_token, pad_token and unk_token.

        Raises ValueError for one that the vocabulary lacks.
        """
        # What the file says of sentences, their longest length for example, is not meant for single words.
        self._tokenizer = Tokenizer.from_str(tokenizer.to_str())
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._known: dict[str, list[int]] = {}
        self.cls_token_id, self.sep_token_id, self.pad_token_id, self.unk_token_id = (
            self._id(role, special[role]) for role in _ROLES
        )

    @classmethod
    def load(cls, folder: Path) -> WordPieces:
        """Load from a folder of weights. Raises ValueError or OSError for files that are none."""
        settings = json.loads((folder / SETTINGS).read_text(encoding="utf-8"))
        return cls(Tokenizer.from_file(str(folder / FILE)), _strings(settings))

    @classmethod
    def of(cls, tokenizer: PreTrainedTokenizerBase) -> WordPieces:
        """Take over a tokenizer of transformers, which must be one of its fast ones."""
        return cls(tokenizer.backend_tokenizer, _strings(tokenizer.special_tokens_map))

    def _id(self, role: str, piece: str) -> int:
        number = self._tokenizer.token_to_id(piece)
        if number is None:
            raise ValueError(f"the vocabulary has no {role} {piece!r}")
        return int(number)

    def cut(self, words: Sequence[str], longest: int) -> list[list[int]]:
        """Return each word's pieces, the first ``longest`` of them; none for a word that has none (an odd symbol)."""
        new = [word for word in dict.fromkeys(words) if word not in self._known]
        if len(self._known) + len(new) > _KNOWN:
            self._known.clear()
            new = list(dict.fromkeys(words))
        for word, encoding in zip(new, self._tokenizer.encode_batch_fast(new, add_special_tokens=False), strict=True):
            self._known[word] = encoding.ids
        return [self._known[word][:longest] for word in words]


def _strings(settings: Mapping[str, object]) -> dict[str, str]:
    """Special tokens are written down as strings, or as objects with more about them."""
    found = {}
    for role in _ROLES:
        value = settings.get(role)
        found[role] = str(value["content"]) if isinstance(value, dict) else str(value)
    return found
