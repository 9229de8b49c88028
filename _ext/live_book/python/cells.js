// Cells that run and can be changed, and figures that Python answers for. Loaded by _static/python.js at the first press.

// Python in its worker. A call is answered in the order of the calls.
class Python {
  constructor(report) {
    this.report = report;
    this.calls = new Map();
    this.count = 0;
  }

  // Start the worker, if it does not run; kept when Python is ready.
  start() {
    return (this.starting ??= this.launch());
  }

  async launch() {
    this.worker = new Worker(new URL("worker.js", import.meta.url), { type: "module" });
    this.worker.onmessage = ({ data }) => this.hear(data);
    const broken = new Promise((_, failed) => (this.worker.onerror = (event) => failed(new Error(event.message ?? "worker.js"))));
    this.report("starting", 0, "core");
    try {
      await Promise.race([this.post("start", []), broken]);
      this.report("ready");
    } catch (error) {
      this.end(error);
      if (!error.stopped) this.report("failed", error.message);
      throw error;
    }
  }

  hear({ id, progress, stage, output, result, error, broken }) {
    if (progress !== undefined) return this.report("starting", progress, stage);
    const call = this.calls.get(id);
    if (output) return call?.output?.(output);
    if (broken) return this.end(Object.assign(new Error(error), { broken }));
    this.calls.delete(id);
    if (error !== undefined) call?.failed(new Error(error));
    else call?.done(result);
  }

  post(call, args, output) {
    const id = ++this.count;
    return new Promise((done, failed) => {
      this.calls.set(id, { done, failed, output });
      this.worker.postMessage({ id, call, args });
    });
  }

  async call(name, args, output) {
    await this.start();
    return this.post(name, args, output);
  }

  end(error) {
    this.worker?.terminate();
    this.starting = undefined;
    for (const { failed } of this.calls.values()) failed(error);
    this.calls.clear();
  }

  // The only way out of a cell that never ends: another worker.
  stop() {
    this.end(Object.assign(new Error("stopped"), { stopped: true }));
    return this.start();
  }
}

// A source of an explorable's states (see _static/explorable.js): Python computes each.
class PythonSource {
  constructor(python, figure) {
    this.python = python;
    this.figure = figure;
  }
  controls() {
    return this.python.call("controls", [this.figure]);
  }
  state(keys) {
    return this.python.call("state", [this.figure, keys]);
  }
  value(control, typed) {
    return this.python.call("value", [this.figure, control, typed]);
  }
}

// The style of the editor.
const styled = new Promise((done) => {
  const sheet = Object.assign(document.createElement("link"), { rel: "stylesheet", href: new URL("cells.css", import.meta.url) });
  sheet.onload = sheet.onerror = done;
  document.head.append(sheet);
});

class Notebook {
  constructor(here) {
    Object.assign(this, here);
    this.status = this.bar.querySelector(".python-status");
    this.progress = this.bar.querySelector("progress");
    this.python = new Python((state, ...more) => this.report(state, ...more));
    this.turn = Promise.resolve();
    this.stops = 0;
    this.said = Object.assign(document.createElement("p"), { className: "python-said" });
    this.said.setAttribute("role", "status");
    this.bar.append(this.said);
    addEventListener("beforeunload", () => this.saving && this.save());
  }

  // What a button stands for. `cell` is the one that it belongs to, if any.
  act(action, cell) {
    if (action === "python") return this.python.start().catch(() => undefined);
    if (action === "run") return this.run(cell);
    if (action === "run-all") return this.runAll();
    if (action === "edit") return this.edit(cell);
    if (action === "stop") return this.stop();
    if (action === "reset") return this.change(cell, cell.original);
    if (action === "reset-page") return this.cells.forEach((each) => this.change(each, each.original));
    if (action === "download") return this.download().catch(({ message }) => (this.status.textContent = this.fill(this.words.lost, { reason: message })));
    if (action === "forget" && confirm(this.words.forget)) return this.forget();
  }

  // How Python is: the page's bar says it, and whoever asks html[data-python].
  report(state, ...more) {
    document.documentElement.dataset.python = state;
    this.progress.hidden = state !== "starting";
    if (state === "starting") {
      const [progress, stage] = more;
      this.progress.value = progress;
      if (this.status.textContent !== this.words[stage]) this.status.textContent = this.words[stage];
    }
    if (state === "failed") {
      this.status.textContent = this.fill(this.words.failed, { reason: more[0] });
      for (const explorable of window.explorables.figures.values()) if (explorable.frames) explorable.use(explorable.frames);
    }
    if (state === "ready") this.ready();
    this.bar.querySelector("[data-action=python]").hidden = state !== "failed";
  }

