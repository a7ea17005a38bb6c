"""Small modules, small functions, a small shared part (docs/adr/0007)."""

from statistics import median

from source_tree import length, modules, offences

LONGEST_MODULE = 250
LONGEST_TEST_MODULE = 500  # tests are lists, read entry by entry
LONGEST_FUNCTION = 30
MEDIAN_FUNCTION = 10
SHARED_CODE = 1000
OURS = modules("services", "shared", "deploy")


def test_a_module_is_read_at_one_sitting() -> None:
    for limit, files in ((LONGEST_MODULE, OURS), (LONGEST_TEST_MODULE, modules("tests", "bench"))):
        assert {str(m): n for m in files if (n := len(m.text.splitlines())) > limit} == {}


def test_a_function_does_one_thing() -> None:
    assert (
        offences(lambda m: [f"{f.name}: {length(f)}" for f in m.functions if length(f) > LONGEST_FUNCTION], OURS) == {}
    )


def test_the_usual_function_is_short() -> None:
    assert median(length(function) for module in OURS for function in module.functions) <= MEDIAN_FUNCTION


def test_shared_stays_the_wire() -> None:
    own = [module for module in modules("shared") if module.path.parts[1] not in ("contracts", "reference", "testing")]
    assert sum(module.code_lines for module in own) <= SHARED_CODE
