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
steps:
  - ingest: {files: "sales/{{ ds }}.csv.gz"}
    into: raw.sales
    execution_timeout: 1h
  - ingest: {files: {path: shops.txt, format: csv, options: {delimiter: ";"}}}
    into: raw.shops
  - spark: clean:sales
    reads: {sold: {dataset: raw.sales, rows: interval}, shops: raw.shops}
    with: {currency: EUR, at_least: 0.5}
    into: staging.sales
  - id: marts
    dbt: tag:sales
    reads: [staging.sales]
    into: [analytics.sales_by_day, analytics.sales_by_shop]
    depends_on: [raw_shops]
datasets:
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
"""
SHOP = {
    "pipelines/shop/sales.yaml": SALES,
    "pipelines/report.yaml": REPORT,
    "contracts/sales.odcs.yaml": CONTRACT,
    "environments/local.yaml": LOCAL,
}