  ready() {
    this.status.textContent = this.store.works ? this.words.ready : this.words.full;
    for (const action of ["run-all", "reset-page", "download", "forget"]) this.bar.querySelector(`[data-action=${action}]`).hidden = false;
    // figures that cells have made too: with the names of an earlier worker they are gone
    for (const explorable of window.explorables.figures.values()) {
      const { explorable: name } = explorable.figure.dataset;
      explorable.use(new PythonSource(this.python, `${name}#${explorable.figure.id}`));
    }
  }

  // Running ---------------------------------------------------------------------------------------------------------

  // Run a cell, and before it those above that have not run. One run after the other.
  run(cell) {
    const stops = this.stops;
    cell.element.dataset.waiting = "";
    this.turn = this.turn.then(async () => {
      try {
        for (const above of this.cells.slice(0, this.cells.indexOf(cell))) {
          if (above.element.dataset.run || stops !== this.stops) continue;
          if (!(await this.execute(above)) && stops === this.stops) return this.put(cell, [{ kind: "error", text: this.words.above }]);
        }
        if (stops === this.stops) await this.execute(cell);
      } finally {
        delete cell.element.dataset.waiting;
        this.mark(cell);
      }
    });
    return this.turn;
  }

  async runAll() {
    const stops = this.stops;
    for (const cell of this.cells) {
      if (stops !== this.stops) return;
      await (this.turn = this.turn.then(() => stops === this.stops && this.execute(cell)));
    }
    this.tell(this.words.all);
  }

  // Run one cell; whether it came to its end without an error.
  async execute(cell) {
    const outputs = [];
    let shown;
    cell.element.dataset.run = "running";
    this.mark(cell);
    try {
      await this.python.start();
      document.documentElement.dataset.python = "busy";
      this.mark(cell);
      const { status, passed } = await this.python.call("run", [String(cell.number), cell.text], (output) => {
        outputs.push(output);
        shown ??= this.clear(cell);
        this.add(shown, output);
      });
      shown ??= this.clear(cell);
      cell.element.dataset.run = status;
      document.documentElement.dataset.python = "ready";
      if (passed !== null && cell.isExercise) this.solve(cell, passed);
      const last = outputs.findLast(({ text }) => text);
      this.tell(last ? last.text.slice(0, 300) : this.words.ran);
      return status === "done";
    } catch (error) {
      this.put(cell, [{ kind: "error", text: this.reason(error) }]);
      if (error.broken) this.startAgain();
      else delete cell.element.dataset.run;
      return false;
    } finally {
      this.mark(cell);
    }
  }

  reason(error) {
    if (error.stopped) return this.words.stopped;
    return this.fill(error.broken ? this.words.broken : this.words.failed, { reason: error.message });
  }

  stop() {
    this.tell(this.words.stopped);
    return this.startAgain();
  }

  // With another worker; of what cells have made nothing is left.
  startAgain() {
    this.stops += 1;
    for (const cell of this.cells) delete cell.element.dataset.run;
    this.cells.forEach((cell) => this.mark(cell));
    return this.python.stop().catch(() => undefined);
  }

  solve(cell, passed) {
    if (!passed || this.solved.has(cell.id)) return; // solved once is solved
    this.solved.add(cell.id);
    this.save();
  }

  // Outputs ---------------------------------------------------------------------------------------------------------

  // The empty place for the outputs of a cell.
  clear(cell) {
    let place = cell.element.querySelector(":scope > .cell_output");
    if (!place) {
      place = Object.assign(document.createElement("div"), { className: "cell_output docutils container" });
      cell.element.append(place);
    }
    for (const figure of place.querySelectorAll("figure.explorable")) window.explorables.figures.delete(figure.id);
    place.replaceChildren();
    return place;
  }

  put(cell, outputs) {
    const place = this.clear(cell);
    for (const output of outputs) this.add(place, output);
    this.tell(outputs.at(-1).text);
  }

