// Handles: what a reader takes hold of in a picture. The same file on the pages of the book, where it is a script, and
// in a notebook, where notebook.js follows it in one module. nnlib/live/handles.py says what a handle is made of.
const ExplorableHandles = (() => {
  const REACH = 22; // pixels around a handle that belong to it: a finger needs 44
  const STILL = 10; // pixels that a finger may move in a tap
  const RING = `<circle r="13" fill="none" stroke="var(--explorable-paper, #fff)" stroke-width="5" opacity="0.6"/>
    <circle r="13" fill="none" stroke="currentColor" stroke-width="2"/>
    <circle r="${REACH}" fill="none" pointer-events="all"/>`;
  const distances = {
    x: (place, point) => Math.abs(place[0] - point[0]),
    y: (place, point) => Math.abs(place[1] - point[1]),
    along: (place, point) => Math.hypot(place[0] - point[0], place[1] - point[1]),
  };
  const cursor = ({ moves }) => ({ x: "ew-resize", y: "ns-resize" })[Object.values(moves).join()] ?? "move";
  const within = ([left, top, right, bottom], [x, y]) => x > left - 1 && x < right + 1 && y > top - 1 && y < bottom + 1;

  return class {
    // `picture` holds the layers; `set` is called with the key of each control that a drag sets.
    constructor(picture, set) {
      Object.assign(this, { picture, set, handles: [] });
      for (const kind of ["down", "move", "up", "cancel"]) picture.addEventListener("pointer" + kind, (event) => this[kind](event));
    }

    // What a drag to a point sets: of each control the key whose place is nearest.
    static keysAt({ moves, places }, point) {
      const keys = {};
      for (const name in moves) {
        let least = Infinity;
        for (const [key, place] of Object.entries(places[name])) {
          const distance = place ? distances[moves[name]](place, point) : Infinity;
          if (distance < least) [least, keys[name]] = [distance, key];
        }
      }
      return keys;
    }

    // Show the handles of the present state, a ring around each, of one size on the screen whatever the picture's.
    show(handles) {
      this.handles = handles;
      if (handles.length && !this.layer) this.lay();
      const { width, height } = this.picture.querySelector("svg").viewBox.baseVal;
      handles.forEach(({ at, box }, index) => {
        const ring = this.layer.children[index];
        ring.style.display = at && within(box, at) ? "" : "none";
        for (const circle of at ? ring.children : []) {
          circle.setAttribute("cx", (100 * at[0]) / width + "%");
          circle.setAttribute("cy", (100 * at[1]) / height + "%");
        }
      });
    }

    lay() {
      const ring = (handle) =>
        `<g data-handle="${Object.keys(handle.moves).join(" ")}" style="touch-action: none; cursor: ${cursor(handle)}">${RING}</g>`;
      const style = "grid-area: 1 / 1; width: 100%; height: 100%; pointer-events: none";
      const rings = this.handles.map(ring).join("");
      this.picture.insertAdjacentHTML("beforeend", `<svg class="explorable-handles" aria-hidden="true" style="${style}">${rings}</svg>`);
      this.layer = this.picture.lastElementChild;
      this.layer.addEventListener("touchstart", (event) => event.preventDefault(), { passive: false }); // in SVG, Chromium has no touch-action
      this.picture.style.userSelect = "none";
    }

    // Where an event is in the picture's own units, and how many of them a pixel has.
    read(event) {
      const { left, top, width } = this.picture.getBoundingClientRect();
      const unit = this.picture.querySelector("svg").viewBox.baseVal.width / width;
      return { point: [(event.clientX - left) * unit, (event.clientY - top) * unit], unit };
    }

    // What is held keeps its distance from the pointer; elsewhere in the axes their nearest handle comes to it. But a
    // finger beside a handle may be about to scroll the page: there only a tap moves it.
    down(event) {
      if (!event.isPrimary || event.button) return;
      const { point, unit } = this.read(event);
      let least = Infinity;
      this.held = undefined;
      this.handles.forEach(({ box, at }, index) => {
        const seen = at && within(box, at), distance = seen ? distances.along(at, point) / unit : Number.MAX_VALUE;
        const on = distance <= REACH, tap = !on && event.pointerType !== "mouse";
        if (distance >= least || !(on || within(box, point))) return;
        least = distance;
        this.held = { index, on, tap, start: event, by: on ? [at[0] - point[0], at[1] - point[1]] : [0, 0] };
      });
      if (!this.held || this.held.tap) return;
      this.picture.setPointerCapture(event.pointerId);
      this.picture.style.cursor = cursor(this.handles[this.held.index]);
      if (!this.held.on) this.drag(event);
    }

    move(event) {
      if (event.pointerId === this.held?.start.pointerId && !this.held.tap) this.drag(event);
    }

    up(event) {
      if (event.pointerId !== this.held?.start.pointerId) return;
      const { start, tap } = this.held;
      if (tap && Math.hypot(event.clientX - start.clientX, event.clientY - start.clientY) < STILL) this.drag(event);
      this.cancel();
    }

    cancel() {
      this.held = undefined;
      this.picture.style.cursor = "";
    }

    drag(event) {
      const { index, by, last } = this.held, { point } = this.read(event);
      const keys = this.constructor.keysAt(this.handles[index], [point[0] + by[0], point[1] + by[1]]);
      this.held.last = JSON.stringify(keys);
      if (this.held.last !== last) this.set(keys);
    }
  };
})();
