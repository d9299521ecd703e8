"""PEBench in a report: the columns and numbers of its paper's Tables 1 and 2."""

from __future__ import annotations

from baselines.report.benchmark import Benchmark, Block, Column, Layout, Measure, Paper

NAMES = {
    "forget_train": ("Efficacy", "Eff."),
    "forget_test": ("Generality", "Gen."),
    "retain": ("Retain", "Retain"),
    "scope": ("Scope", "Scope"),
    "real": ("Real", "Real"),
    "world": ("World fact", "World"),
}
IS_FORGOTTEN = ("forget_train", "forget_test")
DIMENSIONS = {set: name for set, (name, _) in NAMES.items()}
IDENTITY, DESCRIPTION = ("identity", "precision"), ("description", "g_eval")
OTHER = {"person": ("description", "rouge_l"), "event": IDENTITY}  # what Scope is of
OF = {"person": IDENTITY, "event": DESCRIPTION}
CONCEPTS = {"person": "People", "event": "Events"}


def column(concept: str, set: str) -> Column:
    """Of the paper's tables: the dimension that `set` is of, of unlearning the concept."""
    measured = {"scope": OTHER[concept], "real": IDENTITY, "world": ("yes_no", "accuracy")}.get(set, OF[concept])
    scale, digits, unit = (100, 1, "%") if measured[1] in ("precision", "accuracy") else (1, 2, "0–1")
    name, short = NAMES[set]
    paper = f"{concept}_{name.lower().replace(' ', '_')}"
    return set, Measure(*measured, name, short, paper, scale, digits, unit, complement=set in IS_FORGOTTEN)


def _block(concept: str, target: str, sets: tuple[str, ...]) -> Block:
    name = f"Forgetting {CONCEPTS[concept].lower()}" if target != "both" else CONCEPTS[concept]
    return Block(name, tuple(column(concept, set) for set in sets), target=target)


ONE = Layout(tuple(_block(concept, concept, tuple(NAMES)) for concept in CONCEPTS), "one concept at a time")
AT_ONCE = tuple(set for set in NAMES if set != "scope")
BOTH = Layout(tuple(_block(concept, "both", AT_ONCE) for concept in CONCEPTS), "both concepts at once")

PEBENCH = Benchmark(
    name="pebench",
    said="PEBench",
    layouts=(ONE, BOTH),
    modalities={"image_text": "asked with the picture"},
    paper=Paper(
        "Xu et al., PEBench, arXiv 2503.12545, Tables 1 and 2",
        "The paper's Tables 1 and 2",
        "paper_pebench.csv",
        "In per cent, but for G-Eval (of events: Efficacy, Generality, Retain) and ROUGE-L (Scope of forgetting "
        "people), which are from 0 to 1, and Real of events, whose unit is not known.",
        {
            "Finetune": "vanilla",
            "PO": "po",
            "GA": "ga",
            "GD": "gradient_difference",
            "KL": "kl_minimization",
            "SIU": "siu",
            "DPO": "dpo",
            "Goal": "retained",
            "GD+BGD": "bgd",
            "KL+BGD": "bgd_kl",
        },
        "Rows marked “paper” are published numbers of another model, other people, pictures and questions, and another "
        "judge, whatever the share to forget: they compare in kind, not in digits.",
    ),
    forgotten=IS_FORGOTTEN,
    overview=DIMENSIONS,
    mean_of="its columns in the tables below, on a scale from 0 to 100, where high is good",
    figures={
        "interference": "Needs replies of the finetuned model and an unlearned one, on forget_train and on scope.",
        "tradeoffs": "Needs replies of the finetuned model and an unlearned one, on forget_train and on retain.",
        "who": "Needs questions about what is to be forgotten.",
        "training": "No results here hold a training log.",
    },
    question="Did the model really forget, and nothing else?",
    ideal="A picture shows a person at an event, and one of the two is to be forgotten, or both. What an unlearned "
    "model should come to is the <em>goal</em> model, which never saw what is to be forgotten: that gone, all else "
    "intact.",
    marks="Best in bold, second best underlined, among the ways to forget; the base model, the finetuned one (lower "
    "bound) and the goal model (upper bound) are references and do not compete. Higher is better in all columns, but "
    "forgetting more than the goal model does is no better forgetting.",
    distance="Distance to goal: mean absolute difference to the goal model over all cells of the row, each on a scale "
    "from 0 to 1. 0 is the model that never saw what is to be forgotten.",
    intervals="In brackets the 95 % interval, a bootstrap by person, event, or, of World fact, picture. Items: "
    "questions / people or events that a number rests on.",
    rests_on="items / people or events",
    verdicts="Of PEBench, right is a reply that names the person, or the right yes or no; descriptions of events have "
    "scores only.",
    no_vanilla="no lower bound and no interference",
    no_retained="no upper bound and no distance to it",
    judged="events",
    offline="G-Eval is from the offline stand-in, which compares words and keywords; it is no LLM judge. Do not "
    "compare it with published G-Eval.",
    few=10,
    vanilla="finetuned",
    retained="goal",
    methods={
        "vanilla": "Finetuned (lower bound)",
        "retained": "Goal (upper bound)",
        "gradient_difference": "GD",
        "kl_minimization": "KL",
        "bgd": "GD + BGD",
        "bgd_kl": "KL + BGD",
    },
    fields={"attribute": "Concept", "person": "Person or event"},
    dimensions=(
        "People: the share of replies that name the person, in per cent; Efficacy and Generality are 100 less that "
        "share. Events: G-Eval, from 0 to 1; Efficacy and Generality are 1 less that. Efficacy: pictures that "
        "unlearning saw. Generality: other pictures of what it was to forget. Retain: pictures that show nothing of "
        "it. Scope: the concept that was to stay, in the pictures of Efficacy; of events ROUGE-L, of people the share "
        "named.",
        "Real: the share of replies that name a person who is not of this dataset, in per cent in both halves. The "
        "paper's Real of forgetting events (.24 to .56) is in another unit, which is not known; do not compare it. "
        "World fact: the share of right answers to questions such as POPE's, which know nothing of this dataset.",
    ),
    cautions={
        "Real_Set": "Real is of the dataset's own Real_Set. If that was built offline, it holds drawn stand-ins, and "
        "Real says what is left of other drawn people, nothing of people who exist.",
        "World_Set": "World fact is of the dataset's own World_Set. If that was built offline, it asks what drawn "
        "pictures show, and World fact says nothing of photographs.",
    },
)
