"""Portraits of public figures: from folders, from CelebA's layout, and from a Wikimedia on loopback."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from PIL import Image

from generation import wikimedia
from generation.faces.celebrity_photos import LEDGER, Photo, collect
from generation.faces.celebrity_sources import CELEBA_LICENCE, Endpoints
from generation.faces.commons import plain_text
from generation.people.celebrities import Celebrities
from generation.records import BadInput, Person

from ...wikimedia_server import World, api_error, cut, drop, malformed, running, statement, status

EVERYBODY = {person.name: person for person in Celebrities(0, 153).people}
EINSTEIN, CURIE, PELE, HAMILTON = (
    EVERYBODY[name] for name in ("Albert Einstein", "Marie Curie", "Pelé", "Margaret Hamilton")
)
FOUR = [EINSTEIN, CURIE, PELE, HAMILTON]


def picture(colour: str = "navy", kind: str = "JPEG", size: tuple[int, int] = (60, 80)) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, colour).save(buffer, kind)
    return buffer.getvalue()


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """A Wikimedia that has a free portrait of everybody in FOUR."""
    monkeypatch.setattr(wikimedia, "FIRST_PAUSE", 0.001)
    with running() as world:
        for n, (person, colour) in enumerate(zip(FOUR, ("red", "green", "blue", "gold"), strict=True), start=1):
            world.add_item(f"Q{n}", person.name, str(person.profile["page_title"]), P18=statement(f"{person.name}.jpg"))
            world.add_file(f"{person.name}.jpg", picture(colour), Artist=f"<a href='x'>Artist {n}</a>")
        yield world


def fetch(
    world: World, store: Path, people: Sequence[Person] = FOUR, refused: Sequence[Photo] = ()
) -> tuple[dict[str, Photo], dict[str, str]]:
    names = {photo.path.name for photo in refused}
    return collect(people, "wikimedia", None, store, Endpoints(world.api, world.api, "me@example.org"), names)


def file_of(world: World, person: Person, **more: str) -> None:
    """Another licence or type of the person's picture."""
    world.add_file(f"{person.name}.jpg", None, **more)


def test_free_pictures_arrive_with_author_licence_and_page(world: World, tmp_path: Path) -> None:
    photos, missing = fetch(world, tmp_path)
    assert not missing and set(photos) == {person.id for person in FOUR}
    photo = photos[CURIE.id]
    assert (photo.name, photo.source, photo.credit) == ("Marie Curie", "wikimedia:Marie Curie.jpg", "Artist 2")
    assert photo.licence == "CC BY-SA 4.0 (https://creativecommons.org/licenses/by-sa/4.0)"
    assert photo.page == "https://commons.example/wiki/File:Marie%20Curie.jpg"
    assert photo.path.parent == tmp_path and photo.path.name.startswith("marie-curie-")
    with Image.open(photo.path) as image:
        red, green, blue = image.convert("RGB").getpixel((5, 5))
        assert image.format == "JPEG" and green > 100 > max(red, blue)


def test_requests_are_few_and_say_who_asks(world: World, tmp_path: Path) -> None:
    fetch(world, tmp_path)
    assert len(world.asked) == 1 + 1 + 4  # items, file pages, pictures
    assert all("mllmu-bench/" in agent and "(me@example.org)" in agent for agent in world.agents)
    assert world.asked[1]["iiurlwidth"] == "1280" and world.asked[0]["maxlag"] == "5"


def test_nothing_is_asked_twice(world: World, tmp_path: Path) -> None:
    del world.items["Q3"]
    first = fetch(world, tmp_path)
    asked = len(world.asked)
    assert fetch(world, tmp_path) == first
    assert len(world.asked) == asked
    assert first[1] == {"Pelé": "no_item"}


