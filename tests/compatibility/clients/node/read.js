// Reads every table of a published file with Node's client: name and number of rows.
import { DuckDBInstance } from "@duckdb/node-api";

const instance = await DuckDBInstance.create(process.argv[2],
  { access_mode: "READ_ONLY" });
const connection = await instance.connect();
const tables = await connection.runAndReadAll(
  "select schema_name || '.' || table_name from duckdb_tables() order by all");
for (const [table] of tables.getRows()) {
  const rows = await connection.runAndReadAll(`from ${table}`);
  console.log(table, rows.getRows().length);
}
