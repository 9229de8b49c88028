// Handles: what a reader takes hold of in a picture. The same file on the pages of the book, where it is a script, and
// in a notebook, where notebook.js follows it in one module. nnlib/live/handles.py says what a handle is made of.
const ExplorableHandles = (() => {
  const REACH = 22; // pixels around a handle that belong to it: a finger needs 44
  const RING = `<circle style="r: clamp(9px, 2.4%, 13px)" fill="none" stroke="var(--explorable-paper, #fff)" stroke-width="5" opacity="0.6"/>
    <circle style="r: clamp(9px, 2.4%, 13px)" fill="none" stroke="currentColor" stroke-width="2"/><circle r="${REACH}" fill="none" pointer-events="all"/>`;
  const distances = { x: (a, b) => Math.abs(a[0] - b[0]), y: (a, b) => Math.abs(a[1] - b[1]), along: (a, b) => Math.hypot(a[0] - b[0], a[1] - b[1]) };
  const cursor = ({ moves }) => ({ x: "ew-resize", y: "ns-resize" })[Object.values(moves).join()] ?? "move";
  const movable = ({ places }) => Object.values(places).some((those) => Object.keys(those).length > 1);
  const within = ([left, top, right, bottom], [x, y]) => x > left - 1 && x < right + 1 && y > top - 1 && y < bottom + 1;

  return class {
    // `picture` holds the layers; `set` is called with the key of each control that a drag sets.
    constructor(picture, set) {
      Object.assign(this, { picture, set, handles: [] });
      picture.addEventListener("pointerdown", (event) => this.take(event));
    }

    // What a drag to a point sets: of each control the key whose place is nearest.
    static keysAt({ moves, places }, point) {
      const keys = {};
      for (const name in moves) {
        const away = (key) => distances[moves[name]](places[name][key], point);
        const there = Object.keys(places[name]).filter((key) => places[name][key]);
        if (there.length) keys[name] = there.reduce((best, key) => (away(key) < away(best) ? key : best));
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
        ring.style.display = at && within(box, at) && movable(handles[index]) ? "" : "none";
        for (const circle of at ? ring.children : []) {
          circle.setAttribute("cx", (100 * at[0]) / width + "%");
          circle.setAttribute("cy", (100 * at[1]) / height + "%");
        }
      });
    }

    // Whether one of them has only one place: the stored frames cannot move it.
    get fixed() {
      return !this.handles.every(movable);
    }

    lay() {
      const names = ({ moves }) => Object.keys(moves).join(" ");
      const rings = this.handles.map((handle) => `<g data-handle="${names(handle)}" style="touch-action: none; cursor: ${cursor(handle)}">${RING}</g>`);
      this.picture.insertAdjacentHTML("beforeend", `<svg class="explorable-handles" aria-hidden="true">${rings.join("")}</svg>`);
      this.layer = this.picture.lastElementChild;
      this.layer.style.cssText = "grid-area: 1 / 1; width: 100%; height: 100%; pointer-events: none";
      this.layer.addEventListener("touchstart", (event) => event.preventDefault(), { passive: false }); // Chromium scrolls all the same
      this.picture.style.userSelect = "none";
    }

    // Take hold of a handle in reach, which keeps its distance from the pointer, or let the nearest one of the axes come
    // to it. But a finger beside a handle may be about to scroll the page: there only a tap moves it.
    take(start) {
      if (!start.isPrimary || start.button) return;
      const { picture } = this, { point, unit } = this.read(start);
      let least = Infinity, held, last;
      this.handles.forEach((handle, index) => {
        if (!movable(handle)) return;
        const { box, at } = handle;
        const distance = at && within(box, at) ? distances.along(at, point) / unit : Number.MAX_VALUE;
        if (distance < least && (distance <= REACH || within(box, point))) [least, held] = [distance, index];
      });
      if (held === undefined) return;
      const { at } = this.handles[held], on = least <= REACH, tap = !on && start.pointerType !== "mouse";
      const by = [0, 1].map((i) => (on ? at[i] - point[i] : 0));
      const drag = (event) => {
        const keys = this.constructor.keysAt(this.handles[held], this.read(event).point.map((place, i) => place + by[i]));
        if (last !== (last = JSON.stringify(keys))) this.set(keys);
      };
      picture.onpointermove = (event) => event.isPrimary && !tap && drag(event);
      picture.onpointerup = picture.onpointercancel = (event) => {
        if (!event.isPrimary) return;
        if (tap && event.type === "pointerup" && distances.along(this.read(event).point, point) < REACH * unit) drag(event);
        picture.onpointermove = picture.onpointerup = picture.onpointercancel = null;
      };
      if (tap) return;
      this.layer.children[held].setPointerCapture(start.pointerId);
      if (!on) drag(start);
    }

    // Where an event is in the picture's own units, and how many of them a pixel has.
    read({ clientX, clientY }) {
      const { left, top, width } = this.picture.getBoundingClientRect();
      const unit = this.picture.querySelector("svg").viewBox.baseVal.width / width;
      return { point: [(clientX - left) * unit, (clientY - top) * unit], unit };
    }
  };
})();
