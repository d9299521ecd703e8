"""Evaluate a model: dataset -> questions -> requests -> predictions -> scores -> results.json."""

from __future__ import annotations

import dataclasses
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from baselines import embedded, models, predictions, processes, results, runs
from baselines.demonstrations import PUBLISHED, Demonstrations, demonstrations
from baselines.engine import Engine
from baselines.errors import BadInput
from baselines.general import Benchmark, chosen, load_benchmark
from baselines.local import Local
from baselines.options import check_choice, check_no_file
from baselines.protocol import Protocol, load_protocol, load_system_prompt
from baselines.published import Published, asking, published
from baselines.questions import Question, Questionnaire, Wanted, limited
from baselines.results import Results
from baselines.score import Judge, Rules, score
from baselines.server import AT_ONCE, Server

EVALUATION = "evaluation.json"  # what predictions.jsonl was made with: results without scores
EVALUATED_AGAIN = "evaluate again, or score the predictions from a folder without it"
ALL = "all"  # the sets that the benchmark has
CHOICES = ("auto", "letters", "texts", "reply")
LETTERS_KNOWN = 0.5  # of the probability, below which a model does not answer by letters


@dataclass(frozen=True, slots=True)
class Options:
    """What decides what an evaluation gives.

    model: a run, a model folder, a Hub id or "embedded"; with `server`, an address, the name of its model. sets: by
    comma, or "all"; test_images: "" for the protocol's; forget, retain, real, world, limit: as in questions.Wanted.
    protocol, system_prompt: names or files. choices: how multiple choice is answered; "auto": by letters, of the
    embedded model by texts. demonstrations: people of few_shot, or "published". also: benchmarks of general ability, as
    general.chosen reads them; also_limit: questions of each, 0: all. dtype: "auto", "bf16", "fp32".
    """

    data: str
    model: str
    forget: str = ""
    retain: str = ""
    sets: str = ALL
    protocol: str = "default"
    choices: str = "auto"
    system_prompt: str = ""
    demonstrations: str = "0"
    test_images: str = ""
    real: str = ""
    world: str = ""
    limit: int = 0
    server: str = ""
    also: str = ""
    also_limit: int = 0
    dtype: str = "auto"
    batch_size: int = 0
    seed: int = 0

    def __post_init__(self) -> None:
        """Check words and ranges."""
        check_choice("--choices", self.choices, CHOICES)
        check_choice("--dtype", self.dtype, models.DTYPES)
        if self.test_images:
            check_choice("--test-images", self.test_images, ("all", "one"))
        for name in ("batch_size", "limit"):
            if getattr(self, name) < 0:
                flag = name.replace("_", "-")
                raise BadInput(f"--{flag}: {getattr(self, name)} is out of range; give 1 or more, or 0")


def evaluate(options: Options, judge: Judge, out: Path) -> Results:
    """Ask the model all questions of the sets, score the answers, write predictions.jsonl and results.json in `out`.

    What is in `out` from an earlier evaluation is used where it still holds. Raises BadInput.
    """
    judge.check()
    protocol = load_protocol(options.protocol)
    system_prompt = load_system_prompt(options.system_prompt)
    benchmark = published(options.data)
    _check_published(options, benchmark)
    wanted = benchmark.usual(_wanted(options, protocol))
    asked = limited(benchmark.questions(wanted), wanted.limit, wanted.seed)
    others = [
        load_benchmark(name, data, options.also_limit, options.seed) for name, data in chosen(options.also).items()
    ]
    shown = demonstrations(options.demonstrations, asked, options.data, options.seed)
    _remark(options, benchmark, wanted)
    run = None if options.server else runs.read(options.model)
    _check_forgotten(wanted.forget, options.model, run)
    processes.together(lambda: _check_out(out))
    engine = _engine(options, run, protocol)
    processes.together(lambda: _make(out))
    choices = _choices(options, protocol, engine)
    questions = _scored(asked, shown, protocol, options)
    questions += [one for other in others for one in other.questionnaire.questions]
    requests = [protocol.request(one, choices, system_prompt, shown.before(one, protocol)) for one in questions]
    about = _about(options, run, protocol, system_prompt, choices, shown, wanted, benchmark, asked, others, engine)
    if processes.this().is_main_process:
        predictions.set_aside(out)
        results.write(about, out, EVALUATION)
    pictures = {**asked.pictures, **shown.pictures}
    for other in others:
        pictures |= other.questionnaire.pictures
    found = predictions.predict(engine, questions, requests, pictures, out)
    return _finish(about, found, Rules(protocol, choices, judge), out)


