"""Files that are called or put otherwise than they should be."""

from benchmarks.mistakes.seeds.making import copied, moved, seed, swap

SEEDS = (
    seed(
        "yml",
        "the other ending, `.yml` (dag-factory and dg take both)",
        ("shop.yml", "shop.dag.yml"),
        levada=moved("include/pipelines/shop.yml"),
        blueprint=moved("dags/shop.dag.yml"),
    ),
    seed(
        "folder",
        "a folder misspelt (dag-factory and Blueprint look into every folder)",
        ("include/pipeline/shop.yaml", "defz"),
        levada=moved("include/pipeline/shop.yaml"),
        dg=moved("src/shop/defz/daily/defs.yaml", "daily"),
    ),
    seed(
        "ending",
        "a file without the ending that its kind has",
        ("include/contracts/shop.yaml", "shop.yaml", "def.yaml"),
        levada=moved("include/contracts/shop.yaml", "contract"),
        blueprint=moved("dags/shop.yaml"),
        dg=moved("src/shop/defs/daily/def.yaml", "daily"),
    ),
    seed(
        "name",
        "a pipeline's name with a space",
        ("my shop",),
        levada=moved("include/pipelines/my shop.yaml"),
        dag_factory=swap("shop:\n", "my shop:\n"),
        blueprint=swap("dag_id: shop", "dag_id: my shop"),
    ),
    seed(
        "twice",
        "two pipelines of one name",
        "shop",
        levada=copied("include/pipelines/old/shop.yaml"),
        dag_factory=copied("dags/old/shop.yaml"),
        blueprint=copied("dags/old/shop.dag.yaml"),
    ),
)
