// Puts the engine of the page into a folder: DuckDB-Wasm with what it needs in one file.
// The version is held back: later ones fetch the reader of Parquet from the network.
import { build } from "esbuild";
import { copyFileSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const folder = process.argv[2];
const dist = dirname(createRequire(import.meta.url)
  .resolve("@duckdb/duckdb-wasm/dist/duckdb-eh.wasm"));
mkdirSync(folder, { recursive: true });
for (const file of ["duckdb-eh.wasm", "duckdb-browser-eh.worker.js"]) {
  copyFileSync(join(dist, file), join(folder, file));
}
await build({
  entryPoints: [join(dist, "duckdb-browser.mjs")],
  bundle: true,
  minify: true,
  format: "esm",
  platform: "browser",
  outfile: join(folder, "duckdb.js"),
  logLevel: "error",
});