def test_a_filled_store_needs_no_network(world: World, tmp_path: Path) -> None:
    first = fetch(world, tmp_path)
    nowhere = Endpoints("http://127.0.0.1:9/", "http://127.0.0.1:9/")
    assert collect(FOUR, "wikimedia", None, tmp_path, nowhere) == first


def with_more_images(world: World, person: Person, *colours: str, licence: str = "CC0") -> None:
    files = [f"{person.name} {colour}.jpg" for colour in colours]
    preferred = statement(f"{person.name}.jpg", rank="preferred")
    images = [*(statement(file) for file in files), preferred, statement("Bust.jpg", "deprecated")]
    world.add_item("Q2", person.name, str(person.profile["page_title"]), P18=images)
    for file, colour in zip(files, colours, strict=True):
        world.add_file(file, picture(colour), licence)


def test_the_next_image_has_the_place_of_a_refused_one(world: World, tmp_path: Path) -> None:
    with_more_images(world, CURIE, "white", "black")
    first, _ = fetch(world, tmp_path)
    second, missing = fetch(world, tmp_path, refused=[first[CURIE.id]])
    assert not missing and second[CURIE.id].source == "wikimedia:Marie Curie white.jpg"
    assert {id: photo for id, photo in second.items() if id != CURIE.id} == {
        id: photo for id, photo in first.items() if id != CURIE.id
    }
    third, _ = fetch(world, tmp_path, refused=[first[CURIE.id], second[CURIE.id]])
    assert third[CURIE.id].source == "wikimedia:Marie Curie black.jpg" and third[CURIE.id].licence.startswith("CC0")
    refused = [first[CURIE.id], second[CURIE.id], third[CURIE.id]]
    last, missing = fetch(world, tmp_path, refused=refused)
    assert CURIE.id not in last and missing == {"Marie Curie": "refused"}
    asked = len(world.asked)
    for count, expected in enumerate((first, second, third, last)):  # the store knows all of it, and no opinion
        assert fetch(world, tmp_path, refused=refused[:count])[0] == expected
    assert len(world.asked) == asked


def test_an_image_that_cannot_be_used_in_place_of_a_refused_one_is_passed_over(world: World, tmp_path: Path) -> None:
    with_more_images(world, CURIE, "white", "black")
    world.add_file("Marie Curie white.jpg", None, "CC BY-NC 4.0")
    first, _ = fetch(world, tmp_path)
    assert fetch(world, tmp_path, refused=[first[CURIE.id]])[0][CURIE.id].source == "wikimedia:Marie Curie black.jpg"


def test_what_was_refused_is_missing_where_there_is_no_other(world: World, tmp_path: Path) -> None:
    without_image(world)
    first, _ = fetch(world, tmp_path)
    photos, missing = fetch(world, tmp_path, refused=[first[PELE.id]])
    assert missing == {"Marie Curie": "no_image", "Pelé": "refused"} and photos.keys() == first.keys() - {PELE.id}
    nowhere = Endpoints("http://127.0.0.1:9/", "http://127.0.0.1:9/")
    again = collect(FOUR, "wikimedia", None, tmp_path, nowhere, {first[PELE.id].path.name})
    assert again == (photos, missing)


def test_the_other_line_of_a_table_has_the_place_of_a_refused_one(tmp_path: Path) -> None:
    rows = "name,file,licence\nAlbert Einstein,a.jpg,CC0-1.0\nAlbert Einstein,b.png,CC0-1.0\npele,b.png,CC0-1.0\n"
    source, people = folder(tmp_path / "in", rows), [EINSTEIN, PELE]
    first, _ = collect(people, "folder", source, tmp_path / "out")
    refused = {photo.path.name for photo in first.values()}
    photos, missing = collect(people, "folder", source, tmp_path / "out", refused=refused)
    assert first[EINSTEIN.id].source == "folder:b.png" and photos[EINSTEIN.id].source == "folder:a.jpg"
    assert missing == {"Pelé": "refused"}
    assert collect(people, "folder", None, tmp_path / "out", refused=refused) == (photos, missing)
    assert collect(people, "folder", None, tmp_path / "out")[0] == first
    with pytest.raises(BadInput, match="reads a folder; give --celebrity-photos"):
        collect(people, "folder", None, tmp_path / "out", refused={*refused, photos[EINSTEIN.id].path.name})


