// Asks the Parquet files of this release in the browser: a table, filters, a number by
// rows and columns. Nothing is fetched from anywhere but this folder.

const TEXTS = {
  en: {
    title: "The published tables", loading: "Loading ...", table: "Table",
    filters: "Only where", layout: "Layout", measure: "Number", rows: "Rows",
    columns: "Columns", sql: "SQL", copy: "Copy the SQL", copied: "Copied",
    any: "(any)", none: "(none)", plain: "(rows as they are)", list: "Rows of the table",
    per: "per 100 residents", sum: "sum of", other: "Norsk", shown: "rows shown",
    synthetic: "The registers are synthetic: the numbers say nothing of real people.",
    engine: "The engine of this page (engine/) is not in this release: `make browser`" +
      " before publishing puts it there. The tables are in parquet/.",
    failed: "This cannot be shown: ",
  },
  nb: {
    title: "De publiserte tabellene", loading: "Laster ...", table: "Tabell",
    filters: "Bare der", layout: "Oppsett", measure: "Tall", rows: "Rader",
    columns: "Kolonner", sql: "SQL", copy: "Kopier SQL", copied: "Kopiert",
    any: "(alle)", none: "(ingen)", plain: "(radene som de er)", list: "Tabellens rader",
    per: "per 100 innbyggere", sum: "sum av", other: "English", shown: "rader vist",
    synthetic: "Registrene er syntetiske: tallene sier ingenting om virkelige personer.",
    engine: "Motoren til denne siden (engine/) er ikke med i denne utgivelsen: `make" +
      " browser` før publisering legger den der. Tabellene er i parquet/.",
    failed: "Dette kan ikke vises: ",
  },
};
const MOST_ROWS = 500;
const MOST_CODES = 80;
const COLOURS = ["#0072b2", "#d55e00", "#009e73", "#e69f00", "#cc79a7", "#6b6b66",
  "#56b4e9", "#332288"];
const FIRST = "v_emigration_by_background";
const at = (id) => document.getElementById(id);
const quoted = (name) => `"${name.replaceAll('"', '""')}"`;
const literal = (text) => `'${String(text).replaceAll("'", "''")}'`;

let language = "en";
let connection, database, tables, labels;
const loaded = new Set();
const text = (key) => TEXTS[language][key];

async function start() {
  if (location.protocol === "file:") return;
  const description = await (await fetch("datapackage.json")).json();
  tables = new Map(description.resources.map((table) => [table.name, table]));
  at("synthetic").hidden = !description.description.includes("synthetic");
  let duckdb;
  try {
    duckdb = await import("./engine/duckdb.js");
  } catch {
    say(text("engine"));
    return;
  }
  const engine = new URL("engine/", location.href);
  const worker = new Worker(new URL("duckdb-browser-eh.worker.js", engine));
  database = new duckdb.AsyncDuckDB(new duckdb.VoidLogger(), worker);
  await database.instantiate(new URL("duckdb-eh.wasm", engine).href);
  connection = await database.connect();
  await load("label");
  const main = [...tables.values()].filter((table) => table.schema.primaryKey);
  const order = (name) => ["v_", "fct_", "dim_"].findIndex((p) => name.startsWith(p));
  main.sort((a, b) => (order(a.name) + 9) % 9 - (order(b.name) + 9) % 9
    || a.name.localeCompare(b.name));
  at("table").replaceChildren(...main.map((table) => option(table.name, table.name)));
  at("table").value = tables.has(FIRST) ? FIRST : main[0].name;
  at("work").hidden = false;
  await choose();
}

async function load(name) {
  if (loaded.has(name)) return;
  const file = await fetch(tables.get(name).path);
  await database.registerFileBuffer(`${name}.parquet`,
    new Uint8Array(await file.arrayBuffer()));
  await connection.query(
    `create view ${quoted(name)} as from ${literal(`${name}.parquet`)}`);
  loaded.add(name);
}

async function ask(sql) {
  const result = await connection.query(sql);
  const names = result.schema.fields.map((field) => field.name);
  const isDate = result.schema.fields.map((f) => String(f.type).startsWith("Date"));
  return { names, rows: result.toArray().map((row) =>
    names.map((name, place) => plain(row[name], isDate[place]))) };
}

function plain(value, isDate) {
  if (isDate && value !== null) return new Date(Number(value)).toISOString().slice(0, 10);
  if (typeof value === "bigint") return Number(value);
  // sums are whole numbers of 128 bits, which arrive as four parts
  if (value !== null && typeof value === "object") return Number(value);
  return value;
}

function option(value, label) {
  const made = document.createElement("option");
  made.value = value;
  made.textContent = label;
  return made;
}

function say(message) { at("status").textContent = message; }