  add(place, output) {
    const { kind, text } = output;
    if (kind === "moved") {
      for (const explorable of window.explorables.figures.values())
        if (explorable.source.figure === output.figure) explorable.set(output.keys);
    } else if (kind === "html") place.append(html("text_html", output.html));
    else if (kind === "figure") this.addFigure(place, output);
    else if (kind === "stream" && place.lastElementChild?.matches(".stream")) place.lastElementChild.querySelector("pre").append(text);
    else place.append(listing(kind, text));
  }

  addFigure(place, { figure, html: text }) {
    const output = html("text_html", text), element = output.querySelector("figure");
    rename(element);
    place.append(output);
    const explorable = new window.explorables.Explorable(element, new PythonSource(this.python, figure));
    window.explorables.figures.set(element.id, explorable);
    explorable.open();
  }

  // Say something to readers who do not see the cell.
  tell(text) {
    this.said.textContent = text;
  }

  // Changing --------------------------------------------------------------------------------------------------------

  async edit(cell) {
    if (cell.editor) return cell.editor.focus();
    cell.loading ??= Promise.all([import("./editor.js"), styled]).then(([{ createEditor }]) => {
      cell.pre.hidden = true;
      cell.editor = createEditor({
        parent: cell.listing,
        code: cell.text,
        label: this.fill(this.words.code, { number: cell.number }),
        onChange: (code) => this.typed(cell, code),
        onRun: () => this.run(cell),
        onLeave: () => cell.button("run").focus(),
      });
      this.mark(cell);
      cell.editor.focus();
    });
    return cell.loading;
  }

  // The reader has typed: the cell counts as not run, and its text is kept a moment later.
  typed(cell, text) {
    cell.show(text);
    delete cell.element.dataset.run;
    this.mark(cell);
    clearTimeout(this.saving);
    this.saving = setTimeout(() => this.save(), 400);
  }

  change(cell, text) {
    if (cell.text === text) return;
    if (cell.editor) cell.editor.set(text);
    this.typed(cell, text);
  }

  save() {
    clearTimeout(this.saving);
    this.saving = undefined;
    this.keep();
    this.showSolved();
    if (!this.store.works) this.status.textContent = this.words.full;
  }

  forget() {
    this.store.forget();
    this.solved.clear();
    for (const cell of this.cells) this.change(cell, cell.original);
    this.save();
    this.store.forget();
  }

  mark(cell) {
    cell.mark(this.words, this.solved.has(cell.id));
  }

  // The chapter as a notebook, with what the reader typed in its cells.
  async download() {
    const answer = await fetch(new URL(`_sources/${this.page}.ipynb`, this.root));
    if (!answer.ok) throw new Error(`${answer.status} ${answer.statusText}`);
    const notebook = await answer.json();
    const code = notebook.cells.filter((each) => each.cell_type === "code");
    code.forEach((each, i) => {
      const cell = this.cells[i];
      if (!cell.isChanged) return;
      Object.assign(each, { source: cell.text, outputs: [], execution_count: null });
    });
    const file = URL.createObjectURL(new Blob([JSON.stringify(notebook, null, 1) + "\n"], { type: "application/x-ipynb+json" }));
    Object.assign(document.createElement("a"), { href: file, download: this.page.split("/").pop() + ".ipynb" }).click();
    setTimeout(() => URL.revokeObjectURL(file), 10_000);
  }
}

function html(kind, text) {
  return Object.assign(document.createElement("div"), { className: `output ${kind}`, innerHTML: text });
}

// Text as the book shows it below a cell.
function listing(kind, text) {
  const output = html(kind === "text" ? "text_plain" : kind, '<div class="highlight"><pre tabindex="0"></pre></div>');
  output.querySelector("pre").append(kind === "stream" ? text : text + "\n");
  return output;
}

// Two figures of one page need two names.
function rename(figure) {
  const old = figure.id;
  let name = old;
  for (let i = 2; document.getElementById(name); i++) name = `${old}-${i}`;
  if (name === old) return;
  for (const element of [figure, ...figure.querySelectorAll("[id], [for], [data-for], [aria-labelledby]")])
    for (const attribute of ["id", "for", "data-for", "aria-labelledby"]) {
      const value = element.getAttribute(attribute);
      if (value === old || value?.startsWith(old + "-")) element.setAttribute(attribute, name + value.slice(old.length));
    }
}

export function open(here) {
  return new Notebook(here);
}
