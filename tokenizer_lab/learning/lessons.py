"""How each algorithm learns, after the papers and the documentation of transformers of spring 2024.

Every number is computed.
"""

import sys
from fractions import Fraction
from math import exp

from i18n import N_, Sentence

from ..corpus import CLASSIC_COUNTS
from ..cutting import byte_characters
from .trace import Prune, Trace
from .unigram import train_unigram
from .wordpiece import train_wordpiece

GPT_ALPHABET, GPT_MERGES = 478, 40_000
GPT2_SPECIALS, GPT2_MERGES = 1, 50_000
TRANSFORMER_XL_WORDS = 267_735
"""Sizes of vocabularies that this documentation tells of."""


def lesson(trace: Trace) -> list[Sentence]:
    """The explanation of the algorithm that made `trace`, a paragraph of Markdown each."""
    return LESSONS[trace.algorithm]()


def _bpe() -> list[Sentence]:
    return [
        Sentence(
            N_(
                "**Byte-pair encoding** (Sennrich et al., 2015) first has a pre-tokenizer cut the "
                "text into words, and counts them: GPT-2 and RoBERTa cut at spaces, XLM and "
                "FlauBERT by rules (FlauBERT by Moses), GPT with spaCy and ftfy."
            )
        ),
        Sentence(
            N_(
                "Every word becomes a row of characters; all characters together are the "
                "base vocabulary. Then the pair of neighbours that occurs most often is "
                "merged everywhere into a new token. This is repeated until the "
                "vocabulary has the size that was asked for. The order of the merges is "
                "what has been learned: by it new words are split."
            )
        ),
        Sentence(
            N_(
                "A character that is not in the base vocabulary becomes [UNK]; this "
                "often happens to emoji. GPT has {alphabet} base characters and stopped "
                "after {merges} merges: a vocabulary of {alphabet} + {merges} = {size}."
            ),
            alphabet=GPT_ALPHABET,
            merges=GPT_MERGES,
            size=GPT_ALPHABET + GPT_MERGES,
        ),
        Sentence(
            N_(
                "Pairs are often equally frequent, and then the **tie rule** decides "
                "what is learned. Libraries differ: the trainer of Hugging Face takes "
                "the pair with the smallest token IDs, minbpe and the Hugging Face "
                "course the one seen first in the text, SentencePiece the shorter, then "
                "the lexicographically smaller string."
            )
        ),
    ]


def _byte_bpe() -> list[Sentence]:
    table = byte_characters()
    return [
        Sentence(
            N_(
                "A base vocabulary of all characters would be too large: Unicode has "
                "{unicode:,} code points. **Byte-level BPE** (GPT-2, 2019) starts from "
                "the {bytes} values of a byte, of which every text consists. So there is "
                "no unknown character, and [UNK] is never needed."
            ),
            unicode=sys.maxunicode + 1,
            bytes=len(table),
        ),
        Sentence(
            N_(
                "GPT-2: {bytes} bytes + {specials} end-of-text token + {merges} merges = a "
                "vocabulary of {size}."
            ),
            bytes=len(table),
            specials=GPT2_SPECIALS,
            merges=GPT2_MERGES,
            size=len(table) + GPT2_SPECIALS + GPT2_MERGES,
        ),
        Sentence(
            N_(
                "Each byte is written as one visible character: {kept} keep their own, the other "
                "{moved} get a substitute. A space is {space}, a newline {newline}; a Chinese "
                "character is three bytes, an emoji four or more."
            ),
            kept=sum(ord(char) == byte for byte, char in enumerate(table)),
            moved=sum(ord(char) != byte for byte, char in enumerate(table)),
            space=table[ord(" ")],
            newline=table[ord("\n")],
        ),
    ]