// what was chosen of a table goes when another is
async function choose() {
  const table = tables.get(at("table").value);
  await load(table.name);
  at("about").textContent = table.description;
  const fields = table.schema.fields;
  const found = await ask(`select column_name, code, label from label where table_name =
    ${literal(table.name)} and language = ${literal(language)} order by sort_order, code`);
  labels = new Map();
  for (const [column, code, label] of found.rows) {
    if (!labels.has(column)) labels.set(column, new Map());
    labels.get(column).set(code, label);
  }
  const dimensions = [];
  const filters = [];
  for (const field of fields) {
    const isCode = labels.has(field.name) || ["year", "outcome_year", "edition", "period",
      "age_band", "region_name"].includes(field.name);
    if (!isCode) continue;
    const name = quoted(field.name);
    const codes = (await ask(`select distinct ${name} from ${quoted(table.name)} where
      ${name} is not null order by 1 limit ${MOST_CODES + 1}`)).rows.map(([code]) => code);
    if (codes.length === 0) continue;
    dimensions.push(field.name);
    if (codes.length <= MOST_CODES) filters.push([field, codes]);
  }
  const legend = at("filters").querySelector("legend");
  at("filters").replaceChildren(legend, ...filters.map(([field, codes]) => {
    const label = document.createElement("label");
    const select = document.createElement("select");
    select.dataset.column = field.name;
    select.title = field.description;
    const isBrokenDown = codes.includes("all");
    const places = [...(labels.get(field.name)?.keys() ?? [])];
    codes.sort((a, b) => places.indexOf(String(a)) - places.indexOf(String(b)));
    select.append(option("", text("any")), ...codes.map((code) =>
      option(String(code), labelled(field.name, code))));
    // totals stand among their parts, so one of the two is chosen
    if (isBrokenDown) select.value = "all";
    label.append(field.name.replaceAll("_", " "), select);
    return label;
  }));
  const counts = fields.filter((field) => field.unit === "persons"
    && field.type === "integer");
  const has = (name) => counts.some((field) => field.name === name);
  const measures = counts.map((field) => option(field.name,
    `${text("sum")} ${field.name.replaceAll("_", " ")}`));
  if (has("residents")) {
    for (const field of counts.filter((field) => field.name !== "residents")) {
      measures.unshift(option(`${field.name}/residents`,
        `${field.name.replaceAll("_", " ")} ${text("per")}`));
    }
  }
  at("measure").replaceChildren(...measures, option("", text("plain")));
  const preferred = "emigrants/residents";
  if (measures.some((measure) => measure.value === preferred)) {
    at("measure").value = preferred;
  }
  const names = dimensions.map((name) => option(name, name.replaceAll("_", " ")));
  at("rows").replaceChildren(...names);
  at("columns").replaceChildren(option("", text("none")),
    ...names.map((made) => made.cloneNode(true)));
  at("columns").value = dimensions.find((name, place) => place > 0
    && name !== "period") ?? "";
  await show();
}

function labelled(column, code) {
  if (code === null) return "";
  return labels.get(column)?.get(String(code)) ?? String(code);
}

function query() {
  const table = at("table").value;
  const chosen = [...at("filters").querySelectorAll("select")].filter((s) => s.value)
    .map((select) => {
      const field = tables.get(table).schema.fields.find(
        (f) => f.name === select.dataset.column);
      const value = field.type === "integer" ? select.value : literal(select.value);
      return `${field.name} = ${value}`;
    });
  const where = chosen.length ? `\nwhere\n    ${chosen.join("\n    and ")}` : "";
  const measure = at("measure").value;
  if (!measure) return `select *\nfrom ${table}${where}\nlimit ${MOST_ROWS};`;
  const [part, whole] = measure.split("/");
  const number = whole
    ? `100.0 * sum(${part}) / nullif(sum(${whole}), 0) as ${part}_per_100`
    : `cast(sum(${part}) as double) as ${part}`;
  const by = [...new Set([at("rows").value, at("columns").value])].filter(Boolean);
  return `select\n    ${[...by, number].join(",\n    ")}\nfrom ${table}${where}\n`
    + `group by ${by.join(", ")}\norder by ${by.join(", ")};`;
}

async function show() {
  at("rows").disabled = at("columns").disabled = !at("measure").value;
  const sql = query();
  at("sql").textContent = sql;
  const began = performance.now();
  try {
    const found = await ask(sql);
    const took = Math.round(performance.now() - began);
    if (at("measure").value) crosstab(found);
    else list(found);
    say(`${found.rows.length} ${text("shown")}, ${took} ms`);
    at("status").dataset.ms = took;
  } catch (error) {
    say(text("failed") + error.message);
  }
}

function cell(kind, value, isNumber) {
  const made = document.createElement(kind);
  made.textContent = isNumber && value !== null && !Number.isInteger(value)
    ? value.toLocaleString(language, { maximumFractionDigits: 2 }) : value ?? "";
  if (isNumber) made.className = "number";
  return made;
}

function tableOf(heads, rows) {
  const made = document.createElement("table");
  const head = made.createTHead().insertRow();
  for (const name of heads) {
    const th = cell("th", name);
    th.scope = "col";
    head.append(th);
  }
  const body = made.createTBody();
  for (const row of rows) {
    const line = body.insertRow();
    row.forEach((value, place) => line.append(
      cell(place ? "td" : "th", value, typeof value === "number" && place > 0)));
    line.firstChild.scope = "row";
  }
  at("result").replaceChildren(made);
}

