"""Factuality of free-text replies by an LLM judge, on a scale from 1 to 10."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import datasets
import evaluate

# X as X is for other files here: evaluate copies only those that are imported in this one.
from .agreement import f_measure as f_measure
from .checks import check_bootstrap, check_choice, check_columns, check_text_columns, check_texts, ids_or_numbers
from .intervals import interval_by_person
from .judge import Outcome
from .judging import about_offline, judged_by_llm, mean_and_counts
from .messages import filled_form as filled_form
from .offline import offline_verdict
from .options import Options
from .rubric import FINGERPRINT, Verdict, request_for, verdict_in
from .server import Server as Server
from .store import ReplyStore as ReplyStore
from .usage import usage_report as usage_report

Item = tuple[str, str, str]  # question, ground truth, reply

_DESCRIPTION = """\
How well the facts in a free-text reply agree with the ground truth, as an answer to a question: a whole number from 1
(wrong) to 10 (every fact there), given by an LLM judge with a fixed rubric through any OpenAI-compatible server.
"""

_CITATION = """\
@inproceedings{liu2025mllmubench,
  title = {Protecting Privacy in Multimodal Large Language Models with {MLLMU-Bench}},
  author = {Liu, Zheyuan and others},
  booktitle = {Proceedings of NAACL},
  year = {2025},
  url = {https://arxiv.org/abs/2410.22108}
}
"""

_KWARGS_DESCRIPTION = """
Args:
    predictions (list of str): the replies to be judged; an empty one is allowed.
    references (list of str): the ground truths.
    questions (list of str): what was asked.
    ids (list, optional): the person each item is about; the interval resamples people. None: each item by itself.
    judge (str): "openai" (needs a key in OPENAI_API_KEY) or "offline" (agreement of words and numbers: a stand-in that
        needs no key and no network, and is no replacement).
    model (str): the model that judges. Its server must accept temperature 0.
    base_url (str, optional): address of an OpenAI-compatible server. None: OPENAI_BASE_URL, else OpenAI.
    max_concurrency (int): requests at a time.
    timeout (float): seconds to wait for the server.
    retries (int): how often one request is sent again after 408, 409, 429, 5xx, a time-out or a dropped connection.
    attempts (int): how many replies are asked for until one holds a verdict.
    max_tokens (int): length of one reply; models that think aloud need more. Other lengths are asked for anew.
    store (str or path, optional): SQLite file with the replies. None: factuality/replies.sqlite3 under HF_HOME.
    prices (pair of float, optional): USD per million input and output tokens. None: from a table of list prices.
    confidence (float), n_resamples (int), seed (int): of the bootstrap interval.

Returns:
    factuality (float): mean score of the scored items, 1 to 10, higher is more factual; NaN if none could be scored.
    interval (tuple of float): bootstrap interval of the mean by person; NaN for fewer than two people.
    n_items, n_scored, n_unscorable (int): the mean is over n_scored items; the others are in no mean.
    per_item (list of dict): id, score (None if unscorable), reason, unscorable (why there is no score, else None).
    usage (dict): replies, tokens and cost in USD, of what this run asked for and of what was in the store.
    judge (dict): what judged: name, model, the models that answered, response_format (the kinds in which the replies
        were asked for: json_schema, json_object), server, fingerprint of the rubric, store.

Raises:
    ValueError: an input or option that cannot be right, or no key; it names the item or the option.
    RuntimeError: the server refuses the key, lacks the model, or is down.

Examples:
    >>> factuality = evaluate.load("metrics/factuality")
    >>> result = factuality.compute(
    ...     predictions=["He was born in Trieste in 1971.", "She is a lawyer.", ""],
    ...     references=["Teo was born in Trieste in 1971.", "She is a marine biologist.", "He plays the cello."],
    ...     questions=["When and where was Teo born?", "What is her occupation?", "What does he play?"],
    ...     judge="offline",
    ... )
    >>> [item["score"] for item in result["per_item"]]
    [10, 1, 1]
    >>> result["factuality"], result["n_scored"]
    (4.0, 3)
"""


@evaluate.utils.file_utils.add_start_docstrings(_DESCRIPTION, _KWARGS_DESCRIPTION)
class Factuality(evaluate.Metric):
    """Mean score of a judge, with what cannot be scored counted beside it."""

    def _info(self) -> evaluate.MetricInfo:
        text = datasets.Value("string")
        return evaluate.MetricInfo(
            description=_DESCRIPTION,
            citation=_CITATION,
            inputs_description=_KWARGS_DESCRIPTION,
            features=datasets.Features({"predictions": text, "references": text, "questions": text}),
            reference_urls=["https://arxiv.org/abs/2410.22108"],
        )

    def add_batch(self, *, predictions: Any = None, references: Any = None, **kwargs: Any) -> None:
        """Add a batch; a ValueError names the first item that is no text, which evaluate would turn into one."""
        check_text_columns(predictions=predictions, references=references, **kwargs)
        super().add_batch(predictions=predictions, references=references, **kwargs)

    def add(self, *, prediction: Any = None, reference: Any = None, **kwargs: Any) -> None:
        """Add one item, checked like a batch of one."""
        columns = {name: [text] for name, text in kwargs.items()}
        self.add_batch(predictions=[prediction], references=[reference], **columns)

    def _compute(
        self,
        predictions: Sequence[str],
        references: Sequence[str],
        questions: Sequence[str],
        ids: Sequence[Any] | None = None,
        judge: str = "openai",
        confidence: float = 0.95,
        n_resamples: int = 1000,
        seed: int = 0,
        **options: Any,
    ) -> dict[str, Any]:
        check_columns(predictions=predictions, references=references, questions=questions, ids=ids)
        check_texts("references", references, blank_allowed=False)
        check_texts("questions", questions, blank_allowed=False)
        check_choice("judge", judge, list(JUDGES))
        check_bootstrap(confidence, n_resamples, seed)  # before anything is asked and paid for
        items = list(zip(questions, references, predictions, strict=True))
        outcomes, about = JUDGES[judge](items, Options(**options))
        scores = [outcome.verdict.score if outcome.verdict else None for outcome in outcomes]
        return {
            **mean_and_counts("factuality", scores),
            "interval": interval_by_person(scores, ids, confidence, n_resamples, seed),
            "per_item": _per_item(outcomes, ids),
            **about,
        }


def _judged_offline(items: list[Item], options: Options) -> tuple[list[Outcome[Verdict]], dict[str, Any]]:
    verdicts = [offline_verdict(*item) for item in items]
    return [Outcome(Verdict(score=score, reason=reason)) for score, reason in verdicts], about_offline()


def _judged_by_llm(items: list[Item], options: Options) -> tuple[list[Outcome[Verdict]], dict[str, Any]]:
    requests = [request_for(options, *item) for item in items]
    store = Path(evaluate.config.HF_CACHE_HOME) / "factuality" / "replies.sqlite3"
    return judged_by_llm(requests, verdict_in, options, store, FINGERPRINT)


def _per_item(outcomes: list[Outcome[Verdict]], ids: Sequence[Any] | None) -> list[dict[str, Any]]:
    return [
        {
            "id": one_id,
            "score": outcome.verdict.score if outcome.verdict else None,
            "reason": outcome.verdict.reason if outcome.verdict else None,
            "unscorable": outcome.unscorable,
        }
        for one_id, outcome in zip(ids_or_numbers(ids, len(outcomes)), outcomes, strict=True)
    ]


JUDGES = {"openai": _judged_by_llm, "offline": _judged_offline}