def _wordpiece() -> list[Sentence]:
    third = train_wordpiece(CLASSIC_COUNTS, 300).merges[2]
    rival = next(each for each in third.candidates if each.pair == ("hu", "##g"))
    left, right = third.frequencies[0], rival.count / rival.score / third.frequencies[0]
    return [
        Sentence(
            N_(
                "**WordPiece** (Schuster and Nakajima, 2012) is what BERT, DistilBERT and Electra "
                "use. It starts from characters as BPE does; a piece inside a word is written "
                "with ## before it."
            )
        ),
        Sentence(
            N_(
                "It does not take the most frequent pair, but the one that raises the "
                "likelihood of the text most: the probability of the pair, divided by "
                "those of its two parts. So a pair is merged when its parts are rarely "
                "seen without each other."
            )
        ),
        Sentence(
            N_(
                "It splits a word by its longest piece from the left, again and again; "
                "where none fits, the whole word is [UNK]."
            )
        ),
        Sentence(
            N_(
                "**Correction:** for these five words the Hugging Face course prints hu "
                "+ ##g → hug as the third merge, with the score {claimed}. That pair's "
                "score is {count} / ({left} × {right}) = {real}; the third merge is "
                "{pair} → {token}, and {claimed} is its score. Also, Hugging Face's own "
                "trainer does not use this score: it takes the most frequent pair, which "
                "is the rule *frequency* here."
            ),
            claimed=Fraction(third.score).limit_denominator(1000),
            count=rival.count,
            left=left,
            right=round(right),
            real=Fraction(rival.score).limit_denominator(1000),
            pair=" + ".join(third.pair),
            token=third.token,
        ),
    ]


def _unigram() -> list[Sentence]:
    trace = train_unigram(CLASSIC_COUNTS, 14, loss="best", em_steps=0, whole_words=False)
    (prune,) = trace.rounds
    assert isinstance(prune, Prune)
    p = trace.seeds["p"]
    parts = sum(n * word.count("p") for word, n in CLASSIC_COUNTS.items())
    return [
        Sentence(
            N_(
                "**Unigram** (Kudo, 2018) goes the other way: it starts from far too "
                "many pieces, all words and their commonest parts, and removes those "
                "whose loss is felt least, until the vocabulary has the size that was "
                "asked for."
            )
        ),
        Sentence(
            N_(
                "Each piece has a probability; a segmentation of a word has the product "
                "of its pieces' probabilities. The loss is the sum over all words of "
                "minus the logarithm of what *all* their segmentations have together. A "
                "round finds for each piece how much the loss would rise without it, and "
                "removes the 10 to 20 percent of the smallest rise. Base characters "
                "stay, so that any word can be split."
            )
        ),
        Sentence(
            N_(
                "New words are split in the most probable way. No model of transformers "
                "uses Unigram by itself; it comes with SentencePiece."
            )
        ),
        Sentence(
            N_(
                "**Correction:** the Hugging Face course works with the best "
                "segmentation alone and prints the probability of p as {claimed}; in its "
                "corpus p occurs {count} times, and the probability is {count}/{total}. "
                "With these counts the loss is {loss:.3f}, and removing hug adds "
                "{rise:.3f}."
            ),
            claimed=f"5/{round(parts / exp(p))}",
            count=parts,
            total=round(parts / exp(p)),
            loss=prune.loss,
            rise=dict(prune.spared)["hug"],
        ),
    ]


def _sentencepiece() -> list[Sentence]:
    return [
        Sentence(
            N_(
                "The other algorithms expect words, and most pre-tokenizers find them by spaces. "
                "Chinese and Japanese have none. **SentencePiece** (Kudo and Richardson, 2018) "
                "takes text as a raw stream in which the space is a character too, written ▁ "
                "(U+2581), and learns with Unigram or BPE."
            )
        ),
        Sentence(
            N_(
                "Decoding is easy: put all tokens together and turn ▁ into a space. ALBERT, "
                "XLNet, Marian and T5 use it, all of them with Unigram."
            )
        ),
        Sentence(
            N_(
                "Its Unigram trainer saves work: it starts from repeated strings of a suffix "
                "array, re-estimates probabilities twice a round, and finds the loss of removing "
                "a piece from the piece's best replacement alone. What you see here follows its "
                "schedule; the exact loss is under *Unigram*."
            )
        ),
    ]


LESSONS = {
    "bpe": _bpe,
    "byte_bpe": _byte_bpe,
    "wordpiece": _wordpiece,
    "unigram": _unigram,
    "sentencepiece": _sentencepiece,
}
