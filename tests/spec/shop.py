"""A small good project, to be copied and broken."""

SALES = """\
apiVersion: levada/v1
kind: Pipeline
description: What the shop sold, by day.
owner: till
tags: [shop]
x-till: {model: 7}
schedule:
  cron: "0 4 * * *"
  timezone: Europe/Lisbon
  start_date: 2024-01-01
  catchup: true
default_args: {retries: 2, retry_delay: 5m}
variables: {currency: {type: string, default: EUR}, at_least: 3}
steps:
  - ingest: {files: "sales/{{ ds }}.csv.gz"}
    into: raw.sales
    execution_timeout: 1h
  - ingest: {files: {path: shops.txt, format: csv, options: {delimiter: ";"}}}
    into: raw.shops
  - spark: clean:sales
    reads: {sold: {dataset: raw.sales, rows: interval}, shops: raw.shops}
    with: {currency: "${var.currency}", at_least: 0.5, till: "${env.till}-$${var.x}"}
    into: staging.sales
  - id: marts
    dbt: tag:sales
    reads: [staging.sales]
    into: [analytics.sales_by_day, analytics.sales_by_shop]
    depends_on: [raw_shops]
  - sql: SELECT '{{ item }}' AS city, count(*) AS n FROM staging.sales
    into: staging.cities
    for_each: {dataset: raw.shops, column: city}
datasets:
  staging.cities: {write: append}
  raw.sales: {event_time: sold_at, partitioning: [day(sold_at)], write: append, quality: {on_failure: warn}}
  raw.shops:
    write: replace
    contract:
      - {name: shop, logicalType: string, primaryKey: true}
      - {name: city, logicalType: string, required: true}
  staging.sales:
    contract: sales#clean
    event_time: sold_at
    partitioning: [month(sold_at), "bucket(4, shop)"]
    sort_order: [shop, sold_at desc]
    write: insert_overwrite
    properties: {write.format.default: parquet}
"""
REPORT = """\
apiVersion: levada/v1
kind: Pipeline
schedule: {assets: reads}
steps:
  - dbt: {select: report, exclude: draft, vars: {day: "{{ ds }}"}}
    reads: [analytics.sales_by_day]
    into: [reports.daily]
"""
CONTRACT = """\
apiVersion: v3.2.0
kind: DataContract
id: 53581432-6c55-4ba2-a65f-72344a91553a
name: Sales
version: 1.0.0
status: active
schema:
  - name: sold
    physicalName: raw.sales
    properties:
      - {name: receipt, logicalType: integer, primaryKey: true, primaryKeyPosition: 1}
      - {name: shop, logicalType: string, required: true, logicalTypeOptions: {pattern: "^[A-Z]+$"}}
      - {name: sold_at, logicalType: timestamp, required: true}
    quality:
      - {id: some, metric: rowCount, mustBeGreaterThan: 0, severity: error}
      - {id: once, metric: duplicateValues, arguments: {properties: [receipt, shop]}, mustBe: 0, severity: error}
  - name: clean
    properties:
      - {name: shop, logicalType: string}
      - {name: sold_at, logicalType: timestamp}
      - {name: euros, physicalType: "decimal(12, 2)"}
"""
LOCAL = """\
apiVersion: levada/v1
kind: Environment
landing: data
verbs: {spark: embedded, check: embedded}
variables: {till: north}
overrides:
  - {id: slow, select: {kind: Step, step: raw_*, owner: till}, set: {pool: slow, retries: null}}
  - {id: all, select: {kind: Pipeline, tags: [shop, none]}, set: {variables: {currency: USD}}}
  - {id: tables, select: {kind: Dataset, write: append, namespace: raw}, set: {quality: {on_failure: block}}}
"""
TOP = """\
apiVersion: levada/v1
kind: Defaults
pipeline: {domain: shops, default_args: {retries: 9, pool: big}}
datasets: {"*": {properties: {a: b}}, staging.*: {properties: {c: d}}}
"""
INNER = """\
apiVersion: levada/v1
kind: Defaults
pipeline: {default_args: {pool: null}, schedule: {timezone: Europe/Rome, max_active_runs: 2}}
steps: {marts: {retries: 4, with: null}, raw_sales: {priority_weight: 2}}
datasets: {raw.sales: {quality: {on_failure: warn}, properties: {a: null}}}
"""
SHOP = {
    "pipelines/shop/sales.yaml": SALES,
    "pipelines/report.yaml": REPORT,
    "contracts/sales.odcs.yaml": CONTRACT,
    "environments/local.yaml": LOCAL,
    "defaults.yaml": TOP,
    "pipelines/shop/defaults.yaml": INNER,
}
