// Opens each dashboard of a Superset and takes a picture of it.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import puppeteer from "puppeteer-core";

const [address, chromium, folder] = process.argv.slice(2);
const PATIENCE = 120000;
const profile = mkdtempSync(join(tmpdir(), "browser-"));
for (let tried = 0; tried < 120; tried += 1) {
  if (await fetch(`${address}/health`).then((a) => a.ok).catch(() => false)) break;
  await new Promise((resolve) => setTimeout(resolve, 500));
}
const browser = await puppeteer.launch({
  executablePath: chromium, headless: true, userDataDir: profile,
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
let failed = 0;
try {
  const page = await browser.newPage();
  await page.setViewport({ width: 1280, height: 1000 });
  await page.goto(`${address}/login/`, { waitUntil: "networkidle0", timeout: PATIENCE });
  await page.type("#username", "admin");
  await page.type("#password", process.env.PASSWORD);
  await Promise.all([page.waitForNavigation({ timeout: PATIENCE }),
    page.keyboard.press("Enter")]);
  for (const slug of ["emigration", "regions", "risk-index"]) {
    await page.goto(`${address}/superset/dashboard/${slug}/?standalone=2`,
      { waitUntil: "networkidle0", timeout: PATIENCE });
    await page.waitForFunction(() => !document.querySelector(".loading")
      && document.querySelectorAll("canvas, table").length > 1, { timeout: PATIENCE });
    await new Promise((resolve) => setTimeout(resolve, 3000));
    const errors = await page.$$eval("[role=alert]", (all) => all
      .map((one) => one.textContent).filter((text) => /error/i.test(text)));
    failed += errors.length;
    const charts = await page.$$eval("canvas, table", (all) => all.length);
    await page.screenshot({ path: join(folder, `${slug}.png`) });
    console.log(`${slug}: ${charts} charts and tables`, ...errors);
  }
} finally {
  await browser.close();
  rmSync(profile, { recursive: true, force: true });
}
process.exit(failed ? 1 : 0);