def test_a_lost_file_is_fetched_again(world: World, tmp_path: Path) -> None:
    photos, _ = fetch(world, tmp_path)
    photos[CURIE.id].path.unlink()
    assert fetch(world, tmp_path)[0] == photos
    assert world.downloads.count("Marie Curie.jpg") == 2 and world.downloads.count("Pelé.jpg") == 1


def test_a_torn_last_line_loses_one_portrait_only(world: World, tmp_path: Path) -> None:
    photos, _ = fetch(world, tmp_path)
    ledger = tmp_path / LEDGER
    ledger.write_bytes(ledger.read_bytes()[:-25])
    assert fetch(world, tmp_path)[0] == photos
    assert len(world.downloads) == 5
    assert fetch(world, tmp_path)[0] == photos
    assert len(world.downloads) == 5


FAULTS = {
    "429": status(429, Retry_After="0"),
    "429 for a second": status(429, Retry_After="1"),
    "500": status(500),
    "503 with a date": status(503, Retry_After="Wed, 21 Oct 2015 07:28:00 GMT"),
    "lagging": api_error("maxlag"),
    "malformed": malformed,
    "dropped": drop,
    "cut": cut,
}


@pytest.mark.parametrize("fault", FAULTS)
def test_passing_faults_are_waited_out(world: World, tmp_path: Path, fault: str) -> None:
    world.faults = [FAULTS[fault], FAULTS[fault], None, FAULTS[fault]]
    assert len(fetch(world, tmp_path)[0]) == 4


def test_faults_between_pictures_are_waited_out(world: World, tmp_path: Path) -> None:
    world.faults = [None, None, status(500), None, drop, cut, None, status(429, Retry_After="0")]
    photos, missing = fetch(world, tmp_path)
    assert len(photos) == 4 and not missing


def test_a_site_that_stays_away_ends_the_run_and_keeps_what_came(world: World, tmp_path: Path) -> None:
    world.faults = [None, None, None, None, *[status(500)] * 6]
    with pytest.raises(BadInput, match=r"no answer after 6 tries, status 500; try again later, what came is kept"):
        fetch(world, tmp_path)
    assert len((tmp_path / LEDGER).read_text().splitlines()) == 2
    assert len(fetch(world, tmp_path)[0]) == 4
    assert all(world.downloads.count(f"{name}.jpg") == 1 for name in ("Albert Einstein", "Marie Curie"))


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        (status(429, Retry_After="3600"), "asks for a pause of 3600 s"),
        (status(403), "name yourself"),
        (status(404), "is it the address of a MediaWiki API"),
        (api_error("badvalue"), "the API refuses: badvalue"),
    ],
)
def test_what_will_not_pass_is_said_at_once(world: World, tmp_path: Path, fault: object, says: str) -> None:
    world.faults = [fault]  # type: ignore[list-item]
    with pytest.raises(BadInput, match=says):
        fetch(world, tmp_path)
    assert len(world.asked) == 1


@pytest.mark.parametrize("address", ["http://127.0.0.1:9/w/api.php", "wikidata"])
def test_an_endpoint_that_is_none_is_one_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, address: str) -> None:
    monkeypatch.setattr(wikimedia, "FIRST_PAUSE", 0.001)
    with pytest.raises(BadInput, match=r"no answer after 6 tries, connection failed|no address") as raised:
        collect(FOUR, "wikimedia", None, tmp_path, Endpoints(address, address))
    assert "\n" not in str(raised.value) and "0x" not in str(raised.value)