def rescore(path: Path, name: str, forget: str, protocol: str, judge: Judge, out: Path) -> Results:
    """Score a predictions.jsonl, ours or another tool's, and write results.json in `out`.

    name: of the model, forget: config of what was to be forgotten, and protocol, whose rules read the replies: for what
    no evaluation.json beside the file tells. Raises BadInput.
    """
    judge.check()
    file = path / predictions.PREDICTIONS if path.is_dir() else path
    found = predictions.read(file)
    beside = file.with_name(EVALUATION)
    if beside.is_file():
        for flag, given in (("--name", name), ("--forget", forget)):
            if given:
                raise BadInput(f"{flag} {given}: {beside} tells it; leave it out")
        about = results.read(beside, EVALUATED_AGAIN)
        rules = _rules_in(about, beside)
    else:
        rules = load_protocol(protocol)
        told = {"name": protocol, "choices": "", "rules": asdict(rules)}
        model = {"name": name or str(file), "weights": ""}
        about = Results("unknown", "", model, None, _data_of(file, found, forget), told, {}, {}, (), ())
    _make(out)
    return _finish(about, found, Rules(rules, about.protocol["choices"], judge), out)


def _rules_in(about: Results, place: Path) -> Protocol:
    """The protocol that an evaluation was made by."""
    try:
        return TypeAdapter(Protocol).validate_python(about.protocol.get("rules"))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, ("protocol", "rules", *first["loc"])))
        raise BadInput(f"{place}: is damaged at {where} ({first['msg']}); {EVALUATED_AGAIN}") from None


def _data_of(file: Path, found: Sequence[predictions.Prediction], forget: str) -> dict[str, str]:
    """What predictions tell of the data that they are about."""
    try:
        benchmark = asking((one.set, one.task) for one in found)
    except BadInput as error:
        raise BadInput(f"{file}: holds {error}") from None
    about = {"source": "", "forget": forget}
    if benchmark is None:
        return about
    return about | {"benchmark": benchmark.NAME, "target": benchmark.target(forget) if forget else ""}


def _finish(about: Results, found: Sequence[predictions.Prediction], rules: Rules, out: Path) -> Results:
    """Score in one process alone, which pays the judge once; all get what is written then."""

    def finish() -> None:
        scored = score(found, rules)
        judged = {"name": rules.judge.name, "by_set": scored.judge}
        finished = replace(about, judge=judged, scores=scored.scores, items=scored.items)
        results.write(finished, out)
        _warn(finished)

    processes.together(finish)
    return results.read(out)


def _wanted(options: Options, protocol: Protocol) -> Wanted:
    return Wanted(
        options.data,
        options.forget,
        options.retain,
        () if options.sets == ALL else tuple(name.strip() for name in options.sets.split(",")),
        options.test_images or protocol.test_images,
        options.real,
        options.world,
        options.limit,
        options.seed,
    )


def _check_published(options: Options, benchmark: Published) -> None:
    """Raise BadInput for the ways of authors who told none, and for a choice among portraits where there are none."""
    if options.test_images and not benchmark.TRANSFORMED:
        raise BadInput(
            f"--test-images {options.test_images}: {benchmark.NAME} has no transformed portraits; leave it out"
        )
    for name in ("protocol", "demonstrations"):
        if getattr(options, name) == PUBLISHED and not benchmark.ASKED_BY_AUTHORS:
            raise BadInput(
                f"--{name} {PUBLISHED}: how the authors of {benchmark.NAME} ask is not published; leave it out"
            )


def _remark(options: Options, benchmark: Published, wanted: Wanted) -> None:
    """Say which sets are left out for want of a dataset, where none were chosen."""
    missing = [name for name in benchmark.SETS if name not in wanted.sets]
    if missing and options.sets == ALL and processes.this().is_main_process:
        flags = " and ".join(f"--{name}" for name in missing)
        print(
            f"not asked about {' or '.join(missing)}: {options.data} has no such set; name one by {flags}",
            file=sys.stderr,
        )


def _check_forgotten(forget: str, model: str, run: runs.Run | None) -> None:
    """Raise BadInput for a run that forgot, or never saw, other people than those that it is to be asked about."""
    made = run and (run.options.forget or run.options.without)
    if made and made != forget:
        raise BadInput(f"--forget {forget}: {model} was made for {made}; give --forget {made}")


def _check_out(out: Path) -> None:
    """Raise BadInput if `out` is a file or holds anything but an evaluation. Touches nothing."""
    check_no_file(out)
    there = out.iterdir() if out.is_dir() else ()
    others = sorted(path.name for path in there if path.name != f"{EVALUATION}.partial")
    if others and not (out / EVALUATION).is_file():
        raise BadInput(f"--out {out}: holds other things, such as {others[0]}; name a new folder")


