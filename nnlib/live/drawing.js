// A field to draw in with a mouse, a pen, a finger or the keyboard. The same file on the pages of the book, where it is
// a script, and in a notebook, where notebook_drawing.js follows it in one module. nnlib/live/drawing.py says what a
// drawing is as a text.
const ExplorableDrawing = (() => {
  const INK = 15; // the level of full ink
  const FULL = 0.7, WIDTH = 1.7; // the pen, in cells from its middle: up to where it leaves full ink, from where on nothing
  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const fill = (sentence, fields) => sentence.replace(/\{(\w+)\}/g, (_, name) => fields[name]);
  const clamp = (number, low, high) => Math.min(high, Math.max(low, number));

  return class {
    // `place` becomes the field; `draw(key, begins)` is called with each new drawing: does a stroke begin with it?
    constructor(place, { side, words, examples }, draw) {
      Object.assign(this, { side, words, examples, draw, column: side >> 1, row: side >> 1 });
      const cell = (_, i) => `<rect x="${i % side}" y="${Math.floor(i / side)}" width="1" height="1" fill-opacity="0"/>`;
      place.innerHTML =
        `<div tabindex="0" role="application"><svg viewBox="0 0 ${side} ${side}" fill="currentColor" shape-rendering="crispEdges" aria-hidden="true">` +
        `${Array.from({ length: side * side }, cell).join("")}<rect class="explorable-cursor" width="1" height="1" fill="none"/>` +
        `</svg></div><button type="button"></button><p role="status"></p>`;
      [this.field, this.clear, this.said] = place.children;
      this.svg = this.field.firstElementChild;
      this.field.setAttribute("aria-label", words.name);
      this.clear.textContent = words.clear;
      this.field.style.touchAction = "none";
      this.field.addEventListener("touchstart", (event) => event.preventDefault(), { passive: false }); // as in handles.js
      this.field.addEventListener("pointerdown", (event) => this.take(event));
      this.field.addEventListener("keydown", (event) => this.press(event));
      this.clear.addEventListener("click", () => this.change(new Array(side * side).fill(0), true));
    }

    // The levels of the cells that a text writes, and the other way round.
    static read(text) {
      return [...text.matchAll(/([a-p])(\d*)/g)].flatMap(([, level, count]) => new Array(+(count || 1)).fill(level.charCodeAt() - 97));
    }

    static write(cells) {
      const letters = cells.map((level) => String.fromCharCode(97 + level)).join("");
      return letters.replace(/(.)\1+/g, (run, level) => level + run.length);
    }

    // What a stroke of the pen from one point to another leaves of these cells.
    static stroke(cells, side, [x, y], [toX, toY]) {
      const [alongX, alongY] = [toX - x, toY - y], length = Math.max(alongX ** 2 + alongY ** 2, 1e-12);
      return cells.map((level, i) => {
        const [awayX, awayY] = [(i % side) + 0.5 - x, Math.floor(i / side) + 0.5 - y];
        const share = clamp((awayX * alongX + awayY * alongY) / length, 0, 1);
        const away = Math.hypot(awayX - share * alongX, awayY - share * alongY);
        return Math.max(level, Math.floor(INK * clamp((WIDTH - away) / (WIDTH - FULL), 0, 1) + 0.5));
      });
    }

    // Whether a text is a drawing of this field.
    reads(text) {
      if (!/^([a-p]\d*)+$/.test(text)) return false;
      const counts = [...text.matchAll(/[a-p](\d*)/g)].map(([, count]) => +(count || 1)); // counted before it is written out
      return counts.reduce((sum, count) => sum + count) === this.side ** 2;
    }

    // Show a drawing, given by its text or by the name of an example. While a stroke is drawn, the field is ahead.
    show(key) {
      if (this.stroking || key === this.key) return;
      this.key = key;
      this.paint(this.constructor.read(this.examples[key] ?? key));
    }

    paint(cells) {
      cells.forEach((level, i) => level !== this.cells?.[i] && this.svg.children[i].setAttribute("fill-opacity", level / INK));
      this.cells = cells;
      if (!this.stroking) this.tell();
    }

    // Say how the field is, and put the cursor there.
    tell() {
      const { cells, row, column, words, side } = this, cursor = this.svg.lastElementChild;
      const sentence = cells[row * side + column] ? words.inked : words.empty;
      const fields = { count: cells.filter(Boolean).length, all: cells.length, row: row + 1, column: column + 1 };
      this.said.textContent = fill(sentence, fields);
      cursor.setAttribute("x", column);
      cursor.setAttribute("y", row);
    }

    change(cells, begins) {
      const text = this.constructor.write(cells), before = this.key;
      this.key = Object.keys(this.examples).find((name) => this.examples[name] === text) ?? text;
      this.paint(cells);
      if (this.key !== before) this.draw(this.key, begins);
    }

    stroke(from, to, begins) {
      this.change(this.constructor.stroke(this.cells, this.side, from, to), begins);
    }

    // Draw with a mouse, a pen or a finger until it is lifted.
    take(start) {
      if (!start.isPrimary || start.button) return;
      let last = this.point(start);
      this.stroking = true;
      this.field.setPointerCapture(start.pointerId);
      this.go(last.map(Math.floor));
      this.stroke(last, last, true);
      this.field.onpointermove = (event) => {
        if (!event.isPrimary) return;
        const way = event.getCoalescedEvents?.() ?? [];
        const points = (way.length ? way : [event]).map((each) => this.point(each));
        let cells = this.cells;
        for (const point of points) cells = this.constructor.stroke(cells, this.side, last, (last = point));
        this.go(last.map(Math.floor));
        this.change(cells, false);
      };
      this.field.onpointerup = this.field.onpointercancel = (event) => {
        if (!event.isPrimary) return;
        this.field.onpointermove = this.field.onpointerup = this.field.onpointercancel = null;
        this.stroking = false;
        this.tell();
      };
    }

    press(event) {
      if (event.ctrlKey || event.altKey || event.metaKey || !(event.key in ARROWS || event.key === " ")) return;
      event.preventDefault();
      const { row, column, side } = this;
      if (event.key === " ") {
        const level = this.cells[row * side + column] ? 0 : INK;
        return this.change(this.cells.with(row * side + column, level), true);
      }
      this.go([column + ARROWS[event.key][0], row + ARROWS[event.key][1]]);
      if (event.shiftKey) this.stroke([column + 0.5, row + 0.5], [this.column + 0.5, this.row + 0.5], true);
      this.tell();
    }

    go([column, row]) {
      [this.column, this.row] = [column, row].map((place) => clamp(place, 0, this.side - 1));
    }

    // Where an event is, in cells from the upper left.
    point({ clientX, clientY }) {
      const { left, top, width } = this.svg.getBoundingClientRect();
      return [clientX - left, clientY - top].map((pixels) => (pixels * this.side) / width);
    }
  };
})();