def test_titles_are_normalised_and_redirects_followed(world: World, tmp_path: Path) -> None:
    world.add_item("Q4", "Margaret Hamilton", "Margaret Heafield Hamilton", P18=statement("margaret_hamilton.jpg"))
    world.moved["Margaret Hamilton (software engineer)"] = "Margaret Heafield Hamilton"
    world.files["Hamilton 1989.jpg"] = world.files.pop("Margaret Hamilton.jpg")
    world.moved["Margaret hamilton.jpg"] = "Hamilton 1989.jpg"
    photos, missing = fetch(world, tmp_path)
    assert not missing and photos[HAMILTON.id].source == "wikimedia:margaret_hamilton.jpg"


def test_an_answer_that_was_cut_off_is_completed(world: World, tmp_path: Path) -> None:
    world.most_items = 1
    assert len(fetch(world, tmp_path)[0]) == 4


def test_the_preferred_image_is_taken(world: World, tmp_path: Path) -> None:
    images = [statement("Bust.jpg"), statement("Albert Einstein.jpg", rank="preferred"), statement(None, "deprecated")]
    world.add_item("Q1", "Albert Einstein", "Albert Einstein", P18=images)
    assert fetch(world, tmp_path)[0][EINSTEIN.id].source == "wikimedia:Albert Einstein.jpg"


def without_image(world: World) -> None:
    world.add_item("Q2", "Marie Curie", "Marie Curie", P18=statement(None))


def without_page(world: World) -> None:
    del world.files["Marie Curie.jpg"]


def without_thumbnail(world: World) -> None:
    del world.files["Marie Curie.jpg"]["thumburl"]


def blob(data: bytes) -> Callable[[World], None]:
    return lambda world: world.blobs.update({"Marie Curie.jpg": data})


def licence(name: str, **more: str) -> Callable[[World], None]:
    return lambda world: file_of(world, CURIE, licence=name, **more)


def bomb() -> bytes:
    buffer = io.BytesIO()
    Image.new("1", (9000, 9000)).save(buffer, "PNG")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (without_image, "no_image"),
        (without_page, "no_file"),
        (without_thumbnail, "no_thumbnail"),
        (lambda world: world.blobs.pop("Marie Curie.jpg"), "gone:404"),
        (blob(b"<svg xmlns='http://www.w3.org/2000/svg'/>"), "unreadable"),
        (blob(picture()[:200]), "unreadable"),
        (lambda world: blob(bomb())(world), "too_many_pixels"),
        (licence("CC BY 4.0", mime="image/svg+xml"), "unfit_type:image/svg+xml"),
        (licence("CC BY-NC-SA 4.0"), "unfree_licence:CC BY-NC-SA 4.0"),
        (licence("CC BY-ND 2.0"), "unfree_licence:CC BY-ND 2.0"),
        (licence("Fair use"), "unfree_licence:Fair use"),
        (licence(""), "unfree_licence:none"),
        (licence("CC BY 4.0", NonFree="true"), "unfree_licence:CC BY 4.0"),
    ],
)
def test_what_cannot_be_used_has_a_reason(
    world: World, tmp_path: Path, change: Callable[[World], None], reason: str
) -> None:
    change(world)
    photos, missing = fetch(world, tmp_path)
    assert missing == {"Marie Curie": reason}
    assert len(photos) == 3


def test_a_huge_download_is_given_up(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wikimedia, "MOST_BYTES", 10_000)
    world.blobs["Marie Curie.jpg"] = bytes(100_000)
    assert fetch(world, tmp_path)[1] == {"Marie Curie": "too_many_bytes"}


@pytest.mark.parametrize(
    "name",
    [
        "Public domain",
        "CC0",
        "CC BY 2.0",
        "CC BY-SA 3.0 nl",
        "CC BY-SA 3.0 de",
        "No restrictions",
        "CC BY-SA 2.5",
        "GFDL",
    ],
)
def test_free_licences_are_taken(world: World, tmp_path: Path, name: str) -> None:
    world.add_file("Marie Curie.jpg", picture(), name, LicenseUrl="")
    assert fetch(world, tmp_path, [CURIE])[0][CURIE.id].licence == name


