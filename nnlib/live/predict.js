// Predict, then see: a figure under a veil until its reader has said what it will show, or has moved it. The same file
// on the pages of the book and in a notebook; it follows handles.js. nnlib/live/predictions.py says what is asked.
const ExplorablePrediction = (() => {
  const DRAG = 22; // pixels from which on a press is a drag
  const CLOSE = 0.05; // what still is close, as a share of the range
  const ALL = "explorables-shown"; // the event by which one press shows every figure of the page

  // What the reader said, kept in this browser: {page: {figure: said}}, and {page: {all: true}} after "Show all". Where
  // nothing can be kept, it lasts as long as the page.
  class Kept {
    constructor(name, page) {
      Object.assign(this, { name, page });
    }

    read() {
      try {
        this.pages = JSON.parse(localStorage.getItem(this.name));
      } catch {}
      return Object(Object(this.pages)[this.page]);
    }

    keep(figure, said) {
      this.pages = { ...this.pages, [this.page]: { ...this.read(), [figure]: said } };
      try {
        localStorage.setItem(this.name, JSON.stringify(this.pages));
      } catch {}
    }
  }

  return class {
    // `root` holds the picture and the form; `kept` what was said; `lifted` is called when the veil has gone.
    constructor(root, kept, lifted = () => {}) {
      this.part = (name) => root.querySelector(".explorable-" + name);
      Object.assign(this, { root, kept, lifted, form: this.part("prediction"), picture: this.part("picture"), said: {} });
      Object.assign(this, JSON.parse(this.form.dataset.prediction));
      this.inputs = [...this.form.querySelectorAll("input")];
      for (const way in this.ranges) this.said[way] = this.ranges[way].keys[this.ranges[way].at];
      if (this.handle) this.lay();
      const { [this.id]: before, all } = kept.read();
      if (this.knows(before)) this.reveal(before);
      else if (all) this.lifted();
      else this.veil();
    }

    static kept(name, page) {
      return new Kept(name, page);
    }

    // Whether this is something that a reader can say here.
    knows(said) {
      if (this.handle) return Object.keys(this.ranges).every((way) => this.ranges[way].keys.includes(Object(said)[way]));
      return typeof said === "string" && (said in this.options || !Object.keys(this.options).length);
    }

    veil() {
      this.veiled = true;
      this.root.classList.add("explorable-veiled");
      if (this.given) this.picture.style.setProperty("--explorable-given", this.given.map((side) => side + "%").join(" "));
      this.part("sentence")?.setAttribute("aria-hidden", "true");
      this.form.addEventListener("submit", (event) => {
        event.preventDefault();
        this.commit();
      });
      this.form.querySelector("[data-all]").addEventListener("click", () => {
        this.kept.keep("all", true);
        document.dispatchEvent(new Event(ALL));
      });
      document.addEventListener(ALL, () => this.lift(), { once: true });
      this.root.querySelector("[data-action=pin]")?.addEventListener("click", () => this.lift(), { once: true });
      // whatever moves the figure draws it: a control, a handle, a player, a link
      this.watch = new MutationObserver(() => this.lift());
      this.watch.observe(this.part("overlay").closest(".explorable-picture > *"), { childList: true });
      if (this.handle) this.letPlace();
    }

    // Show the picture.
    lift() {
      if (!this.veiled) return;
      this.veiled = false;
      this.watch.disconnect();
      const had = this.form.contains(document.activeElement), byKey = this.form.querySelector(":focus-visible");
      this.root.classList.remove("explorable-veiled");
      this.part("sentence")?.removeAttribute("aria-hidden");
      this.marks?.layer.remove();
      if (this.handle && !this.committed) this.part("mark").replaceChildren();
      if (this.handle) delete this.part("spot").dataset.placing;
      if (had) ((byKey && this.root.querySelector("[data-control]")) || this.part("predicted")).focus({ preventScroll: true });
      this.lifted();
    }

    commit() {
      const said = this.handle ? this.said : (this.inputs.find((input) => input.checked)?.value ?? "");
      this.kept.keep(this.id, said);
      this.reveal(said);
      const place = this.part("said"); // on a page; a notebook's own sentence is read out when it appears
      if (place) place.textContent = this.part("sentence").textContent;
    }

    // Show the picture with what was predicted.
    reveal(said) {
      this.committed = true;
      this.part("predicted").textContent = this.verdict(said);
      if (this.handle) this.place(said);
      if (this.veiled) this.lift();
      else this.lifted();
    }

    // What was said, and how close it was.
    verdict(said) {
      const { words, options, ranges, answer } = this;
      const fill = (words, answer) => words.replace("{said}", spoken).replace("{answer}", answer);
      let spoken = options[said];
      if (this.handle) {
        const ways = Object.keys(ranges), at = (way) => ranges[way].keys.indexOf(said[way]);
        const name = (way, text) => (ways.length > 1 ? ranges[way].label + " " : "") + text;
        spoken = ways.map((way) => name(way, ranges[way].texts[at(way)])).join(", ");
        if (!answer) return fill(words.said);
        const right = ways.map((way) => name(way, answer[way].text)).join(", ");
        const off = Math.max(...ways.map((way) => Math.abs(at(way) - answer[way].at) / ranges[way].keys.length));
        return fill(spoken === right ? words.right : off <= CLOSE ? words.close : words.wrong, right);
      }
      if (spoken === undefined) return ""; // a look
      if (!answer) return fill(words.said);
      return fill(answer === said ? words.right : words.wrong, options[answer]);
    }

    // The place for the mark: above the picture, below the handles, which are under the veil but still feel a drag.
    lay() {
      const { width, height } = this.picture.querySelector("svg").viewBox.baseVal;
      const spot = document.createElement("div");
      spot.className = "explorable-spot";
      spot.innerHTML = `<svg class="explorable-mark" viewBox="0 0 ${width} ${height}" aria-hidden="true"></svg>`;
      this.picture.insertBefore(spot, this.part("handles"));
    }

    letPlace() {
      const spot = this.part("spot");
      spot.dataset.placing = "";
      this.marks = new ExplorableHandles(spot, (keys) => this.place(keys));
      for (const input of this.inputs)
        input.addEventListener("input", () => this.place({ [input.name]: this.ranges[input.name].keys[input.value] }));
      this.picture.addEventListener("pointerdown", (event) => this.press(event), { capture: true });
      this.place(this.said);
      this.marks.layer.setAttribute("class", "explorable-marker"); // it is no handle of the figure
      this.marks.layer.firstElementChild.removeAttribute("data-handle");
    }

    // Where the mark is in the picture, between the middle and the ends of the axes.
    at() {
      const { box, places } = this.handle, [left, top, right, bottom] = box;
      const along = (way, i, middle) => (places[way] ? places[way][this.said[way]][i] : middle);
      return [along("x", 0, (left + right) / 2), along("y", 1, (top + bottom) / 2)];
    }

    // Put the mark and the sliders of the form at these keys.
    place(keys) {
      this.said = { ...this.said, ...keys };
      for (const input of this.inputs) {
        const { keys, texts } = this.ranges[input.name];
        input.value = keys.indexOf(this.said[input.name]);
        input.setAttribute("aria-valuetext", (input.parentElement.nextElementSibling.value = texts[input.value]));
      }
      const { box, places } = this.handle, [left, top, right, bottom] = box, [x, y] = this.at();
      const flat = !places.x, mark = this.part("mark"), turned = !flat && x > (left + right) / 2;
      const line = flat ? `M${left} ${y}H${right}` : `M${x} ${top}V${bottom}`;
      mark.innerHTML = places.x && places.y ? `<circle cx="${x}" cy="${y}" r="9"/><text/>` : `<path d="${line}"/><text/>`;
      const text = mark.lastElementChild, up = flat ? y - (y > top + 16 ? 5 : -14) : places.y ? y + 4 : top + 12;
      const aside = places.x && places.y ? 14 : 5;
      text.textContent = this.words.you;
      text.setAttribute("text-anchor", turned ? "end" : "start");
      text.setAttribute("x", flat ? left + 5 : turned ? x - aside : x + aside);
      text.setAttribute("y", up);
      this.marks?.show([{ ...this.handle, at: [x, y] }]);
    }

    // A press in the axes puts the mark there. Under it may be a handle of the figure: only a drag takes that.
    press(start) {
      if (!this.veiled || !start.isPrimary || start.button) return;
      const { picture, marks } = this, { point, unit } = marks.read(start), [x, y] = this.at();
      const near = Math.hypot(x - point[0], y - point[1]) <= DRAG * unit, [left, top, right, bottom] = this.handle.box;
      if (!near && (point[0] < left || point[0] > right || point[1] < top || point[1] > bottom)) return; // other axes
      start.stopPropagation();
      if (near || !start.target.closest("[data-handle]")) return marks.take(start);
      const over = new AbortController(), listen = (name, act) => picture.addEventListener(name, act, { signal: over.signal });
      listen("pointermove", (event) => {
        if (Math.hypot(event.clientX - start.clientX, event.clientY - start.clientY) < DRAG) return;
        over.abort();
        this.lift();
        picture.dispatchEvent(new PointerEvent("pointerdown", start));
      });
      listen("pointercancel", () => over.abort());
      listen("pointerup", () => {
        over.abort();
        this.place(ExplorableHandles.keysAt(this.handle, point));
      });
    }
  };
})();
