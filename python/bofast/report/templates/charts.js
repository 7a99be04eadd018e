// Draws every chart of the page from the specification that stands beside it.
const numberFormat = JSON.parse(document.getElementById("number-format").textContent);

for (const box of document.querySelectorAll("[data-chart]")) {
  const spec = JSON.parse(document.getElementById(box.dataset.chart).textContent);
  vegaEmbed(box, spec, {
    mode: "vega-lite",
    renderer: "svg",
    actions: false,
    formatLocale: numberFormat,
  });
}

// closed tables are printed too
addEventListener("beforeprint", () => {
  for (const closed of document.querySelectorAll("details:not([open])")) {
    closed.open = true;
  }
});