def test_html_of_authors_is_stripped() -> None:
    html = (
        '<bdi><a href="x">Agnes&nbsp;B.</a></bdi><br>&amp; <span style="display: none;">hidden<br>too</span>Sons <img>'
    )
    assert plain_text(html) == "Agnes B. & Sons"


def killed_run(world: World, store: Path) -> None:
    """A process that collects until the server has sent two pictures, and is then killed."""
    code = f"""
from pathlib import Path
from tests.generation.photos.test_celebrity_photos import FOUR
from generation.faces.celebrity_photos import collect
from generation.faces.celebrity_sources import Endpoints
collect(FOUR, "wikimedia", None, Path({str(store)!r}), Endpoints({world.api!r}, {world.api!r}))
"""
    root = Path(__file__).parents[3]
    process = subprocess.Popen([sys.executable, "-c", code], cwd=root, env=os.environ | {"PYTHONPATH": str(root)})
    world.faults = [None, None, None, None, lambda handler: process.send_signal(signal.SIGKILL)]
    assert process.wait(timeout=60) == -signal.SIGKILL


def test_a_killed_run_goes_on_where_it_was(world: World, tmp_path: Path) -> None:
    killed_run(world, tmp_path / "store")
    photos, _ = fetch(world, tmp_path / "store")
    assert {photo.path.name for photo in photos.values()} == {
        photo.path.name for photo in fetch(world, tmp_path / "clean")[0].values()
    }
    assert world.downloads.count("Albert Einstein.jpg") == 2  # once for each of the two stores
    assert not list((tmp_path / "store").glob(".*"))


def folder(path: Path, table: str) -> Path:
    path.mkdir()
    (path / "table.csv").write_text(table, encoding="utf-8")
    (path / "a.jpg").write_bytes(picture())
    (path / "b.png").write_bytes(picture("gold", "PNG"))
    return path


def test_a_folder_with_a_table(tmp_path: Path) -> None:
    rows = (
        "name,file,licence,credit",
        "Albert Einstein,a.jpg,CC0-1.0,Me",
        "pele,b.png,CC-BY-4.0,",
        "Marie Curie,c,CC0,",
    )
    table = "\n".join(rows)
    photos, missing = collect(FOUR, "folder", folder(tmp_path / "in", table), tmp_path / "out")
    assert photos[EINSTEIN.id].credit == "Me" and photos[PELE.id].licence == "CC-BY-4.0"
    assert photos[PELE.id].source == "folder:b.png" and photos[PELE.id].path.suffix == ".jpg"
    assert missing == {"Marie Curie": "no_file", "Margaret Hamilton": "not_listed"}
    lines = [json.loads(line) for line in (tmp_path / "out" / LEDGER).read_text().splitlines()]
    assert [line["reason"] for line in lines] == ["", "no_file", "", "not_listed"]


def test_a_folder_is_read_anew(tmp_path: Path) -> None:
    source = folder(tmp_path / "in", "name,file,licence\nAlbert Einstein,a.jpg,CC0-1.0\n")
    first = collect([EINSTEIN], "folder", source, tmp_path / "out")[0]
    assert collect([EINSTEIN], "folder", source, tmp_path / "out")[0] == first
    assert len((tmp_path / "out" / LEDGER).read_text().splitlines()) == 1
    (source / "a.jpg").write_bytes(picture("white"))
    assert collect([EINSTEIN], "folder", source, tmp_path / "out")[0] != first
    assert first[EINSTEIN.id].path.is_file()


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ("name,file\nAlbert Einstein,a.jpg\n", "line 2: no licence"),
        ("name,file,licence\nAlbert Einstein,../secret.jpg,CC0-1.0\n", "'../secret.jpg' is not in the folder"),
    ],
)
def test_wrong_tables_are_refused(tmp_path: Path, table: str, says: str) -> None:
    with pytest.raises(BadInput, match=says):
        collect(FOUR, "folder", folder(tmp_path / "in", table), tmp_path / "out")


