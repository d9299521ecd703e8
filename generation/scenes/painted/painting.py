"""People painted at events: a portrait of each, then pictures that keep the face, until a good one of every event."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from tqdm import tqdm

from generation.faces.analysis import Analyser
from generation.scenes.painted.likenesses import likenesses, lookalikes
from generation.scenes.painted.plan import Counts, Plan, Sitter
from generation.scenes.painted.sheet import write_sheet
from generation.scenes.painted.sitting import Models, Sitting
from generation.scenes.painted.takes import Painted, Take
from generation.sharing import alone, processes, state


def paint_scenes(
    sitters: Sequence[Sitter], plan: Plan, look: Analyser, counts: Counts | None = None
) -> dict[str, Painted]:
    """The pictures of everybody, by person's ID; events without a usable one are missing.

    Pictures and what is seen in them are kept in `plan.folder`/PERSONID as they are made, and never made again; with
    all of them there, no model is loaded. Nobody gets the face of somebody earlier in the list. Under `accelerate
    launch` each process paints its share of the people and waits for the others; on several hosts the folder has to be
    one that all of them see. On one machine, neither the number of processes nor what was there before changes a byte.
    Raises BadInput.
    """
    counts = counts or {}
    if processes() > 1 or unfinished(sitters, plan, counts):
        with alone(plan.folder, "scenes"):
            _paint(sitters, plan, look, counts)
    return painted(sitters, plan, counts)


def painted(sitters: Sequence[Sitter], plan: Plan, counts: Counts | None = None) -> dict[str, Painted]:
    """What there is of everybody, by person's ID; loads no model."""
    chosen = likenesses(sitters, plan)
    return {one.person_id: _painted(one, plan, chosen.get(one.person_id), counts or {}) for one in sitters}


def unfinished(sitters: Sequence[Sitter], plan: Plan, counts: Counts | None = None) -> list[str]:
    """IDs of the people of whom pictures may still be made: with none left, nothing more comes of painting."""
    chosen = likenesses(sitters, plan)
    return [one.person_id for one in sitters if _is_unfinished(one, plan, chosen.get(one.person_id), counts or {})]


def reasons(sitters: Sequence[Sitter], plan: Plan) -> Counter[str]:
    """How many candidates were not used, by reason; loads no model."""
    chosen = likenesses(sitters, plan)
    found = lookalikes(sitters, plan, chosen)
    for one in sitters:
        takes, portrait = plan.takes(one), chosen.get(one.person_id)
        for wanted in (plan.portrait(one), *(plan.scenes(one, portrait, {}) if portrait else ())):
            found += takes.reasons(wanted)
    return found


def _painted(one: Sitter, plan: Plan, portrait: Take | None, counts: Counts) -> Painted:
    takes = plan.takes(one)
    found = {wanted.event: takes.usable(wanted) for wanted in plan.scenes(one, portrait, counts)} if portrait else {}
    return Painted(one.person_id, portrait, {event: usable for event, usable in found.items() if usable})


def _is_unfinished(one: Sitter, plan: Plan, portrait: Take | None, counts: Counts) -> bool:
    takes = plan.takes(one)
    if portrait is None:
        return bool(takes.candidates(plan.portrait(one)))
    return any(takes.missing(wanted) for wanted in plan.scenes(one, portrait, counts))


def _paint(sitters: Sequence[Sitter], plan: Plan, look: Analyser, counts: Counts) -> None:
    """Paint the people that fall to this process, and wait until all processes have painted theirs.

    Portraits that are too much like others are settled by the first process alone: who comes first has to be known.
    """
    this = state()
    models = Models(plan, look, this.device)
    share = sitters[this.process_index :: this.num_processes]
    quiet = None if this.is_local_main_process else True  # None: where nobody looks
    for one in tqdm(share, desc="portraits", disable=quiet):
        Sitting(one, plan, models).portray()
    this.wait_for_everyone()
    if this.is_main_process:
        likenesses(sitters, plan, lambda one: Sitting(one, plan, models).another_portrait())
    this.wait_for_everyone()
    chosen = likenesses(sitters, plan)
    for one in tqdm(share, desc="scenes", disable=quiet):
        if one.person_id in chosen:
            Sitting(one, plan, models).paint(chosen[one.person_id], counts)
    this.wait_for_everyone()
    if this.is_main_process:
        write_sheet(list(painted(sitters, plan, counts).values()), plan.folder)
