// The picture of an explorable in a notebook: its layers and its handles. It follows handles.js in one module.
function render({ model, el }) {
  const picture = Object.assign(document.createElement("div"), { className: "explorable-picture" });
  const follow = (name, show) => [model.on("change:" + name, show), show()];
  for (const layer of ["base", "pinned", "overlay"]) {
    const place = picture.appendChild(document.createElement("div"));
    follow(layer, () => (place.innerHTML = model.get(layer)));
  }
  el.append(picture);

  // Only the latest position is asked for: what is dragged to meanwhile waits, and replaces what waits.
  let busy = false, waiting;
  const next = () => {
    busy = Boolean(waiting);
    if (busy) model.send(waiting);
    waiting = undefined;
  };
  model.on("msg:custom", next);
  const handles = new ExplorableHandles(picture, (keys) => {
    waiting = keys;
    if (!busy) next();
  });
  follow("handles", () => handles.show(model.get("handles")));
}

export default { render };
