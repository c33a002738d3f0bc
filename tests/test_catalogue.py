import re
from dataclasses import replace

import pytest
from packaging.version import Version

import catalogue
from catalogue import figures
from catalogue.files import DATA
from catalogue.harvest import __main__ as harvest
from catalogue.harvest.mappings import mappings
from catalogue.harvest.release import Release
from catalogue.harvest.wheels import fetch
from i18n import Problem, compact


def test_documented_is_a_table_of_260_models():
    models = catalogue.documented()
    assert list(models.columns) == ["model", *catalogue.FRAMEWORKS]
    assert len(models) == models["model"].nunique() == 260
    assert models[list(catalogue.FRAMEWORKS)].dtypes.eq(bool).all()


def test_the_data_file_is_what_the_harvester_writes(tmp_path, monkeypatch):
    monkeypatch.setattr(harvest, "DATA", tmp_path)
    harvest.write_documented(Release(fetch(catalogue.DOCUMENTED_RELEASE)))
    file = "documented_architectures.csv"
    assert (tmp_path / file).read_bytes() == (DATA / file).read_bytes()


def test_a_caller_cannot_change_the_table_of_the_next():
    models = catalogue.documented()
    models.loc[0, "model"] = "changed"
    assert catalogue.documented().loc[0, "model"] == "ALBERT"


def test_search_ignores_case_spaces_and_hyphens():
    models = catalogue.documented()
    for query in ("gpt2", "GPT-2", "gpt 2", "openai gpt-2"):
        assert "OpenAI GPT-2" in set(catalogue.select(models, query)["model"])
    assert set(catalogue.select(models, "xlm roberta-xl")["model"]) == {"XLM-RoBERTa-XL"}
    assert catalogue.select(models, "no such model").empty
    assert len(catalogue.select(models, "  ")) == len(models)


def test_frameworks_must_all_be_supported():
    models = catalogue.documented()
    both = catalogue.select(models, frameworks=["tensorflow", "flax"])
    expected = [row.model for row in models.itertuples() if row.tensorflow and row.flax]
    assert list(both["model"]) == expected


@pytest.fixture(scope="module", params=["4.39.3", "4.57.6", "5.23.0"])
def release(request) -> Release:
    return Release(fetch(request.param))


def test_support_is_what_the_classes_of_the_wheel_declare(release):
    """By another route than the harvester's, which searches folders for configurations.

    A model class declares its configuration in its body; a few models have no class of
    their own and stand in an auto table only.
    """
    wheel, table = release.wheel, catalogue.support(release.wheel.release)
    for framework, prefix in {"pytorch": "", "tensorflow": "tf_", "flax": "flax_"}.items():
        declared = set()
        for file in (file for files in wheel.folders.values() for file in files):
            name = file.rsplit("/", 1)[1]
            if name.startswith(f"modeling_{prefix}") and (
                prefix or not name.startswith(("modeling_tf_", "modeling_flax_"))
            ):
                body = r'^    config(?:_class)?(?::| =) "?(\w+Config)\b'
                declared |= set(re.findall(body, wheel.text(file), re.MULTILINE))
        auto = wheel.auto(f"modeling_{prefix}auto")
        expected = {
            release.parent[model]
            for model, config in release.configs.items()
            if config in declared or f'("{model}", "' in auto
        }
        assert set(table.index[table[framework]]) == expected


def test_every_architecture_of_the_wheel_is_in_the_catalogue(release):
    table = catalogue.support(release.wheel.release)
    assert set(table.index) == set(release.parent.values())
    # Parts are folded into a model of the same release.
    assert set(release.parent.values()) <= set(release.configs)
    assert release.parent.get("clip_text_model", "clip") == "clip"


def test_a_release_that_was_not_read_is_refused_with_those_that_were():
    with pytest.raises(Problem, match=r"4\.39\.3"):
        catalogue.support("3.14.15")


def test_every_minor_release_was_read_in_order():
    releases = catalogue.releases()
    minors = [tuple(map(int, release.split(".")[:2])) for release in releases["release"]]
    assert minors == [(4, minor) for minor in range(58)] + [(5, minor) for minor in range(24)]
    assert {"4.39.3", "4.57.6", "5.23.0"} <= set(releases["release"])


def test_every_documented_name_has_an_architecture_or_a_reason():
    views = catalogue.documented_views()
    assert list(views["name"]) == list(catalogue.documented()["model"])
    assert set(views["model"]) <= set(catalogue.models()["model"])
    assert set(views["kind"]) == {"architecture", "checkpoints", "tokenizer"}
    families = views.set_index("name")["model"]
    assert families[["FLAN-T5", "DialoGPT", "BARTpho"]].to_list() == ["t5", "gpt2", "mbart"]


