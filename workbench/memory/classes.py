"""Which class of an architecture is measured: the one that it is run and trained as."""

from typing import TYPE_CHECKING, Any

from catalogue.defaults import counted_class
from i18n import N_, Problem

if TYPE_CHECKING:
    from transformers import PreTrainedConfig

TABLES = (
    "SEQ_TO_SEQ_CAUSAL_LM", "SPEECH_SEQ_2_SEQ", "IMAGE_TEXT_TO_TEXT", "MASKED_LM", "CAUSAL_LM",
    "ZERO_SHOT_IMAGE_CLASSIFICATION", "IMAGE_CLASSIFICATION", "AUDIO_CLASSIFICATION",
    "VIDEO_CLASSIFICATION",
)  # fmt: skip
"""Tables of the auto classes, those first that name what an architecture was made for."""


def measured_class(config: "PreTrainedConfig") -> Any:
    """The class that the configuration names, else the head that it was made for, else the base.

    Raises `i18n.Problem` where transformers has no class for it.
    """
    import transformers
    from transformers.models.auto import modeling_auto

    for name in config.architectures or ():
        found = getattr(transformers, name, None)
        if getattr(found, "config_class", None) is type(config):
            return found
    for table in TABLES:
        names = getattr(modeling_auto, f"MODEL_FOR_{table}_MAPPING_NAMES")
        name = names.get(config.model_type)
        if name:
            return getattr(transformers, name if isinstance(name, str) else name[0])
    name, _base = counted_class(config.model_type)
    if not name:
        raise Problem(
            N_("transformers has no model for a configuration of the type {type}."),
            type=config.model_type,
        )
    return getattr(transformers, name)


def class_named(name: str) -> Any:
    """A class of transformers; `i18n.Problem` where it has none of that name."""
    import transformers

    found = getattr(transformers, name, None)
    if not isinstance(found, type) or not issubclass(found, transformers.PreTrainedModel):
        raise Problem(N_("transformers has no model class {name!r}."), name=name)
    return found


def built(config: "PreTrainedConfig", kind: Any, dtype: str) -> Any:
    """A model without numbers, on the meta device. `config` is kept as it is.

    Raises `i18n.Problem` with what the code of the architecture says.
    """
    from copy import deepcopy

    import torch

    try:
        with torch.device("meta"):
            model = kind._from_config(deepcopy(config), dtype=getattr(torch, dtype))
            return model.to("meta")  # code may make a parameter where no device is asked for
    except Exception as error:  # whatever the code of 600 architectures may raise
        raise Problem(
            N_("{model} cannot be built from this configuration: {reason}"),
            model=kind.__name__,
            reason=str(error).strip()[:200] or type(error).__name__,
        ) from error
