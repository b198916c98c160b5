"""What a table promises. The other three have no contracts: these are told for levada alone."""

from benchmarks.mistakes.seed import Seed
from benchmarks.mistakes.seeds.making import seed, swap


def promise(name: str, what: str, says: tuple[str, ...], old: str, new: str, also: tuple[str, ...] = ()) -> Seed:
    return seed(name, what, says, levada=swap(old, new, "contract"), also=also)


SEEDS = (
    seed("no-contract", "a contract that does not exist", "shopp", levada=swap("shop#clean", "shopp#clean")),
    seed("no-object", "an object that is not in the contract", "cleaned", levada=swap("shop#clean", "shop#cleaned")),
    seed(
        "uncontracted",
        "a file loaded into a table without a contract",
        "raw.orders",
        levada=(
            swap("physicalName: raw.orders", "physicalName: raw.order", "contract"),
            swap("into: raw.orders", "into: raw.orders"),
        ),
    ),
    promise(
        "type",
        "a type misspelt",
        ("timestmp",),
        "timestamp\n        required: true",
        "timestmp\n        required: true",
    ),
    promise(
        "type-sql",
        "a type of SQL where a logical one belongs",
        ("varchar",),
        "logicalType: string\n        required",
        "logicalType: varchar\n        required",
    ),
    promise(
        "check-operator",
        "a check with an operator that is none",
        ("mustBeMoreThan",),
        "mustBeGreaterThan",
        "mustBeMoreThan",
    ),
    promise("check-metric", "a check of a measure that is none", ("rowcount",), "metric: rowCount", "metric: rowcount"),
    promise(
        "check-column", "a check of a column that is not there", ("brnch",), "[receipt, branch]", "[receipt, brnch]"
    ),
    promise("pattern", "a pattern that is no regular expression", ("[A-Z+",), '"^[A-Z]+$"', '"^[A-Z+$"'),
    promise("column-twice", "two columns of one name", ("branch",), "name: paid", "name: branch"),
    promise(
        "text-for-true",
        '`"yes"` where true belongs',
        ("required", "yes"),
        "timestamp\n        required: true",
        'timestamp\n        required: "yes"',
    ),
    promise("old-standard", "a version of the standard that is too old", ("v2.2.2",), "v3.2.0", "v2.2.2"),
    promise("no-number", "a contract without its version", ("version",), "version: 1.0.0\n", "", ("apiVersion",)),
)
