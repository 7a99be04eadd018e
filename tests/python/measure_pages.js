// Opens pages one by one in a frame as wide as a screen, and measures what they show.
// PAGES (addresses) and WIDTH (pixels) stand before it; the result is the text of #found.
const APART = 3;
const found = {};

const say = (element) =>
  `${element.localName}${element.id && "#" + element.id} ` +
  `"${element.textContent.trim().slice(0, 30)}"`;
const shown = (texts) =>
  [...texts].filter((text) => text.textContent && text.getAttribute("opacity") !== "0");

// labels of one axis that run into each other: less than a gap apart in a row
function collisions(svg) {
  const met = [];
  for (const axis of svg.querySelectorAll(".role-axis")) {
    const labels = shown(axis.querySelectorAll(".role-axis-label text"));
    const boxes = labels.map((label) => label.getBoundingClientRect());
    boxes.forEach((one, i) =>
      boxes.slice(0, i).forEach((other, j) => {
        const inRow = one.top < other.bottom - 1 && other.top < one.bottom - 1;
        const near = one.left < other.right + APART && other.left < one.right + APART;
        if (inRow && near) met.push(`${labels[j].textContent}|${labels[i].textContent}`);
      }),
    );
  }
  return met;
}

function measure(page) {
  const seen = { charts: 0, empty: [], wide: [], cut: [], met: [], narrow: [],
    scrolled: [], bare: [] };
  for (const element of page.body.querySelectorAll("*")) {
    // what scrolls in its own box may be wider; the skip link is there on focus only
    if (element.closest("svg, .skip, .scroll > *, script, noscript")) continue;
    const { left, right, width } = element.getBoundingClientRect();
    if (width && (left < -0.5 || right > WIDTH + 0.5)) seen.wide.push(say(element));
  }
  for (const chart of page.querySelectorAll("[data-chart]")) {
    seen.charts += 1;
    const name = chart.dataset.chart;
    const svg = chart.querySelector("svg");
    // axes and the line at 0 alone are no chart
    if (!svg?.querySelector(".role-mark > path[d^=M]")) seen.empty.push(name);
    if (!svg) continue;
    const box = chart.getBoundingClientRect();
    for (const text of shown(svg.querySelectorAll("text"))) {
      const { left, right } = text.getBoundingClientRect();
      if (left < box.left - 1 || right > box.right + 1)
        seen.cut.push(`${name}: ${text.textContent}`);
    }
    seen.met.push(...collisions(svg).map((labels) => `${name}: ${labels}`));
    const plot = svg.querySelector(".role-frame path.background");
    const share = plot.getBoundingClientRect().width / box.width;
    if (share < 0.4) seen.narrow.push(`${name}: ${share.toFixed(2)}`);
  }
  for (const box of page.querySelectorAll(".scroll"))
    if (box.scrollWidth > box.clientWidth + 1)
      seen.scrolled.push(box.getAttribute("aria-label"));
  for (const contents of page.querySelectorAll("nav.contents"))
    if (!contents.querySelector("a")) seen.bare.push(say(contents));
  return seen;
}

const pause = (time) => new Promise((resolve) => setTimeout(resolve, time));

async function open(address) {
  const frame = document.createElement("iframe");
  frame.style = `border: 0; width: ${WIDTH}px; height: 800px`;
  document.body.append(frame);
  await new Promise((resolve) => {
    frame.onload = resolve;
    frame.src = address;
  });
  const page = frame.contentDocument;
  // no room for a bar at the side, as on a phone
  page.documentElement.style.scrollbarWidth = "none";
  for (const closed of page.querySelectorAll("details")) closed.open = true;
  const charts = [...page.querySelectorAll("[data-chart]")];
  for (let tries = 0; tries < 200; tries += 1) {
    if (charts.every((chart) => chart.querySelector("svg"))) break;
    await pause(50);
  }
  await pause(100);
  found[address] = measure(page);
  frame.remove();
}

(async () => {
  for (const address of PAGES) await open(address);
  const text = document.createElement("pre");
  text.id = "found";
  text.textContent = JSON.stringify(found);
  document.body.append(text);
})();
