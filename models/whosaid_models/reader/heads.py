"""The heads that are more than one linear layer."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from whosaid_models.reader import labels


def _mlp(inputs: int, outputs: int, dropout: float) -> nn.Sequential:
    return nn.Sequential(nn.Linear(inputs, outputs), nn.GELU(), nn.Dropout(dropout))


class Biaffine(nn.Module):
    """``x^T U y + linear`` for every pair: [N, L, D] x [N, M, D] -> [N, L, M, out]."""

    def __init__(self, size: int, outputs: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(outputs, size + 1, size + 1))

    def forward(self, x: Tensor, y: Tensor) -> Tensor:
        """Score every pair; a 1 is appended to both sides, which makes the linear and constant terms."""
        x, y = F.pad(x, (0, 1), value=1.0), F.pad(y, (0, 1), value=1.0)
        return torch.einsum("nxi,oij,nyj->nxyo", x, self.weight, y)

    def paired(self, x: Tensor, y: Tensor) -> Tensor:
        """Score chosen pairs only: [N, D], [N, D] -> [N, out]."""
        x, y = F.pad(x, (0, 1), value=1.0), F.pad(y, (0, 1), value=1.0)
        return torch.einsum("ni,oij,nj->no", x, self.weight, y)

    def sharing(self, x: Tensor, y: Tensor, which: Tensor) -> Tensor:
        """Score pairs of which many have the second in common, so that the large product is made once for each y.

        [N, D], [M, D], which y each x is paired with [N] long -> [N, out].
        """
        x, y = F.pad(x, (0, 1), value=1.0), F.pad(y, (0, 1), value=1.0)
        outputs, size = self.weight.shape[:2]
        of_each = (y @ self.weight.permute(2, 0, 1).flatten(1)).unflatten(1, (outputs, size))  # [M, out, D + 1]
        return (of_each[which] @ x.unsqueeze(-1)).squeeze(-1)


class DependencyHead(nn.Module):
    """Deep biaffine dependency parsing (Dozat & Manning, 2017), sentence by sentence.

    The head of a sentence's root is the artificial position 0, a learned vector.
    """

    def __init__(self, hidden: int, arc_size: int, relation_size: int, dropout: float) -> None:
        super().__init__()
        self.root = nn.Parameter(torch.zeros(hidden))
        self.arc_dependent, self.arc_head = _mlp(hidden, arc_size, dropout), _mlp(hidden, arc_size, dropout)
        self.rel_dependent, self.rel_head = _mlp(hidden, relation_size, dropout), _mlp(hidden, relation_size, dropout)
        self.arc, self.relation = Biaffine(arc_size, 1), Biaffine(relation_size, len(labels.DEPREL))

    def arcs(self, sentences: Tensor, mask: Tensor) -> Tensor:
        """Score heads: [S, L, H], [S, L] bool -> [S, L, 1 + L]; what is no word scores -inf."""
        with_root = torch.cat([self.root.expand(sentences.shape[0], 1, -1), sentences], 1)
        scores = self.arc(self.arc_dependent(sentences), self.arc_head(with_root)).squeeze(-1)
        allowed = F.pad(mask, (1, 0), value=True).unsqueeze(1)
        return scores.masked_fill(~allowed, float("-inf"))

    def relations(self, sentences: Tensor, heads: Tensor) -> Tensor:
        """Score the relation to given heads: [S, L, H], [S, L] long (0 = root) -> [S, L, DEPREL]."""
        with_root = torch.cat([self.root.expand(sentences.shape[0], 1, -1), sentences], 1)
        head_states = with_root.gather(1, heads.unsqueeze(-1).expand(-1, -1, sentences.shape[-1]))
        dependents, governors = self.rel_dependent(sentences), self.rel_head(head_states)
        return self.relation.paired(dependents.flatten(0, 1), governors.flatten(0, 1)).unflatten(0, heads.shape)

    def relations_of(self, states: Tensor, words: Tensor, governors: Tensor, which: Tensor) -> Tensor:
        """Score the relations of words of a document to their heads, as ``relations`` does.

        states [W, H]; words [N] long; governors [G] long, the different heads of them (0 = root, words from 1);
        which [N] long: the place of each word's head among these. Returns [N, DEPREL].
        """
        of_words = states[(governors - 1).clamp(min=0)]
        head_states = torch.where((governors == 0).unsqueeze(-1), self.root, of_words)
        return self.relation.sharing(self.rel_dependent(states[words]), self.rel_head(head_states), which)


# Signed distance in words from the cue, in buckets: exact near by, then by powers of two (4, 8, ... are the first of
# theirs).
_DISTANCE_BUCKETS = 24
_FARTHEST = 512  # and all beyond


def _buckets() -> Tensor:
    """Return the buckets of the distances -_FARTHEST.._FARTHEST, in whole numbers: logarithms are never exact."""
    sizes = (min(abs(d), _FARTHEST) for d in range(-_FARTHEST, _FARTHEST + 1))
    far = (size if size < 4 else size.bit_length() + 1 for size in sizes)
    return torch.tensor([b + (_DISTANCE_BUCKETS // 2 if i < _FARTHEST else 0) for i, b in enumerate(far)])


_BUCKETS = _buckets()


def distance_bucket(distance: Tensor) -> Tensor:
    """Map signed word distances to buckets 0.._DISTANCE_BUCKETS-1."""
    return _BUCKETS.to(distance.device)[distance.clamp(-_FARTHEST, _FARTHEST) + _FARTHEST]


_DILATIONS = (1, 1, 3, 9)
_SEEN = sum(3 * d for d in _DILATIONS)  # words on each side that have a say in a word's scores


class ArgumentHead(nn.Module):
    """For each cue, which words are its source and its contents.

    A cue is scored against every word of its window, so that links, nesting (a cue inside another's content)
    and shared sources come by construction; each cue has its own layer of BIOES tags. The idea is that of
    predicate-argument tagging in semantic role labelling, with the cue as the predicate.
    """

    def __init__(self, hidden: int, size: int, dropout: float) -> None:
        super().__init__()
        self.word, self.cue = nn.Linear(hidden, size), nn.Linear(hidden, size)
        self.word_gate, self.cue_gate = nn.Linear(hidden, size), nn.Linear(hidden, size)
        self.distance = nn.Embedding(_DISTANCE_BUCKETS, size)
        self.sentence = nn.Embedding(5, size)  # sentences away: -2 or more, -1, 0, 1, 2 or more
        self.scheme = nn.Embedding(len(labels.SCHEMES), size)
        # Each layer looks further: the end of a quotation depends on what stands 40 words away.
        self.neighbours = nn.ModuleList(
            nn.Conv1d(size, size, 7, padding=3 * d, dilation=d, groups=size) for d in _DILATIONS
        )
        self.mix = nn.ModuleList(nn.Linear(size, size) for _ in _DILATIONS)
        self.norms = nn.ModuleList(nn.LayerNorm(size) for _ in _DILATIONS)
        self.dropout = nn.Dropout(dropout)
        self.out = nn.Linear(size, len(labels.ARGUMENT))

    def forward(self, words: Tensor, sentence_of: Tensor, cues: Tensor, scheme: Tensor) -> Tensor:
        """Score one window, every word for every cue.

        words [W, H]; sentence_of [W] long; cues [C, 2] long (words [first, last)); scheme [C] long.
        Returns [C, W, ARGUMENT].
        """
        everywhere = torch.arange(words.shape[0], device=words.device).expand(cues.shape[0], -1)
        pair = self._pairs(words, sentence_of, cues, scheme, everywhere)
        for convolve, mix, norm in zip(self.neighbours, self.mix, self.norms, strict=True):
            local = convolve(norm(pair).transpose(1, 2)).transpose(1, 2)
            pair = pair + self.dropout(F.gelu(mix(local)))
        return self.out(pair)

    def near(self, words: Tensor, sentence_of: Tensor, cues: Tensor, scheme: Tensor, places: Tensor) -> Tensor:
        """Score the words near each cue only, as ``forward`` does.

        places [N] long: which words, counted from each cue's first, as -2, -1, 0, 1, 2, 3. The rest as in ``forward``.
        Returns [C, N, ARGUMENT]; what is scored outside of the window means nothing.
        """
        # What the layers see of the words beside those that are asked for: each layer less, the last none.
        left = torch.arange(-_SEEN, 0, device=words.device) + places[:1]
        right = torch.arange(1, _SEEN + 1, device=words.device) + places[-1:]
        at = cues[:, :1] + torch.cat([left, places, right])  # [C, N + 2 * _SEEN]
        there = at.clamp(0, words.shape[0] - 1)
        inside = (at == there).to(words.dtype).unsqueeze(-1)
        pair = self._pairs(words, sentence_of, cues, scheme, there)
        layers = zip(self.neighbours, self.mix, self.norms, _DILATIONS, strict=True)
        for convolve, mix, norm, dilation in layers:
            # As ``forward`` does it: what is beyond the window's ends is zero. In two dimensions, which ONNX Runtime's
            # quick form of a convolution by channels wants.
            seen = (norm(pair) * inside).unsqueeze(1).permute(0, 3, 1, 2)
            weight, bias = convolve.get_parameter("weight").unsqueeze(2), convolve.get_parameter("bias")
            local = F.conv2d(seen, weight, bias, dilation=(1, dilation), groups=len(bias))
            kept = slice(3 * dilation, -3 * dilation)
            pair, inside = pair[:, kept], inside[:, kept]
            pair = pair + self.dropout(F.gelu(mix(local.permute(0, 2, 3, 1).squeeze(1))))
        return self.out(pair)

    def _pairs(self, words: Tensor, sentence_of: Tensor, cues: Tensor, scheme: Tensor, at: Tensor) -> Tensor:
        """Put cues and words together: at [C, N] long, which words for each cue -> [C, N, size]."""
        first, last = cues[:, :1], cues[:, 1:]
        sums = torch.cat([torch.zeros_like(words[:1]), words.cumsum(0)], 0)
        cue_states = (sums[last.squeeze(1)] - sums[first.squeeze(1)]) / (last - first)  # [C, H]
        away = (at - (last - 1)).clamp(min=0) + (at - first).clamp(max=0)
        sentences = (sentence_of[at] - sentence_of[first]).clamp(-2, 2) + 2
        where = self.distance(distance_bucket(away)) + self.sentence(sentences)  # [C, N, size]
        pair = self.word(words)[at] + (self.cue(cue_states) + self.scheme(scheme)).unsqueeze(1) + where
        return F.gelu(pair + self.word_gate(words)[at] * torch.sigmoid(self.cue_gate(cue_states)).unsqueeze(1))


class CoreferenceHead(nn.Module):
    """For a word that refers back (a pronoun, the head of a description), which words it means.

    Word-level coreference (Dobrovolskii, 2021): mentions stand for their head words, so that a window has W
    candidates and no spans to enumerate. "Nothing" is a candidate too.
    """

    def __init__(self, hidden: int, size: int, dropout: float) -> None:
        super().__init__()
        self.anaphor, self.antecedent = _mlp(hidden, size, dropout), _mlp(hidden, size, dropout)
        self.pair = Biaffine(size, 1)
        self.distance = nn.Embedding(_DISTANCE_BUCKETS, 1)
        self.nothing = nn.Linear(size, 1)

    def forward(self, words: Tensor, anaphors: Tensor) -> Tensor:
        """Score one window: words [W, H]; anaphors [A] long -> [A, 1 + W]; the first column is "nothing".

        A word is never its own antecedent (-inf).
        """
        asking = self.anaphor(words[anaphors])  # [A, size]
        pairs = self.pair(asking.unsqueeze(0), self.antecedent(words).unsqueeze(0))[0, :, :, 0]  # [A, W]
        count = words.shape[0]
        # Every distance that there is, -(W - 1)..W - 1, is looked up once.
        of_distance = self.distance(distance_bucket(torch.arange(1 - count, count, device=words.device))).squeeze(-1)
        away = torch.arange(count, device=words.device) - anaphors.unsqueeze(-1)
        pairs = (pairs + of_distance[away + count - 1]).masked_fill(away == 0, float("-inf"))
        return torch.cat([self.nothing(asking), pairs], -1)


class SentenceHead(nn.Module):
    """What is said of a sentence by itself, from the states of its words (labels.SENTENCE)."""

    def __init__(self, hidden: int, size: int, dropout: float) -> None:
        super().__init__()
        self.attention = nn.Linear(hidden, 1)
        self.pooled = _mlp(2 * hidden, size, dropout)
        self.out = nn.Linear(size, len(labels.SENTENCE))

    def forward(self, sentences: Tensor, mask: Tensor) -> Tensor:
        """Score sentences: [N, L, H], [N, L] bool -> [N, SENTENCE] logits."""
        return self.out(self.pooled(_summary(self.attention, sentences, mask)))


def _summary(attention: nn.Linear, states: Tensor, mask: Tensor) -> Tensor:
    """Attended and mean state side by side: [N, L, H], [N, L] bool -> [N, 2H]."""
    weights = attention(states).squeeze(-1).masked_fill(~mask, float("-inf")).softmax(-1)
    attended = (weights.unsqueeze(-1) * states).sum(1)
    mean = (states * mask.unsqueeze(-1)).sum(1) / mask.sum(1, keepdim=True).clamp(min=1)
    return torch.cat([attended, mean], -1)


class ClaimHead(nn.Module):
    """Kind, check-worthiness, negation and hedging of a claim, from the states under its evidence."""

    def __init__(self, hidden: int, size: int, dropout: float) -> None:
        super().__init__()
        self.attention = nn.Linear(hidden, 1)
        self.pooled = _mlp(2 * hidden, size, dropout)
        self.kind = nn.Linear(size, len(labels.KINDS))
        self.worth = nn.Linear(size, 2)  # cumulative: graded above 0, graded above 1

    def forward(self, evidence: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Score claims: [N, L, H], [N, L] bool -> kinds [N, KINDS], worth [N, 2] logits."""
        pooled = self.pooled(_summary(self.attention, evidence, mask))
        return self.kind(pooled), self.worth(pooled)
