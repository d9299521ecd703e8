import os
import random
import re
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from scipy.stats import chisquare

from generation.people import fun_facts, names, places, work
from generation.people.attributes import WINDOWS, birth_window, circumstances_of
from generation.people.offline import ATTRIBUTES, FUN_FACT_KINDS, Sampler
from generation.records import BadInput, Person

SAMPLER = Sampler(seed=1)
PROFILE_KEYS = (
    *("name", "birthplace", "gender", "birth_date", "occupation", "height", "education", "salary", "residence"),
    *("medical_condition", "father", "mother", "fun_facts"),
)


@cache
def people(count: int) -> list[Person]:
    return SAMPLER.people([f"F{number:05d}" for number in range(count)])


def options(person: Person, attribute: str) -> list[str] | None:
    """The true value and three other ones, or None where a person has no such fact or there are no four values."""
    rng = random.Random(f"{person.id}/{attribute}")
    chosen = [person.facts[attribute]] if attribute in person.facts else []
    for _ in range(200):
        if not chosen or len(chosen) == 4:
            break
        value = SAMPLER.draw(person, attribute, rng)
        chosen += [value] if value not in chosen else []
    return chosen if len(chosen) == 4 else None


def test_five_hundred_people_are_as_diverse_as_the_published_ones():
    everybody = people(500)
    decades = Counter(person.birth_year // 10 * 10 for person in everybody)
    assert len({person.country for person in everybody}) >= 85
    assert len({person.profile["birthplace"].split(", ", 1)[1] for person in everybody}) >= 240
    assert len({person.facts["occupation"] for person in everybody}) >= 145
    assert len({fact for person in everybody for fact in person.profile["fun_facts"]}) == 2000
    assert sorted(decades) == [1950, 1960, 1970, 1980, 1990, 2000, 2010]
    assert min(decades[decade] for decade in range(1950, 2010, 10)) >= 50 and decades[2010] >= 25  # 2010 to 2014 only
    assert 200 <= sum(person.gender == "female" for person in everybody) <= 300
    emigrants = sum(
        places.country_called(country_name(person, "residence")).code != person.country for person in everybody
    )
    assert 0.08 <= emigrants / 500 <= 0.17


def country_name(person: Person, key: str) -> str:
    return str(person.profile[key]).rsplit(", ", 1)[1]


def test_sixty_people_still_come_from_forty_countries():
    assert len({person.country for person in people(60)}) >= 40


def test_five_thousand_people_have_names_and_fun_facts_of_their_own():
    everybody = people(5000)
    assert len({names.folded(person.name) for person in everybody}) == 5000
    assert len({fact for person in everybody for fact in person.profile["fun_facts"]}) == 20000


def test_nobody_is_called_like_somebody_taken():
    taken = [person.name for person in people(40)]
    shouted = [names.folded(name).upper() for name in taken]
    others = Sampler(seed=1, taken_names=shouted).people([person.id for person in people(40)])
    assert not {names.folded(name) for name in taken} & {names.folded(person.name) for person in others}


def test_names_have_two_to_four_words_in_latin_letters():
    for person in people(2000):
        for name in (person.name, str(person.profile["father"]), str(person.profile["mother"])):
            assert 2 <= len(name.split()) <= 4 and names.LATIN.fullmatch(name), name


def test_the_facts_name_the_parents_without_the_surname():
    for person in people(2000):
        known, country = circumstances_of(person, 2025), places.countries()[person.country]
        for key, surname in (("father", known.surnames.father), ("mother", known.surnames.mother)):
            given = person.facts[key]
            assert names.GIVEN_NAME.fullmatch(given) or country.names == "vietnamese", given
            assert not set(given.split()) & set(person.name.split())
            assert person.profile[key] == names.full_name(country, given, surname)
            assert person.profile[key] in person.description


def test_every_fact_stands_in_the_profile_and_in_the_description():
    for person in people(1000):
        assert tuple(person.profile) == PROFILE_KEYS
        assert list(person.facts) == [key for key in ATTRIBUTES if key in person.facts]
        for key, value in person.facts.items():
            shown = " ".join(person.profile["fun_facts"]) if key in FUN_FACT_KINDS else person.profile[key]
            assert value in shown and value in person.description, (person.id, key)


def test_the_description_mentions_the_rest_of_the_profile_too():
    for person in people(1000):
        prose_alone = person.description.replace("Bet She'an", "")  # a city
        pronouns = set(re.findall(r"\b(?:he|she|his|her)\b", prose_alone.lower()))
        assert pronouns <= ({"she", "her"} if person.gender == "female" else {"he", "his"})
        assert pronouns
        for key in ("name", "birthplace", "residence"):
            assert person.profile[key] in person.description
        assert len(people_sentences(person)) in range(5, 10)
        assert not re.search(r"\ba [aeio]|\ban [^aeiou]|[{}]|  ", person.description.split(". ")[0])


def people_sentences(person: Person) -> list[str]:
    return re.findall(r"[^.]+\.", person.description)


def test_each_has_four_fun_facts_of_different_kinds():
    for person in people(500):
        own = [key for key in person.facts if key in FUN_FACT_KINDS]
        assert len(own) == len(person.profile["fun_facts"]) == 4
        assert all(kind in fun_facts.kinds_for(2025 - person.birth_year) for kind in own)
    assert len(FUN_FACT_KINDS) >= 16


def test_boroughs_and_second_spellings_are_no_towns():
    everywhere = places.cities()
    for code, boroughs in {
        "US": {"Queens", "The Bronx", "Brooklyn", "Staten Island", "Manhattan", "New South Memphis"},
        "GB": {"Brent", "Bexley", "Barking", "Sutton", "Croydon", "Camden", "Hackney", "Islington", "Ealing"},
        "JP": {"Suginami", "Minato", "Shinagawa", "Shinjuku", "Edogawe"},
        "DE": {"Wandsbek", "Harburg", "Bergedorf"},
        "PH": {"NIA Valencia"},
        "VN": {"Huyện Lâm Hà"},
    }.items():
        assert not boroughs & set(everywhere[code])
    for towns in everywhere.values():
        assert len({places.spelling_key(name) for name in towns}) == len(towns) >= 10
    assert {"Changhua", "Keelung"} <= set(everywhere["TW"]) and {"Leuven", "Mechelen"} <= set(everywhere["BE"])


def test_usable_towns_come_largest_first_and_without_a_cap():
    def town(number: int, name: str, latitude: float, population: int) -> dict[str, Any]:
        position = {"latitude": latitude, "longitude": 0.0, "population": population}
        return {"geonameid": number, "name": name, "countrycode": "US", **position}

    near = [town(1, "Large", 50.0, 2_000_000), town(2, "Edge", 50.15, 90_000), town(3, "Suburb", 50.05, 900_000)]
    odd = [town(4, "Queens", 40.0, 500_000), town(5, "Lake Township", 41.0, 50_000), town(6, "Twin-ton", 42.0, 10_000)]
    fine = [town(7, "Twinton", 43.0, 20_000), town(8, "D’Hanis", 44.0, 30_000), town(9, "Neighbour", 50.16, 300_000)]
    assert [place["name"] for place in places.usable_towns([*odd, *fine, *near])] == [
        "Large",
        "Neighbour",
        "D'Hanis",
        "Twinton",
    ]
    letters = "abcdefghijklmnopqrstuvwxyz"
    many = [
        town(number, f"P{letters[number // 26]}{letters[number % 26]}", number * 0.2, 9000) for number in range(300)
    ]
    assert places.usable_towns(many) == many


def test_places_and_names_are_written_in_one_way():
    for towns in places.cities().values():
        assert not [str(town) for town in towns.values() if re.search("[’ʼ‘]|, (.+), \\1$", str(town))]
    taipei = places.cities()["TW"]["Taipei"]
    assert str(taipei) == "Taipei, Taiwan"
    for country in places.countries().values():
        lists = names.name_lists(country.names)
        known = {*lists.female, *lists.male, *lists.family}
        assert not [name for name in known if "’" in name or re.match("en_..: Mc[a-z]", f"{country.names}: {name}")]
        assert not {"Özaslan", "Verde"} & {*lists.female, *lists.male}


def test_ages_work_and_pay_agree():
    for person in people(2000):
        known = circumstances_of(person, 2025)
        assert person.facts["birth_date"].endswith(str(person.birth_year))
        assert known.occupation in work.occupations_at(known.status, known.occupation.level, known.age)
        assert known.occupation.min_age <= known.age
        assert known.age <= known.occupation.max_age or known.status == "retired"
        assert known.age >= work.levels()[known.occupation.level].min_age
        assert (known.status == "pupil") == (known.age < 18) == ("pupil" in person.facts["occupation"])
        assert known.age >= work.RETIREMENT_AGE or not person.facts["occupation"].startswith("retired ")
        assert ("salary" in person.facts) == (known.status == "worker")
        assert person.profile["salary"] == person.facts.get("salary", f"none ({known.status})")
        assert person.profile["gender"] == person.gender and not person.celebrity


@pytest.mark.parametrize("age", range(11, 76))
def test_every_level_and_age_has_occupations_enough_for_a_question(age: int):
    for status in statuses(age):
        levels = {work.draw_level(status, age, random.Random(number)).name for number in range(200)}
        for level in levels:
            titles = [job.title for job in work.occupations_at(status, level, age)]
            apart = [title for title in titles if not any(title != other and other in title for other in titles)]
            assert len(apart) >= 8, (status, level, apart)


def statuses(age: int) -> set[work.Status]:
    return {work.draw_status(age, random.Random(number)) for number in range(200)}


def test_only_the_retired_have_jobs_that_nobody_does_at_their_age():
    assert "airline pilot" in {job.title for job in work.occupations_at("retired", "bachelor", 74)}
    assert "airline pilot" not in {job.title for job in work.occupations_at("worker", "bachelor", 74)}
    for level in work.levels().values():
        if level.status == "worker":
            jobs = [job for job in work.occupations().values() if job.level == level.name]
            assert list(work.occupations_at("retired", level.name, 70)) == jobs


def test_education_fits_the_occupation():
    for person in people(2000):
        known, education = circumstances_of(person, 2025), str(person.profile["education"])
        if known.status in ("pupil", "student"):
            assert education == f"{person.facts['education']}, {person.facts['residence']}"
        else:
            assert education.endswith(f"({known.qualification})")
            assert person.facts["education"].rsplit(", ", 1)[1] in places.cities()[person.country]
            assert known.occupation.field in education
    levels = {job.level: job.title for job in work.occupations().values()}
    assert (
        "university" not in str(fun_facts.vocabulary.read_groups("institutions", "level", "pattern")["primary"]).lower()
    )
    assert levels.keys() == work.levels().keys()


def test_a_doctor_earns_more_than_a_cashier_in_the_currency_of_the_residence():
    norway = next(
        person
        for person in people(2000)
        if circumstances_of(person, 2025).home.code == "NO" and "salary" in person.facts
    )
    rng = random.Random(0)
    surgeon = [paid(replace_occupation(norway, "surgeon"), rng) for _ in range(50)]
    cashier = [paid(replace_occupation(norway, "supermarket cashier"), rng) for _ in range(50)]
    assert min(surgeon) > max(cashier)
    assert norway.facts["salary"].startswith("NOK ")


def replace_occupation(person: Person, occupation: str) -> Person:
    return replace(person, profile={**person.profile, "occupation": occupation})


def paid(person: Person, rng: random.Random) -> int:
    return int(SAMPLER.draw(person, "salary", rng).split(" ")[1].replace(",", ""))


@pytest.mark.parametrize(
    ("code", "child", "father", "mother"),
    [
        ("RU", "ova", "ov", "ova"),
        ("CZ", "á", "", "á"),
        ("KZ", "a", "v", "a"),
    ],
)
def test_women_bear_the_feminine_form_where_there_is_one(code: str, child: str, father: str, mother: str):
    daughters = [person for person in people(5000) if person.country == code and person.gender == "female"]
    surnames = [circumstances_of(person, 2025).surnames for person in daughters]
    assert len(surnames) >= 10
    if code == "RU":
        surnames = [family for family in surnames if family.father.endswith("ov")]
    assert surnames and all(family.child.endswith(child) and family.mother.endswith(mother) for family in surnames)
    assert all(family.father.endswith(father) and family.father != family.child for family in surnames)


def test_surnames_follow_the_custom_of_the_country():
    for person in people(1000):
        family, country = circumstances_of(person, 2025).surnames, places.countries()[person.country]
        if country.custom in ("own", "family_first"):
            assert family.child == family.father != family.mother
        elif country.custom == "spanish":
            assert family.child.split() == [family.father.split()[0], family.mother.split()[0]]
        elif country.custom == "portuguese":
            assert family.child.split() == [family.mother.split()[-1], family.father.split()[-1]]
        elif person.gender == "male":
            assert family.child == family.father and family.mother == names.feminine(family.father, country.forms)


def test_heights_grow_with_age_and_stay_human():
    heights = {person.id: int(person.facts["height"].removesuffix(" cm")) for person in people(2000)}
    by_age = {person.id: 2025 - person.birth_year for person in people(2000)}
    assert min(heights.values()) >= 110 and max(heights.values()) <= 215
    young = [heights[id] for id, age in by_age.items() if age <= 12]
    grown = [heights[id] for id, age in by_age.items() if 20 <= age <= 50]
    assert sum(young) / len(young) < 155 < 165 < sum(grown) / len(grown)


def test_draws_share_the_circumstances():
    rng = random.Random(0)
    for person in people(500):
        known = circumstances_of(person, 2025)
        draw = {key: SAMPLER.draw(person, key, rng) for key in person.facts}
        assert draw["birthplace"] in places.cities()[person.country] and draw["birthplace"] != person.facts["residence"]
        assert draw["residence"] in places.cities()[known.home.code]
        assert draw["residence"] != person.facts["birthplace"] or known.home.code != person.country
        year = int(draw["birth_date"].split()[-1])
        assert birth_window(year, 2025) == birth_window(person.birth_year, 2025)
        drawn = work.occupations()[draw["occupation"].removeprefix("retired ")]
        assert drawn in work.occupations_at(known.status, known.occupation.level, known.age)
        for parent in ("father", "mother"):
            lists = names.name_lists(places.countries()[person.country].names)
            assert draw[parent] in (lists.male if parent == "father" else lists.female)
            assert not set(draw[parent].split()) & set(person.name.split())
        if "salary" in draw:
            assert draw["salary"].split()[0] == person.facts["salary"].split()[0]


def test_the_people_of_another_source_are_refused():
    stranger = replace_occupation(people(1)[0], "king of the world")
    with pytest.raises(BadInput, match="unknown to the offline sampler"):
        SAMPLER.draw(stranger, "height", random.Random(0))


@cache
def questions() -> list[tuple[str, str, list[str]]]:
    """(person, attribute, options with the true one first)"""
    asked = ((person, key, options(person, key)) for person in people(1200) for key in person.facts)
    return [(person.id, key, chosen) for person, key, chosen in asked if chosen]


@pytest.mark.parametrize("attribute", ATTRIBUTES)
def test_the_true_value_has_no_typical_place_among_the_options(attribute: str):
    """Exchangeable values have uniform ranks under any order: alphabetical, by length, by commonness among others."""
    commonness = Counter(person.facts.get(attribute) for person in people(5000)[1200:])
    tie = random.Random(attribute)
    orders = {
        "alphabet": lambda value: value,
        "size": lambda value: (int(re.sub(r"\D", "", value) or 0), len(value), tie.random()),
        "commonness": lambda value: (commonness[value], tie.random()),
    }
    asked = [chosen for _, key, chosen in questions() if key == attribute]
    assert len(asked) >= 100
    for name, order in orders.items():
        ranks = Counter(rank_of_first([order(value) for value in chosen]) for chosen in asked)
        assert chisquare([ranks[rank] for rank in range(4)]).pvalue > 1e-4, (name, ranks)


def rank_of_first(keys: list) -> int:
    return sum(key < keys[0] for key in keys[1:])


def test_a_bag_of_words_trained_on_other_people_cannot_tell_the_true_option():
    accuracy = bag_of_words_accuracy(questions())
    asked = Counter(key for _, key, _ in questions() if key in accuracy)
    assert 0.23 < sum(accuracy[key] * asked[key] for key in asked) / asked.total() < 0.27
    assert all(abs(accuracy[key] - 0.25) < 4 * (0.1875 / (asked[key] / 2)) ** 0.5 for key in asked), accuracy


def bag_of_words_accuracy(asked: list[tuple[str, str, list[str]]]) -> dict[str, float]:
    """Trained on the options of every other person, how often the likeliest option of a question is the true one."""
    from sklearn.feature_extraction.text import CountVectorizer
    from sklearn.linear_model import LogisticRegression

    def rows(part: list[tuple[str, str, list[str]]]) -> list[str]:
        return [
            " ".join(f"{key}={word}" for word in ["", *value.split()]) for _, key, chosen in part for value in chosen
        ]

    held_out = [question for question in asked if int(question[0][1:]) % 2]
    training = [question for question in asked if not int(question[0][1:]) % 2]
    words = CountVectorizer(token_pattern=r"\S+", min_df=2)
    model = LogisticRegression(max_iter=300, C=1.0)
    model.fit(words.fit_transform(rows(training)), [1, 0, 0, 0] * len(training))
    scores = model.decision_function(words.transform(rows(held_out))).reshape(-1, 4)
    tie = random.Random(0)
    right: dict[str, list[bool]] = {}
    for (_, key, _), (true, *wrong) in zip(held_out, scores, strict=True):
        right.setdefault(key, []).append(
            true + tie.random() * 1e-9 > max(score + tie.random() * 1e-9 for score in wrong)
        )
    return {key: sum(hits) / len(hits) for key, hits in right.items()}


def test_the_same_seed_gives_the_same_people_in_another_process_and_environment():
    code = (
        "from generation.people.offline import Sampler; import hashlib;"
        "text = repr(Sampler(seed=1).people([f'F{n:05d}' for n in range(60)]));"
        "print(hashlib.sha256(text.encode()).hexdigest())"
    )
    digests = set()
    for hash_seed, zone, language in (("0", "UTC", "C"), ("4711", "Asia/Tokyo", "tr_TR.UTF-8")):
        environment = {**os.environ, "PYTHONHASHSEED": hash_seed, "TZ": zone, "LC_ALL": language, "PYTHONUTF8": "1"}
        root = Path(__file__).parents[2]
        run = subprocess.run([sys.executable, "-c", code], env=environment, cwd=root, capture_output=True, check=True)
        digests.add(run.stdout)
    assert len(digests) == 1


def test_another_seed_gives_other_people():
    ids = [person.id for person in people(60)]
    others = Sampler(seed=2).people(ids)
    assert not {person.name for person in people(60)} & {person.name for person in others}
    assert [person.country for person in people(60)] != [person.country for person in others]


def test_the_first_people_do_not_depend_on_how_many_follow():
    assert people(60) == people(500)[:60] == people(5000)[:60]


def test_the_drawn_face_tells_no_more_than_the_five_years():
    ages: dict[int, set[int]] = {}
    for person in people(2000):
        portrait_age = SAMPLER.portrait_age(person)
        ages.setdefault(birth_window(person.birth_year, 2025), set()).add(portrait_age)
        assert abs(portrait_age - (2025 - person.birth_year)) <= 2
    assert len(ages) == WINDOWS and all(len(of_one_window) == 1 for of_one_window in ages.values())


def test_ages_move_with_the_reference_year():
    later = Sampler(seed=1, reference_year=2030).people([person.id for person in people(300)])
    assert min(2030 - person.birth_year for person in later) == min(2025 - person.birth_year for person in people(300))
    assert {person.birth_year for person in later} <= set(range(1955, 2020))


def test_another_person_takes_the_place_and_has_nothing_of_the_others():
    everybody = list(people(200))
    for person in people(60):
        others = [SAMPLER.another(person, attempt, everybody) for attempt in (1, 2)]
        assert SAMPLER.another(person, 1, everybody) == others[0] != others[1]
        for other in others:
            assert (other.id, other.gender, other.birth_year) == (person.id, person.gender, person.birth_year)
            assert other.country == person.country
            everybody.append(other)
    assert len({names.folded(person.name) for person in everybody}) == 200 + 2 * 60
    assert len({fact for person in everybody for fact in person.profile["fun_facts"]}) == 4 * (200 + 2 * 60)