function list({ names, rows }) {
  at("chart").replaceChildren();
  tableOf(names, rows.map((row) => row.map((value, place) =>
    typeof value === "string" ? labelled(names[place], value) : value)));
}

function crosstab({ rows }) {
  const byRow = at("rows").value;
  const byColumn = at("columns").value === byRow ? "" : at("columns").value;
  const inOrder = (column, codes) => {
    const places = [...(labels.get(column)?.keys() ?? [])];
    const place = (code) => places.indexOf(String(code));
    return [...new Set(codes)].sort((a, b) => place(a) - place(b) || (a > b ? 1 : -1));
  };
  const heads = inOrder(byRow, rows.map((row) => row[0]));
  const series = byColumn ? inOrder(byColumn, rows.map((row) => row[1])) : [""];
  const numbers = new Map(rows.map((row) =>
    [`${row[0]}|${byColumn ? row[1] : ""}`, row.at(-1)]));
  const number = (head, one) => numbers.get(`${head}|${one}`) ?? null;
  const named = (one) => byColumn ? labelled(byColumn, one)
    : at("measure").selectedOptions[0].textContent;
  tableOf([byRow.replaceAll("_", " "), ...series.map(named)],
    heads.map((head) => [labelled(byRow, head), ...series.map((one) => number(head, one))]));
  draw(heads.map((head) => labelled(byRow, head)),
    series.map((one) => ({ name: named(one), values: heads.map((h) => number(h, one)) })));
}

// lines over the rows; with few rows that have no order it still tells them apart
function draw(heads, series) {
  const shown = series.slice(0, COLOURS.length);
  const [wide, high, left, below] = [720, 300, 56, 24];
  const top = Math.max(...shown.flatMap((one) => one.values.map((v) => v ?? 0)), 0) || 1;
  const low = Math.min(...shown.flatMap((one) => one.values.map((v) => v ?? 0)), 0);
  const x = (place) => left + (place + .5) * (wide - left) / heads.length;
  const y = (value) => 8 + (high - below - 8) * (1 - (value - low) / (top - low));
  const svg = node("svg", { viewBox: `0 0 ${wide} ${high}`, role: "img",
    "aria-label": at("measure").selectedOptions[0].textContent });
  for (const share of [0, .25, .5, .75, 1]) {
    const value = low + share * (top - low);
    svg.append(node("line", { x1: left, x2: wide, y1: y(value), y2: y(value),
      stroke: "#c9c9c2" }));
    const tick = value.toLocaleString(language, { maximumSignificantDigits: 3 });
    svg.append(node("text", { x: left - 6, y: y(value) + 4, "text-anchor": "end",
      "font-size": 12 }, tick));
  }
  const step = Math.ceil(heads.length / 10);
  heads.forEach((head, place) => place % step || svg.append(node("text",
    { x: x(place), y: high - 6, "text-anchor": "middle", "font-size": 11 },
    head.length > 14 ? `${head.slice(0, 13)}…` : head)));
  shown.forEach((one, place) => {
    const points = one.values.map((value, p) => value === null ? null
      : [x(p), y(value)]).filter(Boolean);
    svg.append(node("polyline", { points: points.map((p) => p.join()).join(" "),
      fill: "none", stroke: COLOURS[place], "stroke-width": 2 }));
    for (const [cx, cy] of points) {
      svg.append(node("circle", { cx, cy, r: 3, fill: COLOURS[place] }));
    }
  });
  const keys = document.createElement("ul");
  keys.className = "keys";
  for (const [place, one] of shown.entries()) {
    const item = document.createElement("li");
    const key = document.createElement("span");
    key.className = "key";
    key.style.background = COLOURS[place];
    item.append(key, one.name);
    keys.append(item);
  }
  at("chart").replaceChildren(svg, keys);
}

function node(name, attributes, content) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (content !== undefined) made.textContent = content;
  return made;
}

function translate() {
  document.documentElement.lang = language;
  for (const part of document.querySelectorAll("[data-text]")) {
    if (part.id !== "status") part.textContent = text(part.dataset.text);
  }
  at("language").textContent = text("other");
  at("language").lang = language === "en" ? "nb" : "en";
  at("synthetic").textContent = text("synthetic");
}

at("language").addEventListener("click", async () => {
  language = language === "en" ? "nb" : "en";
  translate();
  if (connection) await choose();
});
at("table").addEventListener("change", choose);
at("choices").addEventListener("change", (event) => {
  if (event.target.id !== "table") show();
});
at("choices").addEventListener("submit", (event) => event.preventDefault());
at("copy").addEventListener("click", async () => {
  await navigator.clipboard.writeText(at("sql").textContent);
  say(text("copied"));
});
translate();
start().catch((error) => say(text("failed") + error.message));