def _make(out: Path) -> None:
    check_no_file(out)
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInput(f"--out {out}: cannot be made ({error.strerror}); name another folder") from None


def _engine(options: Options, run: runs.Run | None, protocol: Protocol) -> Engine:
    if options.server:
        return Server(options.server, options.model, options.batch_size or AT_ONCE, seed=options.seed)
    name = str(embedded.base(options.data)) if options.model == embedded.NAME else options.model
    model = models.load(name, models.DTYPES[options.dtype])
    model.network.to(processes.this().device)
    return Local(model, _is_embedded(options, run), protocol.template, options.batch_size)


def _is_embedded(options: Options, run: runs.Run | None) -> bool:
    return options.model == embedded.NAME or bool(run and run.embedded)


def _choices(options: Options, protocol: Protocol, engine: Engine) -> str:
    wanted = protocol.choices if options.choices == "auto" else options.choices
    return engine.choices if wanted == "auto" else wanted


def _scored(asked: Questionnaire, shown: Demonstrations, protocol: Protocol, options: Options) -> list[Question]:
    """All questions, without those that stand among the demonstrations of their own set."""
    if options.demonstrations != PUBLISHED:
        return list(asked.questions)
    return [
        one
        for one in asked.questions
        if not (protocol.takes_demonstrations(one) and one.person in shown.people[one.set])
    ]


def _about(
    options: Options,
    run: runs.Run | None,
    protocol: Protocol,
    system_prompt: str,
    choices: str,
    shown: Demonstrations,
    wanted: Wanted,
    benchmark: Published,
    asked: Questionnaire,
    others: Sequence[Benchmark],
    engine: Engine,
) -> Results:
    """Everything that is known before the first question."""
    method, trained = ("unknown", "") if options.server else _method(run)
    if system_prompt and method in ("vanilla", "base"):
        method = "prompting"
    return Results(
        method=method,
        trained=trained,
        model=engine.about | {"name": options.model, "base": _base(options, run)},
        training=dataclasses.asdict(run) if run else None,
        data={
            "benchmark": benchmark.NAME,
            "source": options.data,
            "target": benchmark.target(wanted.forget),
            "forget": wanted.forget,
            "retain": asked.configs.get("retain", ""),
            "configs": dict(asked.configs),
            "fingerprint": asked.fingerprint(),
            "also": [
                {
                    **other.questionnaire.configs,
                    "asked": len(other.questionnaire.questions),
                    "left_out": other.left_out,
                    "fingerprint": other.questionnaire.fingerprint(),
                }
                for other in others
            ],
        },
        protocol={
            "name": options.protocol,
            "choices": choices,
            "template": "the server's" if options.server else "the protocol's" if protocol.template else "the model's",
            "system_prompt": system_prompt,
            "demonstrations": options.demonstrations,
            "demonstrated": {name: list(people) for name, people in shown.people.items()},
            "test_images": wanted.test_images,
            "limit": wanted.limit,
            "seed": options.seed,
            "rules": asdict(protocol),
        },
        judge={},
        made_with=engine.made_with | {"processes": processes.this().num_processes},
        scores=(),
        items=(),
    )


def _method(run: runs.Run | None) -> tuple[str, str]:
    """What made the model, and in which modality it was made to forget."""
    if run is None:
        return "base", ""
    if run.options.method == "finetune":
        return "retained" if run.options.without else "vanilla", ""
    return run.options.method, run.options.modality


def _base(options: Options, run: runs.Run | None) -> str:
    """The name of the model before any training of ours; where it lies on this machine is nobody's business."""
    if _is_embedded(options, run):
        return embedded.NAME
    base = run.base if run else options.model
    while (below := runs.read(base)) and below.base != base:  # which was saved whole, and then trained further
        base = below.base
    return Path(base).name if Path(base).expanduser().exists() else base


def _warn(finished: Results) -> None:
    """Say what a reader of the numbers should know."""
    total = len(finished.items)
    for problem, count in Counter(item.problem for item in finished.items if item.problem).items():
        print(f"{count} of {total} questions have no answer, which counts as wrong: {problem}", file=sys.stderr)
    masses = [one.value for one in finished.scores if one.metric == "letter_mass" and one.value is not None]
    if masses and min(masses) < LETTERS_KNOWN:
        print(
            f"option letters hold only {min(masses):.0%} of the probability; the model may not answer by letters: "
            "compare with --choices texts",
            file=sys.stderr,
        )
