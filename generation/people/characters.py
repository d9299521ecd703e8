from generation.people.offline import Sampler
from generation.questions.looks import write_looks
from generation.records import Character


def sample_characters(ids, seed, taken_names):
    people = Sampler(seed, 2025, taken_names).people(list(ids))
    return [
        Character(
            one.id, one.name, one.gender, 30, one.facts["occupation"], "sector", one.facts["residence"], "continent", ""
        )
        for one in people
    ]


def appearance(looks, seed, id):
    return write_looks(id, looks, seed)[0].answer
