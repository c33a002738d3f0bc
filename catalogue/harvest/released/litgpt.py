"""The configurations of litgpt: `dict(name=..., hf_config=dict(org=..., name=...), ...)`.

A list may stand for several checkpoints each: loops in the file fill the `{}` of its names, or
add an ending to them. These loops are read, not run.
"""

import ast
import re
from collections.abc import Iterator

from .package import Package, called, literal

PACKAGE = Package("litgpt", "0.5.13")

ARCHITECTURES = (
    (r"pythia|stablelm-(base|tuned)|stablecode-completion-alpha|RedPajama|dolly|Nous-Hermes-gpt",
     "GPTNeoXForCausalLM"),
    (r"stable(lm|-?code)", "StableLmForCausalLM"),
    (r"Falcon3", "LlamaForCausalLM"),
    (r"falcon", "FalconForCausalLM"),
    (r"OLMo-2", "Olmo2ForCausalLM"),
    (r"OLMo", "OlmoForCausalLM"),
    (r"gemma-3-(?!1b)", "Gemma3ForConditionalGeneration"),
    (r"gemma-3", "Gemma3ForCausalLM"),
    (r"gemma-2-", "Gemma2ForCausalLM"),
    (r"gemma", "GemmaForCausalLM"),
    (r"phi-[12]", "PhiForCausalLM"),
    (r"phi", "Phi3ForCausalLM"),
    (r"danube", "MistralForCausalLM"),
    (r"Mixtral", "MixtralForCausalLM"),
    (r"Mathstral|mistral", "MistralForCausalLM"),
    (r"Qwen3-.*-A\d", "Qwen3MoeForCausalLM"),
    (r"Qwen3", "Qwen3ForCausalLM"),
    (r"Qwen2\.5|QwQ", "Qwen2ForCausalLM"),
    (r"llama|vicuna|longchat|FreeWilly|Platypus|Hermes|salamandra|SmolLM2|WizardLM|LLaMA",
     "LlamaForCausalLM"),
)  # fmt: skip
"""litgpt builds all of them from one class; these are the classes of transformers that do."""


def facts() -> Iterator[dict]:
    """One dictionary a checkpoint, with all numbers of its layers."""
    tree = ast.parse(PACKAGE.text("litgpt/config.py"))
    defaults = _defaults(tree)
    endings = _endings(tree)
    for node in tree.body:
        listed = ast.unparse(node.targets[0]) if isinstance(node, ast.Assign) else ""
        if isinstance(node, ast.For | ast.ClassDef | ast.FunctionDef):
            continue
        for call in called(node, "dict"):
            numbers = defaults | (literal(call) or {})
            repository = numbers["hf_config"]
            if not repository or "org" not in repository:
                continue
            for name in _named(repository["name"], *endings.get(listed, ((), "", ()))):
                yield _facts(f"{repository['org']}/{name}", numbers)


def _defaults(tree: ast.Module) -> dict:
    config = next(
        node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == "Config"
    )
    fields = [node for node in config.body if isinstance(node, ast.AnnAssign)]
    return {ast.unparse(field.target): literal(field.value) for field in fields}


def _endings(tree: ast.Module) -> dict[str, tuple[tuple[str, ...], str, tuple[str, ...]]]:
    """For each list what fills its `{}`, an ending of further names, and names without it."""
    found: dict[str, tuple[tuple[str, ...], str, tuple[str, ...]]] = {}
    for loop in tree.body:
        if not isinstance(loop, ast.For):
            continue
        inner = [node for node in ast.walk(loop) if isinstance(node, ast.For)][-1]
        copied = called(loop, "deepcopy")[0].args[0]
        listed = loop.iter.id if isinstance(loop.iter, ast.Name) else ast.unparse(copied)
        if isinstance(inner.iter, ast.Tuple):
            fillings = [kind if isinstance(kind, str) else kind[-1] for kind in literal(inner.iter)]
            found[listed] = (tuple(fillings), "", ())
        else:
            texts = [node for node in ast.walk(loop) if isinstance(node, ast.JoinedStr)]
            compared = [node for node in ast.walk(loop) if isinstance(node, ast.Compare)]
            ending = literal(texts[-1].values[-1])
            without = [name for node in compared for name in literal(node.comparators[0])]
            found[listed] = ((), ending, tuple(without))
    for node in ast.walk(tree):
        match node:
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id=whole), attr="extend"),
                args=[ast.Name(id=part)],
            ) if whole in found:
                found[part] = found[whole]
    return found


def _named(
    name: str, fillings: tuple[str, ...], ending: str, without: tuple[str, ...]
) -> list[str]:
    if "{}" in name:
        return [name.format(filling) for filling in fillings]
    return [name, name + ending] if ending and name not in without else [name]


def _facts(checkpoint: str, numbers: dict) -> dict:
    heads, width = numbers["n_head"], numbers["n_embd"]
    multiple = numbers["padding_multiple"]
    padded = -(-numbers["vocab_size"] // multiple) * multiple
    return {
        "checkpoint": checkpoint,
        "architecture": next(
            (
                name
                for pattern, name in ARCHITECTURES
                if re.search(pattern, checkpoint, re.IGNORECASE)
            ),
            "",
        ),
        "context": numbers["block_size"],
        "layers": numbers["n_layer"],
        "heads": heads,
        "key_value_heads": numbers["n_query_groups"] or heads,
        "head_size": numbers["head_size"] or width // heads,
        "width": width,
        "vocabulary": numbers["padded_vocab_size"] or padded,
        "feed_forward": numbers["intermediate_size"] or 4 * width,
        "experts": numbers["n_expert"] or None,
        "active_experts": numbers["n_expert_per_token"] or None,
        "expert_feed_forward": numbers["moe_intermediate_size"],
        "source": (str(PACKAGE), PACKAGE.date),
    }
