"""`python -m services.search.occupations` learns the classes anew; needed after a change of the names."""

from services.search.occupations.classes import Classes
from services.search.occupations.learning import Examples, learn
from services.search.occupations.reference import build


def learn_and_save(examples: Examples) -> Classes:
    """Learn from these names and keep the result beside the code."""
    classes = learn(examples)
    classes.save()
    return classes


if __name__ == "__main__":
    build(learn=learn_and_save)
