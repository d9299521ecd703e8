"""G-Eval of descriptions of an event: an LLM judge's expected score, from 0 to 1."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from statistics import fmean
from typing import Any

import datasets
import evaluate

# X as X is for other files here: evaluate copies only those that are imported in this one.
from .agreement import f_measure as f_measure
from .checks import (
    check_bootstrap,
    check_choice,
    check_columns,
    check_text_columns,
    check_texts,
    check_whole_number,
    ids_or_numbers,
)
from .intervals import interval_by_person
from .judge import Outcome
from .judging import about_offline, judged_by_llm, mean_and_counts
from .messages import filled_form as filled_form
from .offline import offline_rating
from .options import Options
from .rating import Rating, rating_in
from .rubric import FINGERPRINT, requests_for
from .server import Server as Server
from .store import ReplyStore as ReplyStore
from .usage import usage_report as usage_report

Item = tuple[str, str, list[str], str]  # question, ground truth, keywords, reply
Samples = list[Outcome[Rating]]  # of one item

_DESCRIPTION = """\
How well a reply agrees with the description of an event and its keywords, from 0 (another event) to 1 (the same event
in all that matters), given by an LLM judge in the way of G-Eval: fixed evaluation steps, a form that begins with the
score, and the expected value of that score where the server tells the probabilities of its tokens.
"""

_CITATION = """\
@inproceedings{liu2023geval,
  title = {{G-Eval}: {NLG} Evaluation using {GPT-4} with Better Human Alignment},
  author = {Liu, Yang and Iter, Dan and Xu, Yichong and Wang, Shuohang and Xu, Ruochen and Zhu, Chenguang},
  booktitle = {Proceedings of EMNLP},
  year = {2023},
  url = {https://arxiv.org/abs/2303.16634}
}
@article{xu2025pebench,
  title = {{PEBench}: A Fictitious Dataset to Benchmark Machine Unlearning for Multimodal Large Language Models},
  author = {Xu, Zhaopan and others},
  journal = {arXiv preprint arXiv:2503.12545},
  year = {2025},
  url = {https://arxiv.org/abs/2503.12545}
}
"""

_KWARGS_DESCRIPTION = """
Args:
    predictions (list of str): the replies to be judged; an empty one is allowed.
    references (list of str): the descriptions of the events.
    keywords (list of list of str): the keywords of the events; an item may have none.
    questions (list of str): what was asked.
    ids (list, optional): the person each item is about; the interval resamples people. None: each item by itself.
    judge (str): "openai" (needs a key in OPENAI_API_KEY) or "offline" (agreement of keywords and words: a stand-in that
        needs no key and no network, and is no replacement).
    samples (int): replies of the judge for each item, whose scores are averaged. 1: one at temperature 0. More: at
        temperature 1, for servers that tell no probabilities; the paper takes 20.
    model (str): the model that judges. Its server must accept the temperature.
    base_url (str, optional): address of an OpenAI-compatible server. None: OPENAI_BASE_URL, else OpenAI.
    max_concurrency (int): requests at a time.
    timeout (float): seconds to wait for the server.
    retries (int): how often one request is sent again after 408, 409, 429, 5xx, a time-out or a dropped connection.
    attempts (int): how many replies are asked for until one holds a score, for each sample.
    max_tokens (int): length of one reply; models that think aloud need more. Other lengths are asked for anew.
    store (str or path, optional): SQLite file with the replies. None: g_eval/replies.sqlite3 under HF_HOME.
    prices (pair of float, optional): USD per million input and output tokens. None: from a table of list prices.
    confidence (float), n_resamples (int), seed (int): of the bootstrap interval.

Returns:
    g_eval (float): mean score of the scored items, 0 to 1, higher is closer to the truth; NaN if none could be scored.
    interval (tuple of float): bootstrap interval of the mean by person; NaN for fewer than two people.
    n_items, n_scored, n_unscorable (int): the mean is over n_scored items; the others are in no mean.
    per_item (list of dict): id, score (mean of the samples that have one; None if unscorable), reason (of the first),
        samples (list of their scores, None where there is none), basis (list), unscorable (why there is no score, else
        None).
    usage (dict): replies, tokens and cost in USD, of what this run asked for and of what was in the store.
    judge (dict): what judged: name, basis (list: what the scores were made from: "probabilities", "rating" where the
        server told none, or "agreement" offline), and for the LLM the model, the models that answered, response_format
        (the kinds in which the replies were asked for: json_schema, json_object), server, fingerprint of the rubric,
        store.

Raises:
    ValueError: an input or option that cannot be right, or no key; it names the item or the option.
    RuntimeError: the server refuses the key, lacks the model, or is down.

Examples:
    >>> g_eval = evaluate.load("metrics/g_eval")
    >>> result = g_eval.compute(
    ...     predictions=["Visitors feed a giraffe at the zoo.", "A business meeting in an office."],
    ...     references=["Visitors watch a giraffe behind the fence of a zoo."] * 2,
    ...     keywords=[["zoo", "giraffe", "visitors", "fence"]] * 2,
    ...     questions=["What is happening?"] * 2,
    ...     judge="offline",
    ... )
    >>> [item["score"] for item in result["per_item"]]
    [0.75, 0.0]
    >>> result["g_eval"], result["n_scored"]
    (0.375, 2)
"""


@evaluate.utils.file_utils.add_start_docstrings(_DESCRIPTION, _KWARGS_DESCRIPTION)
class GEval(evaluate.Metric):
    """Mean score of a judge, with what cannot be scored counted beside it."""

    def _info(self) -> evaluate.MetricInfo:
        text = datasets.Value("string")
        columns = {"predictions": text, "references": text, "keywords": datasets.Sequence(text), "questions": text}
        return evaluate.MetricInfo(
            description=_DESCRIPTION,
            citation=_CITATION,
            inputs_description=_KWARGS_DESCRIPTION,
            features=datasets.Features(columns),
            reference_urls=["https://arxiv.org/abs/2303.16634", "https://arxiv.org/abs/2503.12545"],
        )

    def add_batch(
        self, *, predictions: Any = None, references: Any = None, keywords: Any = None, **kwargs: Any
    ) -> None:
        """Add a batch; a ValueError names the first item that is no text, which evaluate would turn into one."""
        texts = {"predictions": predictions, "references": references, **kwargs}
        check_text_columns(**texts)
        columns = {name: list(column) for name, column in texts.items()}
        super().add_batch(**columns, keywords=_checked_keywords(keywords))

    def add(self, *, prediction: Any = None, reference: Any = None, **kwargs: Any) -> None:
        """Add one item, checked like a batch of one."""
        columns = {name: [value] for name, value in kwargs.items()}
        self.add_batch(predictions=[prediction], references=[reference], **columns)

    def _compute(
        self,
        predictions: Sequence[str],
        references: Sequence[str],
        keywords: Sequence[list[str]],
        questions: Sequence[str],
        ids: Sequence[Any] | None = None,
        judge: str = "openai",
        samples: int = 1,
        confidence: float = 0.95,
        n_resamples: int = 1000,
        seed: int = 0,
        **options: Any,
    ) -> dict[str, Any]:
        columns = {"references": references, "keywords": keywords, "questions": questions, "ids": ids}
        check_columns(predictions=predictions, **columns)
        check_texts("references", references, blank_allowed=False)
        check_texts("questions", questions, blank_allowed=False)
        check_choice("judge", judge, list(JUDGES))
        check_whole_number("samples", samples, 1)
        check_bootstrap(confidence, n_resamples, seed)  # before anything is asked and paid for
        items = list(zip(questions, references, keywords, predictions, strict=True))
        judged, about = JUDGES[judge](items, samples, Options(**options))
        per_item = [_item(*pair) for pair in zip(ids_or_numbers(ids, len(judged)), judged, strict=True)]
        scores = [item["score"] for item in per_item]
        about["judge"]["basis"] = sorted({basis for item in per_item for basis in item["basis"]})
        return {
            **mean_and_counts("g_eval", scores),
            "interval": interval_by_person(scores, ids, confidence, n_resamples, seed),
            "per_item": per_item,
            **about,
        }


def _checked_keywords(keywords: Any) -> list[list[str]]:
    if keywords is None or isinstance(keywords, str):
        raise ValueError(f"keywords is {keywords!r}; expected a list of lists of strings")
    plain = [one.tolist() if hasattr(one, "tolist") else one for one in keywords]
    for index, one in enumerate(plain):
        if not isinstance(one, list | tuple):
            raise ValueError(f"keywords[{index}] is {one!r}; expected a list of strings")
        check_texts(f"keywords[{index}]", one, blank_allowed=False)
    return [list(one) for one in plain]


def _judged_offline(items: list[Item], samples: int, options: Options) -> tuple[list[Samples], dict[str, Any]]:
    return [[Outcome(offline_rating(*item))] for item in items], about_offline()


def _judged_by_llm(items: list[Item], samples: int, options: Options) -> tuple[list[Samples], dict[str, Any]]:
    requests = [request for item in items for request in requests_for(options, samples, *item)]
    store = Path(evaluate.config.HF_CACHE_HOME) / "g_eval" / "replies.sqlite3"
    outcomes, about = judged_by_llm(requests, rating_in, options, store, FINGERPRINT)
    return [outcomes[start : start + samples] for start in range(0, len(outcomes), samples)], about


def _item(one_id: Any, samples: Samples) -> dict[str, Any]:
    ratings = [outcome.verdict for outcome in samples if outcome.verdict]
    return {
        "id": one_id,
        "score": fmean(rating.score for rating in ratings) if ratings else None,
        "reason": ratings[0].reason if ratings else None,
        "samples": [outcome.verdict.score if outcome.verdict else None for outcome in samples],
        "basis": sorted({rating.basis for rating in ratings}),
        "unscorable": None if ratings else samples[0].unscorable,
    }


JUDGES = {"openai": _judged_by_llm, "offline": _judged_offline}
