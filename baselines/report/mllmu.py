"""MLLMU-Bench in a report: the columns and numbers of its paper's Table 2."""

from __future__ import annotations

from baselines.report.benchmark import Benchmark, Block, Layout, Measure, Paper

MEASURES = (
    Measure("classification", "accuracy", "Classification", "Class.", "classification_accuracy_percent", 100, 1, "%"),
    Measure("generation", "rouge_l", "ROUGE-L", "ROUGE", "rouge_l", 1, 3),
    Measure("generation", "factuality", "Factuality", "Fact.", "factuality_1_to_10", 1, 2, "1–10"),
    Measure("cloze", "accuracy", "Cloze", "Cloze", "cloze_accuracy_percent", 100, 1, "%"),
)
SETS = {"forget": "Forget set", "test": "Test set", "retain": "Retain set", "celebrity": "Real celebrities"}
LOWER_IS_BETTER = ("forget", "test")
TABLE = Layout(
    tuple(
        Block(name, tuple((set, measure) for measure in MEASURES), set in LOWER_IS_BETTER) for set, name in SETS.items()
    )
)

MLLMU = Benchmark(
    name="mllmu-bench",
    said="",
    layouts=(TABLE,),
    modalities={
        "image_text": "asked with the portrait",
        "text": "asked by name, without a picture",
        "both": "both kinds of questions together",
    },
    paper=Paper(
        "Liu et al., MLLMU-Bench, arXiv 2410.22108, Table 2",
        "The paper's Table 2",
        "paper_table2.csv",
        "Classification and cloze in per cent, factuality from 1 to 10.",
        {
            "Vanilla": "vanilla",
            "GA": "ga",
            "GA Difference": "gradient_difference",
            "KL Minimization": "kl_minimization",
            "Prompting": "prompting",
            "NPO": "npo",
        },
        "Rows marked “paper” are the published numbers for the same base model and forget percentage, under "
        "image + text; people, pictures and questions here are other ones, so they compare in kind, not in digits.",
    ),
    forgotten=LOWER_IS_BETTER,
    overview=SETS,
    mean_of="the four measures on a scale from 0 to 100 (factuality as (x − 1) / 9)",
    figures={
        "tradeoffs": "Needs the vanilla model and one that was unlearned.",
        "modalities": "Needs a method that was unlearned on image+text and on text alone.",
        "who": "Needs questions of the forget set.",
        "training": "No results here hold a training log.",
    },
    question="Did the model really forget this person?",
    ideal="What an unlearned model should come to is the <em>retained</em> model, which never saw the people to "
    "forget: neither more nor less known of them, and everybody else untouched.",
    marks="Best in bold, second best underlined, among the ways to forget; the base, vanilla and retained models are "
    "references and do not compete. On the forget and test set lower is better, on the retain set and real celebrities "
    "higher. A value below the retained model's on the forget set is no better forgetting.",
    distance="Distance to retained: mean absolute difference to the retained model over all cells of the row, each on "
    "a scale from 0 to 1 (factuality as (x − 1) / 9). 0 is the model that never saw the forget people.",
    intervals="In brackets the 95 % interval, a bootstrap by person. Items: questions / people that a number rests on.",
    rests_on="items / people",
    verdicts="Right and wrong are those of multiple choice and cloze; free answers have scores only.",
    no_vanilla="no drop on the forget set",
    no_retained="no distance to it",
    judged="factuality",
    offline="Factuality is from the offline stand-in, which compares words and numbers; it is no LLM judge. Do not "
    "compare it with published factuality.",
)
