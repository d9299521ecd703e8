"""What an audit finds: a code for each rule, how grave it is, and where."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from dataset_builder.entries import AnyEntry

Severity = Literal["error", "warning", "note"]
SHOWN = 160  # characters of a value

# error: the data cannot do what they are for: a number from them would be wrong, or a person leaks.
# warning: worth a look. note: for information.
CODES: Mapping[str, tuple[Severity, str]] = {
    "config_missing": ("error", "a config of the layout is not there"),
    "labels_differ": ("error", "the labels of a set stand for other names than those of Full_Set"),
    "config_unreadable": ("error", "a config cannot be read"),
    "config_empty": ("error", "a config has no rows"),
    "column_missing": ("error", "a column or key of the layout is not there"),
    "malformed": ("error", "a row holds something else than the layout says"),
    "biography_unreadable": ("error", "a biography is no JSON object"),
    "name_missing": ("error", "a biography does not tell the name"),
    "pairs_unreadable": ("error", "training pairs are no JSON list of questions and answers"),
    "id_differs": ("error", "an ID does not say who is where"),
    "id_repeated": ("error", "two rows of a config have one ID"),
    "name_repeated": ("error", "two people have one name"),
    "name_of_celebrity": ("error", "somebody fictitious is called like a celebrity"),
    "few_shot_elsewhere": ("error", "somebody to demonstrate with is also in another config"),
    "person_missing": ("error", "somebody of Full_Set is left out"),
    "person_unknown": ("error", "somebody is not in Full_Set"),
    "forgotten_and_retained": ("error", "somebody, or a picture, is in a forget set and in its retain set"),
    "set_size": ("error", "a forget set is not of its percentage"),
    "row_differs": ("error", "a row is not the one of Full_Set"),
    "biography_differs": ("error", "Test_Set tells another biography than Full_Set"),
    "label_differs": ("error", "a label stands for another name than the person's"),
    "person_differs": ("error", "a person is not told alike in all rows"),
    "event_differs": ("error", "an event is not told alike in all rows"),
    "event_repeated": ("error", "two events have one name, description or list of keywords"),
    "keywords_odd": ("error", "an event does not have ten different keywords"),
    "not_crossed": ("error", "somebody is not at an event where others are"),
    "crossed_twice": ("error", "somebody is at an event twice"),
    "trained_and_tested": ("error", "a picture is in forget_train and in forget_test"),
    "row_left_out": ("error", "a row of Full_Set is in no split of a set"),
    "row_unknown": ("error", "a row of a set is not in Full_Set"),
    "forgotten_in_retain": ("error", "retain shows what is to be forgotten"),
    "retained_in_forget": ("error", "a forget split shows nothing that is to be forgotten"),
    "half_missing": ("error", "what is to be forgotten is not in both forget_train and forget_test"),
    "forget_from_differs": ("error", "a row tells another percentage than the sets"),
    "few_shot_forgotten": ("error", "somebody to demonstrate with is at an event to be forgotten"),
    "pretrained": ("error", "pretrain_Data tells of somebody in the sets, or of an event to be forgotten"),
    "picture_missing": ("error", "a row has no picture"),
    "picture_unreadable": ("error", "a picture cannot be read"),
    "picture_blank": ("error", "a picture shows nothing"),
    "picture_shared": ("error", "two people, or one at two events, have the same picture"),
    "picture_repeated": ("error", "a picture of Test_Set is not another picture of the person"),
    "letter_unknown": ("error", "the right letter is no option"),
    "options_repeated": ("error", "two options are the same"),
    "blanks": ("error", "a cloze does not have exactly one blank __"),
    "own_answer": ("error", "a question contains its answer"),
    "names_person": ("error", "an image question names the person"),
    "not_asked_once": ("error", "a picture does not have one question about each concept"),
    "answer_unnamed": ("error", "an answer does not name the person or the event"),
    "answer_not_in_biography": ("error", "an answer is not what the biography says"),
    "text_empty": ("error", "a text is empty"),
    "placeholder": ("error", "a template was not filled in"),
    "about_the_writer": ("error", "a language model speaks of itself"),
    "manifest_unreadable": ("error", "the manifest cannot be read"),
    "file_missing": ("error", "a file of the manifest is not there"),
    "file_changed": ("error", "a file is not the one of the manifest"),
    "data_unlisted": ("error", "data that the manifest does not list are loaded with the rest"),
    "pairs_missing": ("warning", "a config to train on has no training pairs"),
    "biography_key_missing": ("warning", "a biography does not tell what others do"),
    "biography_key_odd": ("warning", "a biography tells parents or fun facts in another form"),
    "question_count": ("warning", "a row has more or fewer questions than the paper's"),
    "id_shared": ("warning", "somebody fictitious and a celebrity have one ID"),
    "not_nested": ("warning", "somebody is in a forget set but not in a larger one"),
    "training_row_differs": ("warning", "a row of ft_Data is not the one of Full_Set"),
    "picture_size": ("warning", "a picture is of another size than the others of its config"),
    "options_alike": ("warning", "two options say much the same"),
    "leak": ("warning", "a cloze tells another fact"),
    "names_in_part": ("warning", "an image question contains a part of the name"),
    "nobody_named": ("warning", "a text question does not say whom it is about"),
    "pair_names_person": ("warning", "a training question with the picture names the person"),
    "answer_unsupported": ("warning", "most words of an answer are not in the biography, or of the event"),
    "mojibake": ("warning", "a text was decoded wrongly"),
    "control_character": ("warning", "a text has control characters or line breaks"),
    "odd_spaces": ("warning", "a text has spaces at its ends or doubled"),
    "markdown": ("warning", "a text has markup"),
    "cut_short": ("warning", "a text breaks off or has an entry without a value"),
    "fun_fact_repeated": ("warning", "a fun fact is told twice"),
    "licence_missing": ("warning", "a picture that is not drawn tells no licence"),
    "positions_uneven": ("warning", "the right option stands at some letters more often than by chance"),
    "answers_uneven": ("warning", "one of yes and no is right more often"),
    "shortcut": ("warning", "words tell the right answer without the picture"),
    "file_unlisted": ("warning", "the manifest does not list a file"),
    "picture_encoded_anew": ("note", "a picture of Full_Set is stored in other bytes"),
    "not_checkable": ("note", "a rule could not be checked"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """config: where, may be a file; id: the person's, empty if it is about nobody."""

    severity: Severity
    code: str
    config: str
    id: str
    value: str
    expected: str


class Findings:
    """All of them, in the order they were found, each once."""

    def __init__(self) -> None:
        self._all: dict[Finding, None] = {}

    def __iter__(self) -> Iterator[Finding]:
        return iter(self._all)

    def add(self, code: str, config: str, id: str, value: object, expected: str) -> None:
        """Take one; a long value is cut."""
        text = str(value)
        shown = text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"
        self._all[Finding(CODES[code][0], code, config, id, shown, expected)] = None

    def add_flaws(self, config: str, entry: AnyEntry) -> None:
        """Take what reading the row found."""
        for flaw in entry.flaws:
            self.add(flaw.code, config, entry.id, flaw.value, flaw.expected)

    def counts(self) -> Counter[Severity]:
        """How many there are of each severity."""
        return Counter(one.severity for one in self._all)

    def by_code(self) -> dict[str, list[Finding]]:
        """Those of each code, in the order of CODES; without codes that were not found."""
        groups: dict[str, list[Finding]] = {code: [] for code in CODES}
        for one in self._all:
            groups[one.code].append(one)
        return {code: group for code, group in groups.items() if group}
