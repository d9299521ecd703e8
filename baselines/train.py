"""Fine-tune and unlearn: one path for every method. What happens, in order; a step is in fitting.py and reading.py."""

from __future__ import annotations

import gc
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from accelerate.utils import DistributedType
from torch import Tensor
from transformers import TrainingArguments, set_seed
from transformers.integrations.integration_utils import INTEGRATION_TO_CALLBACK, get_available_reporting_integrations

from baselines import applicable, curriculum, embedded, models, processes, reference, runs
from baselines.callbacks import asked_by_ctrl_c
from baselines.curriculum import Curriculum
from baselines.data import PRETRAINING, Person, check_retained, fingerprint
from baselines.errors import BadInput
from baselines.fitting import Fitting, Objective
from baselines.guards import Interrupted, last_checkpoint, memory_errors, nothing_half_done
from baselines.losses import FINE_TUNING, METHODS, Method, Strength
from baselines.material import encoded
from baselines.models import Model
from baselines.options import Options, check_choice, resolve
from baselines.published import published

TRACKED = "runs"  # where tensorboard's files are: the Trainer puts them below its own folder, which does not stay


@dataclass(frozen=True, slots=True)
class Running:
    """How a run is carried out; what comes out depends on none of it but `merge`.

    out: the folder to make. resume, force: what to do with what is there. merge: save the whole model, not an adapter.
    report_to: trackers, by comma. save_every: steps between checkpoints; 0: ten in a run. checkpointing: recompute
    activations to save memory; None: for all models but the embedded one.
    """

    out: Path
    resume: bool = False
    force: bool = False
    merge: bool = False
    report_to: str = "none"
    save_every: int = 0
    checkpointing: bool | None = None


def finetune(given: Mapping[str, Any], running: Running) -> runs.Run:
    """Fine-tune a model on everybody, or on all but what is to be forgotten in the config `without`.

    given: the options that are not to have their default. Raises BadInput, Interrupted.
    """
    benchmark = published(given["data"])
    options = resolve("finetune", given, given["model"] == embedded.NAME, benchmark.NAME)
    applicable.check(given, options, FINE_TUNING)
    people = benchmark.everybody(options.data, options.modality)
    applicable.check_described(given, people, benchmark.EVERYBODY)
    if options.without:
        left_out = benchmark.left_out(options.data, options.without)
        if not any(person.id in left_out for person in people):
            raise BadInput(
                f"--without {options.without}: nobody of it is in {benchmark.EVERYBODY}; name another config"
            )
        people = [person for person in people if person.id not in left_out]
        if not people:
            raise BadInput(f"--without {options.without}: nobody is left to train on; name another config")
    trained_on = {benchmark.EVERYBODY: people}
    rehearsed: list[list[Person]] = []
    if options.replay:
        rehearsed = embedded.rehearsed(options.data)
        trained_on[PRETRAINING] = [person for group in rehearsed for person in group]
    plan = curriculum.lessons(people, rehearsed, options, processes.this().num_processes)
    return _train(options, running, FINE_TUNING, plan, trained_on)


def unlearn(given: Mapping[str, Any], running: Running) -> runs.Run:
    """Make a fine-tuned model forget what is to be forgotten in the config `forget`.

    given: the options that are not to have their default. Raises BadInput, Interrupted.
    """
    check_choice("--method", given["method"], METHODS)
    if given["model"] == embedded.NAME:
        raise BadInput(f"--model {embedded.NAME}: knows nobody yet; name a run that finetune made of it")
    method, run = METHODS[given["method"]], runs.read(given["model"])
    benchmark = published(given["data"])
    options = resolve("unlearn", given, run is not None and run.embedded, benchmark.NAME)
    applicable.check(given, options, method)
    forget = benchmark.to_forget(options.data, options.forget, options.modality)
    applicable.check_described(given, forget, options.forget)
    trained_on = {options.forget: forget}
    retain: list[Person] = []
    if "retain" in method.roles:
        config, retain = benchmark.to_keep(options.data, options.forget, options.retain, options.modality)
        trained_on[config] = retain
        kept, forgotten = ([person.id for person in some] for some in (retain, forget))
        check_retained(options.retain or config, kept, options.forget, forgotten)
    plan = curriculum.forgetting(forget, retain, method.roles, options, processes.this().num_processes)
    return _train(options, running, method, plan, trained_on)


def _train(
    options: Options, running: Running, method: Method, plan: Curriculum, trained_on: Mapping[str, list[Person]]
) -> runs.Run:
    """Load, encode, fit, save."""
    _check_trackers(running.report_to)
    if running.merge and _is_sharded():
        raise BadInput("--merge: the model is spread over processes; leave it out, and merge the adapter afterwards")
    count = processes.this().num_processes
    processes.together(lambda: runs.check_folder(running.out, options, running.resume, running.force, count))
    with memory_errors(options):
        with processes.this().main_process_first():
            start = embedded.base(options.data) if options.model == embedded.NAME else options.model
        run = runs.read(start)
        small = options.model == embedded.NAME or bool(run and run.embedded)
        stored = _of_another(method, plan, options)
        model = _ready(str(start), options)
        material = encoded(model, plan.visits, options.row_length, processes.this().is_main_process)
        if stored is not None:
            reference.check_same_answers(stored, material, options.reference)
        elif method.reference != "none" and options.full:
            stored = reference.of(model, material, method, options)
        objective = Objective(method, Strength(options.beta, options.gamma), stored, _bound(model, method, options))
        processes.together(lambda: runs.open_folder(running.out, options, running.resume, running.force, count))
        with nothing_half_done(running.out):
            arguments, muon = _arguments(options, running, small), options.optimizer == "muon"
            fitting = Fitting(model, objective, material, plan.epochs, arguments, muon)
            _fit(fitting, running)
            _save(fitting, model, running)
            finished = _record(fitting, model, options, running, small, trained_on)
            if processes.this().is_main_process:
                runs.finish(running.out, finished)
            processes.this().wait_for_everyone()
    return finished


