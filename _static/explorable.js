// The static edition of the explorables: swaps precomputed frames. No framework, no network.
// A figure's frames stand in a side file that calls explorableFrames(name, data) when it is loaded.
(() => {
  "use strict";
  const waiting = new Map(); // name of a side file -> what to do with its frames
  window.explorableFrames = (name, data) => waiting.get(name)?.(data);
  const PAUSE = 700; // milliseconds without a move after which the picture is read out
  const LONGEST = 60; // characters of an address that are worth repeating

  class Explorable {
    constructor(figure) {
      this.figure = figure;
      this.overlay = figure.querySelector(".explorable-overlay");
      this.inputs = [...figure.querySelectorAll("[data-control]")];
      this.start = this.inputs.map(position);
      for (const input of this.inputs) input.addEventListener("input", () => this.show());
      for (const button of figure.querySelectorAll("[data-action]"))
        button.addEventListener("click", () => this[button.dataset.action](button));
    }

    part(name) {
      return this.figure.querySelector(".explorable-" + name);
    }

    // The frames, loaded when they are first needed; after a failure the next move tries again.
    frames() {
      this.loading ??= new Promise((done, failed) => {
        const source = this.figure.dataset.frames;
        waiting.set(source.split("/").pop().replace(/\.js$/, ""), done);
        const side = Object.assign(document.createElement("script"), { src: source });
        side.onerror = () => {
          this.loading = undefined;
          side.remove();
          this.notice(this.figure.dataset.missing);
          failed(new Error("not loaded: " + source));
        };
        document.head.append(side);
      });
      return this.loading;
    }

    async show() {
      const data = await this.frames().catch(() => undefined);
      if (!data) return;
      const names = Object.keys(data.controls);
      let index = 0;
      this.inputs.forEach((input, i) => {
        index = index * data.controls[names[i]].length + position(input);
        const text = data.texts[names[i]][position(input)];
        if (input.type === "range") {
          input.setAttribute("aria-valuetext", text);
          input.nextElementSibling.value = text;
        }
      });
      this.overlay.innerHTML = data.frames[index].map((piece, i) => data.parts[i][piece]).join("");
      this.part("sentence").textContent = data.sentences[index];
      this.notice("");
      this.say(data.sentences[index]);
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

    reset() {
      for (const button of this.figure.querySelectorAll("[data-action=play]")) if (this.timer) this.pause(button);
      this.inputs.forEach((input, i) => move(input, this.start[i]));
      this.show();
    }

    async link(button) {
      const { controls } = (await this.frames().catch(() => undefined)) ?? {};
      if (!controls) return;
      const state = this.inputs.map((input) => {
        const name = input.dataset.control;
        return name + "=" + encodeURIComponent(controls[name][position(input)]);
      });
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
      const { controls } = (await this.frames().catch(() => undefined)) ?? {};
      if (!controls) return;
      const unknown = [], replaced = [], shown = [];
      for (const [name, asked] of new URLSearchParams(query)) {
        const input = this.inputs.find((candidate) => candidate.dataset.control === name);
        const found = input ? nearest(controls[name], asked, input) : -1;
        if (found < 0) unknown.push(name + "=" + asked);
        else move(input, found);
        if (found >= 0 && !same(controls[name][found], asked)) {
          replaced.push(name + "=" + asked);
          shown.push(name + "=" + controls[name][found]);
        }
      }
      await this.show();
      const { unknown: notThere, nearest: other } = this.figure.dataset;
      const words = unknown.length ? [fill(notThere, { asked: short(unknown) })] : [];
      if (replaced.length) words.push(fill(other, { asked: short(replaced), shown: short(shown) }));
      this.notice(words.join(" "));
      this.figure.scrollIntoView();
    }

    step(button) {
      const input = document.getElementById(button.dataset.for);
      move(input, position(input) < +input.max ? position(input) + 1 : 0);
      this.show();
    }

    play(button) {
      button.dataset.play ??= button.textContent;
      if (this.timer) return this.pause(button);
      const input = document.getElementById(button.dataset.for);
      if (position(input) === +input.max) this.step(button);
      button.textContent = button.dataset.pause;
      this.timer = setInterval(() => {
        this.step(button);
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

  function position(input) {
    if (input.type === "range") return +input.value;
    return input.type === "checkbox" ? +input.checked : input.selectedIndex;
  }

  function move(input, index) {
    if (input.type === "range") input.value = index;
    else if (input.type === "checkbox") input.checked = index === 1;
    else input.selectedIndex = index;
  }

  // The position of the value that is nearest to the one asked for, in factors if the control moves by factors.
  function nearest(keys, asked, input) {
    const exact = keys.indexOf(asked);
    const scale = "logarithmic" in input.dataset ? Math.log : Number;
    if (exact >= 0 || input.type !== "range" || asked.trim() === "" || !isFinite(asked) || !isFinite(scale(asked))) return exact;
    const distance = keys.map((key) => Math.abs(scale(key) - scale(asked)));
    return distance.indexOf(Math.min(...distance));
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
    const figures = new Map();
    for (const figure of document.querySelectorAll("figure.explorable")) figures.set(figure.id, new Explorable(figure));
    const near = new IntersectionObserver(
      (entries) => {
        for (const entry of entries) if (entry.isIntersecting) figures.get(entry.target.id).frames().catch(() => undefined);
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

  if (document.readyState === "loading") addEventListener("DOMContentLoaded", start);
  else start();
})();
