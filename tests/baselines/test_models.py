from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from peft import LoraConfig, PeftModel, get_peft_model
from torch import Tensor
from transformers import (
    AutoModelForImageTextToText,
    AutoProcessor,
    Blip2Config,
    LlamaConfig,
    LlamaForCausalLM,
)
from transformers.utils import is_torchvision_available

from baselines.data import Person
from baselines.encoding import Encoder
from baselines.errors import BadInput
from baselines.models import Model, at_start, load, save, train_adapter, train_whole
from baselines.packing import pack

LANGUAGE = {"idefics2": "model.text_model.", "idefics3": "model.text_model.", "smolvlm": "model.text_model."}
TOWER = {"qwen2_5_vl": "model.visual.", "llava": "model.vision_tower.", "llava_next": "model.vision_tower."}
TOWER |= {"internvl": "model.vision_tower."}
LINEAR = {"q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"}
Setting = tuple[Model, Callable[[Model], Tensor]]


@pytest.fixture
def setting(folder: Path, ada: Person) -> Setting:
    """A model, and what gives a model's answer logits on Ada's questions."""
    return open_model(folder, ada)


@pytest.fixture
def llava(tiny: Callable[[str], Path], ada: Person) -> Setting:
    return open_model(tiny("llava"), ada)


def open_model(folder: Path, person: Person) -> Setting:
    torch.manual_seed(1)
    model = load(str(folder))
    encoder = Encoder(model)
    seen = encoder.see(person.picture())
    packed = pack([("retain", one) for one in encoder.encode(person, seen)], 200, model.padding)
    return model, lambda model: model.answer_logits(model.network, packed, [seen.vision] * len(packed.images))


def step(setting: Setting) -> None:
    """One optimiser step on everything that is trained."""
    model, logits = setting
    optimizer = torch.optim.AdamW(
        [one for one in model.network.parameters() if one.requires_grad], lr=1e-2, weight_decay=0
    )
    model.network.train()
    logits(model).float().log_softmax(-1)[:, 0].sum().backward()
    optimizer.step()
    model.network.eval()


@torch.no_grad()
def evaluated(logits: Callable[[Model], Tensor], model: Model) -> Tensor:
    model.network.eval()
    return logits(model)


def weights(network: Any) -> dict[str, Tensor]:
    return {name: value.clone() for name, value in network.state_dict().items()}


def trained(network: Any) -> set[str]:
    return {name for name, parameter in network.named_parameters() if parameter.requires_grad}


def test_only_linear_layers_of_the_language_model_get_a_lora(family: str, setting: Setting) -> None:
    model, _ = setting
    train_adapter(model, 4, 8, 0.05)
    adapted = [name for name, _ in model.core.named_parameters() if "lora_" in name]
    assert all(name.startswith(LANGUAGE.get(family, "model.language_model.")) for name in adapted)
    assert {name.split(".")[-4] for name in adapted} == LINEAR
    assert len(adapted) == 2 * 2 * len(LINEAR)  # A and B, in two layers
    assert trained(model.core) == set(adapted)
    assert model.sees_frozen


def test_a_step_moves_the_adapter_and_nothing_else(setting: Setting) -> None:
    model, _ = setting
    train_adapter(model, 4, 8, 0.05)
    before = weights(model.network)
    step(setting)
    moved = {name for name, value in weights(model.network).items() if not torch.equal(value, before[name])}
    assert moved == {name for name in before if "lora_B" in name}  # A moves once B is not zero
    step(setting)
    moved = {name for name, value in weights(model.network).items() if not torch.equal(value, before[name])}
    assert moved == {name for name in before if "lora_" in name}


def test_whole_training_leaves_the_vision_tower(family: str, setting: Setting) -> None:
    model, _ = setting
    train_whole(model)
    tower = TOWER.get(family, "model.vision_model.")
    names = {name for name, _ in model.network.named_parameters()}
    assert trained(model.network) == {name for name in names if not name.startswith(tower)} != names
    assert model.sees_frozen == (family == "qwen2_5_vl")  # whose tower holds the projector
    before = weights(model.network)
    step(setting)
    for name, value in weights(model.network).items():
        assert torch.equal(value, before[name]) or not name.startswith(tower), name
    assert not torch.equal(model.core.lm_head.weight, before["lm_head.weight"])


@pytest.mark.parametrize("earlier", [False, True], ids=["base", "adapter"])
def test_at_start_is_the_model_that_training_began_with(setting: Setting, tmp_path: Path, earlier: bool) -> None:
    model, logits = setting
    if earlier:
        model = adapted(setting, tmp_path)
    start = evaluated(logits, model)
    train_adapter(model, 4, 8, 0.5)
    step((model, logits))
    model.network.train()
    model.core.get_encoder(modality="image").eval()  # a state of its own, to be found again
    modes = [module.training for module in model.network.modules()]
    changed = evaluated_as_it_is(logits, model)
    with at_start(model):
        assert torch.equal(evaluated_as_it_is(logits, model), start)
    assert [module.training for module in model.network.modules()] == modes
    assert not torch.allclose(changed, start, atol=1e-2)