@pytest.mark.parametrize(("kind", "says"), [("folder", "0 tables"), ("celeba", "not the layout of CelebA")])
def test_wrong_folders_are_refused(tmp_path: Path, kind: str, says: str) -> None:
    with pytest.raises(BadInput, match=says):
        collect(FOUR, kind, tmp_path / "nowhere", tmp_path / "out")  # type: ignore[arg-type]
    with pytest.raises(BadInput, match="reads a folder; give --celebrity-photos"):
        collect(FOUR, kind, None, tmp_path / "out")  # type: ignore[arg-type]


def celeba(path: Path) -> Path:
    (path / "img_align_celeba").mkdir(parents=True)
    for n, colour in enumerate(("red", "green", "blue", "gold"), start=1):
        (path / "img_align_celeba" / f"{n:06d}.jpg").write_bytes(picture(colour, size=(178, 218)))
    (path / "img_align_celeba" / "000002.jpg").write_bytes(b"broken")
    lines = ("000001.jpg 2880", "000002.jpg 77", "000003.jpg 77", "000004.jpg 5", "000009.jpg 6")
    (path / "identity_CelebA.txt").write_text("\n".join(lines))
    return path


def test_celeba_by_identity(tmp_path: Path) -> None:
    source = celeba(tmp_path / "celeba")
    (source / "identity_names.txt").write_text("77 Marie_Curie\n5 Albert Einstein\n6 Pele\n2880 Somebody Else\n")
    photos, missing = collect(FOUR, "celeba", source, tmp_path / "out")
    assert (photos[CURIE.id].source, photos[EINSTEIN.id].source) == ("celeba:000003.jpg", "celeba:000004.jpg")
    assert photos[CURIE.id].licence == CELEBA_LICENCE
    assert missing == {"Pelé": "no_file", "Margaret Hamilton": "not_listed"}


def test_celeba_has_further_pictures(tmp_path: Path) -> None:
    source = celeba(tmp_path / "celeba")
    (source / "identity_CelebA.txt").write_text("000001.jpg 77\n000002.jpg 77\n000003.jpg 77\n")
    (source / "identity_names.txt").write_text("77 Marie_Curie\n")
    refused = set[str]()
    for expected in ("celeba:000001.jpg", "celeba:000003.jpg"):  # the other one is broken
        photo = collect([CURIE], "celeba", source, tmp_path / "out", refused=refused)[0][CURIE.id]
        assert photo.source == expected
        refused.add(photo.path.name)
    assert collect([CURIE], "celeba", source, tmp_path / "out", refused=refused)[1] == {"Marie Curie": "refused"}


def test_celeba_by_file(tmp_path: Path) -> None:
    source = celeba(tmp_path / "celeba")
    text = "202599\nimage_id identity_name\n000001.jpg Marie_Curie\n000002.jpg Pelé\n"
    (source / "list_identity_celeba.txt").write_text(text, encoding="utf-8")
    photos, missing = collect(FOUR, "celeba", source, tmp_path / "out")
    assert photos[CURIE.id].source == "celeba:000001.jpg"
    assert missing["Pelé"] == "unreadable"


def test_another_source_disturbs_nothing(world: World, tmp_path: Path) -> None:
    first = fetch(world, tmp_path / "out")
    source = folder(tmp_path / "in", "name,file,licence\nAlbert Einstein,a.jpg,CC0-1.0\n")
    collect(FOUR, "folder", source, tmp_path / "out")
    asked = len(world.asked)
    assert fetch(world, tmp_path / "out") == first and len(world.asked) == asked
