"""What one release of transformers supports, read from its wheel."""

import re
from functools import cache, cached_property

from .mappings import Mapping, mappings
from .wheels import Wheel

MODELING = {
    "pytorch": re.compile(r"modeling_(?!tf_|flax_)\w+\.py$"),
    "tensorflow": re.compile(r"modeling_tf_\w+\.py$"),
    "flax": re.compile(r"modeling_flax_\w+\.py$"),
}
AUTO = {"pytorch": "modeling_auto", "tensorflow": "modeling_tf_auto", "flax": "modeling_flax_auto"}

CLASS = re.compile(r"^class (\w+)(.*?)(?=^\S|\Z)", re.MULTILINE | re.DOTALL)
MODEL_TYPE = re.compile(r'^    model_type(?:: str)? = "([\w.-]+)"', re.MULTILINE)

APART = {"nougat"}
"""A second name for a configuration that a later release made an architecture of its own."""

PART = re.compile(r"(text|vision|audio|encoder|module|timestamp)(_model)?$")
"""How the model type of a part ends, where the whole has a name of its own."""


class Release:
    """The architectures of one wheel."""

    def __init__(self, wheel: Wheel):
        self.wheel = wheel

    @cached_property
    def _auto(self) -> dict[str, Mapping]:
        tables = mappings(self.wheel.auto("configuration_auto"))
        for name, table in mappings(self.wheel.auto("auto_mappings")).items():
            tables[name] = table | tables.get(name, {})
        return tables

    @cached_property
    def configs(self) -> dict[str, str]:
        """Every model type with its configuration class, parts of models included."""
        table = self._auto.get("CONFIG_MAPPING_NAMES") or self._auto["CONFIG_MAPPING"]
        return {model: classes[0] for model, classes in table.items()}

    @cached_property
    def names(self) -> dict[str, str]:
        """The display name of each model, in the releases that state one."""
        table = self._auto.get("MODEL_NAMES_MAPPING", {})
        return {model: names[0] for model, names in table.items() if model in self.configs}

    def folder(self, model: str) -> str:
        """The folder below `transformers/models` that defines a model type."""
        special = self._auto.get("SPECIAL_MODEL_TYPE_TO_MODULE_NAME", {})
        if model in special:
            return special[model][0]
        config = self.configs[model]
        folder = model.replace("-", "_")
        if folder in self.wheel.folders:
            return folder
        # The oldest releases have no table for the exceptions ("openai-gpt" is in "openai").
        return self._folder_of.get(config, folder)

    def folder_of(self, name: str) -> str:
        """The folder that defines a class of a model, or of its processor; else empty."""
        return self._class_folders.get(name, "")

    @cached_property
    def _class_folders(self) -> dict[str, str]:
        return {
            name: folder
            for folder, files in self.wheel.folders.items()
            for file in files
            if re.search(
                r"/(configuration|modeling|processing|feature_extraction)_(?!tf_|flax_)", file
            )
            for name in re.findall(r"^class (\w+)", self.wheel.text(file), re.MULTILINE)
        }

    @cached_property
    def _folder_of(self) -> dict[str, str]:
        """The folder that defines each configuration class."""
        return {config: folder for config, (folder, _) in self._configurations.items()}

    @cached_property
    def _stated(self) -> dict[str, str]:
        """The model type that each configuration class states, where it states one."""
        return {config: stated for config, (_, stated) in self._configurations.items() if stated}

    @cached_property
    def _configurations(self) -> dict[str, tuple[str, str]]:
        """Each configuration class with its folder and the model type in its body."""
        classes = {}
        for folder, files in self.wheel.folders.items():
            for file in files:
                if "/configuration_" in file:
                    for name, body in CLASS.findall(self.wheel.text(file)):
                        stated = MODEL_TYPE.search(body)
                        classes[name] = (folder, stated[1] if stated else "")
        return classes

    @cached_property
    def parent(self) -> dict[str, str]:
        """Each model type with the architecture that it belongs to, mostly itself.

        A part of a model (`clip_text_model`) belongs to the model type of the same folder
        whose name its own begins with (`clip`); `parakeet_encoder`, where no type is called
        `parakeet`, to the first that is not a part. A second name for a configuration
        (`code_llama`) belongs to the model type that the configuration states (`llama`).
        """
        by_folder: dict[str, list[str]] = {}
        for model in self.configs:
            if self._named(model) == model:
                by_folder.setdefault(self.folder(model), []).append(model)
        parents = {
            model: _parent(model, siblings) for siblings in by_folder.values() for model in siblings
        }
        return {model: parents[self._named(model)] for model in self.configs}

    @cached_property
    def second_names(self) -> dict[str, str]:
        """Model types that are another name for the configuration of an architecture."""
        return {model: self.parent[model] for model in self.configs if self._named(model) != model}

    def _named(self, model: str) -> str:
        """The model type that the configuration class of `model` states of itself."""
        config = self.configs[model]
        stated = self._stated.get(config, model)
        # A part's name is none for the whole: MLCDVisionConfig says "mlcd_vision_model".
        if model in APART or stated.startswith(model) or self.configs.get(stated) != config:
            return model
        return stated

    @cache  # noqa: B019 (a release lives as long as the run)
    def heads(self, framework: str = "pytorch") -> dict[str, Mapping]:
        """For each auto table the classes of each model type."""
        models_of: dict[str, list[str]] = {}
        for model, config in self.configs.items():
            models_of.setdefault(config, []).append(model)
        tables = {}
        for name, table in mappings(self.wheel.auto(AUTO[framework])).items():
            if "MAPPING" not in name and not name.endswith("_NAMES"):
                continue
            # Up to 4.11 the tables go from one class to the other.
            rows = {
                model: classes
                for key, classes in table.items()
                for model in ([key] if key in self.configs else models_of.get(key, []))
                if classes
            }
            if rows:
                tables[re.sub(r"^(TF|FLAX)_|(_MAPPING)?(_NAMES)?$", "", name)] = rows
        return tables

    @cache  # noqa: B019 (a release lives as long as the run)
    def support(self) -> dict[str, dict[str, bool]]:
        """For each architecture whether PyTorch, TensorFlow and Flax have it.

        They do where an auto table of the framework lists it, or where one of its modeling
        files in the folder of the model, or of its configuration, works with that.
        """
        in_tables = {
            framework: {model for table in self.heads(framework).values() for model in table}
            for framework in AUTO
        }
        rows: dict[str, dict[str, bool]] = {}
        for model, architecture in self.parent.items():
            row = rows.setdefault(architecture, dict.fromkeys(AUTO, False))
            for framework in AUTO:
                row[framework] |= model in in_tables[framework] or self._has_code(model, framework)
        return rows

    def _has_code(self, model: str, framework: str) -> bool:
        config = self.configs[model]
        mention = re.compile(rf"\b{re.escape(config)}\b")
        # A model type may be a name for the configuration of another (Nougat is a
        # vision-encoder-decoder), whose folder then holds the code.
        folders = {self.folder(model), self._folder_of.get(config, "")}
        return any(
            MODELING[framework].search(file) and mention.search(self.wheel.text(file))
            for folder in folders
            for file in self.wheel.folders.get(folder, ())
        )


def _parent(model: str, siblings: list[str]) -> str:
    names = {other: re.sub(r"[-.]", "_", other).lower() for other in siblings}
    wholes = [
        other
        for other in siblings
        if names[model].startswith(names[other]) and len(other) < len(model)
    ]
    begins_others = any(name.startswith(names[model] + "_") for name in names.values())
    if not wholes and not begins_others and PART.search(names[model]):
        wholes = [other for other in siblings if not PART.search(names[other])]
    return min(wholes, key=len) if wholes else model
