"""Calls of DataFrames one after another, and what names mean after a join: a job, for any engine."""

from functools import reduce

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F


def chains(lefts: DataFrame, rights: DataFrame) -> DataFrame:
    many, few = lefts.drop("id").withColumn("m", F.col("n") % 2), rights.drop("n")
    hits = rights.where("m > 2").select("g").distinct().withColumn("m", F.lit(1))
    ranked = lefts.withColumn("m", F.row_number().over(Window.partitionBy("g").orderBy(F.desc("n"), "id")))
    a, b = lefts.alias("a"), rights.alias("b")
    made = {
        "replaced": many.withColumn("n", F.col("n") * 2).where("n > 3"),
        "twice": many.withColumn("n", F.col("n") + 1).withColumn("n", F.col("n") * 10).where(F.col("n") > 20),
        "filled": many.fillna({"n": 0, "g": "none"}).where((F.col("n") == 0) | (F.col("g") == "none")),
        "filled by kind": many.fillna(2.7).na.fill("none").replace(1, 9).replace({"a": "b"}),
        "filled groups": many.fillna({"n": 0}).groupBy("g").agg(F.sum("n").alias("n"), F.min("n").alias("m")),
        "replaced values": many.replace(2, 9, subset=["n"]).where("n > 4"),
        "dropped nulls": many.dropna(subset=["g"]).join(few.withColumnRenamed("m", "k"), "g", "full").drop("k"),
        "left": lefts.select("g", "n").join(hits, "g", "left"),
        "left, key twice": lefts.select("g", "n")
        .join(few, "g", "left")
        .where((F.col("g") == "a") | F.col("g").isNull() | F.col("m").isNull()),
        "full": lefts.select("g", "n").join(few, "g", "full").where(F.col("g").isin("b", "z")),
        "full groups": lefts.join(few, "g", "full").groupBy("g").agg(F.count("id").alias("n"), F.max("m").alias("m")),
        "right": lefts.select("g", "n").join(few, "g", "right").fillna({"n": -1}).withColumn("g", F.upper("g")),
        "semi": many.join(rights, "g", "left_semi"),
        "anti": many.join(rights, ["g", "n"], "left_anti"),
        "sides": a.join(b, F.col("a.g") == F.col("b.g"), "left").select("a.g", F.col("a.n").alias("n"), "b.m"),
        "frames": lefts.join(rights, lefts["n"] == rights["n"], "left").select(lefts["g"], rights["n"], "m"),
        "frames, later": lefts.join(few, lefts["g"] == few["g"], "left")
        .withColumn("z", few["m"] + 1)
        .orderBy("id")
        .select(lefts["g"], lefts["n"], few["m"]),
        "frames, much later": lefts.join(few, "g", "left").where(few["m"] > 1).distinct().select("g", "n", few["m"]),
        "windows": ranked.where("m = 1"),
        "having": lefts.groupBy("g").agg(F.count("*").alias("n"), F.max("n").alias("m")).where("n > 1"),
        "united": many.unionByName(few, allowMissingColumns=True).distinct(),
        "common": many.select("g").intersect(few.select("g")).withColumn("n", F.lit(1)).withColumn("m", F.lit(2)),
        "first": many.dropDuplicates(["g"]).select("g", F.lit(1).alias("n"), F.lit(1).alias("m")),
        "limited": many.orderBy(F.desc("n")).limit(1).withColumn("n", -F.col("n")),
        "cases": many.withColumn("m", F.when(F.col("n") > 2, F.lit(1)).otherwise(F.coalesce("m", F.lit(7)))),
    }
    kept = ("g", F.col("n").cast("long").alias("n"), F.col("m").cast("long").alias("m"))
    return reduce(
        DataFrame.unionByName, (rows.select(F.lit(name).alias("chain"), *kept) for name, rows in made.items())
    ).coalesce(1)