def test_the_documentation_agrees_with_the_code_of_its_month_and_not_with_todays():
    views = catalogue.documented_views()
    for framework in catalogue.FRAMEWORKS:
        assert (views[f"{framework}_documented"] == views[f"{framework}_then"]).all()
    assert not views[["tensorflow_now", "flax_now"]].any(axis=None)


def test_a_row_of_the_catalogue_says_what_is_known_of_bert():
    bert = catalogue.models().set_index("model").loc["bert"]
    assert bert["name"] == "BERT"
    assert bert["modality"] == "text"
    assert (bert["tokenizer"], bert["tokenizer_algorithm"]) == ("BertTokenizer", "WordPiece")
    assert bert["paper"] == "https://arxiv.org/abs/1810.04805"
    assert {"fill-mask", "question-answering", "token-classification"} <= set(bert["tasks"])
    assert (bert["tensorflow"], bert["flax"]) == ("4.57.6", "4.57.6")
    assert bert["parameters"] == 109_482_240
    classes = catalogue.heads("bert").set_index("head")["class"]
    assert classes["masked_lm"] == "BertForMaskedLM"


def test_the_catalogue_knows_the_size_of_most_models_and_else_the_reason():
    models = catalogue.models()
    known = models["parameters"].notna()
    assert (models["size_reason"] == "")[known].all()
    assert (models["size_reason"] != "")[~known].all()
    sizes = (DATA / "sizes.csv").read_text().splitlines()[2:]
    newest = catalogue.releases()["release"].iloc[-1]
    assert {row.split(",")[0] for row in sizes} == set(catalogue.support(newest).index)
    assert sum(not row.split(",")[1] for row in sizes) <= 10


@pytest.mark.parametrize(("model", "parameters"), [("bert", 109_482_240), ("gpt2", 124_439_808)])
def test_a_size_is_counted_without_weights(model, parameters):
    size = catalogue.size(model)
    assert size.parameters == parameters == sum(size.modules.values())
    assert size.bytes == 4 * parameters


@pytest.mark.parametrize("field", [{"hidden_size": 100}, {"hiden_size": 768}])
def test_a_configuration_that_cannot_be_built_names_the_field(field):
    with pytest.raises(Problem, match=next(iter(field))):
        catalogue.size("bert", **field)
    with pytest.raises(Problem, match="no architecture 'no-such'"):
        catalogue.size("no-such")


def test_tables_are_read_in_every_form_that_the_releases_use():
    source = """
if TYPE_CHECKING:
    TABLE = OrderedDict()
else:
    TABLE = OrderedDict([("a", ("A", "AFast" if fast() else None)), (BConfig, B)])
TABLE.update({"c": {"pil": "CPil", "torchvision": "C"}})
WRAPPED = OrderedDict(**{"d": "D"}, **WHOLE)
ALL = OrderedDict([*list(WRAPPED.items()), ("e", "E")])
NOT_A_TABLE = os.environ["X"]
"""
    assert mappings(source) == {
        "TABLE": {"a": ("A", "AFast"), "BConfig": ("B",), "c": ("CPil", "C")},
        "WRAPPED": {"d": ("D",)},
        "ALL": {"d": ("D",), "e": ("E",)},
    }


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("bert", "bert"),
        ("BERT", "bert"),
        ("gtp2", "gpt2"),
        ("gpt-2", "gpt2"),
        ("robrta", "roberta"),
        ("mobilbert", "mobilebert"),
        ("RobertaTokenizer bart", "bart"),
    ],
)
def test_a_search_finds_what_was_meant(typed, first):
    found = catalogue.choose(catalogue.models(), catalogue.Choice(query=typed))
    assert found["model"].iloc[0] == first


def test_a_count_is_the_number_of_rows_that_the_value_leaves():
    models = catalogue.models()
    choice = catalogue.Choice(query="bert", task=("fill-mask",), gigabytes=1, dtype="float16")
    for facet, counts in catalogue.facet_counts(models, choice).items():
        for value, count in counts.items():
            chosen = replace(choice, **{facet: (value,)})
            assert len(catalogue.choose(models, chosen)) == count


def test_weights_that_fit_are_counted_in_their_dtype():
    models = catalogue.models()
    mamba = catalogue.Choice(query="falcon mamba", gigabytes=20)  # of 7B
    assert "falcon_mamba" not in set(catalogue.choose(models, mamba)["model"])
    assert "falcon_mamba" in set(catalogue.choose(models, replace(mamba, dtype="float16"))["model"])


def test_a_choice_prints_as_the_python_that_makes_it():
    choice = catalogue.Choice(query="it's", task=("fill-mask",), most=10**8)
    assert eval(f"catalogue.{choice}") == choice


