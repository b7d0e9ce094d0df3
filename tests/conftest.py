"""What every test may ask for. Shared code is a plain module: `from tests.fakes import …`.

There is no __init__.py under tests/ (tests/workflow would shadow workflow): `tests` is a namespace
package, found because `pythonpath = ["."]` in pyproject.toml. Fixtures of general use stand in
tests/fixtures/ and are named below; those of one room stand in tests/<room>/conftest.py.
"""

pytest_plugins = [
    "tests.fixtures.memory",  # before those that import it: pytest rewrites its assertions
    "tests.fixtures.databases",
    "tests.fixtures.portfolio",
    "tests.fixtures.postfix",
    "tests.fixtures.printing",
    "tests.fixtures.smtp",
]