@torch.no_grad()
def evaluated_as_it_is(logits: Callable[[Model], Tensor], model: Model) -> Tensor:
    return logits(model)


def adapted(setting: Setting, folder: Path) -> Model:
    """The model with an adapter trained for a step, saved and loaded again."""
    model, _ = setting
    train_adapter(model, 2, 3, 0.05)
    step(setting)
    step(setting)
    save(model, folder / "earlier")
    return load(str(folder / "earlier"))


def test_at_start_says_when_there_is_no_start(llava: Setting) -> None:
    train_whole(llava[0])
    with pytest.raises(AssertionError, match="without an adapter"), at_start(llava[0]):
        pass


def test_a_saved_adapter_loads_with_peft_and_with_load(folder: Path, setting: Setting, tmp_path: Path) -> None:
    model, logits = setting
    train_adapter(model, 4, 8, 0.05)
    step(setting)
    save(model, tmp_path)
    expected = evaluated(logits, model)
    assert not list(tmp_path.glob("model*")) and (tmp_path / "generation_config.json").is_file()
    assert json.loads((tmp_path / "adapter_config.json").read_text())["base_model_name_or_path"] == str(folder)
    assert torch.equal(evaluated(logits, load(str(tmp_path))), expected)
    base = AutoModelForImageTextToText.from_pretrained(folder)
    by_peft = Model("", PeftModel.from_pretrained(base, str(tmp_path)), model.processor)
    assert torch.equal(evaluated(logits, by_peft), expected)


def test_an_adapter_on_an_adapter_is_saved_as_one(folder: Path, setting: Setting, tmp_path: Path) -> None:
    first, logits = setting
    model = adapted(setting, tmp_path)
    before = weights(model.network)
    train_adapter(model, 4, 8, 0.05)
    step((model, logits))
    after = weights(model.network)
    assert all(torch.equal(after[name], value) for name, value in before.items())
    state = weights(model.network)
    model.network.double()  # sums in another order are off by 2e-6 in single precision
    expected = evaluated(logits, model)
    assert not torch.allclose(expected.float(), evaluated(logits, first), atol=1e-2)
    for parameter in model.network.parameters():
        parameter.data.zero_()  # as if spread over processes: what is saved comes from the state
    save(model, tmp_path / "joined", state=state)
    base = AutoModelForImageTextToText.from_pretrained(folder)
    joined = Model("", PeftModel.from_pretrained(base, str(tmp_path / "joined")), model.processor)
    joined.network.double()
    assert joined.network.peft_config["default"].r == 6
    torch.testing.assert_close(evaluated(logits, joined), expected, rtol=0, atol=1e-6)


@pytest.mark.parametrize("earlier", [False, True], ids=["base", "adapter"])
def test_merging_writes_the_whole_model(llava: Setting, tmp_path: Path, earlier: bool) -> None:
    model, logits = llava
    if earlier:
        model = adapted(llava, tmp_path / "before")
    train_adapter(model, 4, 8, 0.05)
    step((model, logits))
    expected = evaluated(logits, model)
    save(model, tmp_path, merge=True)
    assert not (tmp_path / "adapter_config.json").exists()
    torch.testing.assert_close(evaluated(logits, load(str(tmp_path))), expected, rtol=0, atol=1e-4)


def test_a_whole_model_is_saved_whole(llava: Setting, tmp_path: Path) -> None:
    model, logits = llava
    train_whole(model)
    step(llava)
    save(model, tmp_path)
    assert torch.equal(evaluated(logits, load(str(tmp_path))), evaluated(logits, model))


def test_whole_training_goes_on_from_an_adapter(llava: Setting, tmp_path: Path) -> None:
    model = adapted(llava, tmp_path)
    expected = evaluated(llava[1], model)
    train_whole(model)
    assert model.starts_from is None and not any("lora" in name for name in model.network.state_dict())
    torch.testing.assert_close(evaluated(llava[1], model), expected, rtol=0, atol=1e-4)


def test_adapters_are_full_precision_on_a_half_precision_base(folder: Path) -> None:
    model = load(str(folder), torch.bfloat16)
    train_adapter(model, 4, 8, 0.0)
    for name, parameter in model.network.named_parameters():
        assert parameter.dtype == (torch.float32 if "lora_" in name else torch.bfloat16), name


def test_an_adapter_that_ours_cannot_join_is_refused(llava: Setting, tmp_path: Path) -> None:
    model, _ = llava
    get_peft_model(model.network, LoraConfig(target_modules=["q_proj"])).save_pretrained(
        str(tmp_path), save_embedding_layers=False
    )
    with pytest.raises(BadInput, match="no plain LoRA on all linear layers of the language model; merge it"):
        train_adapter(load(str(tmp_path)), 4, 8, 0.0)


