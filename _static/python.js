// What the reader typed and solved, kept in this browser, and the buttons that start Python behind the page. All that
// runs Python is loaded at the first press: _python/cells.js.
(() => {
  "use strict";
  const root = new URL(document.documentElement.dataset.content_root ?? "./", location.href);
  const page = location.href.split(/[?#]/)[0].slice(root.href.length).replace(/\.html$/, "");
  const NAME = "neural-networks-live:" + root.pathname;
  const PREDICTED = NAME + ":predicted"; // what explorable.js keeps

  // What is kept: {page: {typed: {cell: text}, solved: [cell]}}. A cell is named by its original code, so that what was
  // typed into a cell that has changed since is not put into the new one. Where nothing can be kept, it lasts as long
  // as the page.
  class Store {
    constructor() {
      this.works = true;
      this.pages = {};
      try {
        this.pages = this.stored() ?? this.pages;
      } catch {
        this.works = false;
      }
    }

    // What the browser has, or nothing: what is not of that form, wherever it came from, is written over.
    stored() {
      const text = localStorage.getItem(NAME);
      try {
        const pages = JSON.parse(text);
        if (typeof pages === "object" && !Array.isArray(pages)) return pages;
      } catch {}
    }

    get hasPredicted() {
      try {
        return Boolean(localStorage.getItem(PREDICTED));
      } catch {
        return false;
      }
    }

    of(name) {
      const { typed, solved } = Object(this.pages[name]);
      return {
        typed: Object.fromEntries(Object.entries(Object(typed)).filter(([, text]) => typeof text === "string")),
        solved: Array.isArray(solved) ? solved.filter((cell) => typeof cell === "string") : [],
      };
    }

    keep(name, kept) {
      try {
        this.pages = this.stored() ?? this.pages; // another tab may have kept something meanwhile
        this.pages[name] = kept;
        localStorage.setItem(NAME, JSON.stringify(this.pages));
        this.works = true;
      } catch {
        this.pages[name] = kept;
        this.works = false;
      }
    }

    forget() {
      this.pages = {};
      try {
        localStorage.removeItem(NAME);
        localStorage.removeItem(PREDICTED);
      } catch {}
    }
  }

  class Cell {
    constructor(element, number, twins) {
      this.element = element;
      this.number = number;
      this.listing = element.querySelector(".cell_input .highlight");
      this.pre = this.listing.querySelector("pre");
      this.original = this.pre.textContent.replace(/\n$/, "");
      this.drawn = this.pre.innerHTML;
      this.text = this.original;
      this.id = hash(this.original + "#".repeat(twins)); // twins: cells above with the same code
      this.isExercise = element.classList.contains("tag_exercise");
    }

    button(action) {
      return this.element.querySelector(`.cell-tools [data-action=${action}]`);
    }

    get isChanged() {
      return this.text !== this.original;
    }

    // Let the buttons and the word beside them say how the cell is.
    mark(words, isSolved) {
      const { run, waiting } = this.element.dataset;
      this.button("run").disabled = run === "running" || waiting !== undefined;
      this.button("stop").hidden = run !== "running";
      this.button("edit").hidden = Boolean(this.editor);
      this.button("reset").hidden = !this.isChanged;
      const isBusy = document.documentElement.dataset.python === "busy";
      const marks = [
        run === "running" ? (isBusy ? words.running : words.waiting) : "",
        this.isChanged ? words.changed : "",
        isSolved ? words.solved : "",
      ];
      this.element.querySelector(".cell-mark").textContent = marks.filter(Boolean).join(" · ");
    }

    // Let the page show `text` as the code of the cell.
    show(text) {
      this.text = text;
      if (text === this.original) this.pre.innerHTML = this.drawn;
      else this.pre.textContent = text + "\n";
    }
  }

  // A number of 52 bits in text: enough to tell the cells of a page apart.
  function hash(text) {
    let a = 0xdeadbeef, b = 0x41c6ce57;
    for (const letter of text) {
      a = Math.imul(a ^ letter.codePointAt(0), 2654435761);
      b = Math.imul(b ^ letter.codePointAt(0), 1597334677);
    }
    return ((a >>> 0).toString(36) + (b >>> 0).toString(36)).slice(0, 10);
  }

  function fill(sentence, fields) {
    return sentence.replace(/\{(\w+)\}/g, (_, name) => fields[name]);
  }

  function start() {
    const store = new Store();
    const told = document.querySelector("meta[name=exercises]");
    if (told) showProgress(store, told);
    const bar = document.querySelector(".python-bar");
    if (!bar) return;
    const words = JSON.parse(bar.dataset.words);
    const seen = new Map();
    const cells = [...document.querySelectorAll("div.cell:has(> .cell_input, > details > .cell_input)")].map((element, i) => {
      const cell = new Cell(element, i + 1, 0);
      const twins = seen.get(cell.original) ?? 0;
      seen.set(cell.original, twins + 1);
      return twins ? new Cell(element, i + 1, twins) : cell;
    });
    const kept = store.of(page);
    const here = { root, page, store, bar, words, cells, fill, keep, showSolved };
    for (const cell of cells) if (kept.typed[cell.id] !== undefined) cell.show(kept.typed[cell.id]);
    here.solved = new Set(cells.filter((cell) => kept.solved.includes(cell.id)).map((cell) => cell.id));
    showSolved();

    function keep() {
      const typed = Object.fromEntries(cells.filter((cell) => cell.isChanged).map((cell) => [cell.id, cell.text]));
      store.keep(page, { typed, solved: [...here.solved] });
    }

    function showSolved() {
      for (const cell of cells) cell.mark(words, here.solved.has(cell.id));
      const count = bar.querySelector(".python-exercises");
      if (count) count.textContent = fill(words.done, { done: here.solved.size, total: count.dataset.total });
      const any = here.solved.size || cells.some((cell) => cell.isChanged);
      for (const action of ["reset-page", "download", "forget"])
        if (any || (action === "forget" && store.hasPredicted)) bar.querySelector(`[data-action=${action}]`).hidden = false;
    }

    // The first press of any button loads what does the work, and hands it over.
    let loading;
    async function act(action, element) {
      if (location.protocol === "file:") {
        document.documentElement.dataset.python = "failed";
        bar.querySelector(".python-status").textContent = words.file;
        if (action !== "python") bar.scrollIntoView({ block: "center" });
        return;
      }
      try {
        loading ??= import(new URL("_python/cells.js", root)).then(({ open }) => open(here));
        (await loading).act(action, cells.find((cell) => cell.element.contains(element)));
      } catch (error) {
        loading = undefined;
        document.documentElement.dataset.python = "failed";
        bar.querySelector(".python-status").textContent = fill(words.failed, { reason: error.message });
      }
    }
    document.addEventListener("click", (event) => {
      const button = event.target.closest(".python-bar [data-action], .cell-tools [data-action]");
      if (button) act(button.dataset.action, button);
      else if (event.target.closest("div.cell .cell_input pre") && getSelection().isCollapsed) act("edit", event.target);
    });
  }

  // The landing page says beside each chapter how far the reader is.
  function showProgress(store, told) {
    const totals = told.content.split(" ").map((entry) => entry.split(":"));
    if (!totals.some(([name]) => store.of(name).solved.length)) return;
    for (const [name, total] of totals) {
      const link = document.querySelector(`.bd-article a[href$="${name}.html"]`);
      const done = store.of(name).solved.length;
      const text = fill(told.dataset.words, { done: Math.min(done, total), total });
      link?.after(Object.assign(document.createElement("span"), { className: "exercises-done", textContent: text }));
    }
  }

  if (document.readyState === "loading") addEventListener("DOMContentLoaded", start);
  else start();
})();
