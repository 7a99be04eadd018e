// Opens the page of a release in a browser, as served by `python -m http.server`: every
// table, by keyboard too and on a phone; nothing from elsewhere, no errors, quick.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import puppeteer from "puppeteer-core";

const [release, chromium] = process.argv.slice(2);
const MOST_BYTES = 3e6;
const MOST_MS = 1000;
const PHONE = 390;
const problems = [];
const expect = (holds, what) => { if (!holds) problems.push(what); };

const server = spawn("python", ["-u", "-m", "http.server", "0", "--bind", "127.0.0.1"],
  { cwd: release });
const port = await new Promise((resolve) => server.stdout.on("data", (text) => {
  const found = /port (\d+)/.exec(text);
  if (found) resolve(found[1]);
}));
const address = `http://127.0.0.1:${port}/`;
const profile = mkdtempSync(join(tmpdir(), "browser-"));
const browser = await puppeteer.launch({
  executablePath: chromium, headless: true, userDataDir: profile,
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
try {
  const page = await browser.newPage();
  let bytes = 0;
  page.on("console", (said) => ["error", "warning"].includes(said.type())
    && problems.push(`console: ${said.text()}`));
  page.on("pageerror", (error) => problems.push(`error: ${error.message}`));
  page.on("request", (request) => expect(
    ["data:", "blob:"].some((kind) => request.url().startsWith(kind))
      || request.url().startsWith(address), `asks ${request.url()}`));
  page.on("response", async (response) => {
    if (response.url().startsWith(address) && !response.url().includes("/engine/")) {
      bytes += (await response.buffer()).length;
    }
  });
  await page.goto(address);
  const shown = () => page.waitForFunction(
    () => /\d+ ms/.test(document.getElementById("status").textContent),
    { timeout: 60000 });
  await shown();
  expect(bytes < MOST_BYTES, `loads ${bytes} bytes beside the engine`);
  const cells = () => page.$$eval("#result td", (found) => found.length);
  expect(await cells() > 20, "the first table is not shown");
  expect(await page.$eval("#chart svg", (svg) => svg.querySelectorAll("circle").length)
    > 20, "the first chart is not drawn");

  // by keyboard alone: the next table, another language
  const before = await page.$eval("#sql", (sql) => sql.textContent);
  await page.keyboard.press("Tab");
  expect(await page.evaluate(() => document.activeElement.id) === "language",
    "the first stop of Tab is the language");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.documentElement.lang === "nb");
  await page.keyboard.press("Tab");
  expect(await page.evaluate(() => document.activeElement.id) === "table",
    "the second stop of Tab is the table");
  await page.keyboard.press("ArrowDown");
  await page.waitForFunction((sql) =>
    document.getElementById("sql").textContent !== sql, {}, before);

  let slowest = 0;
  const names = await page.$$eval("#table option", (all) => all.map((one) => one.value));
  for (const name of names) {
    await page.evaluate(() => { document.getElementById("status").textContent = ""; });
    await page.select("#table", name);
    await page.waitForFunction(() => document.getElementById("status").textContent);
    await shown().catch(async () => problems.push(
      `${name}: ${await page.$eval("#status", (s) => s.textContent)}`));
    slowest = Math.max(slowest, Number(await page.$eval("#status", (s) => s.dataset.ms)));
    const isEmpty = (await page.$eval("#status", (s) => s.textContent)).startsWith("0 ");
    expect(isEmpty || await cells() > 0, `${name} shows nothing`);
  }
  expect(slowest < MOST_MS, `a query takes ${slowest} ms`);

  await page.setViewport({ width: PHONE, height: 800 });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(wide <= PHONE, `a phone of ${PHONE} pixels shows ${wide}`);
  if (process.env.PICTURE) await page.screenshot({ path: process.env.PICTURE });

  const alone = await browser.newPage();
  await alone.goto(`file://${join(release, "index.html")}`);
  const said = await alone.$eval("#status", (status) => status.textContent);
  expect(said.includes("http.server"), "as a file it does not say what to do");
  console.log(`browser: ${names.length} tables, at most ${slowest} ms, `
    + `${(bytes / 1e6).toFixed(1)} MB in all beside the engine`);
} finally {
  await browser.close();
  server.kill();
  if (existsSync(profile)) rmSync(profile, { recursive: true, force: true });
}
for (const problem of problems) console.error(problem);
process.exit(problems.length ? 1 : 0);