def test_modules_add_up_to_the_size_of_every_model():
    models = catalogue.models().dropna(subset="parameters")
    for model, parameters in zip(models["model"], models["parameters"]):
        assert catalogue.modules(model)["parameters"].sum() == parameters


def test_history_goes_through_every_release():
    history = catalogue.history("bert")
    assert list(history.index) == list(catalogue.releases()["release"])
    assert history.loc["4.57.6", list(catalogue.FRAMEWORKS)].all()
    assert not history.loc["5.23.0", ["tensorflow", "flax"]].any()


def test_growth_counts_what_support_says():
    growth, by_modality = catalogue.growth(), catalogue.growth_by_modality()
    for release in ("4.0.1", "4.57.6", "5.23.0"):
        table = catalogue.support(release)
        assert growth.loc[release, list(catalogue.FRAMEWORKS)].to_list() == table.sum().to_list()
        assert by_modality.loc[release].sum() == len(table)


def test_an_order_puts_blanks_last_both_ways_and_releases_in_time():
    models = catalogue.models()
    for column in ("parameters", "paper", "tasks", "flax"):
        for descending in (False, True):
            rows = catalogue.choose(models, catalogue.Choice(order=column, descending=descending))
            assert len(rows) == len(models)
            blank = (rows[column].isna() | rows[column].isin(["", ()])).to_list()
            assert blank == sorted(blank)
    for column in ("since", "first_release"):
        releases = catalogue.choose(models, catalogue.Choice(order=column))[column]
        places = [Version(release.removeprefix("≤ ")) for release in releases]
        assert places == sorted(places)


def test_a_range_of_releases_keeps_what_was_there_at_some_time_in_it():
    models = catalogue.models()
    oldest = catalogue.choose(models, catalogue.Choice(until="4.0.1"))
    assert set(oldest["model"]) == set(catalogue.support("4.0.1").index)
    newest = catalogue.choose(models, catalogue.Choice(since="5.23.0"))
    assert set(newest["model"]) == set(catalogue.support("5.23.0").index)
    both = catalogue.choose(models, catalogue.Choice(since="4.30.2", until="4.39.3"))
    assert {"transfo-xl", "bert"} <= set(both["model"])
    assert "modernbert" not in set(both["model"])


OWN = "name,model,modality,tasks,parameters,pytorch,documentation\n"


def test_own_models_have_the_columns_of_the_others():
    file = (
        OWN
        + '"Ours, large",ours,text,fill-mask; ner,"1,000",true,https://ours.example\n\nB,,,,,,\n'
    )
    own = catalogue.own_models(("\ufeff" + file).encode())
    both = catalogue.models(own)
    assert both.dtypes.equals(catalogue.models().dtypes)
    ours, other = both.iloc[0], both.iloc[1]
    assert (ours["name"], ours["model"], ours["tasks"]) == (
        "Ours, large",
        "ours",
        ("fill-mask", "ner"),
    )
    assert (ours["parameters"], ours["bytes"], ours["origin"]) == (1000, 4000, "own")
    assert other["model"] == "B"
    assert other["size_reason"]
    for choice in (
        catalogue.Choice(query="ours"),
        catalogue.Choice(task=("ner",)),
        catalogue.Choice(framework=("pytorch",), most=2000),
    ):
        assert "ours" in set(catalogue.choose(both, choice)["model"])


def test_the_bars_of_tasks_count_every_head_of_every_model():
    models = catalogue.choose(catalogue.models(), catalogue.Choice(query="bert"))
    bars = figures.models_by_task(models).data[0]
    assert sum(bars.x) == models["tasks"].map(len).sum()


def test_the_bars_of_support_end_where_the_support_ends():
    history = catalogue.history("bert")
    figure = figures.support_history(history)
    ends = {bar.y[0]: bar.customdata[-1] for bar in figure.data}
    assert ends == {"PyTorch": history.index[-1], "TensorFlow": "4.57.6", "Flax": "4.57.6"}
    assert [bar.text[-1].strip() for bar in figure.data] == ["", "4.57.6", "4.57.6"]


def test_the_slopes_of_documented_support_are_the_counts_of_its_rows():
    views = catalogue.documented_views()
    slopes = figures.support_then_and_now(views, "5.23.0").data
    assert [list(slope.y) for slope in slopes] == [
        [views[f"{framework}_documented"].sum(), views[f"{framework}_now"].sum()]
        for framework in catalogue.FRAMEWORKS
    ]


def test_a_count_is_said_with_three_figures():
    said = {109_482_240: "109M", 10_800_000_000: "10.8B", 999_900: "1M", 12: "12", 1_050e9: "1.05T"}
    assert {count: compact(count) for count in said} == said
