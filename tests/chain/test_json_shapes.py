"""What --json answers has the shape that docs/schemas/ promises, for every verb.

Every answer of daoctl that any test asks for through tests/journeys/process.py is held against its
schema too; here each verb is met at least once.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from tests import shapes
from tests.chain.json_story import Story, told
from tools.verb_tree import verbs

JSON_VERBS = {one.name: one for one in verbs() if one.takes_json}
# Told at full length elsewhere, where its answers are held against their schema too.
ELSEWHERE = {
    "demo": "tests/journeys/test_demo.py",
    "minutes": "tests/chain/test_minutes.py",
}


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    """The village's story, told once; every answer was held against its schema."""
    with told(tmp_path_factory.mktemp("story")) as found:
        return found


def test_every_verb_answers_in_its_schemas_shape(story: Story) -> None:
    """None is left out: a new verb needs a place in the story, and a schema."""
    met = {one.verb for one in story.met} | ELSEWHERE.keys()

    assert set() == JSON_VERBS.keys() - met


def test_every_sending_verb_answers_a_dry_run_in_its_schemas_shape(story: Story) -> None:
    """The plan of what would be sent, or the verb's own answer where that says more."""
    looked = {one.verb for one in story.met if one.dry_run}

    assert set() == {name for name, one in JSON_VERBS.items() if one.sends} - looked


def test_the_verbs_that_are_met_elsewhere_are_held_there() -> None:
    """The file asks for them through the one place that checks."""
    for verb, file in ELSEWHERE.items():
        assert f'answer("{verb}"' in (shapes.SCHEMAS.parents[1] / file).read_text("utf-8")


def test_every_verb_with_json_has_a_schema_and_no_schema_is_left_over() -> None:
    """By the names of the files, and each says what it is of."""
    wanted = {one.file: one for one in JSON_VERBS.values()}

    assert wanted.keys() == shapes.schema_names()
    for name, verb in wanted.items():
        schema = json.loads((shapes.SCHEMAS / f"{name}{shapes.ENDING}").read_text("utf-8"))

        assert f"daoctl {verb.name} --json" == schema["title"]
        assert f"{name}{shapes.ENDING}" == schema["$id"]


@pytest.mark.parametrize("file", sorted(shapes.SCHEMAS.glob("*.json")), ids=lambda one: one.name)
def test_a_schema_is_itself_sound(file: Path) -> None:
    """JSON Schema 2020-12, laid out as it is committed."""
    text = file.read_text("utf-8")
    schema = json.loads(text)

    Draft202012Validator.check_schema(schema)
    assert "https://json-schema.org/draft/2020-12/schema" == schema["$schema"]
    assert json.dumps(schema, ensure_ascii=False, indent=2) + "\n" == text


def test_what_is_not_promised_is_found() -> None:
    """A field more, a field less, a number where text is promised: each fails with its place."""
    good = {"dry_run": True, "calls": [], "gas": 1, "value": "0", "fee": "0"}
    shapes.check("sale pause", good)
    for wrong, said in (
        ({**good, "more": 1}, "more"),
        ({name: one for name, one in good.items() if name != "gas"}, "gas"),
        ({**good, "fee": 0}, "fee"),
    ):
        with pytest.raises(AssertionError, match=said):
            shapes.check("sale pause", wrong)


def test_each_line_of_calldata_has_its_schemas_shape(story: Story) -> None:
    """As another signer, such as a Safe, reads it."""
    lines = story.calldata.splitlines()

    assert lines
    for line in lines:
        shapes.validator(shapes.CALLDATA).validate(json.loads(line))
