// node firefox.mjs FIREFOX ADDRESS…: open pages in Firefox and touch every figure. Writes a line of JSON for each page:
// how many `figures` there are, how many cells were `run`, and what went `wrong`. A figure answers if a move of one of its controls changes its
// picture or its sentence. On the first page that has one, the button is pressed that starts Python, all cells are run, and
// the figures are touched once more.
import puppeteer from "puppeteer-core";

const [executablePath, ...addresses] = process.argv.slice(2);
const browser = await puppeteer.launch({ browser: "firefox", executablePath, headless: true });

// Move each control of a figure to its other end until something changes; runs in the page.
const touch = async (id) => {
  const figure = document.getElementById(id);
  const shown = () => figure.querySelector(".explorable-overlay").innerHTML + figure.querySelector(".explorable-sentence").textContent;
  const before = shown();
  figure.scrollIntoView();
  for (const input of figure.querySelectorAll("input[type=range], select, input[type=checkbox]")) {
    if (input.type === "range") input.value = input.value === input.min ? input.max : input.min;
    else if (input.type === "checkbox") input.checked = !input.checked;
    else input.selectedIndex = (input.selectedIndex + 1) % input.options.length;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    for (let wait = 0; wait < 100; wait++) {
      if (shown() !== before) return "";
      await new Promise((resume) => setTimeout(resume, 50));
    }
  }
  return `${id} does not answer: ${figure.querySelector(".explorable-notice").textContent}`;
};

let python = true;
try {
  for (const address of addresses) {
    const page = await browser.newPage();
    const wrong = [];
    let run = 0;
    page.on("pageerror", (error) => wrong.push(`script error: ${error.message}`));
    page.on("console", (message) => message.type() === "error" && wrong.push(`console: ${message.text()}`));
    page.on("requestfailed", (request) => wrong.push(`does not get ${request.url()}`));
    await page.goto(address, { waitUntil: "load" });
    await page.waitForFunction(() => [...document.querySelectorAll(".math")].every((math) => math.querySelector("mjx-container")), { timeout: 120_000 });
    const ids = await page.$$eval("figure.explorable", (figures) => figures.map(({ id }) => id));
    for (const id of ids) wrong.push(await page.evaluate(touch, id));
    if (python && (await page.$("[data-action=python]"))) {
      python = false;
      await page.click("[data-action=python]");
      await page.waitForSelector("html[data-python=ready]", { timeout: 120_000 });
      await page.click("[data-action=run-all]");
      await page.waitForFunction(() => document.querySelectorAll("[data-run]").length === document.querySelectorAll("[data-action=run]").length, { timeout: 120_000 });
      run = (await page.$$("[data-run=done]")).length;
      wrong.push(...(await page.$$eval("[data-run=failed]", (cells) => cells.map((cell) => `fails: ${cell.textContent.slice(0, 200)}`))));
      for (const id of ids) wrong.push(await page.evaluate(touch, id));
    }
    console.log(JSON.stringify({ address, figures: ids.length, run, wrong: wrong.filter(Boolean) }));
    await page.close();
  }
} finally {
  await browser.close();
}