def test_generation_stops_at_the_end_of_a_turn(setting: Setting) -> None:
    model, _ = setting
    assert model.chat.end_of_turn in model.network.generation_config.eos_token_id
    assert model.network.generation_config.pad_token_id == model.padding


def test_a_processor_without_torchvision_is_saved_as_it_came(folder: Path, tmp_path: Path) -> None:
    load(str(folder)).processor.save_pretrained(tmp_path)
    assert json.loads((tmp_path / "processor_config.json").read_text()) == json.loads(
        (folder / "processor_config.json").read_text()
    )


def test_it_has_the_processor_that_transformers_gives(tiny: Callable[[str], Path]) -> None:
    families = ("llava", "idefics2", "idefics3") + ("qwen2_5_vl",) * is_torchvision_available()
    for folder in map(tiny, families):
        ours, theirs = load(str(folder)).processor, AutoProcessor.from_pretrained(folder)
        assert type(ours) is type(theirs) and ours.to_dict() == theirs.to_dict()


def fails(name: object, reason: str) -> None:
    with pytest.raises(BadInput, match=reason) as raised:
        load(str(name))
    assert "\n" not in str(raised.value)


def test_what_is_not_there(tmp_path: Path) -> None:
    fails(tmp_path / "nothing", "nothing: no such folder; name a run, a model folder or a Hub id")
    fails("runs/of/nobody", "no such folder")
    fails("somebody/no-such-model", "somebody/no-such-model: cannot be loaded")
    fails(tmp_path, "holds no model .*; name a run or a model")


def test_models_that_do_not_see(tmp_path: Path) -> None:
    config = LlamaConfig(vocab_size=32, hidden_size=8, intermediate_size=8, num_hidden_layers=1, num_attention_heads=1)
    LlamaForCausalLM(config).save_pretrained(tmp_path)
    fails(tmp_path, "llama is no image-text-to-text model; choose one such as LLaVA-1.5")


def test_models_without_the_interface(tmp_path: Path) -> None:
    Blip2Config().save_pretrained(tmp_path)
    fails(tmp_path, "Blip2ForConditionalGeneration takes no .*logits_to_keep; choose one such as LLaVA-1.5")


def test_models_without_a_chat_template(tiny: Callable[[str], Path], tmp_path: Path) -> None:
    shutil.copytree(tiny("llava"), tmp_path / "base")
    (tmp_path / "base" / "chat_template.jinja").unlink()
    fails(tmp_path / "base", "its processor has no chat template; choose an instruction-tuned model")


def test_a_package_that_a_processor_wants(tiny: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tiny("smolvlm")
    monkeypatch.setattr("transformers.models.smolvlm.processing_smolvlm.num2words", None)
    fails(folder, "cannot be loaded .*pip install num2words")


def test_weights_that_are_not_safetensors(tiny: Callable[[str], Path], tmp_path: Path) -> None:
    shutil.copytree(tiny("llava"), tmp_path / "base")
    (tmp_path / "base" / "model.safetensors").unlink()
    torch.save({}, tmp_path / "base" / "pytorch_model.bin")
    fails(tmp_path / "base", "its weights cannot be loaded .*safetensors")


def test_code_from_outside(tiny: Callable[[str], Path], tmp_path: Path) -> None:
    shutil.copytree(tiny("llava"), tmp_path / "base")
    path = tmp_path / "base" / "config.json"
    config = json.loads(path.read_text()) | {"model_type": "mine", "auto_map": {"AutoConfig": "mine.Mine"}}
    path.write_text(json.dumps(config))
    (tmp_path / "base" / "mine.py").write_text("raise SystemExit('it ran')")
    fails(tmp_path / "base", "cannot be loaded")


def test_an_adapter_whose_base_is_gone(llava: Setting, tiny: Callable[[str], Path], tmp_path: Path) -> None:
    shutil.copytree(tiny("llava"), tmp_path / "base")
    model = load(str(tmp_path / "base"))
    train_adapter(model, 2, 2, 0.0)
    save(model, tmp_path / "run")
    shutil.rmtree(tmp_path / "base")
    fails(tmp_path / "run", "its base model .*base is gone; put it back or name another run")
    (tmp_path / "run" / "adapter_model.safetensors").unlink()
    fails(tmp_path / "run", "adapter_model.safetensors")


def test_sampling_settings_of_a_model_that_does_not_sample_do_not_stop_saving(
    tiny: Callable[[str], Path], tmp_path: Path
) -> None:
    """As Vicuna-based models are published with: transformers refuses to write them."""
    hot = tmp_path / "hot"
    shutil.copytree(tiny("llava"), hot)
    settings = json.loads((hot / "generation_config.json").read_text())
    (hot / "generation_config.json").write_text(json.dumps(settings | {"temperature": 0.9, "top_p": 0.6}))
    save(load(str(hot)), tmp_path / "saved")
    assert "temperature" not in json.loads((tmp_path / "saved" / "generation_config.json").read_text())
