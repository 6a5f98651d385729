#!/usr/bin/env python3
"""Holds the schema of `neocol schema` against scenario files: schema_test.py PROGRAM [FILE_OR_FOLDER ...]

Good are scenarios/ and tests/io/good/ (and what is named in addition); bad are those of tests/io/bad/ that are YAML and not
marked with "# schema: cannot tell". Texts are resolved as editors do it (YAML 1.2 core: `off` is a text, not a boolean)."""
import json
import re
import subprocess
import sys
from pathlib import Path

import jsonschema
import yaml

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parent.parent


class CoreLoader(yaml.SafeLoader):
    """YAML 1.2 core schema: null, true and false, numbers; everything else is text."""


CoreLoader.yaml_implicit_resolvers = {}
for tag, pattern, first in [
    ("null", r"(~|null|Null|NULL|)", ["~", "n", "N", ""]),
    ("bool", r"(true|True|TRUE|false|False|FALSE)", list("tTfF")),
    ("int", r"[-+]?[0-9]+", list("-+0123456789")),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", list("-+.0123456789")),
]:
    CoreLoader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"^(?:{pattern})$"), first)


def construct_float(loader, node):
    return float(loader.construct_scalar(node))


CoreLoader.add_constructor("tag:yaml.org,2002:float", construct_float)
CoreLoader.add_constructor("tag:yaml.org,2002:int", lambda loader, node: int(loader.construct_scalar(node)))


def load(path):
    return yaml.load(path.read_text(encoding="utf-8-sig"), Loader=CoreLoader)


def files(place):
    return sorted(place.rglob("*.yaml")) if place.is_dir() else [place]


def references(part):
    """All "$ref" of a schema."""
    if isinstance(part, dict):
        for key, value in part.items():
            if key == "$ref":
                yield value
            else:
                yield from references(value)
    elif isinstance(part, list):
        for value in part:
            yield from references(value)


def main():
    program, more = sys.argv[1], [Path(name) for name in sys.argv[2:]]
    run = subprocess.run([program, "schema"], capture_output=True, text=True, check=True)
    schema = json.loads(run.stdout)
    jsonschema.Draft7Validator.check_schema(schema)
    failures = 0
    for reference in set(references(schema)):
        if reference.removeprefix("#/definitions/") not in schema["definitions"]:
            print(f"{reference} is not defined")
            failures += 1
    validator = jsonschema.Draft7Validator(schema)

    # what is good is accepted
    good = [path for place in [PROJECT / "scenarios", HERE / "good", *more] for path in files(place)]
    for path in good:
        for error in validator.iter_errors(load(path)):
            print(f"{path}: should be accepted: {'.'.join(map(str, error.absolute_path))}: {error.message[:200]}")
            failures += 1

    # what is bad is rejected, when it is YAML and a schema can see it
    rejected = untold = unread = 0
    for path in files(HERE / "bad"):
        first = path.read_text(encoding="utf-8-sig").split("\n", 1)[0]
        try:
            content = load(path)
        except yaml.YAMLError:
            unread += 1
            continue
        valid = validator.is_valid(content)
        if "# schema: cannot tell" in first:
            untold += 1
            if not valid:
                print(f"{path}: the schema can tell; remove the mark")
                failures += 1
        elif valid:
            print(f"{path}: should be rejected")
            failures += 1
        else:
            rejected += 1

    # the pattern of every quantity takes its own example
    for name, part in schema["definitions"].items():
        for example in part.get("examples", []) + [part[key] for key in ["default"] if key in part]:
            if not jsonschema.Draft7Validator(part).is_valid(example):
                print(f"definition {name} rejects its example {example!r}")
                failures += 1
        if "description" not in part:
            print(f"definition {name} has no description")
            failures += 1

    print(f"{len(good)} good accepted, {rejected} bad rejected, {untold} that a schema cannot tell, {unread} that are not YAML; "
          f"{failures} failures")
    return failures > 0


if __name__ == "__main__":
    sys.exit(main())
