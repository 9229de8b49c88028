// Handles: what a reader takes hold of in a picture. The same file on the pages of the book, where it is a script, and
// in a notebook, where notebook.js follows it in one module. nnlib/live/handles.py says what a handle is made of.
class ExplorableHandles {
  static REACH = 22; // pixels around a handle that belong to it: a finger needs 44
  static STILL = 10; // pixels that a finger may move in a tap
  static CURSORS = { x: "ew-resize", y: "ns-resize" };
  static DISTANCES = {
    x: (place, point) => Math.abs(place[0] - point[0]),
    y: (place, point) => Math.abs(place[1] - point[1]),
    along: (place, point) => Math.hypot(place[0] - point[0], place[1] - point[1]),
  };

  // `picture` holds the layers; `set` is called with the key of each control that a drag sets.
  constructor(picture, set) {
    this.picture = picture;
    this.set = set;
    this.handles = [];
    this.layer = ExplorableHandles.svg("svg", { class: "explorable-handles", "aria-hidden": "true" });
    this.layer.style.cssText = "grid-area: 1 / 1; width: 100%; height: 100%; pointer-events: none";
    for (const kind of ["down", "move", "up", "cancel"]) picture.addEventListener("pointer" + kind, (event) => this[kind](event));
  }

  static svg(name, attributes) {
    const element = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const attribute in attributes) element.setAttribute(attribute, attributes[attribute]);
    return element;
  }

  static cursor({ moves }) {
    return ExplorableHandles.CURSORS[Object.values(moves).join()] ?? "move";
  }

  // Whether a place is in the axes of a handle; on their edge it still is.
  static within([left, top, right, bottom], [x, y]) {
    return x >= left - 1 && x <= right + 1 && y >= top - 1 && y <= bottom + 1;
  }

  // What a drag to a point sets: of each control the key whose place is nearest.
  static keysAt({ moves, places }, point) {
    const keys = {};
    for (const name in moves) {
      let least = Infinity;
      for (const [key, place] of Object.entries(places[name])) {
        const distance = place ? ExplorableHandles.DISTANCES[moves[name]](place, point) : Infinity;
        if (distance < least) [least, keys[name]] = [distance, key];
      }
    }
    return keys;
  }

  // Show the handles of the present state, one ring each, of one size on the screen whatever that of the picture.
  show(handles) {
    if (handles.length && !this.layer.isConnected) this.picture.append(this.layer);
    this.picture.style.userSelect = handles.length ? "none" : "";
    this.handles = handles;
    const { width, height } = this.picture.querySelector("svg").viewBox.baseVal;
    handles.forEach((handle, index) => {
      const ring = this.layer.children[index] ?? this.layer.appendChild(this.ring(handle)), { at, box } = handle;
      ring.style.display = at && ExplorableHandles.within(box, at) ? "" : "none";
      for (const circle of at ? ring.children : []) {
        circle.setAttribute("cx", (100 * at[0]) / width + "%");
        circle.setAttribute("cy", (100 * at[1]) / height + "%");
      }
    });
  }

  // A ring around what it marks, on a lighter or darker one, and the area that a finger meets.
  ring(handle) {
    const { svg, REACH, cursor } = ExplorableHandles, ring = svg("g", { "data-handle": Object.keys(handle.moves).join(" ") });
    ring.append(
      svg("circle", { r: 13, fill: "none", stroke: "var(--explorable-paper, #fff)", "stroke-width": 5, opacity: 0.6 }),
      svg("circle", { r: 13, fill: "none", stroke: "currentColor", "stroke-width": 2 }),
      svg("circle", { r: REACH, fill: "none", "pointer-events": "all" }),
    );
    ring.style.cssText = `touch-action: none; cursor: ${cursor(handle)}`;
    ring.addEventListener("touchstart", (event) => event.preventDefault(), { passive: false }); // Chromium scrolls all the same
    return ring;
  }

  // Where an event is in the picture's own units, and how many of them a pixel has.
  read(event) {
    const { left, top, width } = this.picture.getBoundingClientRect();
    const unit = this.picture.querySelector("svg").viewBox.baseVal.width / width;
    return { point: [(event.clientX - left) * unit, (event.clientY - top) * unit], unit };
  }

  // The handle that an event means, and how far it is: the nearest in reach, or else in the axes around the pointer.
  nearest(event) {
    const { point, unit } = this.read(event), { within, DISTANCES, REACH } = ExplorableHandles;
    let found = { distance: Infinity };
    this.handles.forEach(({ box, at, places }, index) => {
      const seen = at && within(box, at), distance = seen ? DISTANCES.along(at, point) / unit : Number.MAX_VALUE;
      const movable = seen || Object.values(places).some((those) => Object.values(those).some(Boolean));
      if (movable && (distance <= REACH || within(box, point)) && distance < found.distance)
        found = { index, distance, by: seen ? [at[0] - point[0], at[1] - point[1]] : [0, 0] };
    });
    return found;
  }

  // What is held keeps its distance from the pointer; a handle elsewhere in the axes comes to it. But a finger beside
  // the handle may be about to scroll the page: there only a tap moves it.
  down(event) {
    if (!event.isPrimary || event.button) return;
    const { index, distance, by } = this.nearest(event), on = distance <= ExplorableHandles.REACH;
    if (index === undefined) return;
    this.held = { index, by: on ? by : [0, 0], start: event, tap: !on && event.pointerType !== "mouse" };
    if (this.held.tap) return;
    this.picture.setPointerCapture(event.pointerId);
    this.picture.style.cursor = ExplorableHandles.cursor(this.handles[index]);
    if (!on) this.drag(event);
  }

  move(event) {
    if (event.pointerId === this.held?.start.pointerId && !this.held.tap) this.drag(event);
  }

  up(event) {
    if (event.pointerId !== this.held?.start.pointerId) return;
    const { start, tap } = this.held;
    if (tap && Math.hypot(event.clientX - start.clientX, event.clientY - start.clientY) < ExplorableHandles.STILL) this.drag(event);
    this.cancel();
  }

  cancel() {
    this.held = undefined;
    this.picture.style.cursor = "";
  }

  drag(event) {
    const { index, by, last } = this.held, { point } = this.read(event);
    const keys = ExplorableHandles.keysAt(this.handles[index], [point[0] + by[0], point[1] + by[1]]);
    this.held.last = JSON.stringify(keys);
    if (this.held.last !== last) this.set(keys);
  }
}
