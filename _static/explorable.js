// The explorables of a page. A figure asks a source for a state: its stored frames, or Python once it runs behind the
// page. No framework, no network.
(() => {
  "use strict";
  const waiting = new Map(); // name of a side file -> what to do with its frames
  window.explorableFrames = (name, data) => waiting.get(name)?.(data);
  const PAUSE = 700; // milliseconds without a move after which the picture is read out
  const LONGEST = 60; // characters of an address that are worth repeating
  const figures = new Map(); // id -> Explorable

  // The frames of a figure, in a side file that calls explorableFrames(name, data) when it is loaded.
  class Frames {
    constructor(figure) {
      this.figure = figure;
    }

    // What each control can be set to: [{name, keys, texts}], loaded when first needed; after a failure anew.
    controls() {
      this.loading ??= new Promise((done, failed) => {
        const address = this.figure.dataset.frames;
        waiting.set(address.split("/").pop().replace(/\.js$/, ""), done);
        const side = Object.assign(document.createElement("script"), { src: address });
        side.onerror = () => {
          this.loading = undefined;
          side.remove();
          failed(new Error(this.figure.dataset.missing));
        };
        document.head.append(side);
      }).then((data) => {
        this.data = data;
        return Object.keys(data.controls).map((name) => ({ name, keys: data.controls[name], texts: data.texts[name] }));
      });
      return this.loading;
    }

    // What the page shows in one state, given as the key of every control.
    state(keys) {
      const { parts, frames, sentences, programs, handles, held } = this.data, index = this.index(keys);
      return {
        parts: frames[index].map((piece, i) => parts[i][piece]),
        sentence: sentences[index],
        programs: Object.fromEntries(Object.entries(programs).map(([library, { texts, frames }]) => [library, texts[frames[index]]])),
        handles: handles.map(({ places, ...handle }, i) => {
          const at = (keys) => places[held[this.index(keys)][i]];
          const ofKeys = (name) => Object.fromEntries(this.data.controls[name].map((key) => [key, at({ ...keys, [name]: key })]));
          return { ...handle, at: at(keys), places: Object.fromEntries(Object.keys(handle.moves).map((name) => [name, ofKeys(name)])) };
        }),
      };
    }

    // The number of a state.
    index(keys) {
      return Object.entries(this.data.controls).reduce((index, [name, those]) => index * those.length + those.indexOf(keys[name]), 0);
    }
  }

  class Explorable {
    // `source` answers for the figure; by default its frames, to which it can also come back.
    constructor(figure, source) {
      this.figure = figure;
      if (!source) this.frames = new Frames(figure);
      this.source = source ?? this.frames;
      this.overlay = figure.querySelector(".explorable-overlay");
      this.inputs = new Map([...figure.querySelectorAll("[data-control]")].map((input) => [input.dataset.control, input]));
      this.handles = new ExplorableHandles(this.part("picture"), (keys) => this.set(keys));
      this.handles.show(JSON.parse(figure.dataset.handles));
      this.start = Object.fromEntries([...this.inputs].map(([name, input]) => [name, input.dataset.key]));
      this.keys = { ...this.start };
      // a box has no autocomplete="off", and a browser may remember how it was
      for (const input of this.inputs.values()) if (input.type === "checkbox") input.checked = input.defaultChecked;
      for (const [name, input] of this.inputs) input.addEventListener("input", () => this.moved(name, position(input)));
      for (const place of figure.querySelectorAll(".explorable-field")) this.letDraw(place);
      figure.querySelector("[data-library]")?.addEventListener("change", () => this.programs());
      for (const button of figure.querySelectorAll("[data-action]"))
        button.addEventListener("click", () => this[button.dataset.action](button));
    }

    part(name) {
      return this.figure.querySelector(".explorable-" + name);
    }

    // From now on another source answers.
    async use(source) {
      this.source = source;
      this.choices = undefined;
      if (await this.open()) await this.renew();
    }

    // Draw anew if the source answers to what the one before did not, a drawing or a handle, or no longer to a handle. But
    // not under a veil, which that would lift.
    async renew() {
      const fixed = Boolean(this.figure.querySelector(".explorable-control[hidden]"));
      const changed = fixed !== this.handles.fixed && !this.figure.classList.contains("explorable-veiled");
      if (changed || (this.unanswered && this.source !== this.frames)) await this.show();
    }

    // Learn what each control can be set to; whether the source could be reached.
    async open() {
      if (this.choices) return true;
      const source = this.source;
      try {
        const controls = await source.controls();
        if (source !== this.source || this.choices) return this.open();
        this.choices = Object.fromEntries(controls.map((choice) => [choice.name, { ...choice }]));
        for (const name in this.choices) this.arrange(name);
        return true;
      } catch (error) {
        this.notice(error.message);
        return false;
      }
    }

    // Give an input the places that its control can take, and put it at the present one.
    arrange(name) {
      const input = this.inputs.get(name), { keys, typed } = this.choices[name];
      input.closest(".explorable-control").hidden = keys.length < 2;
      if (input.type === "range") input.max = keys.length - 1;
      if (typed && input.type === "range" && input.nextElementSibling.matches("output")) this.letType(name, input);
      if (input.drawing) return this.place(name, this.keys[name]); // which is the reader's, whatever the source has
      this.place(name, keys[Math.max(0, nearest(keys, this.keys[name], input))]); // a source may have fewer states
    }

    // Let the reader also type the value of a slider.
    letType(name, input) {
      const readout = input.nextElementSibling;
      const field = Object.assign(document.createElement("input"), { type: "text", value: readout.value, autocomplete: "off" });
      field.className = "explorable-typed";
      field.setAttribute("aria-label", fill(this.figure.dataset.typed, { label: input.labels[0].textContent }));
      field.addEventListener("change", async () => {
        try {
          const { key, text } = await this.source.value(name, field.value);
          this.allow(name, key, text);
          this.place(name, key);
          this.show();
        } catch (error) {
          this.place(name, this.keys[name]);
          this.notice(error.message);
        }
      });
      readout.replaceWith(field);
    }

    // Let the reader draw. Python answers to a drawing that is not stored, and the first stroke starts it.
    letDraw(place) {
      const input = document.getElementById(place.dataset.for), name = input.dataset.control;
      input.drawing = new ExplorableDrawing(place, JSON.parse(place.dataset.field), async (key, begins) => {
        await this.set({ [name]: key });
        if (begins && this.unanswered) document.querySelector(".python-bar [data-action=python]")?.click();
      });
      input.drawing.show(input.dataset.key);
      const tell = () => this.unanswered && this.notice(reason(input.drawing.words));
      new MutationObserver(tell).observe(document.documentElement, { attributeFilter: ["data-python"] });
    }

    // A drawing that the source has not stored.
    get unstored() {
      if (this.source !== this.frames) return undefined;
      return [...this.inputs].find(([name, { drawing }]) => drawing && !this.choices[name].keys.includes(this.keys[name]))?.[1].drawing;
    }

    // Let a control take a value between its stops.
    allow(name, key, text) {
      const choice = this.choices[name];
      if (choice.keys.includes(key)) return;
      const at = choice.keys.findIndex((other) => +other > +key);
      const index = at < 0 ? choice.keys.length : at;
      choice.keys = choice.keys.toSpliced(index, 0, key);
      choice.texts = choice.texts.toSpliced(index, 0, text);
      this.inputs.get(name).max = choice.keys.length - 1;
    }

    // Set a control, and let its input and its readout say so; the picture follows with show().
    place(name, key) {
      const input = this.inputs.get(name), index = this.choices[name].keys.indexOf(key);
      this.keys[name] = key;
      input.drawing?.show(key);
      move(input, index);
      if (input.type !== "range") return;
      const text = this.choices[name].texts[index];
      input.setAttribute("aria-valuetext", text);
      input.nextElementSibling.value = text;
    }

    async moved(name, index) {
      if (!(await this.open())) return;
      this.place(name, this.choices[name].keys[index]);
      await this.show();
    }

    // Show the present state. Only the latest one is computed: what is asked for meanwhile waits, and replaces what waits.
    show() {
      this.asked = true;
      this.drawing ??= this.draw().finally(() => (this.drawing = undefined));
      return this.drawing;
    }

    async draw() {
      if (!(await this.open())) return;
      while (this.asked) {
        this.asked = false;
        const { unstored } = this;
        this.unanswered = Boolean(unstored);
        if (unstored) {
          this.notice(reason(unstored.words));
          continue; // the picture stays as it is
        }
        try {
          const { base, parts, sentence, definitions, programs, handles } = await this.source.state(this.keys);
          if (base) this.figure.querySelector(".explorable-base").innerHTML = layer(...base);
          this.overlay.innerHTML = layer(Object.values(definitions ?? {}).join(""), parts.join(""));
          this.part("sentence").textContent = sentence;
          this.programs(programs);
          this.handles.show(handles);
          this.notice("");
          this.say(sentence);
        } catch (error) {
          this.notice(error.message);
        }
      }
    }

    // Show the state as a program for the library that is chosen; `texts` holds the new ones, by library.
    programs(texts = {}) {
      for (const place of this.figure.querySelectorAll("[data-program]")) {
        const library = place.dataset.program;
        place.hidden = library !== this.figure.querySelector("[data-library]").value;
        if (library in texts && place.textContent !== texts[library]) place.textContent = texts[library];
      }
    }

    async copy(button) {
      const program = this.figure.querySelector("[data-program]:not([hidden])");
      try {
        await navigator.clipboard.writeText(program.textContent);
        this.notice(button.dataset.done);
      } catch {
        getSelection().selectAllChildren(program);
        this.notice(button.dataset.failed);
      }
    }

    // Read the sentence out once the reader has stopped moving: a screen reader says the value at every move by itself.
    say(sentence) {
      clearTimeout(this.saying);
      this.saying = setTimeout(() => {
        if (!this.timer) this.part("said").textContent = sentence;
      }, PAUSE);
    }

    notice(text) {
      this.part("notice").textContent = text;
    }

    pin(button) {
      const pinned = this.part("pinned");
      const old = this.figure.querySelector("svg.explorable-pin");
      button.setAttribute("aria-pressed", String(!old));
      pinned.hidden = Boolean(old);
      if (old) return old.remove();
      const copy = this.overlay.cloneNode(true);
      copy.setAttribute("class", "explorable-pin");
      this.overlay.before(copy);
      pinned.querySelector("span").textContent = this.part("sentence").textContent;
    }

    async reset() {
      for (const button of this.figure.querySelectorAll("[data-action=play]")) if (this.timer) this.pause(button);
      await this.set(this.start);
    }

    // Show the state with these keys.
    async set(keys) {
      if (!(await this.open())) return;
      for (const name in keys) this.place(name, keys[name]);
      await this.show();
    }

    async link(button) {
      const state = Object.entries(this.keys).map(([name, key]) => name + "=" + encodeURIComponent(key));
      const link = location.href.split("#")[0] + "#" + this.figure.id + "?" + state.join("&");
      try {
        await navigator.clipboard.writeText(link);
        this.notice(button.dataset.done);
      } catch {
        this.notice(fill(button.dataset.failed, { link }));
      }
    }

    // Take the state that an address asks for: "weight=2&bias=-1".
    async preset(query) {
      if (!(await this.open())) return;
      const unknown = [], replaced = [], shown = [];
      for (const [name, asked] of new URLSearchParams(query)) {
        const keys = this.inputs.has(name) && this.choices[name].keys;
        const found = keys ? nearest(keys, asked, this.inputs.get(name)) : -1;
        if (found < 0 && keys && this.inputs.get(name).drawing?.reads(asked)) this.place(name, asked);
        else if (found < 0) unknown.push(name + "=" + asked);
        else this.place(name, keys[found]);
        if (found >= 0 && !same(keys[found], asked)) {
          replaced.push(name + "=" + asked);
          shown.push(name + "=" + keys[found]);
        }
      }
      await this.show();
      const { unknown: notThere, nearest: other } = this.figure.dataset;
      const words = unknown.length ? [fill(notThere, { asked: short(unknown) })] : [];
      if (replaced.length) words.push(fill(other, { asked: short(replaced), shown: short(shown) }));
      if (words.length) this.notice(words.join(" "));
      this.figure.scrollIntoView();
    }

    step(button) {
      const input = document.getElementById(button.dataset.for);
      return this.moved(input.dataset.control, position(input) < +input.max ? position(input) + 1 : 0);
    }

    play(button) {
      button.dataset.play ??= button.textContent;
      if (this.timer) return this.pause(button);
      const input = document.getElementById(button.dataset.for);
      if (position(input) === +input.max) this.step(button);
      button.textContent = button.dataset.pause;
      this.timer = setInterval(async () => {
        await this.step(button);
        if (position(input) === +input.max) this.pause(button);
      }, +button.dataset.interval);
    }

    pause(button) {
      clearInterval(this.timer);
      this.timer = undefined;
      button.textContent = button.dataset.play;
      this.say(this.part("sentence").textContent);
    }
  }

  function layer(definitions, parts) {
    return (definitions && "<defs>" + definitions + "</defs>") + parts;
  }

  function position(input) {
    if (input.type === "range") return +input.value;
    return input.type === "checkbox" ? +input.checked : input.selectedIndex;
  }

  function move(input, index) {
    if (input.type === "range") input.value = index;
    else if (input.type === "checkbox") input.checked = index === 1;
    else input.selectedIndex = index < 0 ? input.length - 1 : index; // a drawing that no option stands for has the last
  }

  // The position of the value that is nearest to the one asked for, in factors if the control moves by factors.
  function nearest(keys, asked, input) {
    const exact = keys.indexOf(asked);
    const scale = "logarithmic" in input.dataset ? Math.log : Number;
    if (exact >= 0 || input.type !== "range" || asked.trim() === "" || !isFinite(asked) || !isFinite(scale(asked))) return exact;
    const distance = keys.map((key) => Math.abs(scale(key) - scale(asked)));
    return distance.indexOf(Math.min(...distance));
  }

  // Why the page does not answer to a drawing yet.
  function reason({ waiting, without }) {
    const bar = document.querySelector(".python-bar");
    const failed = document.documentElement.dataset.python === "failed";
    return !bar ? without : failed ? bar.querySelector(".python-status").textContent : waiting;
  }

  function same(key, asked) {
    return key === asked || (asked.trim() !== "" && +key === +asked);
  }

  function fill(sentence, fields) {
    return sentence.replace(/\{(\w+)\}/g, (_, name) => fields[name]);
  }

  function short(items) {
    const text = items.join("&");
    return text.length > LONGEST ? text.slice(0, LONGEST) + "…" : text;
  }

  function start() {
    for (const figure of document.querySelectorAll("figure.explorable")) figures.set(figure.id, new Explorable(figure));
    const root = new URL(document.documentElement.dataset.content_root ?? "./", location.href);
    const kept = ExplorablePrediction.kept(`neural-networks-live:${root.pathname}:predicted`, location.pathname); // python.js forgets it
    for (const each of figures.values())
      if (each.figure.querySelector(".explorable-prediction")) new ExplorablePrediction(each.figure, kept, () => each.renew());
    const near = new IntersectionObserver(
      (entries) => {
        for (const entry of entries) if (entry.isIntersecting) figures.get(entry.target.id)?.open();
      },
      { rootMargin: "600px" },
    );
    for (const explorable of figures.values()) near.observe(explorable.figure);
    const follow = () => {
      const [id, query] = location.hash.slice(1).split("?"); // URLSearchParams decodes, and takes a lone % as it is
      if (query && figures.has(id)) figures.get(id).preset(query);
    };
    addEventListener("hashchange", follow);
    follow();
  }

  // What Python behind the page uses: the figures there are, and figures that its cells make.
  window.explorables = { figures, Explorable };

  if (document.readyState === "loading") addEventListener("DOMContentLoaded", start);
  else start();
})();