def _of_another(method: Method, plan: Curriculum, options: Options) -> dict[str, Tensor] | None:
    """What another model than the one that is trained says as a reference, if there is one; it is gone on return."""
    if options.reference == "vanilla":
        return None
    model = _loaded(options.reference, options)
    material = encoded(model, plan.visits, options.row_length, processes.this().is_main_process)
    stored = reference.of(model, material, method, options)
    del model, material
    gc.collect()  # networks hold themselves in circles
    return stored


def _loaded(name: str, options: Options) -> Model:
    """The model on its device, nothing of it to be trained."""
    whole = options.full and options.dtype == "auto"
    model = models.load(name, torch.float32 if whole else models.DTYPES[options.dtype])
    model.network.to(processes.this().device).requires_grad_(False)
    return model


def _ready(start: str, options: Options) -> Model:
    """The model, with what is to be trained of it."""
    model = _loaded(start, options)
    set_seed(options.seed)
    if options.full:
        models.train_whole(model)
    else:
        models.train_adapter(model, options.lora_rank, options.lora_alpha, options.lora_dropout)
    model.network.to(processes.this().device)  # the new LoRA, too
    return model


def _bound(model: Model, method: Method, options: Options) -> float:
    """Mean loss on forget answers at which training ends: by default that of guessing, for a method without an end."""
    guessing = math.log(model.core.config.get_text_config().vocab_size)
    return options.stop_at or (guessing if method.unbounded else math.inf)


def _fit(fitting: Fitting, running: Running) -> None:
    with asked_by_ctrl_c(fitting):
        fitting.train(resume_from_checkpoint=str(last_checkpoint(running.out)) if running.resume else None)
    if fitting.interrupted:
        raise Interrupted(f"interrupted after step {fitting.state.global_step} of {fitting.state.max_steps}")


def _save(fitting: Fitting, model: Model, running: Running) -> None:
    weights = fitting.accelerator.get_state_dict(fitting.model_wrapped) if _is_sharded() else None
    if processes.this().is_main_process:
        models.save(model, running.out, running.merge, weights)
        tracked = running.out / runs.CHECKPOINTS / TRACKED
        if tracked.is_dir():
            tracked.rename(running.out / TRACKED)


def _is_sharded() -> bool:
    """Whether each process holds a part of the model only."""
    return processes.this().distributed_type in (DistributedType.FSDP, DistributedType.DEEPSPEED)


def _record(
    fitting: Fitting, model: Model, options: Options, running: Running, small: bool, people: Mapping[str, list[Person]]
) -> runs.Run:
    log = [entry for entry in fitting.state.log_history if "loss" in entry]
    return runs.Run(
        options=options,
        base=str(model.core.name_or_path),
        revision=getattr(model.core.config, "_commit_hash", None) or "",
        embedded=small,
        dtype=str(model.core.dtype).removeprefix("torch."),
        processes=processes.this().num_processes,
        weights=runs.sha256_of_weights(running.out),
        fingerprints={config: fingerprint(those) for config, those in people.items()},
        stopped=fitting.stopped,
        metrics={name: value for name, value in log[-1].items() if name not in ("step", "epoch")},
        log=log,
    )


def _arguments(options: Options, running: Running, small: bool) -> TrainingArguments:
    recompute = not small if running.checkpointing is None else running.checkpointing
    arguments = TrainingArguments(
        output_dir=str(running.out / runs.CHECKPOINTS),
        num_train_epochs=1,  # the items are those of all epochs
        per_device_train_batch_size=options.batch_size,
        gradient_accumulation_steps=options.accumulation,
        learning_rate=options.lr,
        lr_scheduler_type=options.schedule if options.schedule != "constant" else "constant_with_warmup",
        warmup_steps=options.warmup,
        weight_decay=options.weight_decay,
        adam_beta2=options.beta2,
        max_grad_norm=options.clip,
        seed=options.seed,
        report_to=running.report_to.split(","),
        save_strategy="steps",
        save_steps=running.save_every or 0.1,
        save_total_limit=1,
        logging_steps=0.02,
        logging_first_step=True,
        logging_nan_inf_filter=False,
        disable_tqdm=True,
        remove_unused_columns=False,
        activation_checkpointing=recompute,
        activation_checkpointing_kwargs={"use_reentrant": False} if recompute else None,
        ddp_find_unused_parameters=options.full,  # a batch of text alone does not reach the projector
        use_cpu=processes.this().device.type == "cpu",
        label_names=["labels"],
    )
    arguments._n_gpu = min(arguments.n_gpu, 1)  # several GPUs are for `accelerate launch`, not for DataParallel
    return arguments


def _check_trackers(report_to: str) -> None:
    for name in report_to.split(","):
        check_choice("--report-to", name, ["none", *INTEGRATION_TO_CALLBACK])
        if name != "none" and name not in get_available_reporting_integrations():  # type: ignore[no-untyped-call]
            raise BadInput(f"--report-to {name}: is not installed; install it, or leave the option out")
